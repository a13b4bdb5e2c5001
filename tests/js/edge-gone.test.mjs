// Payers who leave or seem gone, and records that are lost: nobody gets what was not paid for, or pays for it twice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memory } from 'mpp-wasm/store/memory';
import { until } from './node-server.mjs';
import { lazy, shop } from './shop.mjs';

const CAPTURES = ['after-delivery', 'before-delivery'];
/** The state of the payment after a failed answer, and what the same credential gets once the answer succeeds. */
const FAILED = { 'after-delivery': ['canceled', 402], 'before-delivery': ['succeeded', 200] };

for (const capture of CAPTURES) {
  for (const [what, headers] of [['an announced body', { 'content-length': '8' }], ['a body of unknown length', {}]]) {
    test(`${capture}, a payer who leaves while the rest of ${what} is made has got it`, async (t) => {
      let canceled;
      const start = (controller) => controller.enqueue(new TextEncoder().encode('half'));
      const origin = () => new Response(new ReadableStream({ start, cancel: () => void (canceled = true) }), { headers });
      const { site, order } = await shop(t, { capture, origin });
      const { authorization, pay, state } = await order();
      // Without a signal, as in a runtime that does not tell.
      const answer = await site.fetch(new Request('https://api.example.com/paid', { headers: { authorization } }));
      const reader = answer.body.getReader();
      assert.equal((await reader.read()).value.length, 4);
      await reader.cancel();
      await until(() => canceled);
      assert.deepEqual([(await pay()).status, await state()], [402, 'succeeded'], 'used up');
      assert.deepEqual(console.error.mock.calls, []);
    });
  }

  test(`${capture}, a payer who seems gone but is still there gets nothing unpaid`, async (t) => {
    let leave;
    const made = [];
    const origin = () => {
      leave?.abort();
      return new Response(lazy('the resource', () => made.push('canceled')));
    };
    const { order } = await shop(t, { capture, origin });
    const { pay, state } = await order();
    const [became, again] = FAILED[capture];
    // However often it is tried, a deadline does not get around the price.
    for (let times = 1; times <= (again === 200 ? 3 : 1); times++) {
      leave = new AbortController();
      const answer = await pay({ signal: leave.signal });
      assert.deepEqual([answer.status, JSON.parse(answer.text).code, answer.paid, answer.asks], [502, 'origin-unavailable', false, false]);
      const detail = again === 200
        ? /was paid for but could not be delivered; send the same credential again/
        : /you were not charged, and this credential is used up/;
      assert.match(JSON.parse(answer.text).detail, detail);
      assert.equal(await state(), became);
      assert.equal(made.length, times, 'what was made is let go');
    }
    leave = undefined;
    const answer = await pay();
    assert.deepEqual([answer.status, answer.paid], [again, again === 200]);
    assert.equal(await state(), became);
  });
}

for (const capture of CAPTURES) {
  for (const [when, runs] of [[2, 1], [3, 2]]) {
    test(`${capture}, a store that lost the record at swap ${when}: nothing is sent, then the credential is served and charged once`, async (t) => {
      let kept = memory();
      let swaps = 0;
      const store = {
        swap(...args) {
          if (++swaps === when) kept = memory();
          return kept.swap(...args);
        },
      };
      let made = 0;
      let canceled = 0;
      const origin = () => {
        made += 1;
        return new Response(lazy('the resource', () => void (canceled += 1)));
      };
      const { order } = await shop(t, { capture, store, origin });
      const { pay, state } = await order();
      const first = await pay();
      assert.deepEqual([first.status, first.paid, first.asks], [503, false, false]);
      assert.deepEqual([made, canceled], [runs - 1, runs - 1], 'what was made and not sent is let go');
      const second = await pay();
      assert.deepEqual([second.status, second.paid, second.text], [200, true, 'the resource']);
      assert.deepEqual([await state(), made], ['succeeded', runs]);
    });
  }
}

test('a failed answer that a payer who seems gone does not get is let go', async (t) => {
  const leave = new AbortController();
  let canceled = 0;
  const origin = () => {
    leave.abort();
    return new Response(new ReadableStream({ cancel: () => void (canceled += 1) }), { status: 500 });
  };
  const { order } = await shop(t, { origin });
  const { pay, state } = await order();
  const { status, text } = await pay({ signal: leave.signal });
  assert.deepEqual([status, JSON.parse(text).code, await state(), canceled], [502, 'origin-unavailable', 'canceled', 1]);
});

test('a payer who seems gone during the capture gets the answer with the same credential, not without it', async (t) => {
  const { order } = await shop(t, { origin: () => new Response('paid content') });
  const { pay, state } = await order();
  const leave = new AbortController();
  const { fetch } = globalThis;
  t.mock.method(globalThis, 'fetch', (url, init) => {
    if (String(url).endsWith('/capture')) leave.abort();
    return fetch(url, init);
  });
  const first = await pay({ signal: leave.signal });
  assert.deepEqual([first.status, first.paid, /paid content/.test(first.text)], [502, false, false]);
  assert.equal(await state(), 'succeeded');
  const second = await pay();
  assert.deepEqual([second.status, second.paid, second.text], [200, true, 'paid content']);
});
