// When money is captured: hold, produce the resource, capture, and only then send.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { assertPaid, assertProblem, credential, prepare, startStack } from './payer.mjs';

let stack;
let status = 200;
before(async () => {
  // Unset: a paywall captures after delivery by default.
  stack = await startStack({ vars: { CAPTURE: undefined }, answer });
});
after(() => stack?.close());
beforeEach(async () => {
  status = 200;
  await stack.stripe.fault({ mode: 'none' });
});

/** An origin whose next response a test sets. */
function answer({ method, path }, response) {
  if (status === 0) return response.destroy();
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ served: path, method }));
}

const intentOf = async (challenge) => (await stack.stripe.everyIntent()).find(({ metadata }) => metadata.challenge_id === challenge.id);
const asked = async (end) => (await stack.stripe.requests()).filter(({ method, path }) => method === 'POST' && path.endsWith(end));

test('paid: held, then captured, and only then sent', async () => {
  const { challenge, pay } = await prepare(stack);
  const receipt = assertPaid(await stack.costs({ intents: 1, hits: 1 }, () => pay()));
  const intent = await intentOf(challenge);
  const { id, status: state, capture_method, amount, amount_received, amount_capturable } = intent;
  assert.deepEqual([id, state, capture_method, amount_received, amount_capturable], [receipt.reference, 'succeeded', 'manual', amount, 0]);
  assertProblem(await stack.costs({}, () => pay()), 'invalid-challenge', { stale: challenge.id });
});

for (const failure of [500, 503, 404, 401, 0]) {
  test(`an origin that ${failure ? `answers ${failure}` : 'hangs up'}: nothing is charged and the hold is released`, async () => {
    const { challenge, pay } = await prepare(stack);
    status = failure;
    const failed = await stack.costs({ intents: 1, hits: 1 }, () => pay());
    assert.equal(failed.status, failure || 502);
    for (const name of ['payment-receipt', 'www-authenticate']) assert.equal(failed.headers.get(name), null);
    const { status: state, amount_received } = await intentOf(challenge);
    assert.deepEqual([state, amount_received], ['canceled', 0]);
    status = 200;
    assertProblem(await stack.costs({}, () => pay()), 'invalid-challenge', { stale: challenge.id });
    assertPaid(await (await prepare(stack)).pay());
  });
}

test('a declined token is refused before the origin is asked', async () => {
  const { pay } = await prepare(stack, '/paid', { token: { paymentMethod: 'pm_card_chargeDeclined' } });
  assertProblem(await stack.costs({ intents: 1 }, () => pay()), 'verification-failed');
});

test('a payment method that cannot be held is refused, and the refusal says what to pay with', async () => {
  const { pay } = await prepare(stack, '/paid', { token: { paymentMethod: 'pm_usBankAccount_success' } });
  const refused = await pay();
  assertProblem(refused, 'verification-failed');
  assert.match(refused.json.detail, /card or Link/);
});

for (const [fault, captured] of [
  [{ mode: 'reset_before' }, 0],
  [{ mode: 'reset_after' }, 1],
  [{ mode: 'garbage' }, 1],
  [{ mode: 'truncate' }, 1],
  [{ mode: 'status', status: 500, retry_after: 7 }, 0],
  [{ mode: 'status_after', status: 500 }, 1],
  [{ mode: 'status', status: 429 }, 0],
  [{ mode: 'status', status: 403 }, 0],
]) {
  test(`captures with ${JSON.stringify(fault)}: nothing is sent; the same credential is later served and charged once`, async () => {
    const { challenge, pay } = await prepare(stack);
    await stack.stripe.fault({ on: 'capture', times: 2, ...fault });
    const open = await stack.costs({ intents: 1, hits: 1 }, () => pay());
    assertProblem(open, 'processor-unavailable');
    assert.equal(Number(open.headers.get('retry-after')) > 0, true);
    assert.doesNotMatch(open.text, /served/);
    assert.equal((await intentOf(challenge)).status, captured ? 'succeeded' : 'requires_capture');
    assertProblem(await stack.costs({}, () => pay(credential(challenge, { spt: 'spt_stranger' }))), 'payment-in-progress');
    const receipt = assertPaid(await stack.costs({ hits: 1 }, () => pay()));
    const { id, status: state, amount, amount_received } = await intentOf(challenge);
    assert.deepEqual([id, state, amount_received], [receipt.reference, 'succeeded', amount]);
    assertProblem(await stack.costs({}, () => pay()), 'invalid-challenge');
  });
}

const FAULTS = [
  { mode: 'reset_before' }, { mode: 'reset_after' },
  { mode: 'status', status: 429 }, { mode: 'status', status: 409 }, { mode: 'status', status: 500 },
];
for (const fault of FAULTS) {
  test(`a capture with ${JSON.stringify(fault)} is retried once, and the finished response is sent`, async () => {
    const { challenge, pay } = await prepare(stack, '/paid', { method: 'POST', body: '{"order":7}' });
    await stack.stripe.fault({ on: 'capture', ...fault });
    const receipt = assertPaid(await stack.costs({ intents: 1, hits: 1 }, () => pay()));
    const { id, status: state, amount, amount_received } = await intentOf(challenge);
    assert.deepEqual([id, state, amount_received], [receipt.reference, 'succeeded', amount]);
    assertProblem(await stack.costs({}, () => pay()), 'invalid-challenge');
  });
}

