// The edge adapter without a Worker: in Node, with handlers. tests/edge tests the whole over HTTP.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { formatCredential, parseChallenges, redact } from 'mpp-wasm';
import { paywall } from 'mpp-wasm/edge';
import * as glue from '../../pkg/edge/mpp_wasm_edge.js';
import { start } from '../../pkg/edge/ready.js';
import { respond } from '../../pkg/edge/respond.js';
import { KEY, config } from './config.mjs';
import { startStripeSim } from '../stripe-sim/start.mjs';
import { createClient } from '../stripe-sim/client.mjs';

test('Node\'s own request is refused with what to use instead', async (t) => {
  const said = t.mock.method(console, 'error', () => {});
  const site = paywall(config());
  const late = paywall((env) => config({ secret: env.SECRET }));
  const guarded = site.charge('1.00 USD', () => new Response('served'));
  const req = Object.assign(Object.create({ headers: { host: 'api.example.com' } }), { method: 'GET', url: '/paid' });
  for (const request of [req, undefined, 'https://api.example.com/paid']) {
    for (const f of [site.fetch, late.fetch, guarded]) {
      const answer = await f(request, {});
      assert.deepEqual([answer.status, (await answer.json()).code], [500, 'bad-config']);
      assert.equal(
        said.mock.calls.at(-1).arguments[0],
        'mpp-wasm: bad-config: fetch and what charge returns take a Request; in Node wrap them: ' +
          'listener(site.fetch, { publicOrigin }), listener(site.charge(…), { publicOrigin }), from mpp-wasm/node',
      );
    }
  }
});

test('with cors off, a price for OPTIONS applies to preflights too', async () => {
  const site = paywall(config({ cors: false, routes: { 'OPTIONS /a': '1.00 USD' } }));
  const headers = { origin: 'https://a.example', 'access-control-request-method': 'GET' };
  for (const more of [{}, { headers }]) {
    assert.equal((await site.fetch(new Request('https://api.example.com/a', { method: 'OPTIONS', ...more }))).status, 402);
  }
  paywall(config({ routes: { '/a': '1.00 USD', 'OPTIONS /a': 'free' } }));
});

test('where cors names no sites, every site is allowed', async () => {
  for (const cors of [undefined, {}]) {
    const request = new Request('https://api.example.com/paid', { headers: { origin: 'https://a.example' } });
    const { headers } = await paywall(config({ cors })).fetch(request);
    assert.equal(headers.get('access-control-allow-origin'), '*');
  }
});

test('plain http is refused without a challenge, except on loopback', async () => {
  const site = paywall(config());
  const refused = await site.fetch(new Request('http://api.example.com/paid'));
  assert.deepEqual([refused.status, refused.headers.get('www-authenticate')], [403, null]);
  assert.equal((await site.fetch(new Request('http://127.0.0.1/paid'))).status, 402);
});

for (const hooked of [true, false]) {
  test(`the owner learns once that priced requests come over http${hooked ? '' : ', on the console'}`, async (t) => {
    const said = t.mock.method(console, 'error', () => {});
    const told = [];
    const site = paywall(config(hooked ? { onEvent: (event) => void told.push(event) } : {}));
    const guarded = site.charge('1.00 USD', () => new Response('served'));
    for (let times = 0; times < 3; times += 1) {
      for (const answer of [await site.fetch(new Request('http://api.example.com/paid')), await guarded(new Request('http://api.example.com/x'))]) {
        assert.deepEqual([answer.status, (await answer.json()).code], [403, 'insecure-transport']);
      }
    }
    const text =
      'MppError: if TLS ends in front of this server, pass requests with the https URL, ' +
      'as listener(site.fetch, { publicOrigin }) from mpp-wasm/node makes them';
    assert.deepEqual(said.mock.calls.map(({ arguments: [line] }) => line), hooked ? [] : [`mpp-wasm: insecure-transport: ${text}`]);
    const errors = told.filter(({ kind }) => kind === 'error').map(({ code, error, route }) => [code, error, route]);
    assert.deepEqual(errors, hooked ? [['insecure-transport', text, '/paid']] : []);
  });
}

