// Unreliable inputs from a paywall's environment: a context, a body, a store.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paywall } from 'mpp-wasm/edge';
import { memory } from 'mpp-wasm/store/memory';
import { until } from './node-server.mjs';
import { shop } from './shop.mjs';

const said = () => console.error.mock.calls.map(({ arguments: [line] }) => line);

const REFUSALS = {
  // A method taken out of its context.
  throws() { throw new TypeError('Illegal invocation'); },
  rejects: () => Promise.reject(new TypeError('Illegal invocation')),
};

for (const onEvent of [undefined, () => {}]) {
  for (const [what, waitUntil] of Object.entries(REFUSALS)) {
    test(`a waitUntil that ${what} does not lose the answer${onEvent ? ' or the event' : ''}`, async (t) => {
      const ask = (site, request) => site.fetch(request, {}, { waitUntil });
      const { order } = await shop(t, { origin: () => new Response('the resource'), onEvent }, ask);
      const { pay, state } = await order();
      const { status, paid, text } = await pay();
      assert.deepEqual([status, paid, text, await state()], [200, true, 'the resource', 'succeeded']);
      await until(() => said().includes('mpp-wasm: internal: TypeError'));
    });
  }
}

test('without a waitUntil, nothing is wrong', async (t) => {
  for (const ctx of [undefined, {}]) {
    const { order } = await shop(t, { origin: () => new Response('the resource') }, (site, request) => site.fetch(request, {}, ctx));
    const { status } = await (await order()).pay();
    assert.deepEqual([status, said()], [200, []]);
  }
});

test('a payment is left to waitUntil before it moves money', async (t) => {
  let left = 0;
  const ctx = { waitUntil: () => void (left += 1) };
  const { order } = await shop(t, { origin: () => new Response(`${left}`) }, (site, request) => site.fetch(request, {}, ctx));
  const { status, text } = await (await order()).pay();
  assert.deepEqual([status, text], [200, '1']);
});

for (const [how, read] of [
  ['to its end', (request) => request.text()],
  ['piece by piece', async (request) => {
    // This leaves the stream unlocked.
    for await (const _ of request.body);
  }],
  ['and not let go', async (request) => void request.body.getReader()],
]) {
  for (const bindBody of [true, false]) {
    test(`a body that was read before, ${how}, is not treated as empty${bindBody ? '' : ', bound or not'}`, async (t) => {
      t.mock.method(console, 'error', () => {});
      const site = paywall({
        realm: 'api.example.com',
        secret: 'a-signing-secret-of-at-least-32-bytes',
        stripe: { secretKey: 'sk_test_123456789', networkId: 'profile_1' },
        store: memory(),
        bindBody,
      });
      const guarded = site.charge('1.00 USD', () => new Response('the resource'));
      const request = new Request('https://api.example.com/order', { method: 'POST', body: 'order 7' });
      await read(request);
      const answer = await guarded(request);
      assert.deepEqual([answer.status, answer.headers.has('www-authenticate')], [500, false]);
      assert.match(said().at(-1), /^mpp-wasm: internal: MppError: the body of this Request was already read/);
    });
  }
}

test('a body of which a parser has left only the fields is not treated as empty, and its owner learns of it once', async (t) => {
  const { site } = await shop(t, { origin: () => assert.fail('the origin was asked') });
  const ask = async (headers, body) => {
    const answer = await site.fetch(new Request('https://api.example.com/order', { method: 'POST', headers, body, duplex: 'half' }));
    return [answer.status, (await answer.json()).code, answer.headers.has('www-authenticate')];
  };
  const empty = () => new ReadableStream({ start: (controller) => controller.close() });
  for (const body of [undefined, empty()]) assert.deepEqual(await ask({ 'content-length': '7' }, body), [500, 'internal', false]);
  assert.equal(
    said().filter((line) => /^mpp-wasm: internal: MppError: the body of this Request was already read; pass the request/.test(line)).length,
    2,
  );
  for (const body of [undefined, empty()]) assert.deepEqual(await ask({ 'transfer-encoding': 'chunked' }, body), [400, 'not-payable', false]);
  assert.deepEqual(said().slice(2), [
    'mpp-wasm: internal: MppError: a chunked request body arrived empty; if a parser has already read it, ' +
      'pass the request to the paywall before anything that parses bodies, or pass a clone',
  ]);
  for (const body of [undefined, empty()]) assert.deepEqual(await ask({ 'content-length': '0' }, body), [402, 'payment-required', true]);
});

test('a challenge for one body is not paid for with another, be it empty or the first', async (t) => {
  const { order } = await shop(t, { origin: async (request) => new Response(await request.text()) });
  const empty = () => new ReadableStream({ start: (controller) => controller.close() });
  const kinds = {
    some: () => ({ body: 'order 7' }),
    other: () => ({ body: 'order 8' }),
    none: () => ({ body: undefined }),
    empty: () => ({ body: empty(), duplex: 'half' }),
  };
  for (const [bound, others] of [['some', ['other', 'none', 'empty']], ['none', ['some']], ['empty', ['some']]]) {
    const { pay, state } = await order({ method: 'POST', ...kinds[bound]() });
    for (const other of others) {
      const { status, paid } = await pay(kinds[other]());
      assert.deepEqual([status, paid, await state()], [402, false, ''], `${bound}, ${other}`);
    }
    const { status, paid, text } = await pay(kinds[bound]());
    assert.deepEqual([status, paid, text], [200, true, bound === 'some' ? 'order 7' : ''], bound);
  }
});

for (const odd of [undefined, true, false, 0, 7, {}, [], new Uint8Array(2)]) {
  for (const when of [1, 2, 3]) {
    test(`a store whose swap gives ${JSON.stringify(odd)} from call ${when} on has failed, and its owner learns why`, async (t) => {
      const own = memory();
      let calls = 0;
      const store = {
        async swap(...args) {
          const held = await own.swap(...args);
          return ++calls >= when ? odd : held;
        },
      };
      const { order, site } = await shop(t, { store, origin: () => new Response('the resource') });
      const { pay, state } = await order();
      const failed = await pay();
      assert.deepEqual([failed.status, JSON.parse(failed.text).code, failed.paid, failed.asks], [503, 'store-unavailable', false, false]);
      if (when === 1) assert.equal(await state(), '', 'the processor was not called');
      assert.match(said().at(-1), /^mpp-wasm: store-unavailable: MppError: store\.swap must resolve to the previous text/);
      assert.equal(calls, when + 1, 'the call was repeated once');
      // The core still works.
      assert.equal((await site.fetch(new Request('https://api.example.com/paid'))).status, 402);
    });
  }
}

for (const capture of ['after-delivery', 'before-delivery']) {
  for (const when of [1, 2, 3, 4]) {
    test(`${capture}: a store that answers nothing at call ${when} is asked again, and delivers once`, async (t) => {
      const own = memory();
      let calls = 0;
      const store = { swap: (...args) => (++calls === when ? undefined : own.swap(...args)) };
      const { order } = await shop(t, { capture, store, origin: () => new Response('the resource') });
      const { pay, state } = await order();
      const { status, paid } = await pay();
      const again = await pay();
      assert.deepEqual([status, paid, again.status, again.asks, await state(), said()], [200, true, 402, true, 'succeeded', []]);
    });
  }
}
