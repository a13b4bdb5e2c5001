// A site on loopback that asks for payment in every known way.
import { createServer } from 'node:http';
import { formatChallenge } from 'mpp-wasm';

export const STRIPE = { amount: '500', currency: 'usd', methodDetails: { networkId: 'profile_1', paymentMethodTypes: ['card'] } };
export const TEMPO = {
  amount: '4990000', currency: '0x20c0000000000000000000000000000000000000',
  recipient: '0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00', methodDetails: { chainId: 4217 },
};
/** A Lightning invoice over 250,000 sat. */
export const INVOICE =
  'lnbc2500u1re22guqpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4js' +
  'xqzpuaztrnwngzn3kdzw5hydlzf03qdgm2hdq27cqv3agm2awhz5se903vruatfhq77w3ls4evs3ch9zw97j25emudupq63nyw24cg27h2rspfj9srp';

/**
 * Markup, direction changes and terminal codes in a description. It starts with honest Hebrew, which reads right to
 * left.
 */
export const HOSTILE =
  'מחיר \u202e00.1$\u202c <img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script> \u001b[31mred\u001b[0m\u009b2J';

export const challenge = (terms = {}) => formatChallenge({
  id: 'c1', realm: '127.0.0.1', method: 'stripe', intent: 'charge', request: STRIPE, expires: '2099-01-01T00:00:00Z', ...terms,
});

const X402 = {
  x402Version: 1,
  accepts: [{
    scheme: 'exact', network: 'base', maxAmountRequired: '10000',
    asset: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913', payTo: '0x209693Bc6afc0C5328bA36FaF03C514EF312287C',
    resource: 'http://127.0.0.1/x402', description: 'Weather', maxTimeoutSeconds: 60,
  }],
};
const X402_V2 = { x402Version: 2, accepts: [{ ...X402.accepts[0], network: 'eip155:8453', amount: '10000' }] };

const html = (body) => `<!doctype html><html lang="en"><title>site</title>${body}`;
const PAY = html('<h1>Payment required</h1>');

/** The response of each path: status, `WWW-Authenticate` or other headers, body or what writes it. */
const PATHS = {
  '/': [200, { 'set-cookie': 'session=1' }, html('<h1>Free</h1>')],
  '/page': [402, { 'www-authenticate': challenge({ description: 'Premium content' }) }, PAY],
  '/two': [402, { 'www-authenticate': [challenge(), challenge({ id: 'c2', method: 'tempo', request: TEMPO })] }, PAY],
  '/x402': [402, { 'payment-required': btoa(JSON.stringify(X402_V2)) }, PAY],
  '/x402-body': [402, { 'content-type': 'application/json' }, JSON.stringify(X402)],
  '/x402-cut': [402, { 'content-type': 'application/json' }, JSON.stringify(X402).slice(0, -1)],
  '/x402-long': [402, { 'content-type': 'application/json' }, JSON.stringify({ pad: 'x'.repeat(270_000), ...X402 })],
  '/l402': [402, { 'www-authenticate': `L402 macaroon="AGIAJEemVQUTEyNCR0exk7ek90Cg==", invoice="${INVOICE}"` }, PAY],
  '/bare': [402, {}, PAY],
  '/unreadable': [402, { 'www-authenticate': 'Payment id="x", realm="127.0.0.1", method="stripe", intent="charge", request="%%%"' }, PAY],
  '/expired': [402, { 'www-authenticate': challenge({ expires: '2020-01-01T00:00:00Z' }) }, PAY],
  '/hostile': [
    402,
    { 'www-authenticate': challenge({ realm: 'bank.example', description: HOSTILE, request: { ...STRIPE, note: 'left\u202eright' } }) },
    PAY,
  ],
  '/long': [402, { 'www-authenticate': challenge({ realm: `${'r'.repeat(1000)}.example`, description: 'A long word. '.repeat(150) }) }, PAY],
  '/over': [402, { 'www-authenticate': challenge({ request: { ...STRIPE, amount: '100000' }, expires: undefined }) }, PAY],
  '/calls': [200, {}, html('<h1>Calls</h1><script>fetch("/page").then(() => document.title = "called")</script>')],
  '/frames': [200, {}, html('<h1>Frames</h1><iframe title="f" src="/two"></iframe>')],
  '/calls-body': [
    200,
    { 'set-cookie': 'session=1' },
    html('<h1>Calls</h1><script>fetch("/x402-body").then(() => document.title = "called")</script>'),
  ],
  '/checkout': [200, {}, html('<h1>Checkout</h1><form><label>Card <input autocomplete="cc-number"></label></form>')],
  '/elements': [200, {}, html('<h1>Checkout</h1><iframe title="f" name="__privateStripeFrame1"></iframe>')],
  '/steering': [200, {}, html(
    '<h1>Checkout</h1><div class="AiAgentPaymentSteering" data-stripe-merchant-account="acct_1"><input name="link_pay_token"></div>' +
      '<input autocomplete="cc-number">',
  )],
  '/steering-shut': [200, {}, html(
    '<h1>Checkout</h1><label><input type="checkbox"> I am an AI agent</label><input autocomplete="cc-number">',
  )],
  '/agents.txt': [200, { 'content-type': 'text/plain; charset=utf-8' }, 'Pay at \u202e/paid\u202c, five dollars a call.'],
  '/llm.txt': [200, {}, html('<h1>Not a text</h1>')],
};

/** A service worker that answers, in place of the site, all requests whose address contains `word`. */
export const serviceWorker = (word) => [200, { 'content-type': 'text/javascript' }, `
  addEventListener('activate', (event) => event.waitUntil(clients.claim()));
  addEventListener('fetch', (event) => {
    const free = () => new Response('<!doctype html><title>free</title>', { headers: { 'content-type': 'text/html' } });
    if (event.request.url.includes('${word}')) event.respondWith(free());
  });`];

/**
 * Starts the site. Resolves with `url(path)`, `close()`, `seen`, which lists every request, and `answers`, which tests
 * may change.
 */
export async function site() {
  const seen = [];
  const answers = { ...PATHS };
  const server = createServer((request, response) => {
    const path = request.url.split('?')[0];
    seen.push({ path, method: request.method, headers: request.headers });
    const [status, headers, body] = answers[path] ?? [404, {}, html('<h1>Nothing</h1>')];
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', ...headers });
    if (typeof body === 'function') body(response);
    else response.end(body);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  return {
    seen,
    answers,
    host: `127.0.0.1:${port}`,
    url: (path, host = '127.0.0.1') => `http://${host}:${port}${path}`,
    close: () => new Promise((done) => server.close(done).closeAllConnections()),
  };
}
