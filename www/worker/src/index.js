// The deployable paywall. Configuration is read while the Worker starts: with a part of it missing it does not
// start, and nothing is served.
import { env } from 'cloudflare:workers';
import { paywall } from 'mpp-wasm/edge';
import { configure, named } from './config.js';

export { ClaimStore } from 'mpp-wasm/store/durable-object';
export default named(() => paywall(configure(env)));
