// The events an owner receives: every step of a payment, and nothing that must not be in a log.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { inspect } from 'node:util';
import { after, before, test } from 'node:test';
import { paywall } from 'mpp-wasm/edge';
import { listener } from 'mpp-wasm/node';
import { memory } from 'mpp-wasm/store/memory';
import { redisRest } from 'mpp-wasm/store/redis';
import { createClient } from '../stripe-sim/client.mjs';
import { startStripeSim } from '../stripe-sim/start.mjs';
import { assertPaid, assertProblem, challengeOf, credential, prepare, send, startStack } from './payer.mjs';

const KINDS = ['challenged', 'paid', 'delivered', 'owed', 'released', 'resent', 'admitted', 'refused', 'unknown', 'failed', 'error'];
const FIELDS = ['kind', 'at', 'duration', 'method', 'route', 'payment', 'code', 'status', 'challengeId', 'reference', 'error'];
const MARKER = 'sk_test_MARKER4242424242424242';

let sim, stripe;
const open = [];
before(async () => {
  sim = await startStripeSim();
  stripe = createClient(sim.url);
});
after(async () => {
  for (const server of open) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  await sim?.close();
});

/** A paywall in Node, over HTTP. `events` collects its events. */
async function shop(more = {}) {
  const events = [];
  const site = paywall({
    realm: 'api.example.com',
    secret: 'a-signing-secret-of-at-least-32-bytes',
    stripe: { secretKey: MARKER, networkId: 'profile_1', apiBase: sim.url },
    store: memory(),
    routes: { '/paid': '1.00 USD', '/club/*': { price: '1.00 USD', passTtl: 60_000 } },
    origin: () => new Response('served'),
    onEvent: (event) => events.push(event),
    ...more,
  });
  const server = createServer(listener(site.fetch, { publicOrigin: 'http://127.0.0.1' }));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(server);
  return { url: `http://127.0.0.1:${server.address().port}`, stripe, events, kinds: () => events.map(({ kind }) => kind) };
}

function check(events) {
  for (const event of events) {
    assert.ok(KINDS.includes(event.kind), event.kind);
    assert.deepEqual(Object.keys(event).filter((name) => !FIELDS.includes(name)), []);
    assert.ok(Object.values(event).every((value) => value !== null), 'what is not known is left out');
    assert.ok(Math.abs(event.at - Date.now()) < 3_600_000 && event.duration >= 0 && event.duration < 60_000);
    assert.match(event.challengeId ?? 'x'.repeat(43), /^[\w-]{43}$/);
    assert.match(event.reference ?? 'pi_1', /^pi_\w+$/);
  }
  // Ids and times are any letters and digits, which sometimes look like what may not be said.
  const said = JSON.stringify(events.map(({ at, duration, challengeId, reference, ...words }) => words));
  assert.doesNotMatch(said, /MARKER|4242|spt_|signing-secret|127\.0\.0\.1/);
}

test('the events of a payment', async () => {
  const at = await shop();
  const { challenge, pay } = await prepare(at, '/paid?card=4242424242424242');
  const paid = await pay();
  const { reference } = assertPaid(paid);
  assertProblem(await pay(), 'invalid-challenge');
  check(at.events);
  const [challenged, charged, delivered, refused] = at.events;
  assert.deepEqual(at.kinds(), ['challenged', 'paid', 'delivered', 'refused']);
  const terms = { method: 'GET', route: '/paid', payment: { method: 'stripe', intent: 'charge', amount: '100', currency: 'usd' } };
  for (const event of at.events) assert.deepEqual({ method: event.method, route: event.route, payment: event.payment }, terms);
  assert.deepEqual([challenged.code, challenged.status, challenged.challengeId], ['payment-required', 402, challenge.id]);
  assert.deepEqual([charged.challengeId, charged.reference], [challenge.id, reference]);
  assert.deepEqual([delivered.challengeId, delivered.status], [challenge.id, 200]);
  assert.deepEqual([refused.code, refused.challengeId], ['invalid-challenge', challenge.id]);
});

test('events of passes and of free routes', async () => {
  const at = await shop();
  const { pay } = await prepare(at, '/club/a');
  const cookie = (await pay()).headers.get('set-cookie').split(';')[0];
  at.events.length = 0;
  await send(at.url, '/club/b', { headers: { cookie } });
  await send(at.url, '/free');
  check(at.events);
  assert.deepEqual(at.events.map(({ kind, route, status }) => [kind, route, status]), [['admitted', '/club/*', 200]]);
});

