// The paywall in this process, for calls without a server.
import { memory } from 'mpp-wasm/store/memory';
import { paywall as ours } from 'mpp-wasm/edge';
import { SECRET } from './inputs.mjs';

/** `routes`: patterns, all with the same price. `make`: the function that creates it, if not the usual one. */
export function paywall(routes = ['/paid'], make = ours) {
  return make({
    realm: 'api.example.com',
    secret: SECRET,
    stripe: { secretKey: 'sk_test_benchmark', networkId: 'profile_1' },
    store: memory(),
    routes: Object.fromEntries(routes.map((pattern) => [pattern, { price: '1.00 USD', description: 'One paid answer' }])),
    origin: () => new Response('paid'),
  });
}