test('a request that the core cannot read gets a route, but no decision', () => {
  start(readFileSync(new URL('../../pkg/edge/mpp_wasm_edge_bg.wasm', import.meta.url)));
  const wire = new glue.Wire();
  wire.room(16);
  const { store, origin, routes, ...rest } = config();
  const core = glue.Paywall.make(wire, JSON.stringify({ ...rest, routes: [{ pattern: '/paid', price: '1.00 USD' }] }));
  for (const length of [0, 16, 1_000_000]) {
    const route = core.route(wire, length);
    assert.equal(typeof route, 'number');
    assert.equal(core.decide(wire, length, route, undefined, Date.now()), undefined);
  }
});

test('a response has only its own headers, whatever earlier responses had', async () => {
  const [one, other] = [{ origins: 'https://a.example' }, undefined].map((cors) => paywall(config({ cors, maxBodyBytes: 4 })));
  const ask = (site, method, headers, body) => () => site.fetch(new Request('https://api.example.com/paid', { method, headers, body }));
  const kinds = [
    ask(other, 'GET', {}),
    ask(other, 'GET', { authorization: 'Payment x' }),
    ask(other, 'GET', { accept: 'text/html' }),
    ask(other, 'GET', { upgrade: 'websocket' }),
    ask(other, 'HEAD', {}),
    ask(other, 'POST', {}, 'longer'),
    ask(one, 'GET', { origin: 'https://a.example' }),
    ask(one, 'GET', { origin: 'https://b.example' }),
  ];
  const seen = new Set();
  const fields = async (ask) => {
    const { status, headers } = await ask();
    const challenge = headers.get('www-authenticate');
    if (challenge !== null) {
      const { challenges } = parseChallenges(challenge);
      assert.equal(challenges.length, 1);
      assert.ok(!seen.has(challenges[0].id), 'a challenge is said once');
      seen.add(challenges[0].id);
      headers.set('www-authenticate', 'one');
    }
    return { status, headers: [...headers] };
  };
  const alone = [];
  for (const kind of kinds) {
    // The reference is a response that follows one of its own kind.
    await fields(kind);
    alone.push(await fields(kind));
  }
  assert.ok(new Set(alone.map((fields) => JSON.stringify(fields))).size >= 6, 'they differ');
  for (const [at, before] of kinds.entries()) {
    for (const [then, kind] of kinds.entries()) {
      await fields(before);
      assert.deepEqual(await fields(kind), alone[then], `${then} after ${at}`);
    }
  }
});

test('a field that occurs twice, and one that the runtime rejects, leave nothing in later responses', () => {
  const fields = (...headers) => [...respond({ status: 200, headers, body: null }).headers];
  for (const values of ['ab', 'cd', 'ce']) {
    const cookies = [...values].map((value) => ['set-cookie', value]);
    assert.deepEqual(fields(...cookies), cookies);
  }
  const one = [['x-a', '1'], ['x-b', '1']];
  assert.deepEqual(fields(...one), one);
  assert.throws(() => fields(['x-a', '2'], ['x-b', '\n\0']), TypeError);
  assert.deepEqual(fields(...one), one);
  for (const name of ['x-one', 'x-other']) assert.deepEqual(fields([name, 'a']), [[name, 'a']]);
});

