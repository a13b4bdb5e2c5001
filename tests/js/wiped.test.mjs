// A credential leaves nothing in the memory of the wasm.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { memory } from 'mpp-wasm/store/memory';

const memories = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = function (...args) {
  const instance = new Instance(...args);
  memories.push(instance.exports.memory);
  return instance;
};
WebAssembly.Instance.prototype = Instance.prototype;
const whole = await import('mpp-wasm');
const slim = await import('mpp-wasm/slim');
const { paywall } = await import('mpp-wasm/edge');
WebAssembly.Instance = Instance;

const TOKEN = 'spt_marker1234567890abcdef';
const KEY = 'sk_test_123456789';
const key = new whole.ChallengeKey('k'.repeat(32));
const offer = key.prepare({ realm: 'api.example.com', method: 'stripe', intent: 'charge', request: { amount: '100', currency: 'usd' } });
const challenge = offer.issue();
const credential = whole.formatCredential({ challenge, payload: { spt: TOKEN } });

const held = (text) => memories.reduce((sum, { buffer }) => sum + Buffer.from(buffer).toString('latin1').split(text).length - 1, 0);

test('a token and its credential are wiped when a call returns', () => {
  assert.equal(memories.length, 3);
  assert.deepEqual([held(TOKEN), held(credential.slice(-40))], [0, 0], 'of writing it');
  const ways = [
    (api) => new api.ChallengeKey('k'.repeat(32)).verify(credential),
    (api) => new api.ChallengeKey('k'.repeat(32)).check(credential),
    (api) => new api.ChallengeKey('k'.repeat(32)).verify(`${' '.repeat(6000)}${credential}`),
    (api) => api === whole && offer.verify(credential),
    (api) => api === whole && offer.check(credential),
    (api) => api.parseCredential?.(credential),
    (api) => new api.ChallengeKey('k'.repeat(32)).check(credential, { realm: 'other.example' }),
    (api) => new api.ChallengeKey('another'.repeat(8)).check(credential),
    (api) => api.redact?.(`Authorization: ${credential} and ${TOKEN}`),
    (api) => api.redact?.(TOKEN),
  ];
  for (const api of [whole, slim]) {
    for (const way of ways) {
      way(api);
      assert.deepEqual([held(TOKEN), held(credential.slice(-40))], [0, 0]);
    }
  }
  assert.equal(held('k'.repeat(32)), 0, 'nor is the secret there');
});

test('nor do texts that are redacted in chunks, and cards that are masked', async () => {
  const { readable, writable } = whole.redactStream();
  const writer = writable.getWriter();
  // Long, so that whatever takes their place later does not overwrite them.
  const text = `${'-'.repeat(6000)} ${TOKEN}`;
  const chunks = [text, Buffer.from(`${text}\n`), Buffer.concat([Buffer.from(text), Uint8Array.of(0xff, 0xe2)]), text];
  const written = Promise.all([...chunks.map((chunk) => writer.write(chunk)), writer.close()]);
  assert.doesNotMatch(await new Response(readable).text(), /marker/);
  await written;
  assert.equal(held(TOKEN), 0, 'of a stream that has ended');
  const abandoned = whole.redactStream();
  const reader = abandoned.readable.getReader();
  reader.read();
  await abandoned.writable.getWriter().write(text);
  assert.equal(held(TOKEN), 1, 'while its line has not ended');
  await reader.cancel();
  assert.equal(held(TOKEN), 0, 'of a stream that is abandoned');
  whole.redact({ [text]: text, tokens: [text], list: ['--token', text], headers: [[text, text]] });
  assert.equal(held(TOKEN), 0, 'of a value');
  for (const api of [whole, slim]) {
    api.maskCardNumber(text);
    api.maskCard({ number: text, cvc: text, [text]: 'a name', billing_address: { name: text } });
    api.maskAddress({ name: text, line1: text });
    assert.equal(held(TOKEN), 0, 'of masks');
  }
});

/** What is left once a payment has ended. It may end some turns after its answer has been read. */
async function left(find) {
  for (let turn = 0; turn < 100 && find().some((count) => count > 0); turn += 1) await setImmediate();
  return find();
}

/** Starts a processor that answers with `more`, and a paywall that uses it. */
async function sell(t, origin, more = {}) {
  const during = [];
  const processor = createServer((request, response) => {
    during.push([KEY, request.headers.authorization.replace('Basic ', ''), TOKEN].map(held));
    const status = { capture: 'succeeded', cancel: 'canceled' }[request.url.split('/').at(-1)] ?? 'requires_capture';
    const intent = { id: 'pi_1', object: 'payment_intent', amount: 100, currency: 'usd', status, ...more };
    request.resume().on('end', () => response.end(JSON.stringify(intent)));
  });
  await once(processor.listen(0, '127.0.0.1'), 'listening');
  t.after(() => processor.close());
  const site = paywall({
    realm: 'api.example.com',
    secret: 'p'.repeat(32),
    stripe: { secretKey: KEY, networkId: 'profile_1', apiBase: `http://127.0.0.1:${processor.address().port}` },
    store: memory(),
    routes: { '/free': 'free', '/*': { price: '1.00 USD', passTtl: 60_000 } },
    origin,
  });
  return { site, during };
}

