import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertPaid, assertProblem, credential, prepare, startStack, variables } from './payer.mjs';
import { startWorker } from './stack.mjs';

let stack;
before(async () => {
  stack = await startStack();
});
after(() => stack?.close());
beforeEach(() => stack.stripe.fault({ mode: 'none' }));

const succeeded = async (id) =>
  (await stack.stripe.ledger()).filter((intent) => intent.metadata.challenge_id === id && intent.status === 'succeeded').length;
const revoke = (spt) => stack.stripe.post(`/v1/test_helpers/shared_payment/granted_tokens/${spt}/revoke`);

/** Checks a final refusal: it has a fresh challenge, which an honest token then pays; the old challenge is used up. */
async function refusedForGood(prepared, code, intents) {
  const { challenge, pay } = prepared;
  assertProblem(await stack.costs({ intents }, () => pay()), code, { stale: challenge.id });
  assertProblem(await stack.costs({}, () => pay()), 'invalid-challenge', { stale: challenge.id });
  const other = credential(challenge, { spt: await stack.stripe.mintToken() });
  assertProblem(await stack.costs({}, () => pay(other)), 'invalid-challenge', { stale: challenge.id });
  assert.equal(await succeeded(challenge.id), 0);
  const next = await prepare(stack);
  assertPaid(await stack.costs({ intents: 1, hits: 1 }, () => next.pay()));
}

for (const [paymentMethod, code] of [
  ['pm_card_chargeDeclined', 'verification-failed'],
  ['pm_card_chargeDeclinedInsufficientFunds', 'verification-failed'],
  ['pm_card_chargeDeclinedProcessingError', 'verification-failed'],
  ['pm_card_authenticationRequired', 'payment-action-required'],
  ['pm_card_threeDSecure2Required', 'payment-action-required'],
]) {
  test(`${paymentMethod}: ${code}`, async () => {
    await refusedForGood(await prepare(stack, '/paid', { token: { paymentMethod } }), code, 1);
  });
}

test('a Link wallet whose provider declines', async () => {
  const prepared = await prepare(stack);
  await stack.stripe.fault({ mode: 'status', status: 402, type: 'invalid_request_error', code: 'payment_method_provider_decline' });
  await refusedForGood(prepared, 'verification-failed', 0);
});

test('a 402 for an account that may not charge is no decline: nobody is asked to pay again', async () => {
  const { challenge, pay } = await prepare(stack);
  await stack.stripe.fault({ mode: 'status', status: 402, type: 'invalid_request_error' });
  assertProblem(await stack.costs({}, () => pay()), 'processor-refused');
  assert.equal(await succeeded(challenge.id), 0);
});

test('a token with a lower limit, or in another currency', async () => {
  for (const [code, token] of [['payment-insufficient', { maxAmount: 99 }], ['verification-failed', { currency: 'eur' }]]) {
    await refusedForGood(await prepare(stack, '/paid', { token }), code, 0);
  }
  assertPaid(await (await prepare(stack, '/paid', { token: { maxAmount: 100 } })).pay());
});

test('a revoked token, an expired one, and one that never existed', async () => {
  const revoked = await prepare(stack);
  assert.equal((await revoke(revoked.spt)).status, 200);
  await refusedForGood(revoked, 'verification-failed', 0);

  // Time enough to mint it before that.
  const expiresAt = Math.floor(Date.now() / 1000) + 4;
  const expired = await prepare(stack, '/paid', { token: { expiresAt } });
  await sleep(expiresAt * 1000 - Date.now() + 100);
  await refusedForGood(expired, 'verification-failed', 0);

  const invented = await prepare(stack);
  const authorization = credential(invented.challenge, { spt: 'spt_invented' });
  await refusedForGood({ ...invented, pay: (value = authorization) => invented.pay(value) }, 'verification-failed', 0);
});

test('a used token never pays a new challenge', async () => {
  const first = await prepare(stack);
  assertPaid(await first.pay());
  for (const target of ['/paid', '/same', '/premium/x']) {
    const next = await prepare(stack, target);
    assertProblem(await stack.costs({}, () => next.pay(credential(next.challenge, { spt: first.spt }))), 'verification-failed', {
      stale: next.challenge.id,
    });
  }
});