test('a failed resource is not charged for, unless money is captured first', async () => {
  for (const [capture, kind] of [['after-delivery', 'released'], ['before-delivery', 'owed']]) {
    const at = await shop({ capture, origin: () => new Response('no', { status: 500 }) });
    const { challenge, pay } = await prepare(at);
    await pay();
    check(at.events);
    const { kind: last, status, challengeId } = at.events.at(-1);
    assert.deepEqual([last, status, challengeId, at.kinds().includes('paid')], [kind, 500, challenge.id, kind === 'owed']);
  }
});

test('a failed hold that could not be released is not reported as released', async () => {
  const fail = { origin: () => new Response('no', { status: 500 }) };
  const at = await shop(fail);
  await stripe.fault({ on: 'cancel', times: 2, mode: 'status', status: 429 });
  const { challenge, pay } = await prepare(at);
  assert.equal((await pay()).status, 500);
  check(at.events);
  const told = at.events.slice(1).map(({ kind, code, status, challengeId, error }) => [kind, code, status, challengeId, error]);
  assert.deepEqual(told, [
    ['error', 'processor-unavailable', undefined, challenge.id, 'MppError: the processor answered 429, invalid_request_error, rate_limit'],
    ['unknown', undefined, 500, challenge.id, undefined],
  ]);
  // The same if the store cannot record it and nothing was canceled.
  const own = memory();
  const swap = async (id, expected, next, until) => {
    if (next.includes('"canceling"')) throw new RangeError(MARKER);
    return own.swap(id, expected, next, until);
  };
  const mute = await shop({ ...fail, store: { swap } });
  assert.equal((await (await prepare(mute)).pay()).status, 500);
  check(mute.events);
  assert.deepEqual(mute.events.slice(1).map(({ kind, code }) => [kind, code]), [['error', 'store-unavailable'], ['unknown', undefined]]);
});

for (const wrote of [false, true]) {
  test(`a store that fails once at any step, ${wrote ? 'after' : 'before'} writing, is retried once: one run, one delivery, no event`, async () => {
    for (const capture of ['after-delivery', 'before-delivery']) {
      for (let at = 0, over = false; !over; at += 1) {
        const own = memory();
        let calls = 0;
        let runs = 0;
        const swap = async (...swap) => {
          calls += 1;
          if (calls !== at + 1) return own.swap(...swap);
          if (wrote) await own.swap(...swap);
          throw new RangeError(MARKER);
        };
        const site = await shop({ capture, store: { swap }, origin: () => new Response(`run ${(runs += 1)}`) });
        const { challenge, pay } = await prepare(site, '/paid', { method: 'POST', headers: { 'idempotency-key': '"one"' } });
        for (let times = 0; times < 2; times += 1) {
          const answer = await pay();
          assertPaid(answer);
          assert.equal(answer.text, 'run 1');
          // The first attempt is over by then, so one failure of the second will do.
          over ||= times === 1 && calls <= at;
        }
        assert.equal(runs, 1);
        assert.deepEqual(site.kinds(), ['challenged', 'paid', 'delivered', 'resent']);
        assert.deepEqual([site.events[3].challengeId, site.events[3].status], [challenge.id, 200]);
      }
    }
  });
}

test('a kept response that is sent for the first time, once its capture is known, is a delivery', async () => {
  let runs = 0;
  const at = await shop({ origin: () => new Response(`run ${(runs += 1)}`) });
  await stripe.fault({ on: 'capture', times: 2, mode: 'reset_before' });
  const { challenge, pay } = await prepare(at, '/paid', { method: 'POST', headers: { 'idempotency-key': '"one"' } });
  assertProblem(await pay(), 'processor-unavailable');
  for (let times = 0; times < 2; times += 1) assert.equal((await pay()).text, 'run 1');
  check(at.events);
  const told = at.events.filter(({ kind }) => ['paid', 'delivered', 'resent'].includes(kind)).map(({ kind, challengeId }) => [kind, challengeId]);
  assert.deepEqual([told, runs], [['paid', 'delivered', 'resent'].map((kind) => [kind, challenge.id]), 1]);
});

