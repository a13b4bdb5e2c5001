// What the owner of a paywall learns of faults: hooks, the console, and whose fault it was.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { MppError, paywall } from 'mpp-wasm/edge';
import { kindOf } from '../../pkg/edge/events.js';
import { memory } from 'mpp-wasm/store/memory';
import { until } from './node-server.mjs';
import { shop } from './shop.mjs';

const said = () => console.error.mock.calls.map(({ arguments: [line] }) => line);

/** Errors that throw when they are looked at. */
const ODD = {
  'a name': { get name() { throw new TypeError('name'); } },
  'a message': Object.defineProperty(new MppError('internal', ''), 'message', { get() { throw new TypeError('message'); } }),
  'a cause': Object.defineProperty(new RangeError(''), 'cause', { get() { throw new TypeError('cause'); } }),
  'a prototype': new Proxy({}, { getPrototypeOf() { throw new TypeError('prototype'); } }),
};

for (const [what, error] of Object.entries(ODD)) {
  test(`an error with ${what} that throws: a hold is canceled, and a body that broke off is owed`, async (t) => {
    let make = () => { throw error; };
    const { order } = await shop(t, { origin: () => make() });
    const first = await order();
    const failed = await first.pay();
    assert.deepEqual([failed.status, await first.state()], [502, 'canceled']);
    make = () => new Response(new ReadableStream({ pull: (controller) => controller.error(error) }));
    const second = await order();
    await second.pay().catch(() => {});
    make = () => new Response('the resource');
    const again = await second.pay();
    assert.deepEqual([again.status, again.paid, await second.state()], [200, true, 'succeeded']);
    const name = what === 'a cause' ? 'RangeError' : 'Error';
    const line = `mpp-wasm: origin-unavailable: ${name}; onError gets the exception itself`;
    assert.deepEqual(said(), [line, line]);
  });
}

test('work after an answer that fails is reported, and does not end the process', async (t) => {
  const pull = (controller) => {
    t.mock.method(Date, 'now').mock.mockImplementationOnce(() => { throw new TypeError('the clock is gone'); });
    controller.error(new RangeError('why'));
  };
  const { order } = await shop(t, { origin: () => new Response(new ReadableStream({ pull }, { highWaterMark: 0 })) });
  const { pay } = await order();
  await pay();
  await until(() => said().length === 2);
  assert.deepEqual(said(), ['mpp-wasm: origin-unavailable: RangeError; onError gets the exception itself', 'mpp-wasm: internal: TypeError']);
});

test('the hooks are told of a fault that answers 500, and the console is not', async (t) => {
  const told = [];
  const onEvent = ({ kind, code, method }) => void told.push([kind, code, method]);
  const { site } = await shop(t, { onEvent, onError: ({ code }) => void told.push(code), origin: () => new Response('the resource') });
  const guarded = site.charge('1.00 USD', () => new Response('the resource'));
  for (const [at, f] of [site.fetch, guarded].entries()) {
    const request = new Request('https://api.example.com/order', { method: 'POST', body: 'order 7' });
    await request.text();
    assert.equal((await f(request)).status, 500);
    await until(() => told.length === 2 * at + 2);
  }
  const fault = [['error', 'internal', 'POST'], 'internal'];
  assert.deepEqual([told, said()], [[...fault, ...fault], []]);
});

test('of a fault, only who sent a credential is told to send it again if they paid', async (t) => {
  const { site } = await shop(t, { origin: () => new Response('the resource') });
  for (const [name, isTold] of [['authorization', true], ['payment-authorization', true], ['x-other', false]]) {
    const request = new Request('https://api.example.com/order', { method: 'POST', body: 'order 7', headers: { [name]: 'Payment e30' } });
    await request.text();
    const answer = await site.fetch(request);
    assert.deepEqual([answer.status, /send the same credential again/.test(await answer.text())], [500, isTold], name);
  }
});

