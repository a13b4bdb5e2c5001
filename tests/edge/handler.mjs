// A Worker that is its own origin, with and without a paywall: shows what a handler sees of a request.
import { paywall } from 'mpp-wasm/edge';
import { memory } from 'mpp-wasm/store/memory';

const see = (request) => announced(request) ?? Response.json({ method: request.method, cf: request.cf, signal: request.signal instanceof AbortSignal });

/** The orders that were asked for once. */
const asked = new Set();

/** For a query such as `length=2&order=1`: a body with another length than it announces, the first time it is asked for. */
function announced({ url }) {
  const query = new URL(url).searchParams;
  if (!query.has('length')) return undefined;
  const length = asked.has(query.get('order')) ? 'é'.length + 1 : query.get('length');
  asked.add(query.get('order'));
  const bytes = new TextEncoder().encode('é');
  return new Response(query.has('text') ? 'é' : new ReadableStream({ start: (controller) => (controller.enqueue(bytes), controller.close()) }), { headers: { 'content-length': String(length) } });
}

const seller = (env, more) => ({ realm: 'paywall.example.com', secret: env.SECRET, stripe: { secretKey: 'sk_test_simulator', networkId: 'profile_1', apiBase: env.STRIPE_API_BASE }, store: memory(), ...more });
const routes = { '/paid': '1.00 USD' };

const handled = paywall((env) => seller(env, { routes, origin: see }));
const bound = paywall((env) => seller(env, { routes, origin: env.SELF }));
const guarded = paywall((env) => seller(env)).charge('1.00 USD', see);

export default {
  fetch(request, env, ctx) {
    switch (new URL(request.url).hostname) {
      case 'handled.localhost':
        return handled.fetch(request, env, ctx);
      case 'bound.localhost':
        // Called by itself through its binding, it sees what the binding passes on.
        return request.headers.has('x-bound') ? see(request) : bound.fetch(new Request(request, { headers: [...request.headers, ['x-bound', '1']] }), env, ctx);
      case 'guarded.localhost':
        return guarded(request, env, ctx);
      default:
        return see(request);
    }
  },
};
