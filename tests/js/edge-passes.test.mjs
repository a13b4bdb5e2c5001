// Requests that a pass admits.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shop } from './shop.mjs';

test('a client with a pass who leaves aborts the work for its request', async (t) => {
  const signals = [];
  const origin = ({ signal }) => (signals.push(signal), new Response('the resource'));
  const { site, order } = await shop(t, { routes: { '/*': { price: '1.00 USD', passTtl: 60_000 } }, origin });
  const { headers } = await (await order()).pay();
  const leave = new AbortController();
  const cookie = headers.get('set-cookie').split(';')[0];
  const admitted = await site.fetch(new Request('https://api.example.com/paid', { headers: { cookie }, signal: leave.signal }));
  assert.deepEqual([admitted.status, signals.length, signals[1].aborted], [200, 2, false]);
  leave.abort();
  assert.equal(signals[1].aborted, true);
});