test('a preflight reaches the origin only if OPTIONS is free too; anything else has the price of OPTIONS', async () => {
  const routes = { '/api/*': '1.00 USD', 'GET /api/*': 'free' };
  const origin = async (request) => new Response(`${request.method} ${await request.text()}`);
  const site = paywall(config({ routes, origin }));
  const open = paywall(config({ routes: { ...routes, 'OPTIONS /api/*': 'free' }, origin }));
  const ask = (headers, from = site) => from.fetch(new Request('https://api.example.com/api/x', { method: 'OPTIONS', body: 'run this', headers }));
  assert.equal((await ask({})).status, 402);
  assert.equal((await ask({ origin: 'https://a.example' })).status, 402);
  assert.equal((await ask({ origin: 'https://a.example', 'access-control-request-method': 'POST' })).status, 204);
  const preflight = { origin: 'https://a.example', 'access-control-request-method': 'GET' };
  const answer = await ask(preflight);
  assert.deepEqual([answer.status, await answer.text()], [204, '']);
  for (const headers of [preflight, {}]) assert.equal(await (await ask(headers, open)).text(), 'OPTIONS run this');
});

test('charge guards one handler; free exceptions are free', async (t) => {
  const simulator = await startStripeSim();
  t.after(() => simulator.close());
  const stripe = createClient(simulator.url, { key: KEY });
  const site = paywall(
    config({ stripe: { secretKey: KEY, networkId: 'profile_1', apiBase: simulator.url }, routes: { '/a/*': '1.00 USD', '/a/free': 'free' } }),
  );
  assert.equal((await site.fetch(new Request('https://api.example.com/a/free'))).status, 200);
  assert.equal((await site.fetch(new Request('https://api.example.com/a/b'))).status, 402);
  assert.throws(() => site.charge('free', () => new Response()), { name: 'MppError', code: 'bad-config' });
  const guarded = site.charge({ price: '2.00 USD', description: 'A report' }, (request, env) => new Response(`for ${env.who}`));
  const url = 'https://api.example.com/anything';
  const unpaid = await guarded(new Request(url), { who: 'me' });
  const [challenge] = parseChallenges(unpaid.headers.get('www-authenticate')).challenges;
  assert.equal(challenge.request.amount, '200');
  const spt = await stripe.mintToken({ currency: 'usd', maxAmount: 200 });
  const authorization = formatCredential({ challenge, payload: { spt } });
  const answers = await Promise.all([1, 2, 3].map(() => guarded(new Request(url, { headers: { authorization } }), { who: 'me' })));
  const paid = answers.filter((answer) => answer.ok);
  assert.equal(paid.length, 1);
  assert.equal(await paid[0].text(), 'for me');
  assert.ok(paid[0].headers.get('payment-receipt'));
  const others = answers.filter((answer) => !answer.ok);
  const shown = others.map(({ status, headers }) => [status, headers.has('payment-receipt'), headers.has('www-authenticate')]);
  assert.deepEqual(shown, Array(2).fill([409, false, false]), 'the same credential, meanwhile');
  assert.equal((await stripe.ledger()).length, 1);
});

test('handlers guarded at equal terms share a route, so a charge per request does not fill the memory', async () => {
  const site = paywall(config());
  const before = process.memoryUsage().rss;
  for (let count = 0; count < 40_000; count += 1) site.charge('1.00 USD', () => new Response(`${count}`));
  const grown = (process.memoryUsage().rss - before) / 1e6;
  assert.ok(grown < 60, `${grown} MB for 40,000 handlers`);
  const amount = async (...terms) => {
    const answer = await site.charge(...terms, () => new Response())(new Request('https://api.example.com/x'));
    const [{ request, description }] = parseChallenges(answer.headers.get('www-authenticate')).challenges;
    return [request.amount, description];
  };
  const asked = ['1.00 USD', { price: '1.00 USD', description: 'a' }, { description: 'a', price: '2.00 USD' }, '1.00 USD'];
  assert.deepEqual(
    await Promise.all(asked.map((terms) => amount(terms))),
    [['100', undefined], ['100', 'a'], ['200', 'a'], ['100', undefined]],
  );
  assert.throws(() => site.charge('1 dollar', () => new Response()), { message: /^charge\.price: the currency of a price/ });
});