test('nor do a credential, its token and a pass in the paywall', async (t) => {
  const { site, during } = await sell(t, () => new Response('the resource'));
  const ask = (path, headers) => site.fetch(new Request(`https://api.example.com${path}`, { headers }));
  const { challenges } = whole.parseChallenges((await ask('/paid')).headers.get('www-authenticate'));
  const authorization = whole.formatCredential({ challenge: challenges[0], payload: { spt: TOKEN } });
  const paid = await ask('/paid', { authorization });
  assert.deepEqual([paid.status, await paid.text()], [200, 'the resource']);
  assert.deepEqual(
    during,
    [[1, 0, 1], [1, 0, 1]],
    'while the processor is called, the paywall has the key, the attempt has the token, and the call left neither',
  );
  const [cookie] = paid.headers.get('set-cookie').split(';');
  const found = () => [TOKEN, authorization.slice(-40), cookie.slice(-40)].map(held);
  assert.deepEqual(await left(found), [0, 0, 0], 'of a payment');
  for (const path of ['/free', '/paid', '/other']) {
    await (await ask(path, { authorization, cookie })).text();
    assert.deepEqual(found(), [0, 0, 0], path);
  }
});

test('nor do they of a payment that ends in another way', async (t) => {
  let status = 500;
  const { site } = await sell(t, () => new Response('made', { status }));
  const ask = (more) =>
    site.fetch(new Request('https://api.example.com/order', { method: 'POST', body: 'an order', headers: { 'idempotency-key': '"one"', ...more } }));
  const order = async () => {
    const { challenges } = whole.parseChallenges((await ask()).headers.get('www-authenticate'));
    return whole.formatCredential({ challenge: challenges[0], payload: { spt: TOKEN } });
  };
  const ends = async (authorization, as) => {
    const answer = await ask({ authorization });
    assert.deepEqual([answer.status, (await answer.text()) === 'made'], as);
    assert.deepEqual(await left(() => [TOKEN, authorization.slice(-40)].map(held)), [0, 0], `${as}`);
  };
  const failed = await order();
  await ends(failed, [500, true]);
  await ends(failed, [402, false]);
  status = 200;
  const kept = await order();
  await ends(kept, [200, true]);
  await ends(kept, [200, true]);
});

test('nor do they of a header or a configuration that is not ASCII, or is not what it should be', async (t) => {
  const { site } = await sell(t, () => new Response('the resource'));
  const ask = (authorization) => site.fetch(new Request('https://api.example.com/free', { headers: { authorization } }));
  const encoded = (text) => Buffer.from(text, 'latin1').toString('base64url');
  const json = `{"challenge":{},"payload":{"spt":"${TOKEN}"},"more":"${'-'.repeat(3000)}"}`;
  const odd = [encoded(`${json}\xff`), `${encoded(json)}!`].map((text) => `Payment ${text}`);
  const texts = [`${credential}, Bearer \xe9`, `${credential} \xe9`, `${credential},${credential.slice(8)}`, ...odd];
  for (const text of texts) {
    await (await ask(text)).text();
    for (const read of [(api) => api.parseCredential?.(text), (api) => new api.ChallengeKey('k'.repeat(32)).check(text)]) {
      for (const api of [whole, slim]) try { read(api); } catch {}
    }
    assert.deepEqual([TOKEN, credential.slice(-40), encoded(json).slice(60, 100)].map(held), [0, 0, 0], text.slice(-40));
  }
  const secret = 'q'.repeat(40);
  const stripe = { secretKey: 'sk_test_of_a_second_shop', networkId: 'profile_1' };
  const routes = { '/paid': { price: '1.00 USD', description: 'Café' } };
  paywall({ secret, stripe, realm: 'api.example.com', store: memory(), routes, origin: () => new Response() });
  assert.deepEqual([secret, stripe.secretKey].map(held), [0, 1], 'of a configuration, the paywall has the key');
});

test('nor does the answer of a processor that repeats the token', async (t) => {
  const repeats = { note: '-'.repeat(6000), payment_method_data: { shared_payment_granted_token: TOKEN } };
  const { site } = await sell(t, () => new Response('the resource'), repeats);
  const ask = (headers) => site.fetch(new Request('https://api.example.com/paid', { headers }));
  const { challenges } = whole.parseChallenges((await ask()).headers.get('www-authenticate'));
  const paid = await ask({ authorization: whole.formatCredential({ challenge: challenges[0], payload: { spt: TOKEN } }) });
  assert.deepEqual([paid.status, await paid.text()], [200, 'the resource']);
  assert.deepEqual(await left(() => [held(TOKEN)]), [0]);
});

test('the memory search finds text that is present', () => {
  whole.parseChallenges(`Payment realm="${TOKEN}"`);
  assert.notEqual(held(TOKEN), 0);
});
