// A configuration of a paywall for tests without a Worker.
import { memory } from 'mpp-wasm/store/memory';

export const KEY = 'sk_test_123456789';

export const config = (more = {}) => ({
  realm: 'api.example.com',
  secret: 'a-signing-secret-of-at-least-32-bytes',
  stripe: { secretKey: KEY, networkId: 'profile_1' },
  store: memory(),
  routes: { '/paid': '1.00 USD' },
  origin: () => new Response('served'),
  ...more,
});
