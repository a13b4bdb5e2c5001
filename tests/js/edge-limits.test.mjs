// What the core decides and the adapter only carries out: limits of calls to the processor, rules for header fields,
// names of configuration fields, refusals.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { test } from 'node:test';
import { formatCredential, parseChallenges } from 'mpp-wasm';
import { paywall } from 'mpp-wasm/edge';
import { listener } from 'mpp-wasm/node';
import { memory } from 'mpp-wasm/store/memory';
import * as glue from '../../pkg/edge/mpp_wasm_edge.js';
import { paywall as unbundled } from '../../pkg/edge/paywall.js';
import { isReady, start } from '../../pkg/edge/ready.js';
import { redeem } from '../../pkg/edge/redeem.js';
import { wire } from '../../pkg/edge/wire.js';
import { config } from './config.mjs';
import { until, up } from './node-server.mjs';
import { shop } from './shop.mjs';

const KEY = 'sk_test_123456789';
const PAID = 'https://api.example.com/paid';

/** A paywall whose processor is `handler`. `pay()` sends a credential, `events` has what was reported. */
async function withProcessor(t, handler) {
  const server = createServer(handler);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const events = [];
  const site = paywall({
    realm: 'api.example.com',
    secret: 'a-signing-secret-of-at-least-32-bytes',
    stripe: { secretKey: KEY, networkId: 'profile_1', apiBase: `http://127.0.0.1:${server.address().port}` },
    store: memory(),
    capture: 'before-delivery',
    routes: { '/paid': '1.00 USD' },
    origin: () => new Response('the resource'),
    onEvent: (event) => void events.push(event),
  });
  const pay = async () => {
    const unpaid = await site.fetch(new Request(PAID));
    const [challenge] = parseChallenges(unpaid.headers.get('www-authenticate')).challenges;
    const authorization = formatCredential({ challenge, payload: { spt: 'spt_1' } });
    const answer = await site.fetch(new Request(PAID, { headers: { authorization } }));
    return { status: answer.status, asks: answer.headers.has('www-authenticate'), text: await answer.text() };
  };
  return { pay, events };
}

const intent = (more) => JSON.stringify({ id: 'pi_1', object: 'payment_intent', amount: 100, currency: 'usd', status: 'succeeded', ...more });

test('an endless answer of the processor is read up to its limit, and no further', async (t) => {
  let sent = 0;
  let closed;
  const isClosed = new Promise((resolve) => (closed = resolve));
  const { pay, events } = await withProcessor(t, (request, response) => {
    response.on('close', closed);
    const chunk = ' '.repeat(64 * 1024);
    const more = () => {
      while (!response.destroyed && (sent += chunk.length) && response.write(chunk));
    };
    response.on('drain', more);
    more();
  });
  const { status, asks } = await pay();
  await isClosed;
  assert.deepEqual([status, asks], [503, false]);
  assert.ok(sent < 16 * 1024 * 1024, `${sent} bytes were sent`);
  const { code, error } = events.find(({ kind }) => kind === 'error');
  assert.deepEqual([code, error], ['processor-unavailable', 'MppError: the processor answered more than 262144 bytes']);
});

for (const [name, more, status] of [
  ['just within the limit', { more: 'x'.repeat(261_000) }, 200],
  ['within the limit in characters, not in bytes', { more: 'é'.repeat(200_000) }, 503],
]) {
  test(`an answer of the processor, ${name}: ${status}`, async (t) => {
    const { pay } = await withProcessor(t, (request, response) => response.end(intent(more)));
    const answer = await pay();
    assert.deepEqual([answer.status, answer.text === 'the resource', answer.asks], [status, status === 200, false]);
  });
}

test('an answer without a body settles nothing', async (t) => {
  const { pay, events } = await withProcessor(t, (request, response) => response.writeHead(204).end());
  const { status, asks } = await pay();
  assert.deepEqual([status, asks], [503, false]);
  const errors = events.filter(({ kind }) => kind === 'error').map(({ error }) => error);
  assert.deepEqual([...new Set(errors)], ['MppError: the processor answered 204, which settles nothing']);
});

test('a call to the processor gets half of the lease of a claim', async (t) => {
  const { pay } = await withProcessor(t, (request, response) => response.end(intent()));
  const [set, clear] = ['setTimeout', 'clearTimeout'].map((name) => t.mock.method(globalThis, name));
  await pay();
  const limits = set.mock.calls.filter(({ arguments: [, limit] }) => limit === 30_000);
  assert.equal(limits.length, 1);
  assert.ok(clear.mock.calls.some(({ arguments: [timer] }) => timer === limits[0].result), 'no timer is left');
});

test('a call whose answer was lost is repeated after a second, and not at once', async (t) => {
  const calls = [];
  const { pay } = await withProcessor(t, (request, response) => (calls.push(Date.now()) === 1 ? response.destroy() : response.end(intent())));
  assert.equal((await pay()).status, 200);
  const [first, second, ...more] = calls;
  assert.deepEqual(more, []);
  assert.ok(second - first >= 900, `${second - first} ms`);
});

