// Compiled with the types of Workers, never run: the code of a Worker that deploys the store.
import { paywall } from 'mpp-wasm/edge';
import { ClaimStore, durableObject } from 'mpp-wasm/store/durable-object';

interface Env {
  CLAIMS: DurableObjectNamespace<ClaimStore>;
  MPP_SECRET_KEY: string;
}

export { ClaimStore };
export default paywall<Env>((env) => ({
  realm: 'api.example.com',
  secret: env.MPP_SECRET_KEY,
  stripe: { secretKey: 'sk_test_1', networkId: 'profile_1' },
  store: durableObject(env.CLAIMS),
})) satisfies ExportedHandler<Env>;
