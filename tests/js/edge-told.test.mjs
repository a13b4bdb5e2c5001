// How often the owner is told of a fault.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shop } from './shop.mjs';

test('a processor that gives no answer is told of once for each call, and not again for the refusal', async (t) => {
  const { order, stripe } = await shop(t, { origin: () => new Response('the resource') });
  const { pay } = await order();
  await stripe.fault({ mode: 'reset_before', times: 2 });
  const { status, text } = await pay();
  assert.deepEqual([status, JSON.parse(text).code], [503, 'processor-unavailable']);
  const said = console.error.mock.calls.map(({ arguments: [line] }) => line.split(':')[1]);
  assert.deepEqual(said, [' processor-unavailable', ' processor-unavailable']);
});
