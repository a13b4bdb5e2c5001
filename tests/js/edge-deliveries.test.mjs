// Unusual responses of handlers: nobody is charged for what was not delivered.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { unsendable } from '../../pkg/edge/proxy/response.js';
import { shop } from './shop.mjs';

const CAPTURES = ['after-delivery', 'before-delivery'];
/** The state of the payment after a failed answer, and what the same credential gets once the answer succeeds. */
const FAILED = { 'after-delivery': ['canceled', 402], 'before-delivery': ['succeeded', 200] };
/** What the owner is told of an answer that cannot be sent. */
const UNSENT = new RegExp(
  '^mpp-wasm: origin-unavailable: ' +
    '(MppError: .*(return a Response|already read; .*|which HTTP cannot send|the Content-Length of this Response .*)|' +
    'RangeError; onError gets the exception itself)$',
);

const read = async () => {
  const response = new Response('the resource');
  await response.text();
  return response;
};
/** This leaves the stream unlocked. */
const iterated = async () => {
  const response = new Response('the resource');
  for await (const _ of response.body);
  return response;
};
const locked = () => {
  const response = new Response('the resource');
  response.body.getReader();
  return response;
};
/** A clone is let go only when its original is, which stays. */
const originals = [];
const cloned = (init) => originals[originals.push(new Response('the resource', init)) - 1].clone();
const status = (code) => Object.defineProperty(new Response('the resource'), 'status', { value: code });

for (const capture of CAPTURES) {
  for (const [what, make] of [
    ['has already been read', read],
    ['has been read piece by piece', iterated],
    ['is being read', locked],
    ['is missing', () => undefined],
    ['is a string', () => 'the resource'],
    ['is an object without fields', () => ({ status: 200 })],
    ['is an object without a status', () => ({ headers: new Headers() })],
    ['is an object with its own body', () => ({ status: 200, headers: new Headers(), body: { the: 'resource' } })],
    ['is an object with a stream of its own', () => ({ status: 200, headers: new Headers(), body: { getReader() {}, cancel() {} } })],
    ['is a fetch error', () => Response.error()],
    ['has an invalid status', () => status(999)],
    ['switches protocols', () => status(101)],
    [
      'has a control character in a field',
      () => new Response('the resource', { headers: { 'content-disposition': 'attachment; filename="a\u000bb.pdf"' } }),
    ],
    ['has a Content-Length that is not a number', () => new Response('the resource', { headers: { 'content-length': '12, 12' } })],
    ['has a Content-Length beyond what is counted', () => new Response('the resource', { headers: { 'content-length': '9999999999999999' } })],
    ['announces a body and has none', () => new Response(null, { headers: { 'content-length': '12' } })],
    ['is a clone with a DEL in a field', () => cloned({ headers: { 'x-title': 'a\u007fb' } })],
    ['has a DEL in a field', () => new Response('the resource', { headers: { 'x-title': 'a\u007fb' } })],
  ]) {
    test(`${capture}, an answer that ${what}: nobody pays for it, and it is not an error of the paywall`, async (t) => {
      let next = make;
      const { order } = await shop(t, { capture, origin: () => next() });
      const { pay, state } = await order();
      const failed = await pay();
      assert.match(console.error.mock.calls.at(-1).arguments[0], UNSENT);
      assert.deepEqual([failed.status, JSON.parse(failed.text).code, failed.paid, failed.asks], [502, 'origin-unavailable', false, false]);
      const [became, again] = FAILED[capture];
      assert.equal(await state(), became);
      next = () => new Response('the resource');
      const second = await pay();
      assert.deepEqual([second.status, second.paid], [again, again === 200]);
      if (again === 402) assert.match(JSON.parse(second.text).detail, /^this challenge is used up, and nothing was charged for it/);
      assert.equal(await state(), became);
    });
  }

  test(`${capture}, one Response for three requests: who gets no body pays for none`, async (t) => {
    // Makes a resource once for all who wait for it.
    const waiting = [];
    const shared = new Response('the resource');
    const together = (give) => waiting.push(give) === 3 && waiting.forEach((give) => give(shared));
    let origin = () => new Promise(together);
    const { order } = await shop(t, { capture, origin: () => origin() });
    const orders = [await order(), await order(), await order()];
    const answers = await Promise.all(orders.map(({ pay }) => pay()));
    assert.deepEqual(
      answers.map(({ status, paid, asks }) => `${status} ${paid} ${asks}`).sort(),
      ['200 true false', '502 false false', '502 false false'],
    );
    const [became, again] = FAILED[capture];
    origin = () => new Response('another');
    for (const [at, { pay, state }] of orders.entries()) {
      const { status, text } = answers[at];
      assert.equal(await state(), status === 200 ? 'succeeded' : became);
      if (status === 200) assert.equal(text, 'the resource');
      else assert.equal((await pay()).status, again);
    }
  });

  for (const [what, use] of [
    ['reads', (response) => response.text()],
    ['clones', async (response) => response.clone()],
    ['locks', async (response) => response.body.getReader()],
  ]) {
    test(`${capture}, a handler that ${what} its response after it was returned does not take it from the payer`, async (t) => {
      const origin = () => {
        const response = new Response('the resource');
        setTimeout(() => use(response).catch(() => {}));
        return response;
      };
      const { order } = await shop(t, { capture, origin });
      const { pay, state } = await order();
      const { status, paid, text } = await pay();
      assert.deepEqual([status, paid, text, await state()], [200, true, 'the resource', 'succeeded']);
    });
  }

  test(`${capture}, any other character in a field is delivered`, async (t) => {
    const { order } = await shop(t, { capture, origin: () => new Response('the resource', { headers: { 'x-title': 'a\tb \u00ff\u0080~' } }) });
    const { status, paid, headers } = await (await order()).pay();
    assert.deepEqual([status, paid, headers.get('x-title')], [200, true, 'a\tb \u00ff\u0080~']);
  });

  test(`${capture}, one Response returned to two payers: the second does not pay for it`, async (t) => {
    const one = new Response('the resource');
    const { order } = await shop(t, { capture, origin: () => one });
    const [first, second] = [await order(), await order()];
    assert.deepEqual([(await first.pay()).text, (await second.pay()).status], ['the resource', 502]);
    assert.deepEqual([await first.state(), await second.state()], ['succeeded', FAILED[capture][0]]);
  });
}

