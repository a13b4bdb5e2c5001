// An unmodified mppx client pays. Only its token-creating callback knows about the simulator.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Challenge, Receipt } from 'mppx';
import { Mppx, stripe as stripeMethod } from 'mppx/client';
import { challengeOf, NETWORK_ID, prepare, REALM, SECRET, send, startStack } from './payer.mjs';

let stack;
let minted;
before(async () => {
  stack = await startStack();
});
after(() => stack?.close());

/** A client. `minted` collects what its callback was asked for. */
function client({ paymentMethod = 'pm_card_visa', ...options } = {}) {
  minted = [];
  const createToken = ({ amount, currency, expiresAt, networkId, paymentMethod: card }) => {
    minted.push({ amount, currency, expiresAt, networkId });
    return stack.stripe.mintToken({ paymentMethod: card, currency, maxAmount: Number(amount), expiresAt });
  };
  return Mppx.create({ methods: [stripeMethod.charge({ paymentMethod, createToken, ...options })], polyfill: false });
}

test('mppx accepts every challenge the Worker writes, and its id verifies', async () => {
  for (const [target, options] of [
    ['/paid'], ['/tagged'], ['/keyed/a'], ['/premium/a?b=c'], ['/premium/%ff'], ['/paid', { method: 'POST', body: '{"a":1}' }],
    ['/paid', { headers: { authorization: 'Payment e30' } }], ['/paid', { headers: { 'accept-payment': 'stripe/charge' } }],
  ]) {
    const answer = await send(stack.url, target, options);
    const list = Challenge.deserializeList(answer.headers.get('www-authenticate'));
    assert.equal(list.length, 1, target);
    const [challenge] = list;
    assert.deepEqual([challenge.realm, challenge.method, challenge.intent], [REALM, 'stripe', 'charge']);
    assert.equal(challenge.request.methodDetails.networkId, NETWORK_ID);
    assert.equal(Challenge.verify(challenge, { secretKey: SECRET }), true, target);
    assert.equal(Challenge.verify(challenge, { secretKey: `${SECRET}x` }), false);
    assert.equal(Challenge.verify({ ...challenge, realm: 'x' }, { secretKey: SECRET }), false);
    const { request, ...texts } = challengeOf(answer);
    assert.deepEqual({ ...challenge, request: undefined }, { ...texts, request: undefined }, 'nothing is lost on the way');
  }
  const [{ description }] = Challenge.deserializeList((await send(stack.url, '/tagged')).headers.get('www-authenticate'));
  assert.equal(description, 'Café — “naïve” 😀');
});

test('mppx pays GET /paid', async () => {
  const { fetch } = client();
  const paid = await stack.costs({ intents: 1, hits: 1 }, () => fetch(`${stack.url}/paid`));
  assert.equal(paid.status, 200);
  assert.deepEqual(await paid.json(), { served: '/paid', method: 'GET' });
  const receipt = Receipt.deserialize(paid.headers.get('payment-receipt'));
  const [intent] = await stack.stripe.ledger();
  assert.deepEqual([receipt.status, receipt.method, receipt.reference], ['success', 'stripe', intent.id]);
  assert.deepEqual(minted.map(({ expiresAt, ...asked }) => asked), [{ amount: '100', currency: 'usd', networkId: NETWORK_ID }]);
});

test('mppx pays a route that leaves Authorization to its origin, and keeps its key there', async () => {
  const { fetch } = client();
  const paid = await stack.costs({ intents: 1, hits: 1 }, () => fetch(`${stack.url}/keyed/a`, { headers: { authorization: 'Bearer abc.def' } }));
  assert.equal(paid.status, 200);
  const { headers } = stack.origin.seen.at(-1);
  assert.deepEqual([headers.authorization, headers['payment-authorization']], ['Bearer abc.def', undefined]);
});