for (const [what, begin] of [
  ['gives no answer', () => {}],
  ['stops halfway through its answer', (response) => void response.writeHead(200).write('{"id":')],
]) {
  test(`a processor that ${what} in that time has given none`, async (t) => {
    const { pay, events } = await withProcessor(t, (request, response) => begin(response));
    const { setTimeout } = globalThis;
    t.mock.method(globalThis, 'setTimeout', (f, time, ...rest) => setTimeout(f, time === 30_000 ? 100 : time, ...rest));
    const { status, asks } = await pay();
    assert.deepEqual([status, asks], [503, false]);
    const errors = events.filter(({ kind }) => kind === 'error').map(({ code, error }) => `${code}: ${error}`);
    assert.deepEqual([...new Set(errors)], ['processor-unavailable: TimeoutError']);
  });
}

test('a response that names the coding "Identity" has none: it is kept, without fields for one connection', async (t) => {
  let made = 0;
  const fields = { 'content-encoding': 'Identity', connection: 'X-Hop', 'x-hop': '1', 'proxy-authorization': 'x', 'x-own': '1' };
  const { order } = await shop(t, { origin: () => new Response(`number ${++made}`, { headers: fields }) });
  const { pay } = await order({ method: 'POST', headers: { 'idempotency-key': 'c0ffee00-0000-4000-8000-000000000000' } });
  const [first, second] = [await pay(), await pay()];
  for (const { status, text, headers } of [first, second]) {
    assert.deepEqual([status, text, headers.get('x-own')], [200, 'number 1', '1']);
    for (const name of ['x-hop', 'proxy-authorization', 'connection']) assert.equal(headers.get(name), null, name);
  }
  assert.equal(made, 1);
});

for (const [what, parts, headers, again, status = 201] of [
  ['with as many bytes as may be kept', [4, 4]],
  ['with one byte more', [4, 4, 1], {}, 'answer-gone'],
  ['with a content coding', [4], { 'content-encoding': 'gzip' }, 'answer-gone'],
  ['without a body', undefined],
  ['whose status has no body', undefined, {}, undefined, 204],
]) {
  test(`an answer ${what} is sent as it is and ${again ? 'not kept' : 'kept'}`, async (t) => {
    let made = 0;
    const origin = () => {
      made += 1;
      const chunks = parts?.map((size) => new Uint8Array(size).fill(97));
      const body = chunks && new ReadableStream({ pull: (controller) => (chunks.length ? controller.enqueue(chunks.shift()) : controller.close()) });
      return new Response(body, { status, headers });
    };
    const { order } = await shop(t, { maxReplayBytes: 8, origin });
    const { pay } = await order({ method: 'POST', headers: { 'idempotency-key': '"order-7"' } });
    const text = 'a'.repeat(parts?.reduce((sum, size) => sum + size, 0) ?? 0);
    const first = await pay();
    assert.deepEqual([first.status, first.text, first.headers.get('content-encoding')], [status, text, headers?.['content-encoding'] ?? null]);
    const second = await pay();
    if (again) assert.equal(JSON.parse(second.text).code, again);
    else assert.deepEqual([second.status, second.text, second.paid], [status, text, true]);
    assert.equal(made, 1);
    assert.deepEqual(console.error.mock.calls, []);
  });
}

for (const [what, maxReplayBytes, headers] of [
  ['too large to keep', 8],
  ['coded, and so not kept', undefined, { 'content-encoding': 'gzip' }],
]) {
  test(`an answer that is ${what} is passed on while it is made, and its origin learns that the payer left`, async (t) => {
    let pulled = 0;
    let canceled = 0;
    const pull = (controller) => {
      if (pulled === 100) return controller.close();
      controller.enqueue(new Uint8Array(4).fill(97 + pulled));
      pulled += 1;
    };
    const origin = () => new Response(new ReadableStream({ pull, cancel: () => void (canceled += 1) }, { highWaterMark: 0 }), { headers });
    const { site, order } = await shop(t, { maxReplayBytes, origin });
    const { authorization } = await order({ method: 'POST', headers: { 'idempotency-key': '"order-8"' } });
    const answer = await site.fetch(new Request(PAID, { method: 'POST', headers: { authorization, 'idempotency-key': '"order-8"' } }));
    const reader = answer.body.getReader();
    let text = '';
    while (text.length < 40) text += new TextDecoder().decode((await reader.read()).value);
    assert.equal(text, [...'abcdefghij'].map((letter) => letter.repeat(4)).join(''));
    assert.ok(pulled < 20, `${pulled} parts were made`);
    await reader.cancel();
    await until(() => canceled === 1);
  });
}