for (const [what, init] of [
  ['cannot be sent', { headers: { 'x-title': 'a\u007fb' } }],
  ['is withheld', { status: 302, headers: { location: '/free' } }],
]) {
  test(`an answer that ${what} is let go`, async (t) => {
    let canceled = 0;
    const origin = () => new Response(new ReadableStream({ cancel: () => void (canceled += 1) }), init);
    const { order } = await shop(t, { routes: { '/paid': '1.00 USD' }, origin });
    const { pay, state } = await order();
    assert.deepEqual([(await pay()).status, await state(), canceled], [502, 'canceled', 1]);
  });
}

test('a response of another class, whose body is a stream of Node, is delivered', async (t) => {
  const { order } = await shop(t, {
    origin: () => ({ status: 201, headers: new Headers({ 'x-own': 'yes' }), body: Readable.from([Buffer.from('the '), Buffer.from('resource')]) }),
  });
  const { pay, state } = await order();
  const { status, paid, headers, text } = await pay();
  assert.deepEqual([status, paid, headers.get('x-own'), text, await state()], [201, true, 'yes', 'the resource', 'succeeded']);
});

test('what is sent again: an answer without a body, and one of as many bytes as are kept; not one byte more, and nothing coded', async (t) => {
  let next;
  const { order } = await shop(t, { maxReplayBytes: 4, origin: () => next() });
  for (const [make, status, again] of [
    ...[204, 205].map((status) => [() => new Response(null, { status }), status, status]),
    [() => new Response('four'), 200, 200],
    [() => new Response('fives'), 200, 410],
    [() => new Response('four', { headers: { 'content-encoding': 'br' } }), 200, 410],
  ]) {
    next = make;
    const { pay } = await order({ method: 'POST', body: '{}', headers: { 'idempotency-key': crypto.randomUUID() } });
    const [first, second] = [await pay(), await pay()];
    assert.deepEqual([first.status, first.paid, second.status, second.paid], [status, true, again, again === status], `${make}`);
    if (again === status) assert.equal(second.text, first.text);
  }
});

test('an answer whose body was read meanwhile, or is being read, cannot be sent', async () => {
  for (const make of [read, iterated, locked]) assert.match(unsendable(await make()) ?? '', /was already read/, `${make}`);
  assert.equal(unsendable(new Response('the resource')), undefined);
});
