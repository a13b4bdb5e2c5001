// What the payer sees of an answer that is not what was paid for.
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
