// What a handler learns of its client, and what becomes of its response.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shop } from './shop.mjs';

test('"not modified" with the length of the body that it leaves out reaches the payer, and nobody pays for it', async (t) => {
  const { order } = await shop(t, { origin: () => new Response(null, { status: 304, headers: { 'content-length': '12', etag: '"1"' } }) });
  const { pay, state } = await order();
  const { status, headers, paid } = await pay();
  assert.deepEqual([status, headers.get('etag'), paid, await state()], [304, '"1"', false, 'canceled']);
  assert.equal(console.error.mock.callCount(), 0);
});

test('a delivery is left to waitUntil until its body is sent, because it may still break off', async (t) => {
  const body = new ReadableStream({ pull: (controller) => (controller.enqueue(new Uint8Array(9)), controller.close()) }, { highWaterMark: 0 });
  const { site, order } = await shop(t, { origin: () => new Response(body) });
  const { authorization } = await order();
  const left = [];
  const ctx = { waitUntil: (promise) => left.push(promise.then(() => 'done')) };
  const answer = await site.fetch(new Request('https://api.example.com/paid', { headers: { authorization } }), {}, ctx);
  const soon = new Promise((resolve) => setTimeout(resolve, 50, 'waits'));
  assert.equal(await Promise.race([Promise.all(left), soon]), 'waits');
  assert.equal((await answer.arrayBuffer()).byteLength, 9);
  assert.deepEqual(new Set(await Promise.all(left)), new Set(['done']));
});

test('a client with a pass who leaves aborts the work for its request, of which the owner learns', async (t) => {
  const [signals, told] = [[], []];
  const origin = ({ signal }) => (signals.push(signal), new Response('the resource'));
  const onEvent = ({ kind, status }) => void told.push([kind, status]);
  const { site, order } = await shop(t, { routes: { '/*': { price: '1.00 USD', passTtl: 60_000 } }, origin, onEvent });
  const { headers } = await (await order()).pay();
  const leave = new AbortController();
  const cookie = headers.get('set-cookie').split(';')[0];
  const admitted = await site.fetch(new Request('https://api.example.com/paid', { headers: { cookie }, signal: leave.signal }));
  assert.deepEqual([admitted.status, signals.length, signals[1].aborted], [200, 2, false]);
  assert.deepEqual(told.at(-1), ['admitted', 200]);
  leave.abort();
  assert.equal(signals[1].aborted, true);
});

test('the body of an answer with a status that cannot be sent, as of a server behind `fetch`, is let go', async (t) => {
  let canceled = 0;
  const origin = () => Object.defineProperty(new Response(new ReadableStream({ cancel: () => void (canceled += 1) })), 'status', { value: 999 });
  const { site, order } = await shop(t, { routes: { '/paid': '1.00 USD' }, origin });
  const { pay, state } = await order();
  const { status, asks } = await pay();
  assert.deepEqual([status, asks, await state(), canceled], [502, false, 'canceled', 1]);
  assert.equal((await site.fetch(new Request('https://api.example.com/free'))).status, 502);
  assert.equal(canceled, 2);
});