test('a failed resource is owed; the event names the origin\'s error but not its message', async () => {
  class MARKERError extends Error {
    name = `Bad ${MARKER}`;
  }
  const throws = [new TypeError(MARKER), new MARKERError(MARKER)];
  const at = await shop({ capture: 'before-delivery', origin: () => (throws.length ? Promise.reject(throws.shift()) : new Response('served')) });
  const { pay } = await prepare(at);
  await pay();
  await pay();
  assertPaid(await pay());
  check(at.events);
  const errors = at.events.filter(({ kind }) => kind === 'error').map(({ code, error }) => [code, error]);
  assert.deepEqual(errors, [['origin-unavailable', 'TypeError'], ['origin-unavailable', 'Error']]);
  assert.equal(at.events.at(-1).kind, 'delivered');
});

test('events for a store that is down and a processor that cannot be reached', async () => {
  const down = await shop({ store: { swap: () => Promise.reject(new RangeError(MARKER)) } });
  const { challenge, pay } = await prepare(down);
  assert.equal((await pay()).status, 503);
  const told = down.events.slice(1).map(({ kind, code, challengeId }) => [kind, code, challengeId]);
  assert.deepEqual(told, [['error', 'store-unavailable', challenge.id], ['failed', 'store-unavailable', challenge.id]]);
  check(down.events);
  const lost = await shop({ stripe: { secretKey: MARKER, networkId: 'profile_1', apiBase: 'http://127.0.0.1:1' } });
  assert.equal((await (await prepare(lost)).pay()).status, 503);
  assert.deepEqual(lost.kinds().filter((kind) => kind !== 'error'), ['challenged', 'unknown']);
  check(lost.events);
});

test('events say why a processor refuses this server, with known codes only; the payer learns nothing of it', async () => {
  const refuse = (error) => (request, response) => response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
  for (const [error, words] of [
    [
      { type: 'invalid_request_error', code: 'api_key_expired', message: `Invalid API Key provided: ${MARKER}` },
      ', invalid_request_error, api_key_expired',
    ],
    [{ type: MARKER, code: { a: MARKER }, message: MARKER }, ''],
    [{ type: `${MARKER}_error`, code: `error_${MARKER}` }, ''],
    [MARKER, ''],
  ]) {
    const processor = createServer(refuse(error));
    await new Promise((resolve) => processor.listen(0, '127.0.0.1', resolve));
    open.push(processor);
    const at = await shop({ stripe: { secretKey: MARKER, networkId: 'profile_1', apiBase: `http://127.0.0.1:${processor.address().port}` } });
    const answer = await (await prepare(at)).pay();
    assertProblem(answer, 'processor-refused');
    assert.doesNotMatch(answer.text, /401|invalid_request|not charged\b/);
    assert.match(answer.json.detail, /same credential again later/);
    check(at.events);
    const told = at.events.slice(1).map(({ kind, code, error }) => [kind, code, error]);
    assert.deepEqual(told, [
      ['error', 'processor-refused', `MppError: the processor answered 401${words}`],
      ['failed', 'processor-refused', undefined],
    ]);
  }
});

test('a processor response that settles nothing is reported, on the console too', async (t) => {
  const said = t.mock.method(console, 'error', () => {});
  for (const [status, body, words] of [
    [200, { object: 'payment_intent', id: MARKER, status: 'succeeded', amount: 1 }, '200, which settles nothing'],
    [200, MARKER, '200, which settles nothing'],
    [429, { error: { type: 'rate_limit_error', message: MARKER } }, '429, rate_limit_error'],
    [503, MARKER, '503'],
  ]) {
    const processor = createServer((request, response) => response.writeHead(status).end(JSON.stringify(body)));
    await new Promise((resolve) => processor.listen(0, '127.0.0.1', resolve));
    open.push(processor);
    const stripe = { secretKey: MARKER, networkId: 'profile_1', apiBase: `http://127.0.0.1:${processor.address().port}` };
    const at = await shop({ stripe });
    assertProblem(await (await prepare(at)).pay(), 'processor-unavailable');
    check(at.events);
    const told = at.events.slice(1).map(({ kind, code, error }) => [kind, code, error]);
    assert.deepEqual(told, [
      ['error', 'processor-unavailable', `MppError: the processor answered ${words}`],
      ['unknown', 'processor-unavailable', undefined],
    ]);
    const quiet = await shop({ stripe, onEvent: undefined });
    assertProblem(await (await prepare(quiet)).pay(), 'processor-unavailable');
    assert.equal(said.mock.calls.at(-1)?.arguments[0], `mpp-wasm: processor-unavailable: MppError: the processor answered ${words}`);
  }
});

