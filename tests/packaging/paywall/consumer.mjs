import { MppError, paywall } from 'mpp-wasm/edge';
import { ClaimStore, durableObject } from 'mpp-wasm/store/durable-object';

export { ClaimStore, MppError };
export default paywall((env) => ({ realm: 'api.example.com', secret: env.SECRET, stripe: env.STRIPE, store: durableObject(env.CLAIMS) }));
