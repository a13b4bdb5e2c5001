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
    case 'none':
      return new Response(null, { headers });
    case 'large':
      return new Response('large'.repeat(50_000));
    case 'iterated':
      return { status: 200, headers: new Headers(), body: { async *[Symbol.asyncIterator]() { yield bytes; } } };
    case 'wrapped':
      return { status: 200, headers: new Headers(), body: proxyOf(new Response('<p>é</p>').body) };
    case 'rewritten':
      return new HTMLRewriter().on('p', { element: (p) => void p.setInnerContent('é') }).transform(new Response('<p></p>', { headers }));
  }
}

const seller = (env, more) => ({
  realm: 'paywall.example.com',
  secret: env.SECRET,
  stripe: { secretKey: 'sk_test_simulator', networkId: 'profile_1', apiBase: env.STRIPE_API_BASE },
  store: memory(),
  ...more,
});
const routes = { '/paid': '1.00 USD' };

/** Requests as they came in. */
const came = new WeakSet();
/** A response that is sent again and again, with a field that no payer may see. */
const AGAIN = new Response(null, { status: 204, headers: { 'payment-anything': 'x', 'x-own': 'kept' } });
const OPEN = new Response(null, { status: 204, headers: { 'x-own': 'kept' } });

/** Shows no fields, and is sent with those that it has. */
class Hiding extends Response {
  get headers() {
    return new Headers();
  }
}

/** Shows another address than it is sent to. */
class Elsewhere extends Request {
  get url() {
    return 'http://shown.localhost/inside?changed';
  }
}

function proxyOf(object) {
  return new Proxy(object, { get: (target, name) => (typeof target[name] === 'function' ? target[name].bind(target) : target[name]) });
}

/** A request as middleware passes it on: a `Proxy` of it, one of another class, or itself with other fields or another address. */
function passedOn(request) {
  switch (request.headers.get('x-as')) {
    case 'proxy':
      return proxyOf(request);
    case 'fields':
      return Object.defineProperty(request, 'headers', { value: new Headers({ 'x-own': '1' }) });
    case 'class':
      return new Elsewhere(request);
    case 'address':
      return Object.defineProperty(request, 'url', { value: 'http://shown.localhost/inside?changed' });
  }
  return request;
}

function show(request, env) {
  switch (new URL(request.url).pathname) {
    case '/again':
      return AGAIN;
    case '/open':
      return OPEN;
    case '/kept':
      return Response.json(AGAIN.headers.has('payment-anything') && !OPEN.headers.has('cache-control'));
    case '/error':
      return Response.error();
    case '/alike':
      return { status: 200, headers: new Headers({ 'x-own': 'kept' }), body: null };
    case '/inside': {
      // A copy has what the runtime would send.
      const { url, headers } = new Request(request);
      return Response.json({ url, fields: [...headers.keys()] });
    }
    case '/utf8':
      return new Response(null, { status: 302, headers: { location: '/caf\u00c3\u00a9' } });
    case '/redirect':
      return Response.redirect('http://shown.localhost/free');
    case '/fetched':
      return env.SELF.fetch('http://bare.localhost/');
    case '/proxy':
      return proxyOf(OPEN);
    case '/subclass':
      return new Hiding('x', { headers: { 'payment-anything': 'x', 'x-own': 'kept' } });
    case '/own':
      return Object.defineProperty(new Response('x', { headers: { 'payment-anything': 'x', 'x-own': 'kept' } }), 'headers', { value: new Headers() });
    default:
      return Response.json({ itself: came.has(request), fields: [...request.headers.keys()] });
  }
}

const prices = { '/paid': { price: '1.00 USD', passTtl: 60_000 }, '/utf8': '1.00 USD', '/caf\u00c3\u00a9': '1.00 USD' };
const shown = paywall((env) => seller(env, { routes: prices, origin: show }));
/** Says who a client is to the paywall behind it. */
const outer = paywall((env) => seller(env, { routes, origin: naming }));

function naming(request, env, ctx) {
  const own = new Request(request);
  own.headers.set('x-user', 'alice');
  return shown.fetch(own, env, ctx);
}

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
        return request.headers.has('x-bound')
          ? see(request)
          : bound.fetch(new Request(request, { headers: [...request.headers, ['x-bound', '1']] }), env, ctx);
      case 'shown.localhost': {
        const own = request.headers.has('x-follow') ? new Request(request, { redirect: 'follow' }) : request;
        came.add(own);
        return shown.fetch(passedOn(own), env, ctx);
      }
      case 'secured.localhost':
        return shown.fetch(request, env, ctx).then((response) => (response.headers.append('x-frame-options', 'DENY'), response));
      case 'emptied.localhost':
        return shown.fetch(new Request(request, { body: null }), env, ctx);
      case 'outer.localhost':
        return outer.fetch(request, env, ctx);
      case 'guarded.localhost':
        return guarded(request, env, ctx);
      default:
        return see(request);
    }
  },
};
