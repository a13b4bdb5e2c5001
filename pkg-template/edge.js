export { paywall } from './edge/paywall.js';
