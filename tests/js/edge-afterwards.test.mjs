// What a paywall still has to do when it has returned a response.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shop } from './shop.mjs';

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
