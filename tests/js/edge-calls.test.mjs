// The calls to the processor.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { ask } from '../../pkg/edge/rail.js';
import { shop } from './shop.mjs';

/** A processor, the requests it got, and a function that calls it and returns the answer. */
async function processor(t, answer) {
  const seen = [];
  const failures = [];
  const server = createServer(({ url }, response) => {
    seen.push(url);
    answer(response);
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${server.address().port}/first`;
  const events = { error: (code, { name }) => failures.push(`${code} ${name}`) };
  const call = (more) => ask({ method: 'POST', url, headers: {}, body: 'a=1', timeout: 60_000, maxBytes: 9, ...more }, events);
  return { call, seen, failures };
}

test('a call that waits for longer than its time limit is not made: the claim may belong to another server by then', async (t) => {
  const { call, seen, failures } = await processor(t, (response) => response.end('answer'));
  const { status, body } = await call({ after: 1 });
  assert.deepEqual([status, body, seen, failures], [200, 'answer', ['/first'], []]);
  assert.equal((await call({ after: 100, timeout: 20 })).status, 0);
  assert.deepEqual([seen, failures], [['/first'], ['processor-unavailable TimeoutError']]);
});

test('a redirect of the processor is an answer like any other: the key and the token go nowhere else', async (t) => {
  const { call, seen, failures } = await processor(t, (response) => response.writeHead(307, { location: '/second' }).end());
  assert.equal((await call()).status, 307);
  assert.deepEqual([seen, failures], [['/first'], []]);
});

test('an answer may be as long as its limit', async (t) => {
  const { call, failures } = await processor(t, (response) => response.end('123456789'));
  assert.equal((await call()).body, '123456789');
  assert.equal((await call({ maxBytes: 8 })).status, 0);
  assert.deepEqual(failures, ['processor-unavailable MppError']);
});

test('a processor that gives no answer is told of once for each call, and not again for the refusal', async (t) => {
  const { order, stripe } = await shop(t, { origin: () => new Response('the resource') });
  const { pay } = await order();
  await stripe.fault({ mode: 'reset_before', times: 2 });
  const { status, text } = await pay();
  assert.deepEqual([status, JSON.parse(text).code], [503, 'processor-unavailable']);
  const said = console.error.mock.calls.map(({ arguments: [line] }) => line.split(':')[1]);
  assert.deepEqual(said, [' processor-unavailable', ' processor-unavailable']);
});
