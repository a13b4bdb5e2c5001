import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from './client.mjs';
import { startStripeSim } from './start.mjs';

const INTENTS = '/v1/payment_intents';
const MINT = '/v1/test_helpers/shared_payment/granted_tokens';
const TOKENS = '/v1/shared_payment/granted_tokens';
const MINTABLE = { payment_method: 'pm_card_visa', 'usage_limits[currency]': 'usd', 'usage_limits[max_amount]': 1000 };
let sim;
let stripe;
before(async () => {
  sim = await startStripeSim();
  stripe = createClient(sim.url);
});
after(() => sim?.close());
beforeEach(() => stripe.reset());

const nowSeconds = () => Math.floor(Date.now() / 1000);
const tokenObject = async (id) => (await stripe.get(`${TOKENS}/${id}`)).json;
const refusal = ({ status, json: { error } }) => [status, error.type, error.code, error.param];
const refusedParameter = (code, param) => [400, 'invalid_request_error', code, param];
const TOKEN = 'payment_method_data[shared_payment_granted_token]';
/** In words alone. */
const TOKEN_REFUSED = refusedParameter(undefined, undefined);

test('a granted token has the documented shape and can be read again', async () => {
  const expires_at = nowSeconds() + 600;
  const { status, json } = await stripe.post(MINT, {
    ...MINTABLE, 'usage_limits[expires_at]': expires_at, customer: 'cus_1', 'shared_metadata[order]': '7',
    'seller_details[network_id]': 'profile_test_1', 'seller_details[external_id]': 'shop-1',
  });
  assert.equal(status, 200);
  const { id, created, payment_method_details, agent_details, ...rest } = json;
  assert.match(id, /^spt_\w+$/);
  assert.ok(Math.abs(created - nowSeconds()) <= 2);
  assert.equal(typeof agent_details.network_business_profile, 'string');
  assert.equal(payment_method_details.type, 'card');
  assert.equal(payment_method_details.card.brand, 'visa');
  assert.equal(payment_method_details.card.last4, '4242');
  assert.deepEqual(rest, {
    object: 'shared_payment.granted_token', deactivated_at: null, deactivated_reason: null, livemode: false, risk_details: null,
    shared_metadata: { order: '7' }, usage_details: { amount_captured: { currency: 'usd', value: 0 } },
    usage_limits: { currency: 'usd', expires_at, max_amount: 1000 },
  });
  assert.deepEqual(await tokenObject(id), json);
  assert.deepEqual(refusal(await stripe.get(`${TOKENS}/spt_missing`)), [404, 'invalid_request_error', 'resource_missing', 'id']);
});

test('only a preview version knows tokens', async () => {
  const [nested, outside] = [{ [TOKEN]: await stripe.mintToken() }, { shared_payment_granted_token: await stripe.mintToken() }];
  const charge = (token, version) => stripe.post(INTENTS, { amount: 500, currency: 'usd', confirm: true, ...token }, { 'stripe-version': version });
  for (const token of [nested, outside]) {
    for (const version of ['2026-10-28.endive', '2026-07-29']) {
      assert.deepEqual(refusal(await charge(token, version)), refusedParameter('parameter_unknown', Object.keys(token)[0]), version);
    }
    assert.equal((await charge(token, '2026-07-29.preview')).status, 200);
  }
  assert.equal((await stripe.post(INTENTS, { amount: 500, currency: 'usd' }, { 'stripe-version': '2026-10-28.endive' })).status, 200);
});

test('minting refuses what is missing, unknown or malformed', async () => {
  const mint = async (changes) => {
    const form = new URLSearchParams({ ...MINTABLE, ...changes });
    for (const [name, value] of Object.entries(changes)) if (value === undefined) form.delete(name);
    return refusal(await stripe.post(MINT, form.toString()));
  };
  assert.deepEqual(await mint({ payment_method: undefined }), refusedParameter('parameter_missing', 'payment_method'));
  assert.deepEqual(await mint({ 'usage_limits[max_amount]': undefined }), refusedParameter('parameter_missing', 'usage_limits[max_amount]'));
  assert.deepEqual(await mint({ 'metadata[a]': '1' }), refusedParameter('parameter_unknown', 'metadata'));
  assert.deepEqual(await mint({ 'usage_limits[other]': '1' }), refusedParameter('parameter_unknown', 'usage_limits[other]'));
  assert.deepEqual(await mint({ 'usage_limits[max_amount]': '1e3' }), refusedParameter('parameter_invalid_integer', 'usage_limits[max_amount]'));
  assert.deepEqual(await mint({ 'usage_limits[currency]': 'USD' }), refusedParameter(undefined, 'usage_limits[currency]'));
  assert.deepEqual(await mint({ 'usage_limits[expires_at]': nowSeconds() - 1 }), refusedParameter(undefined, 'usage_limits[expires_at]'));
  assert.deepEqual(await mint({ payment_method: 'pm_card_unheardOf' }), refusedParameter('resource_missing', 'payment_method'));
});

