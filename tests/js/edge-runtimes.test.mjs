// Requests as some runtimes show them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shop } from './shop.mjs';

test('where the runtime does not tell whether a client is there, it counts as there', async (t) => {
  const unaware = (site, request) => site.fetch(Object.defineProperty(request, 'signal', { value: undefined }));
  let body = new ReadableStream({ pull: (controller) => controller.error(new Error()) });
  const { order } = await shop(t, { origin: () => new Response(body) }, unaware);
  const { pay, state } = await order();
  await pay();
  body = 'the resource';
  const { status, paid, text } = await pay();
  assert.deepEqual([status, paid, text, await state()], [200, true, 'the resource', 'succeeded']);
});

test('a POST whose body is undefined, and not null, has none', async (t) => {
  const bare = (site, request) => site.fetch(Object.defineProperty(request, 'body', { value: undefined }));
  const { order } = await shop(t, { origin: () => new Response('the resource') }, bare);
  const { pay } = await order({ method: 'POST' });
  const { status, paid, text } = await pay();
  assert.deepEqual([status, paid, text], [200, true, 'the resource']);
});
