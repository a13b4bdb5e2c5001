// A function of the runtime that throws while a payment is under way: a payer who was charged gets the resource, with the same
// credential at the latest, and is not asked for money again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paywall } from 'mpp-wasm/edge';
import { memory } from 'mpp-wasm/store/memory';
import { shop } from './shop.mjs';

/** What an answer cannot be made without. The last two read what the wasm returns. */
const PARTS = [
  [Headers.prototype, 'get'],
  [Headers.prototype, 'set'],
  [Headers.prototype, 'append'],
  [Headers.prototype, 'has'],
  [Headers.prototype, 'delete'],
  [Headers.prototype, 'keys'],
  [globalThis, 'Response'],
  [globalThis, 'TransformStream'],
  [WritableStream.prototype, 'getWriter'],
  [Date, 'now'],
  [TextDecoder.prototype, 'decode'],
  [JSON, 'parse'],
];
/**
 * Whether there is a receipt, and the state of the payment, by the status. 500: what the core wants next cannot be read. The money
 * is then held until the same credential comes again.
 */
const AFTER = { 200: [true, 'succeeded'], 502: [false, 'canceled'], 500: [false, 'requires_capture'] };
/** Longer than any lease. */
const LATER = 130_000;

/**
 * A shop with passes, CORS and a hook. `fail()` makes the next call of a function throw, if it comes from the paywall.
 * `moment`: the state of the record at which `fail` is called, or `made`: the handler has run.
 */
