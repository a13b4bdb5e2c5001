import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createClient } from './client.mjs';
import { startStripeSim } from './start.mjs';

const INTENTS = '/v1/payment_intents';
const KEY = { 'idempotency-key': 'order-1' };
let sim;
let stripe;
before(async () => {
  sim = await startStripeSim();
  stripe = createClient(sim.url);
});
after(() => sim?.close());
beforeEach(() => stripe.reset());

const authorise = async (extra) => (await stripe.charge(await stripe.mintToken(), { capture_method: 'manual', ...extra })).json;
const search = async (query, more = '') => stripe.get(`${INTENTS}/search?query=${encodeURIComponent(query)}${more}`);
const found = async (query) => (await search(query)).json.data.map(({ id }) => id);
const statuses = async () => Object.fromEntries(Object.entries(await stripe.books()).map(([name, intents]) => [name, intents.length]));

test('the books distinguish held, captured, released, processing and failed payments', async () => {
  await authorise();
  await stripe.post(`${INTENTS}/${(await authorise()).id}/capture`);
  await stripe.post(`${INTENTS}/${(await authorise()).id}/cancel`);
  await stripe.charge(await stripe.mintToken({ paymentMethod: 'pm_usBankAccount_success' }));
  await stripe.charge(await stripe.mintToken({ paymentMethod: 'pm_card_chargeDeclined' }));
  assert.deepEqual(await statuses(), { authorised: 1, captured: 1, canceled: 1, processing: 1, failed: 1 });
});

test('a capture and a cancellation are idempotent under a key, and only one of them happens', async () => {
  for (const [action, status, other] of [['capture', 'succeeded', 'cancel'], ['cancel', 'canceled', 'capture']]) {
    const { id } = await authorise();
    const key = { 'idempotency-key': `${action} ${id}` };
    const first = await stripe.post(`${INTENTS}/${id}/${action}`, {}, key);
    const again = await stripe.post(`${INTENTS}/${id}/${action}`, {}, key);
    assert.deepEqual([first.json.status, again.text, again.headers.get('idempotent-replayed')], [status, first.text, 'true']);
    const refused = await stripe.post(`${INTENTS}/${id}/${other}`);
    assert.deepEqual(
      [refused.status, refused.json.error.code, refused.json.error.payment_intent.status],
      [400, 'payment_intent_unexpected_state', status],
    );
  }
});

test('each fault hits only the endpoint it is armed for', async () => {
  const { id } = await authorise();
  const tried = async (f) => {
    try {
      return (await f()).status;
    } catch {
      return 0;
    }
  };
  const endpoints = {
    capture: () => stripe.post(`${INTENTS}/${id}/capture`, {}, KEY), cancel: () => stripe.post(`${INTENTS}/pi_1/cancel`),
    retrieve: () => stripe.get(`${INTENTS}/${id}`), search: () => search('amount:1'), list: () => stripe.get(INTENTS),
  };
  for (const on of Object.keys(endpoints)) await stripe.fault({ mode: 'status', on });
  await stripe.mintToken();
  for (const [on, f] of Object.entries(endpoints)) {
    const failed = [await tried(f), await tried(f)].map((status) => status === 500);
    assert.deepEqual(failed, [true, false], on);
  }
  for (const on of Object.keys(endpoints)) await stripe.fault({ mode: 'reset_after', on });
  await stripe.fault({ mode: 'none', on: 'list' });
  assert.equal(await tried(endpoints.list), 200);
  await stripe.fault({ mode: 'none' });
  for (const on of Object.keys(endpoints)) assert.notEqual(await tried(endpoints[on]), 0, on);
  assert.equal((await stripe.fault({ mode: 'status', on: 'mint' })).status, 400);
});

test('a capture whose response is lost has happened, and its key shows it', async () => {
  for (const mode of ['reset_after', 'truncate', 'garbage', 'status_after', 'delay_after']) {
    const { id } = await authorise();
    await stripe.fault({ mode, on: 'capture', delay_ms: 1 });
    await stripe.post(`${INTENTS}/${id}/capture`, {}, { 'idempotency-key': id }).catch(() => {});
    assert.equal((await stripe.get(`${INTENTS}/${id}`)).json.status, 'succeeded', mode);
    const again = await stripe.post(`${INTENTS}/${id}/capture`, {}, { 'idempotency-key': id });
    assert.deepEqual([again.status, again.headers.get('idempotent-replayed')], [mode === 'status_after' ? 500 : 200, 'true'], mode);
  }
});

test('a bank debit is processing until the test decides its outcome, and cannot be held', async () => {
  for (const [status, received] of [['succeeded', 500], ['requires_payment_method', 0]]) {
    const token = await stripe.mintToken({ paymentMethod: 'pm_usBankAccount_success' });
    const held = await stripe.charge(token, { capture_method: 'manual' });
    assert.deepEqual([held.status, held.json.error.code, held.json.error.param], [400, undefined, undefined]);
    assert.match(held.json.error.message, /^`capture_method=manual` is not supported by payment method type `us_bank_account`\./);
    const { json } = await stripe.charge(token);
    assert.deepEqual([json.status, json.amount_received], ['processing', 0]);
    const ended = await stripe.later(json.id, status);
    assert.deepEqual([ended.json.status, ended.json.amount_received], [status, received]);
    assert.equal((await stripe.later(json.id, status)).status, 400);
  }
  assert.equal((await stripe.later('pi_missing', 'succeeded')).status, 404);
});

