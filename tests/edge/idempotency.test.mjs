// Idempotency-Key: the same response again without a second run, and one payment per key.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { after, before, beforeEach, test } from 'node:test';
import { assertPaid, assertProblem, credential, decoded, prepare, send, startStack } from './payer.mjs';

const BYTES = randomBytes(3000);
const LARGE = 'x'.repeat(64 * 1024 + 1);
const stacks = {};
let status = 201;
before(async () => {
  for (const capture of ['after-delivery', 'before-delivery']) {
    stacks[capture] = await startStack({ vars: { CAPTURE: capture }, answer });
  }
});
after(() => Promise.all(Object.values(stacks).map((stack) => stack.close())));
beforeEach(async () => {
  status = 201;
  for (const stack of Object.values(stacks)) await stack.stripe.fault({ mode: 'none' });
});

let runs = 0;
/** An origin that responds differently to every request. */
function answer({ path, headers }, response) {
  runs += 1;
  response.statusCode = status;
  response.setHeader('x-run', runs);
  response.setHeader('set-cookie', 'session=secret');
  response.setHeader('cache-control', 'public, max-age=60');
  if (path.endsWith('/bytes')) return response.end(BYTES);
  if (path.endsWith('/large')) return response.end(LARGE);
  if (path.endsWith('/none')) return response.writeHead(204).end();
  if (path.endsWith('/made')) return response.writeHead(303, { location: `/orders/${runs}` }).end();
  const text = `run ${runs} for ${headers['idempotency-key']}`;
  if (path.endsWith('/zip') && /gzip/.test(headers['accept-encoding'])) {
    return response.setHeader('content-encoding', 'gzip').end(gzipSync(text));
  }
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.end(text);
}

const POST = (key = randomUUID()) => ({ method: 'POST', body: '{"order":1}', headers: { 'idempotency-key': `"${key}"` } });

/** The parts of a response that must be identical when it is repeated. */
const essence = ({ status: code, headers, text }) => {
  const fields = [...headers].filter(([name]) => !['date', 'connection', 'keep-alive', 'transfer-encoding', 'content-length'].includes(name));
  return { code, text, fields: Object.fromEntries(fields) };
};

