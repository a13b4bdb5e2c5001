// zstd, which `fetch` decodes in some runtimes only: a handler that answers with what it has fetched.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { test } from 'node:test';
import { withTrueCoding } from '../../pkg/edge/body/true-coding.js';
import { MIB, at, start, until, up } from './node-server.mjs';
import { shop } from './shop.mjs';

const TEXT = 'hello '.repeat(50);
/** The text, as `zstd` writes it. */
const CODED = Buffer.from('KLUv/WAsAG0AADBoZWxsbyABACNRSxE=', 'base64');
/** The text behind a frame that is skipped, as `pzstd` writes it. */
const skipped = (kind) => Buffer.concat([Buffer.from([kind, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]), CODED]);
const headersFor = ({ length }) => ({ 'content-encoding': 'zstd', 'content-length': `${length}`, 'x-own': 'yes' });
const HEADERS = headersFor(CODED);

/** A response like one of `fetch`, in chunks of `size` bytes. */
function fetched(bytes, size, headers = HEADERS) {
  const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, n * size + size));
  const body = new ReadableStream({ pull: (controller) => (parts.length ? controller.enqueue(parts.shift()) : controller.close()) });
  return Object.defineProperty(new Response(body, { headers }), 'url', { value: 'http://127.0.0.1/' });
}

/** What is sent, which no client has decoded: the coding, the length if announced, and the bytes. */
async function sent(port, method = 'GET') {
  const response = await new Promise((resolve, reject) => request(at(port), { method }, resolve).on('error', reject).end());
  const { headers } = response;
  return [headers['content-encoding'], headers['content-length'], headers['x-own'], Buffer.concat(await response.toArray())];
}

const PLAIN = [undefined, undefined, 'yes', Buffer.from(TEXT)];
const AS_IT_IS = ['zstd', `${CODED.length}`, 'yes', CODED];
const HANDLERS = {
  'a runtime that decodes zstd': [(size) => fetched(Buffer.from(TEXT), size), PLAIN],
  'a runtime that does not': [(size) => fetched(CODED, size), AS_IT_IS],
};

for (const [runtime, [make, expected]] of Object.entries(HANDLERS)) {
  test(`${runtime}: a body has the coding that its fields name, free or paid`, async (t) => {
    for (const size of [1, 3, 1000]) {
      const handler = async () => make(size);
      assert.deepEqual(await sent(await start(t, handler)), expected, `alone, ${size}`);
      const { site, order } = await shop(t, { routes: { '/paid': '1.00 USD' }, origin: handler });
      assert.deepEqual(await sent(await start(t, site.fetch)), expected, `free, ${size}`);
      const { pay } = await order();
      const { status, paid, headers } = await pay();
      assert.deepEqual([status, paid, headers.get('content-encoding') ?? undefined], [200, true, expected[0]]);
    }
  });
}

test('a body may begin with a frame that is skipped', async (t) => {
  for (const [kind, isZstd] of [[0x4f, false], [0x50, true], [0x57, true], [0x5f, true], [0x60, false]]) {
    const bytes = skipped(kind);
    const port = await start(t, () => fetched(bytes, 3, headersFor(bytes)));
    assert.deepEqual(await sent(port), isZstd ? ['zstd', `${bytes.length}`, 'yes', bytes] : [undefined, undefined, 'yes', bytes], `${kind}`);
  }
});

test('a part of a coded body keeps its coding, whatever its first bytes are', async (t) => {
  const part = CODED.subarray(8);
  const make = () => Object.defineProperty(fetched(part, 3, headersFor(part)), 'status', { value: 206 });
  const expected = ['zstd', `${part.length}`, 'yes', part];
  assert.deepEqual(await sent(await start(t, make)), expected);
  const { site } = await shop(t, { routes: { '/paid': '1.00 USD' }, origin: make });
  assert.deepEqual(await sent(await start(t, site.fetch)), expected);
});

test('a body with several codings is passed on as it is', async () => {
  for (const codings of ['zstd, gzip', 'gzip, zstd']) {
    const response = fetched(Buffer.from(TEXT), 100, { 'content-encoding': codings });
    assert.equal(await withTrueCoding(response, {}), response);
  }
});

test('an empty body has no coding, and an answer without a body keeps its fields', async (t) => {
  const { site } = await shop(t, { routes: { '/paid': '1.00 USD' }, origin: () => fetched(Buffer.alloc(0), 1) });
  assert.deepEqual(await sent(await start(t, site.fetch)), [undefined, undefined, 'yes', Buffer.alloc(0)]);
  const bare = () => Object.defineProperty(new Response(null, { headers: HEADERS }), 'url', { value: 'http://127.0.0.1/' });
  const { site: second } = await shop(t, { routes: { '/paid': '1.00 USD' }, origin: bare });
  for (const fetch of [bare, second.fetch]) assert.deepEqual(await sent(await start(t, fetch), 'HEAD'), [...AS_IT_IS.slice(0, 3), Buffer.alloc(0)]);
});

