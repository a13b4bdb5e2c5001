// A free page of a Worker, without a paywall and behind one.
import { paywall } from 'mpp-wasm/edge';
import { memory } from 'mpp-wasm/store/memory';

const page = () => Response.json({ message: 'This page is free.' });

const site = paywall((env) => ({
  realm: env.REALM, secret: env.MPP_SECRET_KEY, stripe: { secretKey: env.STRIPE_SECRET_KEY, networkId: env.STRIPE_NETWORK_ID },
  store: memory(), routes: env.ROUTES, origin: page,
}));

export default {
  fetch: (request, env, ctx) => (env.IS_BARE ? page() : site.fetch(request, env, ctx)),
};