async function faulty(t, [owner, name], moment, more) {
  const own = owner[name];
  const now = Date.now.bind(Date);
  let ahead = 0;
  let waits = false;
  let isOver = false;
  const broken = () => {
    if (!waits || !/\/pkg\/edge\//.test(new Error().stack)) return;
    waits = false;
    isOver = true;
    throw new TypeError(`${name} is gone`);
  };
  const at = name === 'now' ? () => now() + ahead : own;
  const replaced = new Proxy(at, {
    apply: (f, self, given) => (broken(), Reflect.apply(f, self, given)),
    construct: (f, given) => (broken(), new f(...given)),
  });
  const { swap } = memory();
  const store = {
    async swap(id, expected, next, keepUntil) {
      const found = await swap(id, expected, next, keepUntil);
      waits = !isOver && next.includes(`"state":"${moment}"`);
      return found;
    },
  };
  const origin = () => {
    waits = !isOver && moment === 'made';
    return new Response('the resource', { headers: { 'set-cookie': 'a=b' } });
  };
  const { order } = await shop(t, { routes: { '/*': { price: '1.00 USD', passTtl: 60_000 } }, onEvent() {}, store, origin, ...more });
  const made = await order({ headers: { origin: 'https://app.example.com' } });
  Object.defineProperty(owner, name, { value: replaced });
  if (owner !== Date) t.mock.method(Date, 'now', () => now() + ahead);
  t.after(() => Object.defineProperty(owner, name, { value: own }));
  return { ...made, failed: () => !waits, later: () => void ((isOver = true), (waits = false), (ahead += LATER)) };
}

for (const part of PARTS) {
  for (const capture of ['after-delivery', 'before-delivery']) {
    test(`${capture}, ${part[1]} fails after the delivery was recorded: the payer is not asked for money again`, async (t) => {
      const { pay, state, later } = await faulty(t, part, 'delivered', { capture });
      const answers = [await pay()];
      later();
      assert.equal(await state(), 'succeeded');
      if (answers[0].status !== 200) answers.push(await pay());
      assert.deepEqual(answers.map(({ asks }) => asks), answers.map(() => false));
      const { status, text, paid } = answers.at(-1);
      assert.deepEqual([status, text, paid], [200, 'the resource', true]);
      assert.equal(await state(), 'succeeded');
    });
  }

  test(`${part[1]} fails once the resource is made: nobody pays for nothing`, async (t) => {
    const { pay, state, failed, later } = await faulty(t, part, 'made');
    const { status, asks, paid } = await pay();
    assert.ok(failed());
    assert.deepEqual([asks, paid, await state()], [false, ...(AFTER[status] ?? assert.fail(`${status}`))]);
    if (status !== 500) return;
    later();
    assert.deepEqual([(await pay()).text, await state()], ['the resource', 'succeeded']);
  });
}

for (const capture of ['after-delivery', 'before-delivery']) {
  test(`${capture}, after a fault the store fails once as well: the payer is not asked for money again`, async (t) => {
    const { swap } = memory();
    const faults = [];
    const store = {
      async swap(id, expected, next, keepUntil) {
        if (faults.length === 1) throw faults[faults.push(new Error('the store is gone')) - 1];
        const found = await swap(id, expected, next, keepUntil);
        if (!next.includes('"state":"delivered"') || faults.length) return found;
        faults.push(new TypeError('now is gone'));
        t.mock.method(Date, 'now', () => { throw faults[0]; }, { times: 1 });
        return found;
      },
    };
    const { order } = await shop(t, { capture, store, origin: () => new Response('the resource') });
    const { pay } = await order();
    const { status, asks } = await pay();
    assert.deepEqual([status, asks, faults.length], [500, false, 2]);
    const now = Date.now() + LATER;
    t.mock.method(Date, 'now', () => now);
    const second = await pay();
    assert.deepEqual([second.text, second.paid], ['the resource', true]);
  });

  test(`${capture}, a fault after the record that a payer who left is owed the resource: it stays owed`, async (t) => {
    const { swap } = memory();
    const leave = new AbortController();
    const store = {
      async swap(id, expected, next, keepUntil) {
        const found = await swap(id, expected, next, keepUntil);
        if (next.includes('"state":"delivered"')) leave.abort();
        if (next.includes('"state":"owed"')) t.mock.method(Date, 'now', () => { throw new TypeError('now is gone'); }, { times: 1 });
        return found;
      },
    };
    const { order } = await shop(t, { capture, store, origin: () => new Response('the resource') });
    const { pay, state } = await order();
    assert.equal((await pay({ signal: leave.signal })).status, 500);
    const second = await pay();
    assert.deepEqual([second.text, second.paid, await state()], ['the resource', true, 'succeeded']);
  });

  test(`${capture}, a fault while a delivery is reported: nothing waits for ever for a client who gets another answer`, async (t) => {
    const { now } = Date;
    let ahead = 0;
    let fails = true;
    let canceled = 0;
    const pull = (controller) => controller.enqueue(new TextEncoder().encode('the resource'));
    const body = () => new ReadableStream({ pull, cancel: () => void (canceled += 1) });
    const { order, site } = await shop(t, { capture, onEvent() {}, origin: () => new Response(body()) });
    const { authorization, state } = await order();
    // The first event after the last record.
    t.mock.method(Date, 'now', () => {
      if (fails && / at #send /.test(new Error().stack)) {
        fails = false;
        throw new TypeError('now is gone');
      }
      return now() + ahead;
    });
    const waiting = [];
    const paid = () => new Request('https://api.example.com/paid', { headers: { authorization } });
    const { status } = await site.fetch(paid(), undefined, { waitUntil: (promise) => waiting.push(promise) });
    assert.deepEqual([status, fails, await state()], [500, false, 'succeeded']);
    for (let done = -1; done !== waiting.length; await Promise.all(waiting)) done = waiting.length;
    assert.equal(canceled, 1);
    ahead = LATER;
    const answer = await site.fetch(paid());
    assert.deepEqual([answer.status, answer.headers.has('payment-receipt')], [200, true]);
    await answer.body.cancel();
  });
}

test('a console that throws changes no answer, keeps no hold, and does not end the process', async (t) => {
  const { order } = await shop(t, { origin: () => { throw new RangeError('why'); } });
  console.error.mock.mockImplementation(() => { throw new TypeError('the console is gone'); });
  const { pay, state } = await order();
  assert.deepEqual([(await pay()).status, await state()], [502, 'canceled']);
});

test('a console that throws does not keep a wrong configuration from being answered', async (t) => {
  t.mock.method(console, 'error', () => { throw new TypeError('the console is gone'); });
  const answer = await paywall(() => ({})).fetch(new Request('https://api.example.com/paid'));
  assert.deepEqual([answer.status, (await answer.json()).code], [500, 'bad-config']);
});

test('a hook and a console that both throw do not end the process', async (t) => {
  const { order } = await shop(t, { origin: () => new Response('the resource'), onEvent() { throw new RangeError('why'); } });
  console.error.mock.mockImplementation(() => { throw new TypeError('the console is gone'); });
  const { pay, state } = await order();
  assert.deepEqual([(await pay()).status, await state()], [200, 'succeeded']);
});
