// Pages of other sites: preflights, and the parts of a response they may read.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertPaid, assertProblem, prepare, send, startStack } from './payer.mjs';

const APP = 'https://app.example.com';
const EXPOSED = ['www-authenticate', 'payment-receipt', 'retry-after'];

let stack;
before(async () => {
  stack = await startStack({ answer });
});
after(() => stack?.close());

/** An origin that sets its own CORS headers for one page. */
function answer({ path }, response) {
  if (path === '/premium/own') {
    response.setHeader('access-control-allow-origin', 'https://own.example');
    response.setHeader('access-control-allow-credentials', 'true');
    response.setHeader('access-control-expose-headers', 'x-own');
    response.setHeader('vary', 'Accept-Encoding');
  }
  response.end('served');
}

const preflight = (url, target, { origin = APP, method = 'GET', asked } = {}) =>
  send(url, target, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': method, ...(asked && { 'access-control-request-headers': asked }) },
  });
const list = (answer, name) => (answer.headers.get(name) ?? '').split(',').map((item) => item.trim().toLowerCase()).filter(Boolean);

function assertReadable(answer, origin = '*') {
  assert.equal(answer.headers.get('access-control-allow-origin'), origin);
  for (const name of EXPOSED) assert.ok(list(answer, 'access-control-expose-headers').includes(name), name);
}

test('a preflight for a priced route is answered without a charge and without asking the origin', async () => {
  for (const [target, method] of [['/paid', 'GET'], ['/paid', 'POST'], ['/premium/x?y=z', 'DELETE'], ['//paid', 'GET']]) {
    const answer = await stack.costs({}, () => preflight(stack.url, target, { method, asked: 'authorization,content-type' }));
    assert.deepEqual([answer.status, answer.text], [204, '']);
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    assert.equal(answer.headers.get('access-control-allow-methods'), method);
    for (const name of ['authorization', 'accept-payment', 'idempotency-key', 'content-type']) {
      assert.ok(list(answer, 'access-control-allow-headers').includes(name), name);
    }
    assert.ok(Number(answer.headers.get('access-control-max-age')) > 0);
    for (const name of ['www-authenticate', 'payment-receipt', 'access-control-allow-credentials']) assert.equal(answer.headers.get(name), null);
  }
});

test('a preflight for a free route goes to the origin', async () => {
  const answer = await stack.costs({ hits: 1 }, () => preflight(stack.url, '/free'));
  assert.equal(answer.text, 'served');
  assert.equal(answer.headers.get('access-control-allow-origin'), null);
  assert.equal(stack.origin.seen.at(-1).method, 'OPTIONS');
});

test('a preflight is governed by the method it asks about, and by OPTIONS', async () => {
  const mixed = await stack.another({
    ROUTES: { 'POST /a': '1.00 USD', '/b/*': '1.00 USD', 'GET /b/free': 'free', 'OPTIONS /b/free': 'free', 'POST /b/x': 'free' },
  });
  assert.equal((await mixed.costs({}, () => preflight(mixed.url, '/a', { method: 'POST' }))).status, 204);
  assert.equal((await mixed.costs({ hits: 1 }, () => preflight(mixed.url, '/a', { method: 'GET' }))).text, 'served');
  assert.equal((await mixed.costs({ hits: 1 }, () => preflight(mixed.url, '/b/free', { method: 'GET' }))).text, 'served');
  assert.equal((await mixed.costs({}, () => preflight(mixed.url, '/b/free', { method: 'PUT' }))).status, 204);
  // The origin would answer it with what OPTIONS is priced for.
  for (const method of ['POST', 'GET', '']) {
    const answer = await mixed.costs({}, () => preflight(mixed.url, '/b/x', { method }));
    assert.deepEqual([answer.status, answer.text, answer.headers.get('access-control-allow-origin')], [204, '', '*'], method);
  }
});

test('an OPTIONS request that is not a preflight is priced like any method', async () => {
  for (const headers of [{}, { origin: APP }, { 'access-control-request-method': 'GET' }]) {
    assertProblem(await stack.costs({}, () => send(stack.url, '/paid', { method: 'OPTIONS', headers })), 'payment-required');
  }
});

test('a preflight does not get around the price', async () => {
  const { authorization } = await prepare(stack);
  const headers = { origin: APP, 'access-control-request-method': 'GET', authorization };
  const answer = await stack.costs({}, () => send(stack.url, '/paid', { method: 'OPTIONS', headers, body: 'x' }));
  assert.deepEqual([answer.status, answer.text], [204, '']);
  const get = await stack.costs({}, () => send(stack.url, '/paid', { headers: { origin: APP, 'access-control-request-method': 'OPTIONS' } }));
  assertProblem(get, 'payment-required');
});

test('challenges, receipts and refusals can be read by pages of any site', async () => {
  const headers = { origin: APP };
  const { pay, challenge } = await prepare(stack, '/paid', { headers });
  assertReadable(await send(stack.url, '/paid', { headers }));
  const paid = await pay(undefined, { headers });
  assertPaid(paid);
  assertReadable(paid);
  const replayed = await pay(undefined, { headers });
  assertProblem(replayed, 'invalid-challenge', { stale: challenge.id });
  assertReadable(replayed);
  assertReadable(await send(stack.url, '/paid', { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1), headers }));
});

test('requests from outside a page get no CORS headers, unless a cache may keep the response for a page', async () => {
  const { pay } = await prepare(stack, '/paid');
  const refused = await send(stack.url, '/paid');
  assert.equal(refused.headers.get('cache-control'), 'no-store');
  assert.deepEqual([...refused.headers.keys()].filter((name) => name.startsWith('access-control-') || name === 'vary'), []);
  const paid = await pay();
  assertPaid(paid);
  assertReadable(paid);
});

test('the origin\'s own CORS headers stay', async () => {
  const { pay } = await prepare(stack, '/premium/own');
  const paid = await pay(undefined, { headers: { origin: 'https://own.example' } });
  assertPaid(paid);
  assertReadable(paid, 'https://own.example');
  assert.equal(paid.headers.get('access-control-allow-credentials'), 'true');
  assert.ok(list(paid, 'access-control-expose-headers').includes('x-own'));
  assert.deepEqual(list(paid, 'vary'), ['accept-encoding']);
});

test('only named sites may read responses, and each gets its own header', async () => {
  const named = await stack.another({ CORS_ORIGINS: `${APP}\n http://localhost:3000` });
  for (const origin of [APP, 'http://localhost:3000']) {
    assertReadable(await send(named.url, '/paid', { headers: { origin } }), origin);
    assert.equal((await preflight(named.url, '/paid', { origin })).headers.get('access-control-allow-origin'), origin);
  }
  for (const origin of ['https://evil.example', 'null', `${APP}.evil`, undefined]) {
    const answers = [
      await send(named.url, '/paid', { headers: origin ? { origin } : {} }),
      ...(origin ? [await preflight(named.url, '/paid', { origin })] : []),
    ];
    for (const answer of answers) {
      assert.ok([402, 204].includes(answer.status));
      assert.equal(answer.headers.get('access-control-allow-origin'), null, `${origin}`);
      assert.ok(list(answer, 'vary').includes('origin'));
    }
  }
});

test('"none" sends no CORS headers', async () => {
  const silent = await stack.another({ CORS_ORIGINS: 'none' });
  const answers = [await preflight(silent.url, '/paid'), await send(silent.url, '/paid', { headers: { origin: APP } })];
  for (const answer of answers) {
    assertProblem(answer, 'payment-required');
    assert.deepEqual([...answer.headers.keys()].filter((name) => name.startsWith('access-control-')), []);
  }
});
