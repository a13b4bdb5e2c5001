export { MppError } from './error.js';
export { paywall } from './edge/paywall.js';