test('an expired authorization cannot be captured', async () => {
  const { id } = await authorise();
  const { json } = await stripe.later(id, 'canceled');
  assert.deepEqual([json.status, json.cancellation_reason, json.amount_capturable], ['canceled', 'automatic', 0]);
  assert.equal((await stripe.post(`${INTENTS}/${id}/capture`)).json.error.code, 'payment_intent_unexpected_state');
});

test('search matches metadata, status and numbers; clauses can be joined and negated', async () => {
  const quoted = 'a "b" \\ c';
  const { id: one } = await authorise({ 'metadata[challenge_id]': 'Abc-1_', amount: 500 });
  const { id: two } = (await stripe.charge(await stripe.mintToken(), { 'metadata[challenge_id]': quoted, amount: 700 })).json;
  for (const [query, expected] of [
    ['metadata["challenge_id"]:"Abc-1_"', [one]],
    ["metadata['challenge_id']:'abc-1_'", [one]],
    [`metadata["challenge_id"]:"${quoted.replace(/["\\]/g, '\\$&')}"`, [two]],
    ['metadata["challenge_id"]:"abc"', []],
    ['metadata["other"]:"abc"', []],
    ['status:"succeeded"', [two]],
    ['-status:"succeeded"', [one]],
    ['amount>500', [two]],
    ['amount>=500 amount<=500', [one]],
    ['currency:"usd" and amount:"700"', [two]],
    ['amount:500 OR amount:700', [two, one]],
    ['created>0 AND currency:"eur"', []],
  ]) {
    assert.deepEqual(await found(query), expected, query);
  }
  for (const query of [
    'email:"a"', 'status:succeeded', 'status>"a"', 'metadata:"a"', 'amount:"a"', 'amount:1 AND amount:2 OR amount:3', 'amount:1 AND',
    'x', ' ', 'amount:1'.concat(' amount:1'.repeat(10)),
  ]) {
    const { status, json } = await search(query);
    assert.deepEqual([status, json.error.type, json.error.param], [400, 'invalid_request_error', 'query'], query);
  }
  assert.equal((await stripe.get(`${INTENTS}/search`)).json.error.code, 'parameter_missing');
});

test('search results are paginated', async () => {
  const ids = [];
  for (let i = 0; i < 5; i += 1) ids.unshift((await authorise()).id);
  const first = (await search('amount:500', '&limit=3')).json;
  assert.deepEqual(
    [first.object, first.url, first.has_more, first.data.map(({ id }) => id)],
    ['search_result', `${INTENTS}/search`, true, ids.slice(0, 3)],
  );
  const second = (await search('amount:500', `&limit=3&page=${first.next_page}`)).json;
  assert.deepEqual([second.has_more, second.next_page, second.data.map(({ id }) => id)], [false, null, ids.slice(3)]);
  assert.equal((await search('amount:500', '&page=pi_missing')).status, 400);
});

test('a frozen search finds intents as they were; they are read as they are', async () => {
  const { id } = await authorise();
  await stripe.freezeSearch();
  await stripe.post(`${INTENTS}/${id}/capture`);
  const { id: later } = await authorise();
  const shown = async (query) => (await search(query)).json.data.map((intent) => [intent.id, intent.status]);
  assert.deepEqual(await shown('amount:500'), [[id, 'requires_capture']]);
  assert.deepEqual(await shown('status:"succeeded"'), []);
  assert.equal((await stripe.get(`${INTENTS}/${id}`)).json.status, 'succeeded');
  await stripe.freezeSearch(false);
  assert.deepEqual(await shown('amount:500'), [[later, 'requires_capture'], [id, 'succeeded']]);
  assert.equal((await stripe.freezeSearch('yes')).status, 400);
});

test('search may lag behind; the list does not', async () => {
  await stripe.lagSearch(600);
  const { id, created } = await authorise();
  assert.deepEqual(await found('amount:500'), []);
  const listed = async (query) => (await stripe.get(`${INTENTS}?${query}`)).json.data?.map((intent) => intent.id);
  assert.deepEqual(await listed(`created[gte]=${created}`), [id]);
  assert.deepEqual(await listed(`created=${created}`), [id]);
  assert.deepEqual(await listed(`created[gt]=${created}`), []);
  assert.deepEqual(await listed(`created[lte]=${created}&created[gt]=0&created[lt]=${created + 1}`), [id]);
  assert.deepEqual(await listed(`created[lt]=${created}`), []);
  assert.equal(await listed('created=soon'), undefined);
  await stripe.lagSearch(0);
  assert.deepEqual(await found('amount:500'), [id]);
  assert.equal((await stripe.lagSearch(-1)).status, 400);
});