test('a capture we never learned of, then a failing origin: the answer is owed, not lost', async () => {
  const { challenge, pay } = await prepare(stack);
  await stack.stripe.fault({ on: 'capture', times: 2, mode: 'reset_after' });
  assertProblem(await pay(), 'processor-unavailable');
  status = 500;
  assert.equal((await stack.costs({ hits: 1 }, () => pay())).status, 500);
  assert.equal((await intentOf(challenge)).status, 'succeeded');
  status = 200;
  assertPaid(await stack.costs({ hits: 1 }, () => pay()));
  assertProblem(await stack.costs({}, () => pay()), 'invalid-challenge');
});

test('an authorization that expires while the resource is produced: not sent, not charged, a fresh challenge', async () => {
  const { challenge, pay } = await prepare(stack);
  await stack.stripe.fault({ on: 'capture', times: 2, mode: 'reset_before' });
  assertProblem(await pay(), 'processor-unavailable');
  await stack.stripe.later((await intentOf(challenge)).id, 'canceled');
  assertProblem(await stack.costs({ hits: 1 }, () => pay()), 'verification-failed', { stale: challenge.id });
  assertProblem(await stack.costs({}, () => pay()), 'invalid-challenge', { stale: challenge.id });
});

for (const fault of [{ mode: 'reset_before' }, { mode: 'reset_after' }, { mode: 'status', status: 500 }]) {
  test(`a cancellation with ${JSON.stringify(fault)} is retried once; if that fails too, the next request releases the hold`, async () => {
    for (const times of [1, 2]) {
      const { challenge, pay } = await prepare(stack);
      status = 500;
      await stack.stripe.fault({ on: 'cancel', times, ...fault });
      const failed = await stack.costs({ intents: 1, hits: 1 }, () => pay());
      assert.deepEqual([failed.status, failed.headers.get('payment-receipt')], [500, null]);
      const state = async () => (await intentOf(challenge)).status;
      assert.equal(await state(), times === 1 || fault.mode === 'reset_after' ? 'canceled' : 'requires_capture');
      status = 200;
      assertProblem(await stack.costs({}, () => pay()), 'invalid-challenge', { stale: challenge.id });
      assert.equal(await state(), 'canceled');
      assert.equal((await intentOf(challenge)).amount_received, 0);
    }
  });
}

for (const CAPTURE of ['before-delivery', 'after-delivery']) {
  test(`a payment waiting for the payer's bank is canceled, and only then refused: ${CAPTURE}`, async () => {
    const at = await stack.another({ CAPTURE });
    const waiting = () => prepare(at, '/paid', { token: { paymentMethod: 'pm_card_authenticationRequired' } });
    const state = async (challenge) => (await intentOf(challenge)).status;
    // The cancellation fails not at all, once, or twice.
    for (const times of [0, 1, 2]) {
      const { challenge, pay } = await waiting();
      if (times) await stack.stripe.fault({ on: 'cancel', times, mode: 'status', status: 429 });
      const refused = await stack.costs({ intents: 1 }, () => pay());
      assertProblem(refused, times < 2 ? 'payment-action-required' : 'processor-unavailable');
      assert.equal(await state(challenge), times < 2 ? 'canceled' : 'requires_action');
      assertProblem(await stack.costs({}, () => pay()), 'invalid-challenge');
      assert.equal(await state(challenge), 'canceled');
    }
    // The response is lost twice and the bank is asked in the meantime: the saved response is not trusted.
    const { challenge, pay } = await waiting();
    await stack.stripe.fault({ mode: 'reset_after', times: 2 });
    assertProblem(await stack.costs({ intents: 1 }, () => pay()), 'processor-unavailable');
    await stack.stripe.later((await intentOf(challenge)).id, CAPTURE === 'before-delivery' ? 'succeeded' : 'requires_capture');
    assertPaid(await stack.costs({ hits: 1 }, () => pay()));
    assert.equal(await state(challenge), 'succeeded');
  });
}

test('an authorization with an unknown outcome is requested again under its key; nothing is produced before', async () => {
  for (const [fault, made] of [[{ mode: 'reset_after' }, 1], [{ mode: 'reset_before' }, 0], [{ mode: 'status', status: 500 }, 0]]) {
    const { challenge, pay } = await prepare(stack);
    await stack.stripe.fault({ ...fault, times: 2 });
    assertProblem(await stack.costs({ intents: made }, () => pay()), 'processor-unavailable');
    assertPaid(await stack.costs({ intents: 1 - made, hits: 1 }, () => pay()));
    assert.equal((await intentOf(challenge)).status, 'succeeded');
  }
});

test('30 submissions of one credential: one hold, one capture, one delivery', async () => {
  const { challenge, pay } = await prepare(stack);
  const before = (await asked('/capture')).length;
  const answers = await stack.costs({ intents: 1, hits: 1 }, () => Promise.all(Array.from({ length: 30 }, () => pay())));
  assert.equal(answers.filter(({ status: code }) => code === 200).length, 1);
  assert.equal((await asked('/capture')).length - before, 1);
  assert.equal((await intentOf(challenge)).status, 'succeeded');
});

test('a route can set its own capture', async () => {
  const routes = { '/paid': { price: '1.00 USD', capture: 'before-delivery' }, '/same': '1.00 USD' };
  const other = await startStack({ vars: { CAPTURE: undefined, ROUTES: routes } });
  try {
    for (const [target, method] of [['/paid', 'automatic'], ['/same', 'manual']]) {
      const { challenge, pay } = await prepare(other, target);
      assertPaid(await pay());
      const intents = await other.stripe.everyIntent();
      assert.equal(intents.find(({ metadata }) => metadata.challenge_id === challenge.id).capture_method, method);
    }
  } finally {
    await other.close();
  }
});
