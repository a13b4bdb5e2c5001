// A Worker that is its own origin, with and without a paywall: shows what a handler sees of a request.
import { paywall } from 'mpp-wasm/edge';
import { memory } from 'mpp-wasm/store/memory';

const see = (request) => changed(request) ?? Response.json({ method: request.method, cf: request.cf, signal: request.signal instanceof AbortSignal });

/** For a query such as `body=text&length=1`: a body that is not as long as its `Content-Length` says, as if it was changed. */
function changed({ url }) {
  const query = new URL(url).searchParams;
  const headers = { 'content-length': query.get('length'), 'content-type': 'text/html' };
  const bytes = new TextEncoder().encode('<p>é</p>');
  switch (query.get('body')) {
    case 'text':
      return new Response('<p>é</p>', { headers });
    case 'stream':
      return new Response(new ReadableStream({ start: (controller) => (controller.enqueue(bytes), controller.close()) }), { headers });
    case 'rewritten':
      return new HTMLRewriter().on('p', { element: (p) => void p.setInnerContent('é') }).transform(new Response('<p></p>', { headers }));
  }
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