test('every ordinary brand pays', async () => {
  for (const [name, brand] of [['visa', 'visa'], ['mastercard', 'mastercard'], ['amex', 'amex'], ['discover', 'discover'],
    ['diners', 'diners'], ['jcb', 'jcb'], ['unionpay', 'unionpay'], ['visa_debit', 'visa'],
    ['mastercard_debit', 'mastercard'], ['mastercard_prepaid', 'mastercard']]) {
    const token = await stripe.mintToken({ paymentMethod: `pm_card_${name}` });
    assert.equal((await tokenObject(token)).payment_method_details.card.brand, brand);
    assert.equal((await stripe.charge(token)).json.status, 'succeeded', name);
  }
});

test('a charge succeeds, reflects its request, and consumes its token', async () => {
  const token = await stripe.mintToken();
  const { status, json } = await stripe.charge(token, {
    'automatic_payment_methods[enabled]': true, 'automatic_payment_methods[allow_redirects]': 'never', 'metadata[challenge]': 'c1',
    description: 'A page', customer: 'cus_1', receipt_email: 'payer@example.com', application_fee_amount: 10, on_behalf_of: 'acct_1',
    'transfer_data[destination]': 'acct_1', 'transfer_data[amount]': 400, transfer_group: 'g1',
  });
  assert.equal(status, 200);
  assert.match(json.id, /^pi_\w+$/);
  assert.match(json.latest_charge, /^ch_\w+$/);
  const expected = {
    object: 'payment_intent', amount: 500, amount_capturable: 0, amount_received: 500, application_fee_amount: 10,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' }, capture_method: 'automatic', currency: 'usd', customer: 'cus_1',
    description: 'A page', livemode: false, metadata: { challenge: 'c1' }, on_behalf_of: 'acct_1', receipt_email: 'payer@example.com',
    shared_payment_granted_token: token, status: 'succeeded', transfer_data: { destination: 'acct_1', amount: 400 }, transfer_group: 'g1',
  };
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, json[key]])), expected);
  assert.deepEqual((await stripe.get(`${INTENTS}/${json.id}`)).json, json);
  const spent = await tokenObject(token);
  assert.equal(spent.deactivated_reason, 'consumed');
  assert.ok(spent.deactivated_at >= spent.created);
  assert.deepEqual(spent.usage_details.amount_captured, { currency: 'usd', value: 500 });
});

test('a token pays once', async () => {
  const token = await stripe.mintToken();
  assert.equal((await stripe.charge(token)).status, 200);
  assert.deepEqual(refusal(await stripe.charge(token)), TOKEN_REFUSED);
  const racing = await stripe.mintToken();
  const answers = await Promise.all(Array.from({ length: 20 }, () => stripe.charge(racing)));
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  assert.equal((await stripe.ledger()).length, 2);
});

test('a token is also accepted outside payment_method_data, where peers send it, but not in both places', async () => {
  const alone = 'shared_payment_granted_token';
  const form = { amount: 500, currency: 'usd', confirm: true, [alone]: await stripe.mintToken() };
  assert.equal((await stripe.post(INTENTS, form)).json.status, 'succeeded');
  assert.deepEqual(refusal(await stripe.post(INTENTS, form)), TOKEN_REFUSED);
  assert.deepEqual(refusal(await stripe.post(INTENTS, { ...form, [alone]: 'spt_missing' })), refusedParameter('resource_missing', alone));
  assert.deepEqual(refusal(await stripe.charge('spt_1', { [alone]: 'spt_1' })), refusedParameter(undefined, TOKEN));
});