test('handlers that are guarded before the environment is known, and after, have a price each', async () => {
  const env = { SECRET: 'another-secret-of-at-least-32-bytes' };
  const site = paywall(({ SECRET }) => config({ secret: SECRET }));
  const amount = async (guarded) => {
    const { headers } = await guarded(new Request('https://api.example.com/x'), env);
    return parseChallenges(headers.get('www-authenticate')).challenges[0].request.amount;
  };
  const [one, two] = ['1.00 USD', '2.00 USD'].map((price) => site.charge(price, () => new Response('served')));
  assert.deepEqual([await amount(two), await amount(one)], ['200', '100']);
  assert.equal(await amount(site.charge('3.00 USD', () => new Response('served'))), '300');
});

test('over https the pass cookie is Secure, with a __Host- or __Secure- prefix, and is not accepted over http', async (t) => {
  const simulator = await startStripeSim();
  t.after(() => simulator.close());
  const stripe = createClient(simulator.url, { key: KEY });
  const routes = { '/club/*': { price: '1.00 USD', passTtl: 60_000 }, '/*': { price: '2.00 USD', passTtl: 60_000 } };
  const site = paywall(config({ stripe: { secretKey: KEY, networkId: 'profile_1', apiBase: simulator.url }, routes }));
  for (const [path, amount, prefix, where] of [['/club/a', 100, '__Secure-', '/club/'], ['/x', 200, '__Host-', '/']]) {
    const ask = (base, headers = {}) => site.fetch(new Request(base + path, { headers }));
    const [challenge] = parseChallenges((await ask('https://api.example.com')).headers.get('www-authenticate')).challenges;
    const spt = await stripe.mintToken({ currency: 'usd', maxAmount: amount });
    const paid = await ask('https://api.example.com', { authorization: formatCredential({ challenge, payload: { spt } }) });
    const [cookie, ...attributes] = paid.headers.get('set-cookie').split('; ');
    assert.ok(cookie.startsWith(`${prefix}mpp-pass-`), cookie);
    const [name, value] = cookie.split('=');
    assert.equal(redact(`set ${cookie}; Path=/`), `set ${name}=••••; Path=/`);
    assert.deepEqual(redact({ [name]: value, cookies: [{ name, value }] }), { [name]: '••••', cookies: [{ name, value: '••••' }] });
    assert.deepEqual(attributes, [`Path=${where}`, 'Max-Age=60', 'HttpOnly', 'SameSite=Lax', 'Secure']);
    assert.equal((await ask('https://api.example.com', { cookie })).status, 200);
    assert.equal((await ask('http://127.0.0.1', { cookie })).status, 402);
    assert.equal((await ask('http://api.example.com', { cookie })).status, 403);
  }
});

