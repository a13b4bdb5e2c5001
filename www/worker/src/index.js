// The deployable paywall. The configuration is read while the Worker starts. If any of it is missing, the Worker does
// not start, and nothing is served.
import { env } from 'cloudflare:workers';
import { paywall } from 'mpp-wasm/edge';
import { configure, named } from './config.js';

export { ClaimStore } from 'mpp-wasm/store/durable-object';
export default named(() => paywall(configure(env)));