test('errors of this package\'s stores are reported; their inputs are not', async () => {
  const rest = createServer((request, response) => response.writeHead(401).end(JSON.stringify({ error: `WRONGPASS invalid ${MARKER}` })));
  await new Promise((resolve) => rest.listen(0, '127.0.0.1', resolve));
  open.push(rest);
  const at = await shop({ store: redisRest({ url: `http://127.0.0.1:${rest.address().port}`, token: MARKER }) });
  assert.equal((await (await prepare(at)).pay()).status, 503);
  check(at.events);
  assert.deepEqual([at.events[1].code, at.events[1].error], ['store-unavailable', 'MppError: Redis answered WRONGPASS']);
});

test('no event contains text from a stranger', async () => {
  const at = await shop();
  const { challenge } = await prepare(at);
  for (const [method, target, headers] of [
    ['PURGE', `/paid?${MARKER}`, { 'x-api-key': MARKER }],
    ['GET', '/paid', { authorization: `Payment ${MARKER}` }],
    ['GET', '/paid', { authorization: credential(challenge, { spt: MARKER }) }],
    ['GET', '/paid', { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-protocol': MARKER }],
    ['GET', `/club/${MARKER}`, { authorization: credential({ ...challenge, id: MARKER }, { spt: 'spt_x' }) }],
  ]) {
    await send(at.url, target, { method, headers });
  }
  check(at.events);
  assert.deepEqual(
    at.events.map(({ kind, method }) => [kind, method]),
    [['challenged', 'GET'], ['challenged', 'OTHER'], ...Array(4).fill(['refused', 'GET'])],
  );
});

/** What the console says of a hook that failed. */
const LOST = /^mpp-wasm: hook-failed: Error; the event was [a-z]+, of challenge [\w-]{43}$/;

for (const [what, onEvent] of [
  ['throws', () => { throw new Error(MARKER); }],
  ['rejects', () => Promise.reject(new Error(MARKER))],
  ['never ends', () => new Promise(() => {})],
  ['changes what it is given and throws', (event) => { event.kind = event.challengeId = MARKER; throw new Error(MARKER); }],
  ['changes what it is given', (event) => { for (const name of Object.keys(event)) event[name] = { toString() { throw new Error(); } }; }],
]) {
  test(`a hook that ${what} changes no answer`, async (t) => {
    const said = t.mock.method(console, 'error', () => {});
    const at = await shop({ onEvent });
    const { pay } = await prepare(at);
    assertPaid(await pay());
    assertProblem(await pay(), 'invalid-challenge');
    for (const { arguments: [line] } of said.mock.calls) assert.match(line, LOST);
  });
}

test('without a hook, each error is one line on the console, which says where the exception can be had', async (t) => {
  const said = t.mock.method(console, 'error', () => {});
  const at = await shop({ onEvent: undefined, origin: () => Promise.reject(new TypeError(MARKER)) });
  const { pay } = await prepare(at);
  assert.equal((await pay()).status, 502);
  assert.deepEqual(
    said.mock.calls.map(({ arguments: [line] }) => line),
    ['mpp-wasm: origin-unavailable: TypeError; onError gets the exception itself'],
  );
});

test('onError gets an exception as it was thrown, and says of which route; the console keeps to its name', async (t) => {
  const said = t.mock.method(console, 'error', () => {});
  const thrown = new TypeError('x is not a function');
  const told = [];
  const at = await shop({ onEvent: undefined, onError: (error, event) => void told.push([error, event]), origin: () => Promise.reject(thrown) });
  const { pay } = await prepare(at);
  assert.equal((await pay()).status, 502);
  await send(at.url, '/free');
  assert.deepEqual(told.map(([error]) => error === thrown), [true, true]);
  const events = told.map(([, event]) => event);
  check(events);
  assert.deepEqual(
    events.map(({ kind, code, route, error }) => [kind, code, route, error]),
    [['error', 'origin-unavailable', '/paid', 'TypeError'], ['error', 'origin-unavailable', undefined, 'TypeError']],
  );
  assert.deepEqual(
    said.mock.calls.map(({ arguments: [line] }) => line),
    ['mpp-wasm: origin-unavailable: TypeError', 'mpp-wasm: origin-unavailable: TypeError'],
  );
  const body = new ReadableStream({
    pull(controller) {
      if (told.length === 2) controller.enqueue(new TextEncoder().encode('half'));
      controller.error(thrown);
    },
  });
  const both = await shop({ onError: (error) => void told.push([error]), origin: () => new Response(body) });
  const broken = await prepare(both);
  await assert.rejects(() => broken.pay());
  assert.equal(told.at(-1)[0], thrown);
  assert.deepEqual(both.events.filter(({ kind }) => kind === 'owed').map(({ challengeId }) => challengeId), [broken.challenge.id]);
  assert.deepEqual(both.events.filter(({ kind }) => kind === 'error').map(({ error }) => error), ['TypeError']);
});

test('no error that onError gets from origin, store or processor holds the credential or the seller\'s key', async (t) => {
  t.mock.method(console, 'error', () => {});
  const broken = createServer((request, response) => response.writeHead(200, { 'content-length': 100 }).write('{', () => response.destroy()));
  await new Promise((resolve) => broken.listen(0, '127.0.0.1', resolve));
  open.push(broken);
  const broke = `http://127.0.0.1:${broken.address().port}`;
  const seller = (apiBase) => ({ stripe: { secretKey: MARKER, networkId: 'profile_1', apiBase } });
  for (const [code, more] of [
    ['origin-unavailable', { origin: (request) => { throw Object.assign(new Error('seen'), { request, fields: [...request.headers] }); } }],
    ['origin-unavailable', { origin: 'http://127.0.0.1:1' }],
    ['origin-unavailable', { origin: broke }],
    ['store-unavailable', { store: { swap: async (...words) => { throw Object.assign(new Error('down'), { words }); } } }],
    ['processor-unavailable', seller('http://127.0.0.1:1')],
    ['processor-unavailable', seller(broke)],
    ['processor-refused', { stripe: { ...seller(sim.url).stripe, secretKey: 'sk_live_MARKER42424242' } }],
  ]) {
    const told = [];
    const at = await shop({ onError: (error, event) => void told.push([error, event]), ...more });
    const { pay, spt, authorization } = await prepare(at);
    await pay().catch(() => {});
    for (let tries = 0; tries < 600 && told.length === 0; tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
    const shown = inspect(told, { depth: Infinity, showHidden: true, maxStringLength: Infinity, maxArrayLength: Infinity });
    assert.ok(shown.includes(code), shown);
    for (const secret of [spt, authorization.slice(-40), Buffer.from(MARKER).toString('base64').slice(0, 20), 'MARKER42424242']) {
      assert.ok(!shown.includes(secret), `${code}: ${secret} in ${shown}`);
    }
  }
});

for (const [what, onError] of [
  ['throws', () => { throw new Error(MARKER); }],
  ['rejects', () => Promise.reject(new Error(MARKER))],
  ['never ends', () => new Promise(() => {})],
  ['changes what it is given', (error, event) => { error.message = MARKER; for (const name of Object.keys(event)) event[name] = MARKER; }],
]) {
  test(`an onError that ${what} changes no answer and no event`, async (t) => {
    const said = t.mock.method(console, 'error', () => {});
    const fails = [new TypeError('once')];
    const origin = () => (fails.length ? Promise.reject(fails.pop()) : new Response('served'));
    const at = await shop({ onError, capture: 'before-delivery', origin });
    const { pay } = await prepare(at);
    assert.equal((await pay()).status, 502);
    assertPaid(await pay());
    check(at.events);
    assert.deepEqual(at.kinds(), ['challenged', 'paid', 'error', 'owed', 'delivered']);
    for (const { arguments: [line] } of said.mock.calls) assert.match(line, LOST);
  });
}

test('the deployable Worker logs each event as a line of JSON', async () => {
  const stack = await startStack({ vars: { LOG_EVENTS: true } });
  try {
    const { pay, challenge } = await prepare(stack);
    assertPaid(await pay());
    assert.equal(challengeOf(await send(stack.url, '/paid')).realm.length > 0, true);
    const lines = () => stack.worker.said.join('').split('\n').slice(0, -1).filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
    for (let tries = 0; tries < 600 && lines().length < 4; tries += 1) await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(lines().map(({ kind }) => kind), ['challenged', 'paid', 'delivered', 'challenged']);
    assert.equal(lines()[1].challengeId, challenge.id);
    check(lines());
  } finally {
    await stack.close();
  }
});