test('what the hooks are told is left to waitUntil', async (t) => {
  const told = [];
  const onEvent = async ({ kind }) => {
    await new Promise(setImmediate);
    told.push(kind);
  };
  const { site } = await shop(t, { onEvent, routes: { '/paid': '1.00 USD' }, origin: () => Promise.reject(new TypeError('why')) });
  const read = new Request('https://api.example.com/paid', { method: 'POST', body: 'order 7' });
  await read.text();
  const [paid, free] = ['/paid', '/free'].map((path) => new Request(`https://api.example.com${path}`));
  for (const [request, kind] of [[paid, 'challenged'], [free, 'error'], [read, 'error']]) {
    const left = [];
    await site.fetch(request, {}, { waitUntil: (promise) => void left.push(promise) });
    await Promise.all(left);
    assert.deepEqual(told.splice(0), [kind]);
  }
});

test('a fault of the runtime while a payment is made is told once, and moves no money', async (t) => {
  const { order } = await shop(t, { origin: () => assert.fail('the origin was asked') });
  const { pay, state } = await order();
  const mocked = t.mock.method(crypto, 'randomUUID', () => {
    throw new TypeError('marker');
  });
  assert.deepEqual([(await pay()).status, mocked.mock.callCount()], [500, 1]);
  assert.match(said().join(), /^mpp-wasm: internal: TypeError[^,]*$/);
  mocked.mock.restore();
  assert.equal(await state(), '');
});

test('a store that forgets a record, or takes half a minute, is told to its owner, although no swap has failed', async (t) => {
  const now = Date.now.bind(Date);
  let ahead = 0;
  t.mock.method(Date, 'now', () => now() + ahead);
  let claims = memory();
  let after = () => {};
  const store = { swap: (...swap) => claims.swap(...swap).finally(() => after()) };
  const { order } = await shop(t, { store, origin: () => assert.fail('the origin was asked') });
  for (const [spoil, moved] of [[() => { claims = memory(); }, 'requires_capture'], [() => { ahead += 30_000; }, '']]) {
    after = () => {};
    const { pay, state } = await order();
    after = spoil;
    const { status, asks, headers } = await pay();
    assert.deepEqual([status, asks, headers.get('retry-after'), await state()], [503, false, '5', moved]);
    const [line, ...more] = said();
    assert.deepEqual(more, []);
    assert.match(line, /^mpp-wasm: store-unavailable: MppError: the store forgot a record too soon, or took half a minute: /);
    console.error.mock.resetCalls();
  }
});

test('the two hooks get copies of one event of an error', async (t) => {
  let now = Date.now();
  t.mock.method(Date, 'now', () => (now += 1));
  const told = [];
  const site = paywall({
    realm: 'api.example.com',
    secret: 'a-signing-secret-of-at-least-32-bytes',
    stripe: { secretKey: 'sk_test_123456789', networkId: 'profile_1' },
    store: memory(),
    onEvent: (event) => void told.push(event),
    onError: (error, event) => void told.push(event),
    routes: { '/paid': '1.00 USD' },
    origin: () => Promise.reject(new TypeError('why')),
  });
  assert.equal((await site.fetch(new Request('https://api.example.com/free'))).status, 502);
  const [one, other] = told;
  assert.equal(one.kind, 'error');
  assert.deepEqual(one, other);
  assert.notEqual(one, other);
});

test('a refusal is of the kind that its code or its status tells', () => {
  const kinds = [
    ['payment-required', 402, 'challenged'],
    ['processor-unavailable', 503, 'unknown'],
    ['malformed-credential', 402, 'refused'],
    ['upgrade', 499, 'refused'],
    ['internal', 500, 'failed'],
  ];
  for (const [code, status, kind] of kinds) assert.equal(kindOf({ code, status }), kind, code);
});