test('mppx pays a POST, and its external id comes back', async () => {
  const { fetch } = client({ externalId: 'order-7 — ü' });
  const body = JSON.stringify({ order: 7 });
  const paid = await stack.costs({ intents: 1, hits: 1 }, () =>
    fetch(`${stack.url}/premium/orders?dry=0`, { method: 'POST', body, headers: { 'content-type': 'application/json' } }),
  );
  assert.equal(paid.status, 200);
  assert.equal(Receipt.fromResponse(paid).externalId, 'order-7 — ü');
  const seen = stack.origin.seen.at(-1);
  assert.deepEqual([seen.method, seen.path, seen.body, seen.headers.authorization], ['POST', '/premium/orders?dry=0', body, undefined]);
  const [intent] = await stack.stripe.ledger();
  assert.equal(intent.amount, 500);
});

test('mppx pays a form that was encoded once. One that is encoded anew, with another boundary, costs nobody anything', async () => {
  const form = new FormData();
  form.set('order', '7');
  const pay = (body) => client().fetch(`${stack.url}/paid`, { method: 'POST', body });
  // Node 26 gives a FormData the same boundary each time.
  const [first, second] = [form, form].map((body) => new Response(body).headers.get('content-type'));
  if (first === second) {
    assert.equal((await stack.costs({ intents: 1, hits: 1 }, () => pay(form))).status, 200);
  } else {
    const refused = await stack.costs({}, () => pay(form));
    assert.deepEqual([refused.status, (await refused.json()).code], [402, 'verification-failed']);
  }
  const body = await new Response(form).blob();
  assert.equal((await stack.costs({ intents: 1, hits: 1 }, () => pay(body))).status, 200);
  assert.match(stack.origin.seen.at(-1).headers['content-type'], /^multipart\/form-data; ?boundary=/);
});

test('mppx pays a route with metadata in euros', async () => {
  const paid = await stack.costs({ intents: 1, hits: 1 }, () => client().fetch(`${stack.url}/tagged`));
  assert.equal(paid.status, 200);
  assert.equal(Receipt.fromResponse(paid).method, 'stripe');
  const [{ amount, currency, metadata }] = await stack.stripe.ledger();
  assert.deepEqual([amount, currency, metadata.order, metadata.tier], [200, 'eur', 'a b&c=d', 'gold']);
});

test('mppx fetches free resources without paying', async () => {
  const free = await stack.costs({ hits: 1 }, () => client().fetch(`${stack.url}/free`));
  assert.equal(free.status, 200);
  assert.deepEqual(minted, []);
});

test('a declined card: mppx gets a 402 with a challenge, after one charge attempt, and is never served', async () => {
  const { fetch } = client({ paymentMethod: 'pm_card_chargeDeclined' });
  const before = await stack.count();
  const answer = await fetch(`${stack.url}/paid`);
  const after = await stack.count();
  assert.equal(answer.status, 402);
  assert.equal((await answer.json()).code, 'verification-failed');
  assert.equal(Challenge.fromResponseList(answer).length, 1);
  assert.equal(after.hits, before.hits);
  assert.equal(after.intents - before.intents, minted.length);
});

test('an unreachable processor: mppx is not asked to pay again', async () => {
  const { fetch } = client();
  await stack.stripe.fault({ mode: 'reset_after', times: 5 });
  const answer = await stack.costs({ intents: 1 }, () => fetch(`${stack.url}/paid`));
  await stack.stripe.fault({ mode: 'none' });
  assert.equal(answer.status, 503);
  assert.equal(minted.length, 1);
});

test('a credential made by mppx cannot be used twice', async () => {
  const { createCredential } = client();
  const authorization = await createCredential(await fetch(`${stack.url}/paid`));
  const pay = () => send(stack.url, '/paid', { headers: { authorization } });
  assert.equal((await stack.costs({ intents: 1, hits: 1 }, pay)).status, 200);
  const replay = await stack.costs({}, pay);
  assert.deepEqual([replay.status, replay.json.code], [402, 'invalid-challenge']);
});

test('mppx accepts every receipt the Worker writes', async () => {
  for (const externalId of [undefined, 'x', '“ü”', '\u0001\n"']) {
    const { pay } = await prepare(stack, '/paid', { payload: { externalId } });
    const receipt = Receipt.deserialize((await pay()).headers.get('payment-receipt'));
    assert.equal(receipt.externalId, externalId);
    assert.match(receipt.reference, /^pi_/);
  }
});
