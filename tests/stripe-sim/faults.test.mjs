import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from './client.mjs';
import { startStripeSim } from './start.mjs';

const KEY = { 'idempotency-key': 'order-1' };
let sim;
let stripe;
let token;
before(async () => {
  sim = await startStripeSim();
  stripe = createClient(sim.url);
});
after(() => sim?.close());
beforeEach(async () => {
  await stripe.reset();
  token = await stripe.mintToken();
});

const charged = async () => (await stripe.ledger()).filter(({ status }) => status === 'succeeded').length;
const charges = async () => (await stripe.requests()).filter(({ path }) => path === '/v1/payment_intents');
const lastRequest = async () => (await charges()).at(-1);
const retriedOnce = async () => {
  const { status, headers, json } = await stripe.charge(token, {}, KEY);
  assert.deepEqual([status, json.status, await charged()], [200, 'succeeded', 1]);
  return headers.get('idempotent-replayed') === 'true';
};

test('status: answers without charging', async () => {
  for (const [status, type, code] of [[500, 'api_error'], [503, 'api_error'],
    [429, 'invalid_request_error', 'rate_limit'], [400, 'invalid_request_error'], [402, 'card_error', 'card_declined']]) {
    await stripe.fault({ mode: 'status', status });
    const answer = await stripe.charge(token, {}, { ...KEY, 'stripe-version': '2026-04-22.preview' });
    assert.deepEqual([answer.status, answer.json.error.type, answer.json.error.code], [status, type, code]);
    assert.equal(answer.headers.get('retry-after'), null);
    assert.match(answer.headers.get('request-id'), /^req_/);
    assert.equal(answer.headers.get('stripe-version'), '2026-04-22.preview');
    assert.equal((await stripe.requests()).at(-1).status, status);
  }
  assert.equal(await charged(), 0);
  assert.equal(await retriedOnce(), false);
});

test('status with retry_after: sends the header, in seconds', async () => {
  await stripe.fault({ mode: 'status', status: 429, retry_after: 2 });
  assert.equal((await stripe.charge(token)).headers.get('retry-after'), '2');
});

test('status with a type and a code: those of the error, as to an account that may not charge', async () => {
  for (const [type, code] of [['invalid_request_error'], ['invalid_request_error', 'payment_method_provider_decline']]) {
    await stripe.fault({ mode: 'status', status: 402, type, code });
    const { status, json } = await stripe.charge(token);
    assert.deepEqual([status, json.error.type, json.error.code, json.error.decline_code], [402, type, code, undefined]);
  }
});

test('times: hits that many requests, whatever they are; other endpoints are untouched', async () => {
  await stripe.fault({ mode: 'status', times: 2 });
  assert.equal((await stripe.ledger()).length, 0);
  await stripe.mintToken();
  const statuses = [];
  for (let i = 0; i < 3; i += 1) statuses.push((await stripe.charge(token)).status);
  assert.deepEqual(statuses, [500, 500, 200]);
});

test('none: removes a fault', async () => {
  await stripe.fault({ mode: 'status' });
  await stripe.fault({ mode: 'none' });
  assert.equal((await stripe.charge(token)).status, 200);
});

test('delay: waits, then charges, even if the caller has gone', async () => {
  await stripe.fault({ mode: 'delay', delay_ms: 1500 });
  await leaveWhen(lastRequest);
  assert.equal(await charged(), 0);
  while ((await charged()) === 0) await sleep(20);
  assert.equal(await charged(), 1);
  assert.equal(await retriedOnce(), true);
});

test('delay_after: charges, then waits, and a retry is answered at once', async () => {
  await stripe.fault({ mode: 'delay_after', delay_ms: 30_000 });
  await leaveWhen(async () => (await charged()) > 0);
  assert.equal(await charged(), 1);
  assert.equal(await retriedOnce(), true);
});

test('garbage: charges and answers 200 with something other than JSON', async () => {
  await stripe.fault({ mode: 'garbage' });
  const { status, json, headers } = await stripe.charge(token, {}, KEY);
  assert.deepEqual([status, json, headers.get('content-type')], [200, undefined, 'text/html']);
  assert.equal(await charged(), 1);
  assert.equal(await retriedOnce(), true);
});

test('truncate: charges and breaks off inside the body', async () => {
  await stripe.fault({ mode: 'truncate' });
  const response = await fetch(`${sim.url}/v1/payment_intents`, chargeRequest());
  assert.equal(response.status, 200);
  await assert.rejects(response.text());
  assert.equal(await charged(), 1);
  assert.equal(await retriedOnce(), true);
});

test('reset_before: no answer and no charge', async () => {
  await stripe.fault({ mode: 'reset_before' });
  await assert.rejects(stripe.charge(token, {}, KEY), TypeError);
  assert.equal((await stripe.requests()).at(-1).status, null);
  assert.equal(await charged(), 0);
  assert.equal(await retriedOnce(), false);
});

test('reset_after: no answer, but a charge', async () => {
  await stripe.fault({ mode: 'reset_after' });
  await assert.rejects(stripe.charge(token, {}, KEY), TypeError);
  assert.equal((await lastRequest()).status, null);
  assert.equal(await charged(), 1);
  assert.equal(await retriedOnce(), true);
});

test('a reset cuts waiting requests, and they change nothing afterwards', async () => {
  await stripe.fault({ mode: 'delay', delay_ms: 1500, times: 20 });
  const waiting = Array.from({ length: 15 }, () => stripe.charge(token));
  const failures = Promise.all(waiting.map((charge) => assert.rejects(charge, TypeError)));
  while ((await charges()).length < 15) await sleep(20);
  await stripe.reset();
  await failures;
  await sleep(1500);
  assert.deepEqual(await stripe.ledger(), []);
});

test('an invalid fault is refused', async () => {
  for (const fault of [{}, { mode: 'explode' }, { mode: 'status', status: 200 }, { mode: 'status', status: '500' },
    { mode: 'delay', delay_ms: -1 }, { mode: 'status', times: 0 }, { mode: 'status', colour: 1 },
    { mode: 'status', type: 'rate_limit_error' }, { mode: 'status', code: 'A' }, { mode: 'status', code: 1 },
    { mode: 'status_after', status: 429 }, [], { mode: '__proto__' }]) {
    assert.equal((await stripe.fault(fault)).status, 400, JSON.stringify(fault));
  }
  const broken = await fetch(`${sim.url}/_sim/faults`, { method: 'POST', body: '{' });
  assert.equal(broken.status, 400);
  assert.equal((await fetch(`${sim.url}/_sim/nothing`)).status, 404);
  assert.equal((await stripe.charge(token)).status, 200);
});

function chargeRequest() {
  return {
    method: 'POST',
    headers: { authorization: 'Bearer sk_test_simulator', ...KEY },
    body: new URLSearchParams({ amount: 500, currency: 'usd', confirm: true, 'payment_method_data[shared_payment_granted_token]': token }),
  };
}

/** Sends a charge, and leaves as soon as a check succeeds. */
async function leaveWhen(check) {
  const leave = new AbortController();
  const gone = assert.rejects(fetch(`${sim.url}/v1/payment_intents`, { ...chargeRequest(), signal: leave.signal }), { name: 'AbortError' });
  while (!(await check())) await sleep(20);
  leave.abort();
  await gone;
}