/** Starts a Worker whose processor is `handler`, and passes its stack to `f`. */
async function withProcessor(handler, f) {
  const server = createServer(handler);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await withWorker({ STRIPE_API_BASE: `http://127.0.0.1:${server.address().port}` }, f);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function withWorker(vars, f) {
  const worker = await startWorker({ vars: variables(stack, vars) });
  try {
    await f({ ...stack, url: worker.url }, worker);
  } finally {
    await worker.close();
  }
}

/** Checks a fault that leaves the outcome open: no challenge, and the same credential settles it. */
function assertOpen(answer, code = 'processor-unavailable', retryAfter) {
  assertProblem(answer, code);
  const seconds = Number(answer.headers.get('retry-after'));
  assert.ok(Number.isInteger(seconds) && seconds > 0 && seconds <= 3600, 'Retry-After');
  if (retryAfter) assert.equal(seconds, retryAfter);
}

for (const [fault, charged, retryAfter] of [
  [{ mode: 'reset_before' }, 0],
  [{ mode: 'reset_after' }, 1],
  [{ mode: 'garbage' }, 1],
  [{ mode: 'truncate' }, 1],
  [{ mode: 'status', status: 500 }, 0],
  [{ mode: 'status', status: 503, retry_after: 17 }, 0, 17],
  [{ mode: 'status', status: 503, retry_after: 86_400 }, 0, 3600],
  [{ mode: 'status', status: 429 }, 0],
  [{ mode: 'status', status: 429, retry_after: 2 }, 0, 2],
]) {
  test(`${JSON.stringify(fault)}: 503 without a challenge, then the same credential is served once`, async () => {
    const { challenge, spt, pay } = await prepare(stack);
    // Each request asks twice, unless the processor wants to be left alone for longer.
    await stack.stripe.fault({ ...fault, times: retryAfter > 5 ? 2 : 4 });
    assertOpen(await stack.costs({ intents: charged }, () => pay()), 'processor-unavailable', retryAfter);
    assertOpen(await stack.costs({}, () => pay()), 'processor-unavailable', retryAfter);
    const paid = await stack.costs({ intents: 1 - charged, hits: 1 }, () => pay());
    const { reference } = assertPaid(paid);
    const intent = (await stack.stripe.ledger()).find(({ id }) => id === reference);
    assert.equal(intent.shared_payment_granted_token, spt);
    assert.equal(await succeeded(challenge.id), 1);
    assertProblem(await stack.costs({}, () => pay()), 'invalid-challenge', { stale: challenge.id });
  });
}

test('every attempt at a challenge uses one idempotency key, and another token makes no attempt', async () => {
  const { challenge, pay } = await prepare(stack);
  await stack.stripe.fault({ mode: 'status', times: 4 });
  await pay();
  await pay(credential(challenge, { spt: await stack.stripe.mintToken() }));
  await pay();
  const keys = (await stack.stripe.requests())
    .filter(({ path }) => path === '/v1/payment_intents')
    .filter(({ idempotency_key: key }) => key?.includes(challenge.id))
    .map(({ idempotency_key }) => idempotency_key);
  assert.equal(keys.length, 4);
  assert.equal(new Set(keys).size, 1);
});

test('a second token on a challenge whose outcome is open charges nothing; the first is served', async () => {
  const { challenge, pay } = await prepare(stack);
  await stack.stripe.fault({ mode: 'reset_after', times: 2 });
  assertOpen(await stack.costs({ intents: 1 }, () => pay()));
  const second = await stack.stripe.mintToken();
  const answer = await stack.costs({}, () => pay(credential(challenge, { spt: second })));
  assertOpen(answer, 'payment-in-progress');
  assertPaid(await stack.costs({ hits: 1 }, () => pay()));
  assert.equal(await succeeded(challenge.id), 1);
  const { json } = await stack.stripe.get(`/v1/shared_payment/granted_tokens/${second}`);
  assert.equal(json.deactivated_at, null, 'the second token is still the payer\'s');
});

test('an error that the processor has saved causes no second charge either', async () => {
  const { challenge, pay } = await prepare(stack);
  await stack.stripe.fault({ mode: 'status_after', status: 500 });
  // The processor's search does not show it yet.
  await stack.stripe.lagSearch(3600);
  assertOpen(await stack.costs({ intents: 1 }, () => pay()));
  assertOpen(await stack.costs({}, () => pay()));
  await stack.stripe.lagSearch(0);
  assert.equal(await succeeded(challenge.id), 1);
});

test('an error that the processor has saved is resolved by searching its records', async () => {
  const { challenge, pay } = await prepare(stack);
  await stack.stripe.fault({ mode: 'status_after', status: 500 });
  assertPaid(await stack.costs({ intents: 1, hits: 1 }, () => pay()));
  assert.equal(await succeeded(challenge.id), 1);
  assertProblem(await stack.costs({}, () => pay()), 'invalid-challenge', { stale: challenge.id });
});

test('a search that shows the payment as it was only leads to it', async () => {
  const { challenge, pay } = await prepare(stack, '/paid', { token: { paymentMethod: 'pm_usBankAccount_success' } });
  await stack.stripe.fault({ mode: 'status_after', status: 500 });
  assertOpen(await stack.costs({ intents: 1 }, () => pay()));
  await stack.stripe.freezeSearch();
  const intent = (await stack.stripe.everyIntent()).find(({ metadata }) => metadata.challenge_id === challenge.id);
  await stack.stripe.later(intent.id, 'succeeded');
  assertPaid(await stack.costs({ hits: 1 }, () => pay()));
  await stack.stripe.freezeSearch(false);
  assertProblem(await stack.costs({}, () => pay()), 'invalid-challenge', { stale: challenge.id });
});

test('an answer that is lost once costs the payer a second, and nobody a charge', async () => {
  for (const fault of [
    { mode: 'reset_before' }, { mode: 'reset_after' }, { mode: 'garbage' }, { mode: 'truncate' }, { mode: 'status', status: 429 },
  ]) {
    const { challenge, pay } = await prepare(stack);
    await stack.stripe.fault(fault);
    assertPaid(await stack.costs({ intents: 1, hits: 1 }, () => pay()));
    assert.equal(await succeeded(challenge.id), 1);
  }
});

test('a payment in processing: 503 until it succeeds, then served once', async () => {
  for (const [status, code] of [['succeeded', undefined], ['requires_payment_method', 'verification-failed']]) {
    const { challenge, pay } = await prepare(stack, '/paid', { token: { paymentMethod: 'pm_usBankAccount_success' } });
    assertOpen(await stack.costs({ intents: 1 }, () => pay()));
    assertOpen(await stack.costs({}, () => pay()));
    const intent = (await stack.stripe.everyIntent()).find(({ metadata }) => metadata.challenge_id === challenge.id);
    await stack.stripe.later(intent.id, status);
    if (code) assertProblem(await stack.costs({}, () => pay()), code, { stale: challenge.id });
    else assertPaid(await stack.costs({ hits: 1 }, () => pay()));
    assertProblem(await stack.costs({}, () => pay()), 'invalid-challenge', { stale: challenge.id });
  }
});

test('a refusal of this server: 502 without a challenge; the payer is not asked again and not shown our key', async () => {
  for (const status of [400, 401, 403, 404]) {
    const { pay } = await prepare(stack);
    await stack.stripe.fault({ mode: 'status', status });
    assertOpen(await stack.costs({}, () => pay()), 'processor-refused');
    assertPaid(await stack.costs({ intents: 1, hits: 1 }, () => pay()));
  }
  await withWorker(
    { STRIPE_SECRET_KEY: 'sk_live_MARKERMARKER', STRIPE_NETWORK_ID: 'profile_live', ORIGIN_URL: 'http://127.0.0.1:9' },
    async (other, worker) => {
      const { pay } = await prepare(other);
      const answer = await stack.costs({}, () => pay());
      assertOpen(answer, 'processor-refused');
      assert.doesNotMatch(answer.text + worker.said.join(''), /MARKER/);
    },
  );
});

test('redirects of the processor are not followed', async () => {
  const seen = [];
  const redirect = ({ url }, response) => {
    seen.push(url);
    response.writeHead(307, { location: `${stack.sim.url}${url}` }).end();
  };
  await withProcessor(redirect, async (other) => {
    const { pay } = await prepare(other);
    assertOpen(await stack.costs({}, () => pay()));
    // Both tries, and nothing else.
    assert.deepEqual(seen, ['/v1/payment_intents', '/v1/payment_intents']);
  });
});

test('an unreachable processor: 503, not a challenge', async () => {
  await withWorker({ STRIPE_API_BASE: 'http://127.0.0.1:9' }, async (other, worker) => {
    const { authorization, pay } = await prepare(other);
    assertOpen(await stack.costs({}, () => pay()));
    assert.equal(worker.said.join('').includes(authorization.slice(-40)), false);
  });
});

for (const [name, answer, code] of [
  ['another amount', { amount: 1 }, 'processor-unavailable'],
  ['another currency', { currency: 'jpy' }, 'processor-unavailable'],
  ['an amount in text', { amount: '100' }, 'processor-unavailable'],
  ['no id', { id: undefined }, 'processor-unavailable'],
  ['processing', { status: 'processing' }, 'processor-unavailable'],
  ['succeeded in capitals', { status: 'SUCCEEDED' }, 'processor-unavailable'],
  ['300 KB', { more: 'x'.repeat(300_000) }, 'processor-unavailable'],
  ['canceled', { status: 'canceled' }, 'verification-failed'],
  ['requires_action', { status: 'requires_action' }, 'payment-action-required'],
]) {
  test(`a processor that answers ${name}: ${code}, nothing served`, async () => {
    const say = ({ url }, response) => {
      const status = url.endsWith('/cancel') ? 'canceled' : answer.status ?? 'succeeded';
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ id: 'pi_1', object: 'payment_intent', amount: 100, currency: 'usd', ...answer, status }));
    };
    await withProcessor(say, async (other) => {
      const { pay } = await prepare(other);
      assertProblem(await stack.costs({}, () => pay()), code);
    });
  });
}
