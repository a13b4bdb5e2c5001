// The paywall in frameworks, as in the npm README: Express and Hono routes, in Node and in workerd, Hono as an origin, and
// parsed bodies.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { getRequestListener, serve } from '@hono/node-server';
import { build, transform } from 'esbuild';
import express from 'express';
import { Hono } from 'hono';
import { Miniflare, NoOpLog } from 'miniflare';
import { decode, formatCredential, parseChallenges, parseReceipt } from 'mpp-wasm';
import { paywall } from 'mpp-wasm/edge';
import { listener } from 'mpp-wasm/node';
import { memory } from 'mpp-wasm/store/memory';
import { createClient } from '../stripe-sim/client.mjs';
import { startStripeSim } from '../stripe-sim/start.mjs';

const README = readFileSync(new URL('../../pkg-template/README.md', import.meta.url), 'utf8');
const examples = await Promise.all([...README.matchAll(/```ts\n([\s\S]*?)```/g)].map(async ([, code]) => {
  const { code: script } = await transform(code, { loader: 'ts', tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } } });
  return script.replaceAll(/^import .*$/gm, '');
}));

let sim;
let processor;
let told;

before(async () => {
  sim = await startStripeSim();
  processor = createClient(sim.url);
});

after(() => sim.close());

function shop(more) {
  told = [];
  return paywall({
    realm: '127.0.0.1',
    secret: 'a-signing-secret-of-at-least-32-bytes',
    stripe: { secretKey: 'sk_test_simulator', networkId: 'profile_1', apiBase: sim.url },
    store: memory(),
    onEvent: ({ kind }) => told.push(kind),
    ...more,
  });
}