for (const capture of ['after-delivery', 'before-delivery']) {
  const stack = () => stacks[capture];

  test(`${capture}: the same key and credential get the same response, and the handler runs once`, async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const { pay } = await prepare(stack(), '/premium/a', { ...POST(), method });
      const first = await stack().costs({ intents: 1, hits: 1 }, () => pay());
      assert.equal(first.status, 201);
      assert.match(first.text, /^run \d+ for "/);
      for (let again = 0; again < 2; again += 1) {
        assert.deepEqual(essence(await stack().costs({}, () => pay())), essence(first), method);
      }
      assert.equal(decoded(first.headers.get('payment-receipt')).status, 'success');
      assert.equal(first.headers.get('cache-control'), 'private, max-age=60');
    }
  });

  test(`${capture}: every byte comes back, but no cookie`, async () => {
    for (const [target, check] of [
      ['/premium/bytes', ({ text }) => assert.equal(text, BYTES.toString())],
      ['/premium/none', (own) => assert.equal(own.status, 204)],
      ['/premium/zip', (own) => assert.match(own.text, /^run/)],
    ]) {
      const { pay } = await prepare(stack(), target, POST());
      const answers = [await pay(), await stack().costs({}, () => pay())];
      for (const own of answers) {
        check(own);
        assert.equal(own.headers.get('set-cookie'), null);
      }
      assert.deepEqual(essence(answers[1]), essence(answers[0]));
    }
  });

  test(`${capture}: another credential under the key is refused, without a challenge and without a charge`, async () => {
    const options = POST();
    const first = await prepare(stack(), '/premium/a', options);
    assert.equal((await first.pay()).status, 201);
    for (const more of [{}, { body: '{"order":2}' }]) {
      const second = await prepare(stack(), '/premium/a', { ...options, ...more });
      assertProblem(await stack().costs({}, () => second.pay()), 'idempotency-key-reused');
      const { json } = await stack().stripe.get(`/v1/shared_payment/granted_tokens/${second.spt}`);
      assert.equal(json.deactivated_at, null, 'the token is still the payer\'s');
    }
    // The same credential with another body.
    assertProblem(await stack().costs({}, () => first.pay(undefined, { body: '{"order":2}' })), 'idempotency-key-reused');
    assert.equal((await stack().costs({}, () => first.pay())).status, 201);
    // Another resource is a separate operation.
    const elsewhere = await prepare(stack(), '/premium/b', options);
    assert.equal((await elsewhere.pay()).status, 201);
  });

  test(`${capture}: without the key, or under another, the credential is a replay`, async () => {
    const { challenge, pay } = await prepare(stack(), '/premium/a', POST());
    assert.equal((await pay()).status, 201);
    const stale = { stale: challenge.id };
    assertProblem(await stack().costs({}, () => pay(undefined, { headers: { 'idempotency-key': randomUUID() } })), 'invalid-challenge', stale);
    assertProblem(await stack().costs({}, () => pay(undefined, { headers: { 'idempotency-key': [] } })), 'invalid-challenge', stale);
    assertProblem(await stack().costs({}, () => pay(credential(challenge, { spt: 'spt_stranger' }))), 'invalid-challenge', stale);
  });

  test(`${capture}: a key whose payment was declined is free for the next payment`, async () => {
    const options = POST();
    const declined = await prepare(stack(), '/premium/a', { ...options, token: { paymentMethod: 'pm_card_chargeDeclined' } });
    assertProblem(await declined.pay(), 'verification-failed');
    const { pay } = await prepare(stack(), '/premium/a', options);
    assert.equal((await stack().costs({ intents: 1, hits: 1 }, () => pay())).status, 201);
    assertProblem(await stack().costs({}, () => declined.pay()), 'idempotency-key-reused');
  });

  test(`${capture}: 20 requests at once under one key: one payment, one run; those that waited get the same response`, async () => {
    const { pay } = await prepare(stack(), '/premium/a', POST());
    const answers = await stack().costs({ intents: 1, hits: 1 }, () => Promise.all(Array.from({ length: 20 }, () => pay())));
    const done = answers.filter(({ status: code }) => code === 201);
    assert.ok(done.length >= 1);
    for (const own of done) assert.deepEqual(essence(own), essence(done[0]));
    for (const own of answers.filter(({ status: code }) => code !== 201)) assertProblem(own, 'payment-in-progress');
    assert.deepEqual(essence(await stack().costs({}, () => pay())), essence(done[0]));
  });

  test(`${capture}: a POST that redirects after its work repeats the redirect`, async () => {
    const { pay } = await prepare(stack(), '/premium/made', POST());
    const first = await stack().costs({ intents: 1, hits: 1 }, () => pay());
    assert.equal(first.status, 303);
    assert.match(first.headers.get('location'), /^\/orders\/\d+$/);
    assert.ok(first.headers.get('payment-receipt'));
    assert.deepEqual(essence(await stack().costs({}, () => pay())), essence(first));
  });

  test(`${capture}: a response too large to keep is sent whole and not produced again`, async () => {
    const { pay } = await prepare(stack(), '/premium/large', POST());
    const first = await stack().costs({ intents: 1, hits: 1 }, () => pay());
    assert.deepEqual([first.status, first.text === LARGE], [201, true]);
    assertProblem(await stack().costs({}, () => pay()), 'answer-gone');
  });

  test(`${capture}: a malformed key is refused before anything is priced`, async () => {
    for (const key of ['', 'a b', '"', '"a", "b"', 'x'.repeat(256)]) {
      assertProblem(
        await stack().costs({}, () => send(stack().url, '/premium/a', { method: 'POST', headers: { 'idempotency-key': key } })),
        'invalid-idempotency-key',
      );
      assert.equal((await send(stack().url, '/premium/a', { headers: { 'idempotency-key': key } })).status, 402, 'GET needs none');
    }
  });
}

test('a capture with an unknown outcome under a key: the response is kept, and the handler does not run again', async () => {
  const stack = stacks['after-delivery'];
  const { pay } = await prepare(stack, '/premium/a', POST());
  await stack.stripe.fault({ on: 'capture', times: 2, mode: 'reset_after' });
  assertProblem(await stack.costs({ intents: 1, hits: 1 }, () => pay()), 'processor-unavailable');
  const run = runs;
  const paid = await stack.costs({}, () => pay());
  assert.equal(paid.status, 201);
  assert.equal(paid.headers.get('x-run'), String(run));
  assert.equal((await stack.stripe.books()).captured.some(({ id }) => id === decoded(paid.headers.get('payment-receipt')).reference), true);
  assert.deepEqual(essence(await stack.costs({}, () => pay())), essence(paid));
});

test('a failed response under a key is not kept: owed if it was paid for, released if it was held', async () => {
  for (const [capture, then] of [['before-delivery', 201], ['after-delivery', 402]]) {
    const stack = stacks[capture];
    const { pay } = await prepare(stack, '/premium/a', POST());
    status = 500;
    assert.equal((await stack.costs({ intents: 1, hits: 1 }, () => pay())).status, 500);
    status = 201;
    assert.equal((await pay()).status, then);
  }
});

test('a GET has no key: its paid response is not kept', async () => {
  const stack = stacks['after-delivery'];
  status = 200;
  const { pay } = await prepare(stack, '/premium/a', { headers: { 'idempotency-key': '"one"' } });
  assertPaid(await pay());
  assertProblem(await stack.costs({}, () => pay()), 'invalid-challenge');
});