test('an error tells the system\'s code of an exception and of its cause, and no other code', async (t) => {
  const events = [];
  const gone = createServer();
  await new Promise((resolve) => gone.listen(0, '127.0.0.1', resolve));
  const { port } = gone.address();
  await new Promise((resolve) => gone.close(resolve));
  const thrown = [
    [undefined, 'TypeError (Error ECONNREFUSED)'],
    [Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' }), 'Error CERT_HAS_EXPIRED'],
    ...['sk_live_marker', 'SK_LIVE_4EC39HQLYJW', 'E\nFORGED', 'Secret', 13].map((code) => [
      Object.assign(new RangeError('x'), { code, cause: { code } }),
      'RangeError (Error)',
    ]),
    [Object.assign(new Error('x'), { code: 'E'.repeat(41) }), `Error ${'E'.repeat(41)}`],
    ...['E'.repeat(42), 'OK', 'a SECRET', { toString: () => 'EPIPE' }].map((code) => [Object.assign(new Error('x'), { code }), 'Error']),
    [{ name: 'N'.repeat(40) }, 'N'.repeat(40)],
    ...['N'.repeat(41), 'sk_live_marker', 'Error: marker', '', { toString: () => 'Marker' }].map((name) => [{ name }, 'Error']),
    [{ get code() { throw new TypeError('code'); } }, 'Error'],
    // The message of this package's own class is told, but it makes no other line, and no endless one.
    [new MppError('internal', 'm'.repeat(300)), `MppError: ${'m'.repeat(300)}`],
    ...['m'.repeat(301), 'one\nFORGED', '\u001b[2J', ''].map((message) => [new MppError('internal', message), 'MppError']),
  ];
  let error;
  const { site } = await shop(t, {
    routes: { '/paid': '1.00 USD' },
    onEvent: ({ kind, error }) => kind === 'error' && events.push(error),
    origin: () => (error === undefined ? fetch(`http://127.0.0.1:${port}`) : Promise.reject(error)),
  });
  for ([error] of thrown) assert.equal((await site.fetch(new Request('https://api.example.com/free'))).status, 502);
  assert.deepEqual(events, thrown.map(([, told]) => told));
});

test('a body that breaks off is the sender\'s fault: refused, but not reported as an error', async (t) => {
  const events = [];
  const { site, stripe } = await shop(t, {
    onEvent: ({ kind, code }) => void events.push([kind, code]),
    origin: () => assert.fail('the origin was asked'),
  });
  const leave = new AbortController();
  const halves = ['half of an order'];
  const body = new ReadableStream({
    pull(controller) {
      if (halves.length) return controller.enqueue(new TextEncoder().encode(halves.pop()));
      leave.abort();
      controller.error(new TypeError('terminated'));
    },
  });
  const answer = await site.fetch(new Request('https://api.example.com/order', { method: 'POST', body, duplex: 'half', signal: leave.signal }));
  assert.deepEqual([answer.status, (await answer.json()).code, answer.headers.has('www-authenticate')], [400, 'not-payable', false]);
  assert.deepEqual(events, [['refused', 'not-payable']]);
  assert.deepEqual(said(), []);
  assert.deepEqual((await stripe.get('/v1/payment_intents')).json.data, []);
});

test('a payer who leaves is not an error of the origin, whether they have paid or not; the origin\'s own faults are', async (t) => {
  const leave = new AbortController();
  const origin = async (request) => {
    leave.abort();
    if (request.signal.aborted) throw request.signal.reason;
    throw new TypeError('fetch failed');
  };
  const { site, order } = await shop(t, { routes: { '/paid': '1.00 USD' }, origin });
  assert.equal((await site.fetch(new Request('https://api.example.com/free', { signal: leave.signal }))).status, 502);
  const { pay, state } = await order();
  assert.equal((await pay({ signal: leave.signal })).status, 502);
  assert.deepEqual([await state(), said()], ['canceled', []]);
  assert.equal((await site.fetch(new Request('https://api.example.com/free'))).status, 502);
  assert.match(said().at(-1), /^mpp-wasm: origin-unavailable: TypeError/);
});
