// Bodies that break off or are not as announced: what was paid for and not sent as a whole is owed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memory } from 'mpp-wasm/store/memory';
import { shop } from './shop.mjs';

const CAPTURES = ['after-delivery', 'before-delivery'];
/** The state of the payment after a failed answer, what the same credential gets once the answer succeeds, and the last event. */
const FAILED = { 'after-delivery': ['canceled', 402, 'released'], 'before-delivery': ['succeeded', 200, 'owed'] };

for (const capture of CAPTURES) {
  test(`${capture}, a body that is not made of bytes breaks off, and is owed`, async (t) => {
    let chunk = 'a text';
    const origin = () => new Response(new ReadableStream({ start: (controller) => (controller.enqueue(chunk), controller.close()) }));
    const { order } = await shop(t, { capture, origin });
    const { pay } = await order();
    assert.equal((await pay()).text, 'MppError');
    assert.match(console.error.mock.calls.at(-1).arguments[0], /^mpp-wasm: origin-unavailable: MppError: a body must consist of bytes/);
    chunk = new TextEncoder().encode('bytes');
    assert.equal((await pay()).text, 'bytes');
  });

  test(`${capture}, a response of another make whose body throws when it is asked for again is a failure like any other`, async (t) => {
    let asked = 0;
    const thrower = { status: 200, headers: new Headers(), get body() { if (asked++ > 0) throw new TypeError('no'); } };
    const answers = [thrower, new Response('bytes')];
    const { order } = await shop(t, { capture, origin: () => answers.shift() });
    const { pay, state } = await order();
    const [became, then] = FAILED[capture];
    assert.deepEqual([(await pay()).status, await state(), (await pay()).status], [502, became, then]);
    assert.match(console.error.mock.calls[0].arguments[0], /^mpp-wasm: origin-unavailable: TypeError/);
  });

  test(`${capture}, a body that breaks off is owed, even if its delivery was recorded by a store that did not say so`, async (t) => {
    const kept = memory();
    let mute = false;
    const store = {
      async swap(id, expected, next, keepUntil) {
        const found = await kept.swap(id, expected, next, keepUntil);
        // From the last swap before the body is sent.
        mute ||= JSON.parse(next).state === 'delivered';
        if (mute) throw new Error('the answer was lost');
        return found;
      },
    };
    const chunks = ['a text', new TextEncoder().encode('bytes')];
    const origin = () => {
      const chunk = chunks.shift();
      return new Response(
        new ReadableStream({ pull: (controller) => ((mute = false), controller.enqueue(chunk), controller.close()) }, { highWaterMark: 0 }),
      );
    };
    const { order } = await shop(t, { capture, store, origin });
    const { pay, state } = await order();
    assert.equal((await pay()).text, 'MppError');
    const second = await pay();
    assert.deepEqual([second.status, second.paid, second.text, await state()], [200, true, 'bytes', 'succeeded']);
  });

  test(`${capture}, a body with more or fewer bytes than announced breaks off, and is owed`, async (t) => {
    const text = JSON.stringify({ name: 'Café ☕' });
    const bytes = String(new TextEncoder().encode(text).length);
    for (const [length, coding] of [[String(text.length)], ['100'], ['1', 'gzip'], ['0']]) {
      let headers = { 'content-length': length, ...(coding && { 'content-encoding': coding }) };
      let cancelled = 0;
      const body = () => new ReadableStream({
        pull(controller) {
          controller.enqueue(new TextEncoder().encode(text));
          if (length === '100') controller.close();
        },
        cancel: () => void (cancelled += 1),
      }, { highWaterMark: 0 });
      const whole = () => new Response(text, { headers: { 'content-length': bytes } });
      const { order } = await shop(t, { capture, origin: () => (headers ? new Response(body(), { headers }) : whole()) });
      const { pay, state } = await order();
      const first = await pay();
      assert.deepEqual([first.status, first.text, cancelled], [200, 'MppError', length === '100' ? 0 : 1], length);
      assert.match(
        console.error.mock.calls.at(-1).arguments[0],
        /^mpp-wasm: origin-unavailable: MppError: a response body must have as many bytes as its Content-Length says/,
      );
      headers = undefined;
      const second = await pay();
      assert.deepEqual([second.status, second.paid, second.text, await state()], [200, true, text, 'succeeded'], length);
    }
  });

  test(`${capture}, a failed answer is passed on as it is, and is nothing that could break off: no more is owed than before`, async (t) => {
    for (const headers of [{}, { 'idempotency-key': crypto.randomUUID() }]) {
      const events = [];
      const breaks = () => new ReadableStream({ pull: (controller) => controller.error(new RangeError('why')) });
      const origin = () => new Response(breaks(), { status: 500, headers: { 'x-own': 'yes' } });
      const { order } = await shop(t, { capture, origin, onEvent: ({ kind }) => events.push(kind) });
      const { pay, state } = await order({ method: 'POST', headers });
      const failed = await pay();
      assert.deepEqual([failed.status, failed.paid, failed.headers.get('x-own'), failed.text], [500, false, 'yes', 'RangeError']);
      const [became, , ends] = FAILED[capture];
      assert.deepEqual([await state(), events.at(-1), events.includes('error')], [became, ends, false]);
    }
  });

  test(`${capture}, under an Idempotency-Key nobody pays for a body that is not as announced`, async (t) => {
    let canceled = 0;
    const endless = (chunk) => new ReadableStream({ pull: (controller) => controller.enqueue(chunk), cancel: () => void (canceled += 1) });
    for (const make of [
      () => new Response(endless('text')),
      () => new Response(endless({ an: 'object' })),
      () => new Response('é', { headers: { 'content-length': '1' } }),
      () => new Response('e', { headers: { 'content-length': '2' } }),
    ]) {
      let next = make;
      const { order } = await shop(t, { capture, origin: () => next() });
      const { pay, state } = await order({ method: 'POST', body: '{}', headers: { 'idempotency-key': crypto.randomUUID() } });
      const failed = await pay();
      assert.deepEqual([failed.status, failed.paid, failed.asks], [502, false, false], `${make}`);
      assert.match(
        console.error.mock.calls.at(-1).arguments[0],
        /^mpp-wasm: origin-unavailable: MppError: a (body must consist of|response body must have as many) bytes/,
      );
      const [became, again] = FAILED[capture];
      assert.equal(await state(), became);
      next = () => new Response('the resource');
      assert.equal((await pay()).status, again);
    }
    assert.equal(canceled, 2, 'what is not read to its end is let go');
  });
}