/** Serves for the duration of a test. Resolves with the address. */
async function up(t, server) {
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
  t.after(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${server.address().port}`;
}

async function buy(url, init) {
  const unpaid = await fetch(url, init);
  await unpaid.text();
  assert.equal(unpaid.status, 402);
  const [challenge] = parseChallenges(unpaid.headers.get('www-authenticate')).challenges;
  const authorization = formatCredential({ challenge, payload: { spt: await processor.mintToken() } });
  const paid = await fetch(url, { ...init, headers: { ...init?.headers, authorization } });
  const receipt = paid.headers.get('payment-receipt');
  return { status: paid.status, text: await paid.text(), receipt: receipt && parseReceipt(receipt).status, cookies: paid.headers.getSetCookie() };
}

const BOUGHT = { status: 200, receipt: 'success', cookies: [] };
const POST = { method: 'POST', body: 'an order' };

const behind = () => new Hono()
  .get('/paid', (c) => c.text('got', 200, { 'set-cookie': 'a=1' }))
  .post('/paid', async (c) => c.text(await c.req.text()))
  .get('/free', (c) => c.text('free'));

const hono = examples.find((code) => code.includes('c.req.raw'));

test('the Hono example charges once for a route in Node, whatever the method, and behind a proxy that ends TLS', async (t) => {
  const app = new Hono();
  // Middleware headers are in paid responses too.
  app.use(async (c, next) => {
    await next();
    c.header('x-own', 'yes');
  });
  // As the README says.
  const example = hono.replace(', c.executionCtx', '').replace(/^app\.get.*$/m, '');
  const charge = new Function('site', `${example}\nreturn charge;`)(shop());
  app.use('/paid', charge('1.00 USD'));
  app.get('/url', (c) => c.text(c.req.url));
  app.route('/', behind());
  const start = examples.find((code) => code.includes('listener(app.fetch')).replace('8402', '0');
  const server = new Function('createServer', 'listener', 'app', `return ${start}`)(createServer, listener, app);
  const url = await up(t, server);
  assert.equal(await (await fetch(`${url}/url`)).text(), 'https://api.example.com/url');
  assert.deepEqual(await buy(`${url}/paid`), { ...BOUGHT, text: 'got' });
  assert.deepEqual(told, ['challenged', 'paid', 'delivered']);
  assert.deepEqual(await buy(`${url}/paid`, POST), { ...BOUGHT, text: 'an order' });
  const unpaid = await fetch(`${url}/paid`);
  assert.deepEqual([unpaid.status, unpaid.headers.get('x-own')], [402, 'yes']);
  assert.equal(await (await fetch(`${url}/free`)).text(), 'free');
});

test('the Hono example charges in workerd, with a configuration from the environment, and lets payments finish', async (t) => {
  const contents = `
    import { Hono } from 'hono';
    import { paywall } from 'mpp-wasm/edge';
    import { ClaimStore, durableObject } from 'mpp-wasm/store/durable-object';
    export { ClaimStore };
    const site = paywall((env) => ({
      realm: 'api.example.com',
      secret: env.MPP_SECRET_KEY,
      stripe: { secretKey: env.STRIPE_SECRET_KEY, networkId: 'profile_1', apiBase: env.API_BASE },
      store: durableObject(env.CLAIMS),
    }));
    const app = new Hono();
    ${hono}
    app.post('/paid', charge({ price: '1.00 USD' }), async (c) => c.text(await c.req.text()));
    let waiting = 0;
    app.get('/waiting', (c) => c.text(String(waiting)));
    export default { fetch: (request, env, ctx) => app.fetch(request, env, { waitUntil: (promise) => (waiting++, ctx.waitUntil(promise)) }) };`;
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const runtime = { conditions: ['workerd', 'worker', 'browser'], external: ['*.wasm', 'cloudflare:*'] };
  const { outputFiles } = await build({ stdin: { contents, resolveDir: root }, bundle: true, write: false, format: 'esm', ...runtime });
  const wasm = 'mpp_wasm_edge_bg.wasm';
  const worker = new Miniflare({
    cf: false,
    compatibilityDate: '2026-04-01',
    bindings: { MPP_SECRET_KEY: 'a-signing-secret-of-at-least-32-bytes', STRIPE_SECRET_KEY: 'sk_test_simulator', API_BASE: sim.url },
    durableObjects: { CLAIMS: { className: 'ClaimStore', useSQLite: true } },
    modules: [
      { type: 'ESModule', path: 'worker.mjs', contents: outputFiles[0].text },
      { type: 'CompiledWasm', path: wasm, contents: await readFile(`${root}/pkg/edge/${wasm}`) },
    ],
    log: new NoOpLog(),
    handleRuntimeStdio() {},
  });
  t.after(() => worker.dispose());
  const { origin } = await worker.ready;
  assert.deepEqual(await buy(`${origin}/paid`), { ...BOUGHT, text: '{"paid":true}' });
  assert.deepEqual(await buy(`${origin}/paid`, POST), { ...BOUGHT, text: 'an order' });
  assert.ok(Number(await (await fetch(`${origin}/waiting`)).text()) > 0);
});

test('the test wallet of the README makes a token for a challenge, as the version of the API that the paywall asks for', async (t) => {
  const example = examples.find((code) => code.includes('granted_tokens'));
  assert.match(readFileSync(new URL('../../src/rail/stripe/call.rs', import.meta.url), 'utf8'), new RegExp(/\d{4}-\d\d-\d\d\.\w+/.exec(example)[0]));
  const script = example.replace('export ', '').replace('https://api.stripe.com', sim.url);
  const tokenFor = new Function('process', `${script}\nreturn tokenFor;`)({ env: { STRIPE_SECRET_KEY: 'sk_test_simulator' } });
  const shopUp = shop({ routes: { '/paid': '1.00 USD' }, origin: () => new Response('got') });
  const url = `${await up(t, createServer(listener(shopUp.fetch, { publicOrigin: 'http://127.0.0.1' })).listen(0))}/paid`;
  const header = (await fetch(url)).headers.get('www-authenticate');
  const [challenge] = parseChallenges(header).challenges;
  const authorization = formatCredential({ challenge, payload: { spt: await tokenFor(decode(header)) } });
  assert.equal(await (await fetch(url, { headers: { authorization } })).text(), 'got');
});

test('a Hono app is an origin', async (t) => {
  const site = shop({ routes: { '/paid': '1.00 USD' }, origin: behind() });
  const url = await up(t, serve({ fetch: (request) => site.fetch(request), port: 0, hostname: '127.0.0.1' }));
  assert.deepEqual(await buy(`${url}/paid`), { ...BOUGHT, text: 'got' });
  assert.deepEqual(await buy(`${url}/paid`, POST), { ...BOUGHT, text: 'an order' });
  assert.equal(await (await fetch(`${url}/free`)).text(), 'free');
});

test('the Express example charges for its routes and leaves the others alone', async (t) => {
  const example = examples.find((code) => code.includes('/report')).replace(/^app\.get.*$/m, '');
  const charge = new Function('site', 'listener', `${example}\nreturn charge;`)(shop(), listener);
  const app = express();
  app.get('/report', charge('1.00 USD', () => new Response('got', { headers: { 'set-cookie': 'a=1' } })));
  const echo = async (request) => new Response(new URL(request.url).pathname + (await request.text()));
  app.use('/below', express.Router().post('/order', charge('1.00 USD', echo)));
  app.use(express.json());
  app.post('/free', (req, res) => res.json(req.body));
  const url = await up(t, app.listen(0, '127.0.0.1'));
  assert.deepEqual(await buy(`${url}/report`), { ...BOUGHT, text: 'got' });
  assert.deepEqual(told, ['challenged', 'paid', 'delivered']);
  const order = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' };
  assert.deepEqual(await buy(`${url}/below/order`, order), { ...BOUGHT, text: '/below/order{"a":1}' });
  assert.deepEqual(await (await fetch(`${url}/free`, order)).json(), { a: 1 });
});

test('pages of other sites may pay on routes that get OPTIONS too, as the README says, and not on those for GET alone', async (t) => {
  const site = shop();
  const middleware = listener(site.charge('1.00 USD', () => new Response('got')), { publicOrigin: 'https://api.example.com' });
  const app = express().get('/paid', middleware).get('/both', middleware).options('/both', middleware);
  const example = hono.replace(', c.executionCtx', '').replace(/^app\.get.*$/m, '');
  const charge = new Function('site', `${example}\nreturn charge;`)(site);
  const other = new Hono().get('/paid', charge('1.00 USD')).on(['GET', 'OPTIONS'], '/both', charge('1.00 USD'));
  const headers = { origin: 'https://app.example.com', 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' };
  for (const server of [app.listen(0, '127.0.0.1'), serve({ fetch: other.fetch, port: 0, hostname: '127.0.0.1' })]) {
    const url = await up(t, server);
    const asked = async (path) => (await fetch(url + path, { method: 'OPTIONS', headers })).headers.get('access-control-allow-origin');
    assert.deepEqual([await asked('/paid'), await asked('/both')], [null, '*']);
  }
});

test('a body consumed by a parser is not treated as empty', async (t) => {
  const app = express();
  app.use(express.json());
  const guarded = shop().charge('1.00 USD', async (request) => new Response(await request.text()));
  app.use('/stream', getRequestListener(guarded));
  // What remains if an adapter checks whether there is anything to read.
  app.use('/none', getRequestListener((request) => guarded(new Request(request.url, { method: 'POST', headers: request.headers }))));
  const url = await up(t, createServer(app).listen(0, '127.0.0.1'));
  for (const path of ['/stream', '/none']) {
    const answer = await fetch(url + path, { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json' } });
    await answer.text();
    assert.deepEqual([path, answer.status, told.splice(0)], [path, 500, ['error']]);
  }
  // A chunked body that arrives empty: a parser may have read it, or the client may have sent none. The owner is told once.
  for (const [path, events] of [['/stream', ['error', 'refused']], ['/none', ['refused']]]) {
    const body = new Blob(['{"a":1}']).stream();
    const answer = await fetch(url + path, { method: 'POST', body, duplex: 'half', headers: { 'content-type': 'application/json' } });
    const { code, detail } = await answer.json();
    assert.deepEqual([path, answer.status, code, told.splice(0)], [path, 400, 'not-payable', events]);
    assert.match(detail, /send Content-Length: 0 instead/);
  }
  // Nothing was sent, so nothing is missing.
  assert.equal((await fetch(`${url}/none`, { method: 'POST' })).status, 402);
});