test('a compressed origin response is decoded and labeled correctly', async (t) => {
  const hosts = [];
  const server = createServer((request, response) => {
    hosts.push(request.headers.host);
    const body = gzipSync('served');
    response.writeHead(200, {
      'content-encoding': 'gzip', 'content-type': 'text/plain', 'content-length': body.length,
      'content-location': `http://${request.headers.host}/served`,
    }).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => new Promise((resolve) => server.closeAllConnections(server.close(resolve))));
  const { port } = server.address();
  const site = paywall(config({ origin: `http://127.0.0.1:${port}` }));
  const answer = await site.fetch(new Request('https://api.example.com/free', { headers: { host: 'api.example.com', 'accept-encoding': 'gzip' } }));
  assert.deepEqual(
    [answer.headers.get('content-encoding'), answer.headers.get('content-length'), answer.headers.get('content-location'), await answer.text()],
    [null, null, '/served', 'served'],
  );
  assert.deepEqual(hosts, [`127.0.0.1:${port}`]);
  const passes = paywall(config({ origin: () => fetch(`http://127.0.0.1:${port}`) }));
  const own = paywall(config({ origin: () => new Response(gzipSync('served'), { headers: { 'content-encoding': 'gzip' } }) }));
  const [fetched, packed] = await Promise.all([passes, own].map((site) => site.fetch(new Request('https://api.example.com/free'))));
  const { headers } = fetched;
  assert.deepEqual(
    [headers.get('content-encoding'), headers.get('content-length'), await fetched.text()],
    [null, null, 'served'],
    'what a handler fetches',
  );
  assert.deepEqual(
    [packed.headers.get('content-encoding'), Buffer.from(await packed.arrayBuffer())],
    ['gzip', gzipSync('served')],
    'what it has packed itself',
  );
});

test('an origin is asked only for supported codings, and a response in another one keeps its label', async (t) => {
  t.mock.method(console, 'error', () => {});
  const asked = [];
  const paths = new Set();
  const packed = { gzip: gzipSync('served'), br: brotliCompressSync('served'), 'br, gzip': gzipSync(brotliCompressSync('served')) };
  const server = createServer((request, response) => {
    const { 'accept-encoding': accepted, 'x-coding': coding } = request.headers;
    asked.push(accepted);
    paths.add(request.url);
    response.writeHead(200, { 'content-encoding': coding }).end(packed[coding.toLowerCase()] ?? 'as it is');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => new Promise((resolve) => server.closeAllConnections(server.close(resolve))));
  const site = paywall(config({ origin: `http://127.0.0.1:${server.address().port}/base/shop/` }));
  const ask = async (coding, accepted) => {
    const answer = await site.fetch(
      new Request('https://api.example.com/free?a=1&b', { headers: { 'x-coding': coding, ...(accepted && { 'accept-encoding': accepted }) } }),
    );
    for (const name of ['location', 'content-location']) assert.equal(answer.headers.get(name), null, name);
    return [answer.status, answer.headers.get('content-encoding'), (await answer.text()).slice(0, 8)];
  };
  for (const coding of ['gzip', 'GZIP', 'br', 'br, gzip']) {
    assert.deepEqual(await ask(coding, 'gzip, deflate, br, zstd'), [200, null, 'served'], coding);
  }
  for (const accepted of ['identity, gzip', 'identity;q=0.5, GZIP']) assert.deepEqual(await ask('gzip', accepted), [200, null, 'served'], accepted);
  for (const coding of ['aes128gcm', 'compress', 'identity', 'br, compress']) assert.deepEqual(await ask(coding), [200, coding, 'as it is'], coding);
  const [status, coding] = await ask('zstd', 'zstd');
  assert.deepEqual([status, coding], [502, null]);
  assert.match(console.error.mock.calls[0].arguments[0], /^mpp-wasm: origin-unavailable: MppError: the origin used a content coding/);
  const before = asked.length;
  for (const accepted of ['identity', 'Identity', 'identity;q=1, *;q=0']) await ask('identity', accepted);
  // A range of encoded content cannot be decoded, and its offsets differ.
  const headers = { range: 'bytes=5-9', 'x-coding': 'identity', 'accept-encoding': 'gzip' };
  await (await site.fetch(new Request('https://api.example.com/free?a=1&b', { headers }))).text();
  assert.deepEqual([new Set(asked.slice(0, before)), asked.slice(before)[0]], [new Set(['gzip, br']), 'identity;q=1']);
  assert.deepEqual([...paths], ['/base/shop/free?a=1&b']);
  assert.ok(asked.slice(before).every((accepted) => /^identity;q=1(, identity)?$/.test(accepted)), `${asked.slice(before)}`);
});

test('a path that looks like another host is a path at the origin, which is not told the host here', async (t) => {
  const asked = [];
  t.mock.method(globalThis, 'fetch', async ({ url, headers }) => (asked.push([url, headers.has('host')]), new Response()));
  for (const base of ['', '/base', '/base/']) {
    const site = paywall(config({ origin: `http://127.0.0.1:3000${base}` }));
    await site.fetch(new Request('https://api.example.com//elsewhere.example.com/a?b', { headers: { host: 'api.example.com' } }));
  }
  assert.deepEqual(asked, ['', '/base', '/base'].map((base) => [`http://127.0.0.1:3000${base}//elsewhere.example.com/a?b`, false]));
});

test('a body that is announced too large is refused unread', async () => {
  const site = paywall(config({ maxBodyBytes: 4 }));
  for (const [length, expected] of [['5', 0], ['4', 1]]) {
    let pulled = 0;
    const body = new ReadableStream({ pull: (controller) => ((pulled += 1), controller.enqueue(new Uint8Array(5))) }, { highWaterMark: 0 });
    const answer = await site.fetch(
      new Request('https://api.example.com/paid', { method: 'POST', body, duplex: 'half', headers: { 'content-length': length } }),
    );
    assert.deepEqual([answer.status, pulled], [413, expected], length);
  }
  const none = paywall(config({ maxBodyBytes: 0 }));
  const usual = paywall(config());
  const mebibyte = 'x'.repeat(1024 * 1024);
  const limits = [[none, undefined, 402], [none, '', 402], [none, 'x', 413], [usual, mebibyte, 402], [usual, `${mebibyte}x`, 413]];
  for (const [site, body, status] of limits) {
    assert.equal((await site.fetch(new Request('https://api.example.com/paid', { method: 'POST', body }))).status, status);
  }
});

test('an empty Idempotency-Key is refused, and not taken for none', async () => {
  const site = paywall(config());
  for (const [key, status, code] of [['', 400, 'invalid-idempotency-key'], ['a', 402, 'payment-required']]) {
    const request = new Request('https://api.example.com/paid', { method: 'POST', headers: { 'idempotency-key': key } });
    const answer = await site.fetch(request);
    assert.deepEqual([answer.status, (await answer.json()).code], [status, code]);
  }
});

test('an unbound body streams to the handler: its first bytes arrive before the last are sent', async (t) => {
  const simulator = await startStripeSim();
  t.after(() => simulator.close());
  const stripe = createClient(simulator.url, { key: KEY });
  let release;
  const seen = new Promise((resolve) => (release = resolve));
  const origin = async (request) => {
    const reader = request.body.getReader();
    const first = await reader.read();
    release(Buffer.from(first.value).toString());
    const last = await reader.read();
    return new Response(Buffer.from(last.value).toString());
  };
  const site = paywall(config({ bindBody: false, origin, stripe: { secretKey: KEY, networkId: 'profile_1', apiBase: simulator.url } }));
  const url = 'https://api.example.com/paid';
  const [challenge] = parseChallenges((await site.fetch(new Request(url, { method: 'POST', body: 'x' }))).headers.get('www-authenticate')).challenges;
  assert.equal(challenge.digest, undefined);
  const authorization = formatCredential({ challenge, payload: { spt: await stripe.mintToken({ currency: 'usd', maxAmount: 100 }) } });
  const body = new ReadableStream({
    async start(controller) {
      controller.enqueue(Buffer.from('first'));
      assert.equal(await seen, 'first');
      controller.enqueue(Buffer.from('last'));
      controller.close();
    },
  });
  const answer = await site.fetch(new Request(url, { method: 'POST', body, duplex: 'half', headers: { authorization } }));
  assert.deepEqual([answer.status, await answer.text()], [200, 'last']);
});

test('a failing store charges nothing and asks for nothing', async (t) => {
  t.mock.method(console, 'error', () => {});
  const { mock: asked } = t.mock.method(globalThis, 'fetch', () => Promise.reject(new TypeError('no call was expected')));
  const store = { swap: () => Promise.reject(new Error('down')) };
  const site = paywall(config({ store, origin: () => assert.fail('nothing was paid') }));
  const unpaid = await site.fetch(new Request('https://api.example.com/paid'));
  const [challenge] = parseChallenges(unpaid.headers.get('www-authenticate')).challenges;
  const authorization = formatCredential({ challenge, payload: { spt: 'spt_1' } });
  const answer = await site.fetch(new Request('https://api.example.com/paid', { headers: { authorization } }));
  assert.deepEqual([answer.status, answer.headers.get('www-authenticate'), (await answer.json()).code], [503, null, 'store-unavailable']);
  assert.equal(asked.callCount(), 0, 'the processor is not asked');
});