test('limits, revocation and expiry of a token are enforced', async () => {
  const limited = await stripe.mintToken({ maxAmount: 499 });
  assert.deepEqual(refusal(await stripe.charge(limited)), TOKEN_REFUSED);
  assert.equal((await stripe.charge(limited, { amount: 499 })).json.status, 'succeeded');
  assert.deepEqual(refusal(await stripe.charge(await stripe.mintToken({ currency: 'eur' }))), refusedParameter(undefined, TOKEN));
  assert.deepEqual(refusal(await stripe.charge('spt_missing')), refusedParameter('resource_missing', TOKEN));

  const revoked = await stripe.mintToken();
  assert.equal((await stripe.post(`${MINT}/${revoked}/revoke`)).json.deactivated_reason, 'revoked');
  assert.equal((await stripe.post(`${MINT}/${revoked}/revoke`)).status, 400);
  assert.deepEqual(refusal(await stripe.charge(revoked)), TOKEN_REFUSED);

  const expiresAt = nowSeconds() + 3;
  const expiring = await stripe.mintToken({ expiresAt });
  await sleep(expiresAt * 1000 - Date.now() + 50);
  assert.deepEqual(refusal(await stripe.charge(expiring)), TOKEN_REFUSED);
  const { deactivated_reason, deactivated_at } = await tokenObject(expiring);
  assert.deepEqual([deactivated_reason, deactivated_at], ['expired', expiresAt]);
  assert.equal((await stripe.ledger()).length, 1);
});

test('declines answer 402 with the intent in the body and leave the token usable', async () => {
  for (const [name, code, decline_code] of [
    ['', 'card_declined', 'generic_decline'], ['ExpiredCard', 'expired_card', undefined],
    ['InsufficientFunds', 'card_declined', 'insufficient_funds'], ['LostCard', 'card_declined', 'lost_card'],
    ['StolenCard', 'card_declined', 'stolen_card'], ['IncorrectCvc', 'incorrect_cvc', undefined],
    ['ProcessingError', 'processing_error', undefined],
  ]) {
    const token = await stripe.mintToken({ paymentMethod: `pm_card_chargeDeclined${name}` });
    const { status, json: { error } } = await stripe.charge(token);
    assert.equal(status, 402);
    assert.deepEqual([error.type, error.code, error.decline_code], ['card_error', code, decline_code]);
    assert.equal(error.payment_intent.status, 'requires_payment_method');
    assert.equal(error.payment_intent.last_payment_error.code, code);
    assert.equal(error.payment_intent.amount_received, 0);
    assert.deepEqual((await stripe.ledger())[0], error.payment_intent);
    assert.equal((await tokenObject(token)).deactivated_at, null);
  }
  assert.equal((await stripe.charge(await stripe.mintToken({ paymentMethod: 'pm_card_visa_chargeDeclined' }))).status, 402);
});

test('a card that requires authentication answers requires_action and leaves the token usable', async () => {
  for (const paymentMethod of ['pm_card_authenticationRequired', 'pm_card_threeDSecure2Required']) {
    const token = await stripe.mintToken({ paymentMethod });
    const { status, json } = await stripe.charge(token);
    assert.deepEqual([status, json.status, json.amount_received, json.latest_charge], [200, 'requires_action', 0, null]);
    assert.equal(json.next_action.type, 'use_stripe_sdk');
    assert.equal((await tokenObject(token)).deactivated_at, null);
  }
});

test('a charge has at most twelve digits', async () => {
  const most = 999_999_999_999;
  for (const currency of ['usd', 'idr']) {
    const token = await stripe.mintToken({ currency, maxAmount: most + 1 });
    assert.deepEqual(refusal(await stripe.charge(token, { currency, amount: most + 1 })), refusedParameter('amount_too_large', 'amount'));
    assert.equal((await stripe.charge(token, { currency, amount: most })).json.status, 'succeeded');
  }
});

test('an intent is checked before anything happens', async () => {
  const token = await stripe.mintToken();
  const create = async (extra) => refusal(await stripe.charge(token, extra));
  assert.deepEqual(refusal(await stripe.post(INTENTS, { currency: 'usd' })), refusedParameter('parameter_missing', 'amount'));
  assert.deepEqual(refusal(await stripe.post(INTENTS, { amount: 500 })), refusedParameter('parameter_missing', 'currency'));
  for (const name of ['surprise', 'constructor', 'payment_method']) {
    assert.deepEqual(await create({ [name]: 1 }), refusedParameter('parameter_unknown', name));
  }
  assert.deepEqual(await create({ 'transfer_data[amount]': 1 }), refusedParameter('parameter_missing', 'transfer_data[destination]'));
  for (const amount of ['1.5', '0x10', '+500', '5e2', ' 500', '-500', '0', '99999999999999999999', 'NaN']) {
    assert.deepEqual(await create({ amount }), refusedParameter('parameter_invalid_integer', 'amount'), amount);
  }
  assert.deepEqual(await create({ amount: '' }), refusedParameter('parameter_invalid_empty', 'amount'));
  assert.deepEqual(await create({ amount: 49 }), refusedParameter('amount_too_small', 'amount'));
  assert.deepEqual(await create({ amount: 1_000_000_000_000 }), refusedParameter('amount_too_large', 'amount'));
  assert.deepEqual(await create({ currency: 'zzz' }), refusedParameter(undefined, 'currency'));
  assert.deepEqual(await create({ confirm: 'yes' }), refusedParameter(undefined, 'confirm'));
  assert.deepEqual(await create({ capture_method: 'later' }), refusedParameter(undefined, 'capture_method'));
  assert.deepEqual(await create({ 'automatic_payment_methods[enabled]': true, 'payment_method_types[]': 'card' }),
    refusedParameter(undefined, 'payment_method_types'));
  assert.deepEqual(await create({ [`metadata[${'k'.repeat(41)}]`]: '1' }), refusedParameter(undefined, 'metadata'));
  assert.deepEqual(await create({ 'metadata[k]': 'v'.repeat(501) }), refusedParameter(undefined, 'metadata[k]'));
  assert.deepEqual(refusal(await stripe.post(INTENTS, { amount: 500, currency: 'usd', confirm: true })),
    refusedParameter('parameter_missing', 'shared_payment_granted_token'));
  assert.deepEqual(await stripe.ledger(), []);
  assert.equal((await stripe.charge(token, { amount: 50, 'payment_method_types[]': 'card' })).json.status, 'succeeded');
});