test('the longest challenge is at most 8 KB, and a server in Node reads its credential', async () => {
  const site = (length) => paywall({
    realm: 'api.example.com',
    secret: 'a-signing-secret-of-at-least-32-bytes',
    stripe: { secretKey: KEY, networkId: 'profile_1' },
    store: memory(),
    routes: { '/paid': { price: '1.00 USD', metadata: Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`k${at}`, 'v'.repeat(length)])) } },
    origin: () => new Response('the resource'),
  });
  let length = 500;
  let longest;
  for (; !longest; length -= 1) {
    try {
      longest = site(length);
    } catch ({ code, message }) {
      assert.equal(code, 'bad-config');
      assert.match(message, /^routes\["\/paid"\]\.metadata: the challenge would be over 8 KB/);
    }
  }
  assert.ok(length < 499, 'longer ones were refused');
  const header = (await longest.fetch(new Request(PAID, { method: 'POST', body: 'order' }))).headers.get('www-authenticate');
  assert.ok(header.length > 7800 && header.length <= 8192, `${header.length} bytes`);
  const [challenge] = parseChallenges(header).challenges;
  assert.ok(challenge.digest);
  const credential = formatCredential({ challenge, payload: { spt: `spt_${'1'.repeat(250)}` } });
  assert.ok(credential.length < 12_000, 'of 16 KiB for all fields');
});

test('the texts of a route that the README calls short enough pass a proxy with buffers of 4 and 8 KB', async (t) => {
  /** The bytes of all header fields of a 402, as a browser gets it, and of the field with the credential. */
  const bytes = async (total) => {
    // As JSON, with names, a part takes 500 bytes.
    const metadata = Object.fromEntries(Array.from({ length: total / 500 }, (_, at) => [`k${at}`, 'v'.repeat(492)]));
    const site = paywall(config({
      stripe: { secretKey: KEY, networkId: `profile_${'1'.repeat(40)}` },
      routes: { '/*': { price: '1.00 USD', header: 'Payment-Authorization', metadata, description: 'd'.repeat(total % 500) } },
    }));
    const port = await up(t, listener(site.fetch, { publicOrigin: 'https://api.example.com' }));
    const headers = { accept: 'text/html', origin: 'https://a.example' };
    const [answer] = await once(request({ port, method: 'POST', path: '/paid', headers }).end('order'), 'response');
    answer.resume();
    const head = `HTTP/1.1 402 Payment Required\r\n${answer.rawHeaders.map((text, at) => text + (at % 2 ? '\r\n' : ': ')).join('')}\r\n`;
    const [challenge] = parseChallenges(answer.headers['www-authenticate']).challenges;
    const payload = { spt: `spt_${'1'.repeat(100)}`, externalId: '1'.repeat(100) };
    return { head: head.length, field: `Payment-Authorization: ${formatCredential({ challenge, payload })}`.length };
  };
  const { head } = await bytes(2048);
  assert.ok(head > 3500 && head <= 4096, `${head} bytes`);
  const { field } = await bytes(3072);
  assert.ok(field > 6500 && field <= 8190, `${field} bytes`);
});

test('a refusal that the core does not know is an internal error', () => {
  start(readFileSync(new URL('../../pkg/edge/mpp_wasm_edge_bg.wasm', import.meta.url)));
  assert.equal(JSON.parse(glue.refusal('upgrade')).status, 400);
  const { status, code } = JSON.parse(glue.refusal('typo'));
  assert.deepEqual([status, code], [500, 'internal']);
});

test('every end of a paid request frees what the core keeps for it, once', async (t) => {
  // The script remembers the memory of one wasm.
  if (!isReady()) start(readFileSync(new URL('../../pkg/edge/mpp_wasm_edge_bg.wasm', import.meta.url)));
  const free = t.mock.method(glue.Attempt.prototype, 'free');
  let make = () => new Response('the resource');
  const { order } = await shop(t, { origin: () => make() }, undefined, unbundled);
  let ends = 0;
  const ended = async (answer, status) => {
    assert.equal((await answer).status, status);
    ends += 1;
    await until(() => free.mock.callCount() === ends);
  };
  const keyed = await order({ method: 'POST', headers: { 'idempotency-key': '"order-7"' } });
  for (let times = 0; times < 2; times += 1) await ended(keyed.pay(), 200);
  const released = await order();
  make = () => Promise.reject(new TypeError('why'));
  await ended(released.pay(), 502);
  await ended(released.pay(), 402);
  make = () => new Response(new ReadableStream({ pull: (controller) => controller.error(new TypeError('why')) }));
  await ended((await order()).pay(), 200);
});

test('a step that the adapter does not know ends the paid request', async (t) => {
  start(readFileSync(new URL('../../pkg/edge/mpp_wasm_edge_bg.wasm', import.meta.url)));
  t.mock.method(wire, 'one', () => '{"kind":"a step of another version"}');
  const attempt = { challengeId: '1', start() {} };
  await assert.rejects(redeem(attempt, {}, memory(), () => {}), { name: 'MppError', code: 'internal', message: /unknown step/ });
});