test('a body that was read, or is being read, is refused, and nobody pays for what is left of it', async (t) => {
  const ways = {
    read: (response) => response.text(),
    async iterated({ body }) { for await (const chunk of body) assert.ok(chunk); },
    locked: (response) => response.body.getReader(),
  };
  for (const [way, read] of Object.entries(ways)) {
    const response = fetched(CODED, 100);
    await read(response);
    const { order } = await shop(t, { origin: () => response });
    const { pay, state } = await order();
    assert.deepEqual([(await pay()).status, await state()], [502, 'canceled'], way);
    assert.match(console.error.mock.calls[0].arguments[0], /the body of this Response was already read/, way);
    t.mock.restoreAll();
  }
});

test('a client who leaves before the first bytes of a body lets go of it, and is not charged', async (t) => {
  let began = 0;
  let open = 0;
  const origin = await up(t, (req, res) => {
    open += 1;
    res.on('close', () => (open -= 1)).writeHead(200, { 'content-encoding': 'zstd' }).flushHeaders();
  });
  // Nobody passes on the signal.
  const handler = () => fetch(at(origin)).then((response) => ((began += 1), response));
  const { site, order } = await shop(t, { routes: { '/paid': '1.00 USD' }, origin: handler });
  const { authorization, state } = await order();
  for (const [fetch, path] of [[handler, '/'], [site.fetch, '/'], [site.fetch, '/paid']]) {
    const before = began;
    const asked = request(at(await start(t, fetch), path), { headers: { authorization } }).on('error', () => {}).end();
    await until(() => began > before);
    asked.destroy();
    await until(() => open === 0);
  }
  await until(async () => (await state()) === 'canceled');
});

test('a body that comes when the client has left is let go', async (t) => {
  let asked, canceled;
  const waits = new Promise((resolve) => (asked = resolve));
  const port = await start(t, async ({ signal }) => {
    asked();
    await once(signal, 'abort');
    const body = new ReadableStream({ cancel: () => void (canceled = true) });
    return Object.defineProperty(new Response(body, { headers: HEADERS }), 'url', { value: 'http://127.0.0.1/' });
  });
  const leaves = request(at(port)).on('error', () => {}).end();
  await waits;
  leaves.destroy();
  await until(() => canceled);
});

test('once the first bytes are there, a client who leaves does not end the body; nor where the runtime does not tell', async () => {
  const leave = new AbortController();
  for (const signal of [leave.signal, undefined]) {
    const response = await withTrueCoding(fetched(Buffer.from(TEXT), 100), { signal });
    leave.abort();
    assert.equal(await response.text(), TEXT);
  }
});

test('who lets go of a body lets go of what it comes from, with the reason', async () => {
  let reason;
  const source = new ReadableStream({ pull: (controller) => controller.enqueue(CODED), cancel: (own) => void (reason = own) });
  const response = Object.defineProperty(new Response(source, { headers: HEADERS }), 'url', { value: 'http://127.0.0.1/' });
  const { body } = await withTrueCoding(response, {});
  await body.cancel('left');
  assert.equal(reason, 'left');
});

test('before the first bytes are there, it does, and there is no response', async () => {
  const leave = new AbortController();
  const body = new ReadableStream({ pull: () => leave.abort(new RangeError('left')) });
  const response = Object.defineProperty(new Response(body, { headers: HEADERS }), 'url', { value: 'http://127.0.0.1/' });
  await assert.rejects(withTrueCoding(response, { signal: leave.signal }), { name: 'RangeError', message: 'left' });
});

test('four bytes are enough, and a chunk may have any number more', async () => {
  const four = new ReadableStream({ start: (controller) => controller.enqueue(CODED.subarray(0, 4)) });
  const waits = Object.defineProperty(new Response(four, { headers: HEADERS }), 'url', { value: 'http://127.0.0.1/' });
  assert.equal((await withTrueCoding(waits, {})).headers.get('content-encoding'), 'zstd');
  const large = await withTrueCoding(fetched(Buffer.alloc(MIB), MIB), {});
  assert.equal((await large.arrayBuffer()).byteLength, MIB);
});

test('what this runtime fetches reaches the client', async (t) => {
  const origin = await up(t, (req, res) => res.writeHead(200, HEADERS).end(CODED));
  const { site } = await shop(t, { routes: { '/paid': '1.00 USD' }, origin: () => fetch(at(origin)) });
  const answer = await sent(await start(t, site.fetch));
  assert.deepEqual(answer, answer[0] ? AS_IT_IS : PLAIN);
});
