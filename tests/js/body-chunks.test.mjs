// The chunks of a body: any view of a buffer is its bytes, and everything else is an error.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { putBack } from '../../pkg/edge/body/put-back.js';
import { ORIGIN, at, start } from './node-server.mjs';
import { shop } from './shop.mjs';

const BYTES = Uint8Array.from({ length: 16 }, (_, at) => at + 1);
const TWICE = Uint8Array.from([...BYTES, ...BYTES]);
const buffer = Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, ...BYTES, 0]).buffer;
const VIEWS = [
  new Float32Array(buffer, 8, 4), new DataView(buffer, 8, 16), new Int8Array(buffer, 8, 16), new Uint16Array(buffer, 8, 8),
  Buffer.from(buffer, 8, 16),
];
const OTHERS = ['text', buffer, {}, null, undefined];

const of = (...chunks) => new ReadableStream({ pull: (controller) => (chunks.length ? controller.enqueue(chunks.shift()) : controller.close()) });
const kind = (value) => value?.constructor.name ?? `${value}`;

const bytes = async (answer) => new Uint8Array(await answer.arrayBuffer());

test('a server sends the bytes of every view, and nothing else', async (t) => {
  let chunk;
  const port = await start(t, () => new Response(of(BYTES, chunk)));
  for (chunk of VIEWS) assert.deepEqual(await bytes(await fetch(at(port))), TWICE, kind(chunk));
  for (chunk of OTHERS) await assert.rejects(async () => bytes(await fetch(at(port))), TypeError, kind(chunk));
});

for (const times of [1, 2]) {
  test(`a payer gets the bytes of every view, as many as announced${times === 2 ? ', again too' : ''}`, async (t) => {
    let chunk;
    const { site, order } = await shop(t, { origin: () => new Response(of(BYTES, chunk), { headers: { 'content-length': '32' } }) });
    const port = await start(t, site.fetch);
    for (chunk of VIEWS) {
      const { authorization, state } = await order({ method: 'POST' });
      const headers = times === 2 ? { authorization, 'idempotency-key': kind(chunk) } : { authorization };
      for (let left = times; left > 0; left -= 1) {
        assert.deepEqual(await bytes(await fetch(at(port, '/paid'), { method: 'POST', headers })), TWICE, kind(chunk));
      }
      assert.equal(await state(), 'succeeded');
    }
  });
}

test('a byte stream that is closed while it is read ends', async (t) => {
  let left = 2;
  const type = 'bytes';
  const pull = async (controller) => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    if (left-- > 0) controller.enqueue(Uint8Array.from(BYTES));
    else controller.close();
  };
  const { order } = await shop(t, { origin: () => new Response(new ReadableStream({ type, pull })) });
  const { pay } = await order();
  assert.equal((await pay()).text.length, 2 * BYTES.length);
});

test('nobody is charged for a kept answer that does not consist of bytes', async (t) => {
  let chunk;
  const { order } = await shop(t, { origin: () => new Response(of(BYTES, chunk)) });
  for (chunk of OTHERS) {
    const { pay, state } = await order({ method: 'POST', headers: { 'idempotency-key': kind(chunk) } });
    assert.deepEqual([(await pay()).status, await state()], [502, 'canceled'], kind(chunk));
  }
});

test('a request body is bound as the bytes of every view, and is never taken for an empty one', async (t) => {
  const seen = [];
  const codes = new Set();
  const { site } = await shop(t, { origin: () => new Response(), onError: ({ code }) => codes.add(code) });
  const ask = (chunk) => site.fetch(new Request(`${ORIGIN}/paid`, { method: 'POST', body: of(chunk), duplex: 'half' }));
  for (const chunk of VIEWS) seen.push((await ask(chunk)).headers.get('www-authenticate').match(/digest="(.*?)"/)[1]);
  assert.deepEqual([...new Set(seen)], ['sha-256=:Xfur7t8xi/M8CSfEPXYw9RuC81F0AwE1T6PX/FHwEy4=:']);
  for (const chunk of OTHERS) assert.equal((await ask(chunk)).status, 500, kind(chunk));
  assert.match(console.error.mock.calls[0].arguments[0], /^mpp-wasm: internal: MppError: a body must consist of bytes/);
  assert.deepEqual([...codes], ['internal']);
});

/** A stream of single bytes, which all lie in one buffer in turn. */
const reused = (text) => {
  const chunk = new Uint8Array(1);
  let at = 0;
  const pull = (controller) => (at < text.length ? (chunk.fill(text.charCodeAt(at++)), controller.enqueue(chunk)) : controller.close());
  return new ReadableStream({ pull }, { highWaterMark: 0 });
};

// A chunk that is kept keeps its buffer, and in Workers each has 4 KiB: a stranger who sends single bytes would fill the memory.
test('of a body that is read to be bound or kept, no chunk is kept', async (t) => {
  const text = 'which report?'.repeat(100);
  const { site, order } = await shop(t, { origin: () => new Response(reused(text)) });
  const bound = await site.fetch(new Request(`${ORIGIN}/paid`, { method: 'POST', body: reused(text), duplex: 'half' }));
  const digest = createHash('sha256').update(text).digest('base64');
  assert.match(bound.headers.get('www-authenticate'), new RegExp(`digest="sha-256=:${digest.replaceAll(/[+/]/g, '\\$&')}:"`));
  const { pay } = await order({ method: 'POST', headers: { 'idempotency-key': 'k' } });
  for (const times of [1, 2]) assert.equal((await pay()).text, text, `${times}`);
});

test('what was read of a body is put back in order, in work that grows like the number of chunks, and let go', async () => {
  const chunks = Array.from({ length: 1000 }, (_, at) => Uint8Array.of(at, at >> 8));
  const sent = [...chunks, BYTES];
  let accesses = 0;
  const count = (what) => (...words) => {
    accesses += 1;
    return what(...words);
  };
  const counted = new Proxy(chunks, { get: count(Reflect.get), set: count(Reflect.set) });
  const reader = putBack(counted, of(BYTES).getReader()).getReader();
  for (const chunk of sent) assert.equal((await reader.read()).value, chunk);
  assert.equal((await reader.read()).done, true);
  assert.equal(chunks.length, 0);
  assert.ok(accesses < 20 * sent.length, `${accesses} accesses`);
});
