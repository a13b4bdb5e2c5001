import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from './client.mjs';
import { startStripeSim } from './start.mjs';

const INTENTS = '/v1/payment_intents';
const MINT = '/v1/test_helpers/shared_payment/granted_tokens';
const KEY = { 'idempotency-key': 'order-1' };
let sim;
let stripe;
before(async () => {
  sim = await startStripeSim();
  stripe = createClient(sim.url);
});
after(() => sim?.close());
beforeEach(() => stripe.reset());

const isReplay = ({ headers }) => headers.get('idempotent-replayed') === 'true';

test('the same request again replays the same bytes and charges nothing', async () => {
  const token = await stripe.mintToken();
  const first = await stripe.charge(token, {}, KEY);
  const second = await stripe.charge(token, {}, KEY);
  assert.deepEqual([isReplay(first), isReplay(second)], [false, true]);
  assert.deepEqual([second.status, second.text], [first.status, first.text]);
  assert.equal(second.headers.get('original-request'), first.headers.get('request-id'));
  assert.notEqual(second.headers.get('request-id'), first.headers.get('request-id'));
  assert.equal((await stripe.ledger()).length, 1);
});

test('the order of parameters does not count', async () => {
  await stripe.post(INTENTS, 'amount=500&currency=usd&metadata[a]=1&metadata[b]=2', KEY);
  assert.ok(isReplay(await stripe.post(INTENTS, 'metadata[b]=2&currency=usd&metadata[a]=1&amount=500', KEY)));
});

test('a key used with other parameters or another path is refused', async () => {
  await stripe.post(INTENTS, { amount: 500, currency: 'usd' }, KEY);
  for (const answer of [
    await stripe.post(INTENTS, { amount: 501, currency: 'usd' }, KEY),
    await stripe.post(INTENTS, { currency: 'usd' }, KEY),
    await stripe.post(`${INTENTS}/pi_1/cancel`, { amount: 500, currency: 'usd' }, KEY),
    await stripe.post(MINT, {}, KEY),
  ]) {
    assert.deepEqual([answer.status, answer.json.error.type], [400, 'idempotency_error']);
  }
  assert.equal((await stripe.ledger()).length, 1);
});

test('declines and refused tokens are saved, because execution had begun', async () => {
  const token = await stripe.mintToken({ paymentMethod: 'pm_card_chargeDeclined' });
  const declined = await stripe.charge(token, {}, KEY);
  const replayed = await stripe.charge(token, {}, KEY);
  assert.deepEqual([replayed.status, replayed.text, isReplay(replayed)], [402, declined.text, true]);
  assert.equal((await stripe.ledger()).length, 1);

  await stripe.charge('spt_missing', {}, { 'idempotency-key': 'order-2' });
  assert.ok(isReplay(await stripe.charge('spt_missing', {}, { 'idempotency-key': 'order-2' })));
});

test('failures before execution are not saved', async () => {
  const token = await stripe.mintToken();
  assert.equal((await stripe.charge(token, {}, { ...KEY, authorization: 'Bearer nothing' })).status, 401);
  assert.equal((await stripe.charge(token, { amount: 'x' }, KEY)).status, 400);
  assert.equal((await stripe.charge(token, { amount: 49 }, KEY)).status, 400);
  assert.equal((await stripe.post(INTENTS, { currency: 'usd' }, KEY)).status, 400);
  await stripe.fault({ mode: 'status', status: 429 });
  assert.equal((await stripe.charge(token, {}, KEY)).status, 429);
  const paid = await stripe.charge(token, {}, KEY);
  assert.deepEqual([paid.status, isReplay(paid)], [200, false]);
});

test('a 500 after execution began is saved, charge and all', async () => {
  const token = await stripe.mintToken();
  await stripe.fault({ mode: 'status_after', status: 500 });
  const failed = await stripe.charge(token, {}, KEY);
  assert.deepEqual([failed.status, failed.json.error.type], [500, 'api_error']);
  const replayed = await stripe.charge(token, {}, KEY);
  assert.deepEqual([replayed.status, replayed.text, isReplay(replayed)], [500, failed.text, true]);
  assert.deepEqual((await stripe.ledger()).map(({ status }) => status), ['succeeded']);
});

test('a key whose first request still executes is in use', async () => {
  const token = await stripe.mintToken();
  await stripe.fault({ mode: 'delay', delay_ms: 2000 });
  const first = stripe.charge(token, {}, KEY);
  while (!(await stripe.requests()).some(({ idempotency_key }) => idempotency_key === KEY['idempotency-key'])) await sleep(20);
  const second = await stripe.charge(token, {}, KEY);
  assert.deepEqual([second.status, second.json.error.code], [409, 'idempotency_key_in_use']);
  const other = await stripe.charge(token, { amount: 501 }, KEY);
  assert.equal(other.json.error.type, 'idempotency_error');
  assert.equal((await first).json.status, 'succeeded');
  assert.ok(isReplay(await stripe.charge(token, {}, KEY)));
});

test('of many requests at once, only one charges', async () => {
  const token = await stripe.mintToken();
  const answers = await Promise.all(Array.from({ length: 20 }, () => stripe.charge(token, {}, KEY)));
  assert.equal(answers.filter((answer) => answer.status === 200 && !isReplay(answer)).length, 1);
  assert.ok(answers.every((answer) => answer.status === 200 || answer.status === 409));
  assert.equal((await stripe.ledger()).length, 1);
});

test('keys have at most 255 characters, and GET ignores them', async () => {
  const form = { amount: 500, currency: 'usd' };
  assert.equal((await stripe.post(INTENTS, form, { 'idempotency-key': 'k'.repeat(255) })).status, 200);
  assert.equal((await stripe.post(INTENTS, form, { 'idempotency-key': 'k'.repeat(256) })).status, 400);
  assert.equal((await stripe.post(INTENTS, form, { 'idempotency-key': '' })).status, 400);
  assert.ok(!isReplay(await stripe.get(INTENTS, KEY)) && !isReplay(await stripe.get(INTENTS, KEY)));
});

test('minting is idempotent too', async () => {
  const form = { payment_method: 'pm_card_visa', 'usage_limits[currency]': 'usd', 'usage_limits[max_amount]': 500 };
  const [first, second] = [await stripe.post(MINT, form, KEY), await stripe.post(MINT, form, KEY)];
  assert.deepEqual([second.json.id, isReplay(second)], [first.json.id, true]);
});