test('without confirm nothing is charged', async () => {
  const token = await stripe.mintToken();
  assert.equal((await stripe.charge(token, { confirm: false })).json.status, 'requires_confirmation');
  assert.equal((await stripe.post(INTENTS, { amount: 500, currency: 'usd' })).json.status, 'requires_payment_method');
  assert.equal((await tokenObject(token)).deactivated_at, null);
});

test('manual capture: authorize, capture in part, cancel', async () => {
  const token = await stripe.mintToken();
  const { json: held } = await stripe.charge(token, { capture_method: 'manual' });
  assert.deepEqual([held.status, held.amount_capturable, held.amount_received], ['requires_capture', 500, 0]);
  assert.deepEqual(refusal(await stripe.charge(token)), TOKEN_REFUSED);
  assert.equal((await stripe.post(`${INTENTS}/${held.id}/capture`, { amount_to_capture: 501 })).json.error.code, 'amount_too_large');
  const { json: captured } = await stripe.post(`${INTENTS}/${held.id}/capture`, { amount_to_capture: 300 });
  assert.deepEqual([captured.status, captured.amount_capturable, captured.amount_received], ['succeeded', 0, 300]);
  assert.equal((await tokenObject(token)).usage_details.amount_captured.value, 300);
  const again = await stripe.post(`${INTENTS}/${held.id}/capture`);
  assert.equal(again.json.error.code, 'payment_intent_unexpected_state');
  assert.equal(again.json.error.payment_intent.id, held.id);

  const { json: other } = await stripe.charge(await stripe.mintToken(), { capture_method: 'manual' });
  const { json: canceled } = await stripe.post(`${INTENTS}/${other.id}/cancel`, { cancellation_reason: 'abandoned' });
  assert.deepEqual([canceled.status, canceled.amount_capturable, canceled.cancellation_reason], ['canceled', 0, 'abandoned']);
  assert.equal((await stripe.post(`${INTENTS}/${other.id}/capture`)).status, 400);
  assert.equal((await stripe.post(`${INTENTS}/${captured.id}/cancel`)).status, 400);
  assert.equal((await stripe.post(`${INTENTS}/pi_missing/cancel`)).status, 404);
});

test('the ledger is a paginated list, newest first', async () => {
  const ids = [];
  for (let i = 0; i < 12; i += 1) ids.unshift((await stripe.charge(await stripe.mintToken())).json.id);
  const page = async (query) => {
    const { json } = await stripe.get(`${INTENTS}${query}`);
    return [json.data.map(({ id }) => id), json.has_more];
  };
  assert.deepEqual(await page(''), [ids.slice(0, 10), true]);
  assert.deepEqual(await page('?limit=12'), [ids, false]);
  assert.deepEqual(await page(`?limit=5&starting_after=${ids[4]}`), [ids.slice(5, 10), true]);
  assert.deepEqual(await page(`?starting_after=${ids[11]}`), [[], false]);
  const { json } = await stripe.get(INTENTS);
  assert.deepEqual([json.object, json.url], ['list', INTENTS]);
  assert.equal((await stripe.get(`${INTENTS}?limit=0`)).status, 400);
  assert.equal((await stripe.get(`${INTENTS}?limit=101`)).status, 400);
  assert.equal((await stripe.get(`${INTENTS}?starting_after=pi_missing`)).json.error.code, 'resource_missing');
});
