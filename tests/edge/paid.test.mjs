import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { after, before, test } from 'node:test';
import { assertPaid, assertProblem, challengeOf, credential, idFor, prepare, rebound, send, startStack } from './payer.mjs';

let stack;
let failures = 0;
before(async () => {
  stack = await startStack({ answer });
});
after(() => stack?.close());

/** An origin that oversteps: it sends payment headers, allows shared caching and sets cookies. It fails on demand. */
function answer({ method, path, body }, response) {
  response.setHeader('content-type', 'application/json');
  response.setHeader('x-own', 'kept');
  response.setHeader('etag', '"1"');
  response.setHeader('cache-control', 'public, max-age=60, s-maxage=600');
  response.setHeader('set-cookie', ['session=1; Path=/', 'other=2']);
  response.setHeader('payment-receipt', 'forged');
  response.setHeader('payment-anything', 'forged');
  response.setHeader('www-authenticate', [
    'Payment id="forged", realm="a", method="x", intent="charge", request="e30"', 'Bearer realm="Payment, x"', 'PAYMENT id="2"',
  ]);
  const text = JSON.stringify({ served: path, method, body });
  if (path.startsWith('/premium/zip')) {
    response.setHeader('content-encoding', 'gzip');
    return response.end(gzipSync(text));
  }
  const status = /^\/premium\/status-(\d+)$/.exec(path)?.[1];
  if (status && failures > 0) {
    failures -= 1;
    response.statusCode = Number(status);
  }
  if (path === '/premium/cut' && failures > 0) {
    failures -= 1;
    return response.destroy();
  }
  response.end(text);
}

test('paid: the resource, private, with a receipt that names the payment', async () => {
  const { challenge, spt, authorization, pay } = await prepare(stack);
  const paid = await stack.costs({ intents: 1, hits: 1 }, () => pay());
  const receipt = assertPaid(paid);
  assert.deepEqual(paid.json, { served: '/paid', method: 'GET', body: '' });
  assert.equal(paid.headers.get('cache-control'), 'private, max-age=60');
  assert.equal(Number(paid.headers.get('content-length')), Buffer.byteLength(paid.text), 'a length that the origin has told');

  const [intent] = await stack.stripe.ledger();
  assert.equal(receipt.reference, intent.id);
  const { amount, amount_received, currency, metadata, status, shared_payment_granted_token } = intent;
  assert.deepEqual({ amount, amount_received, currency, metadata, status, shared_payment_granted_token }, {
    amount: 100, amount_received: 100, currency: 'usd', status: 'succeeded', shared_payment_granted_token: spt,
    metadata: { challenge_id: challenge.id, machine_payment: 'true' },
  });
  const payment = ({ method, path }) => method === 'POST' && path === '/v1/payment_intents';
  const { params, idempotency_key, stripe_version } = (await stack.stripe.requests()).findLast(payment);
  assert.ok(idempotency_key.includes(challenge.id) && !idempotency_key.includes(spt));
  assert.match(stripe_version, /^\d{4}-\d\d-\d\d\.preview$/);
  assert.equal(JSON.stringify(params).includes('never'), true, 'no redirects');
  assert.equal(authorization.includes(spt), false);
});

test('the price, currency and metadata come from the route', async () => {
  for (const [target, amount, currency, more] of [
    ['/premium/a/b?c=d', 500, 'usd', {}],
    ['/tagged', 200, 'eur', { order: 'a b&c=d', tier: 'gold' }],
    ['/cheap', 50, 'usd', {}],
  ]) {
    const { challenge, pay } = await prepare(stack, target, { token: { currency, maxAmount: amount } });
    assertPaid(await stack.costs({ intents: 1, hits: 1 }, () => pay()));
    const [intent] = await stack.stripe.ledger();
    assert.deepEqual([intent.amount, intent.currency], [amount, currency]);
    assert.deepEqual(intent.metadata, { challenge_id: challenge.id, machine_payment: 'true', ...more });
  }
});

test('the payer\'s own external id comes back in the receipt', async () => {
  for (const externalId of ['order-1', 'Ünï—😀', '"}{', 'x'.repeat(255)]) {
    const { pay } = await prepare(stack, '/paid', { payload: { externalId } });
    assert.equal(assertPaid(await pay()).externalId, externalId);
  }
});

test('the origin does not see the credential, but sees other members beside it', async () => {
  const { authorization, pay } = await prepare(stack);
  const headers = { 'x-other': 'kept', cookie: 'a=b' };
  assertPaid(await pay(`Bearer abc.def, ${authorization}`, { headers }));
  const { headers: seen } = stack.origin.seen.at(-1);
  assert.deepEqual([seen.authorization, seen['x-other'], seen.cookie], ['Bearer abc.def', 'kept', 'a=b']);

  for (const [value, left] of [
    [(own) => own, undefined],
    [(own) => `Digest username="Payment x, y", nonce=1, ${own}`, 'Digest username="Payment x, y", nonce=1'],
    [(own) => [own, 'Bearer later'], 'Bearer later'],
    [(own) => own.replace('Payment ', 'pAYMENT   '), undefined],
  ]) {
    const next = await prepare(stack);
    assertPaid(await next.pay(value(next.authorization), { headers: { 'payment-authorization': 'Bearer elsewhere' } }));
    const { headers: passed, body } = stack.origin.seen.at(-1);
    assert.equal(passed.authorization, left);
    assert.equal(passed['payment-authorization'], undefined);
    assert.equal(JSON.stringify([passed, body]).includes(next.authorization.split(' ')[1]), false);
  }
});

test('a route may leave Authorization to the origin', async () => {
  const target = '/keyed/report';
  const key = { authorization: 'Bearer abc.def' };
  const asked = await send(stack.url, target, { headers: key });
  assertProblem(asked, 'payment-required');
  const challenge = challengeOf(asked);
  assert.equal(challenge.header, 'Payment-Authorization');
  assert.equal(challenge.id, idFor(challenge));
  const value = credential(challenge, { spt: await stack.stripe.mintToken({}) });
  const pay = (headers) => send(stack.url, target, { headers });
  assertProblem(await stack.costs({}, () => pay({ authorization: value })), 'malformed-credential');
  assertProblem(await stack.costs({}, () => pay({ authorization: `${key.authorization}, ${value}` })), 'malformed-credential');
  assertProblem(await stack.costs({}, () => pay({ authorization: value, 'payment-authorization': value })), 'multiple-credentials');
  const { header, ...withoutName } = challenge;
  assertProblem(
    await stack.costs({}, () => pay({ 'payment-authorization': credential(rebound(withoutName, {}), { spt: 'spt_x' }) })),
    'invalid-challenge',
  );
  assertPaid(await stack.costs({ intents: 1, hits: 1 }, () => pay({ ...key, 'payment-authorization': value })));
  const { headers } = stack.origin.seen.at(-1);
  assert.deepEqual([headers.authorization, headers['payment-authorization']], [key.authorization, undefined]);
  assertProblem(await stack.costs({}, () => pay({ ...key, 'payment-authorization': value })), 'invalid-challenge');
});

test('the origin\'s payment headers and cookies are removed', async () => {
  const { pay } = await prepare(stack);
  const { headers } = await pay().then((paid) => (assert.equal(paid.status, 200), paid));
  assert.equal(headers.get('set-cookie'), null);
  assert.equal(headers.get('payment-anything'), null);
  assert.notEqual(headers.get('payment-receipt'), 'forged');
  assert.equal(headers.get('www-authenticate'), 'Bearer realm="Payment, x"');
  assert.deepEqual([headers.get('x-own'), headers.get('etag')], ['kept', '"1"']);
});

test('on a free route the origin keeps its cookies and caching, but not its payment headers', async () => {
  const { headers } = await send(stack.url, '/free');
  assert.deepEqual(headers.getSetCookie(), ['session=1; Path=/', 'other=2']);
  assert.equal(headers.get('cache-control'), 'public, max-age=60, s-maxage=600');
  assert.equal(headers.get('www-authenticate'), 'Bearer realm="Payment, x"');
  for (const name of ['payment-receipt', 'payment-anything']) assert.equal(headers.get(name), null);
});

test('a free answer to a request with Payment-Authorization stays out of shared caches', async () => {
  const { headers } = await send(stack.url, '/free', { headers: { 'payment-authorization': 'Payment e30' } });
  assert.equal(headers.get('cache-control'), 'private, max-age=60');
});

test('a compressed response arrives readable', async () => {
  const { pay } = await prepare(stack, '/premium/zip');
  const paid = await pay(undefined, { headers: { 'accept-encoding': 'identity' } });
  assert.equal(paid.status, 200);
  assert.equal(paid.json?.served, '/premium/zip');
});

for (const status of [500, 503, 404, 402, 401]) {
  test(`an origin's ${status}: no receipt; the same credential is served later without a second charge`, async () => {
    const { pay } = await prepare(stack, `/premium/status-${status}`);
    failures = 2;
    const failed = await stack.costs({ intents: 1, hits: 1 }, () => pay());
    // Its own challenge cannot pass, and a 402 without one must not be sent.
    const shown = status === 402 ? 502 : status;
    assert.equal(failed.status, shown);
    assert.equal(failed.headers.get('payment-receipt'), null);
    assert.doesNotMatch(failed.headers.get('www-authenticate') ?? '', /id=/);
    const again = await stack.costs({ hits: 1 }, () => pay());
    assert.equal(again.status, shown, 'fails twice');
    const [intent] = await stack.stripe.ledger();
    const late = await stack.costs({ hits: 1 }, () => pay());
    assert.equal(late.status, 200);
    assert.equal(JSON.parse(Buffer.from(late.headers.get('payment-receipt'), 'base64url')).reference, intent.id);
    assertProblem(await stack.costs({}, () => pay()), 'invalid-challenge');
  });
}

test('an origin that hangs up is a 502, and the payment is not lost', async () => {
  const { pay } = await prepare(stack, '/premium/cut');
  failures = 1;
  const failed = await stack.costs({ intents: 1, hits: 1 }, () => pay());
  assert.deepEqual([failed.status, failed.json.code], [502, 'origin-unavailable']);
  assert.equal(failed.headers.get('payment-receipt'), null);
  assert.equal(failed.headers.get('www-authenticate'), null);
  assert.equal((await stack.costs({ hits: 1 }, () => pay())).status, 200);
});

test('what one payer is owed is not handed to another token', async () => {
  const { challenge, pay } = await prepare(stack, '/premium/status-500');
  failures = 1;
  assert.equal((await pay()).status, 500);
  const thief = await stack.costs({}, () => pay(credential(challenge, { spt: 'spt_stranger' })));
  assert.notEqual(thief.status, 200);
  assert.equal((await stack.costs({ hits: 1 }, () => pay())).status, 200);
});

for (const status of [302, 304]) {
  test(`an origin's ${status}: charged for with a receipt, or owed`, async () => {
    const { pay } = await prepare(stack, `/premium/status-${status}`);
    failures = 1;
    const first = await pay();
    assert.equal(first.status, status);
    if (first.headers.get('payment-receipt') === null) assert.equal((await pay()).status, 200);
  });
}

test('POST: only the body that was priced is accepted', async () => {
  const options = { method: 'POST', body: '{"order":1}', headers: { 'content-type': 'application/json' } };
  const { challenge, pay } = await prepare(stack, '/paid', options);
  for (const body of ['{"order":2}', '{"order":1} ', '', '{"order": 1}']) {
    const refused = await stack.costs({}, () => pay(undefined, { body }));
    assertProblem(refused, 'verification-failed', { stale: challenge.id });
  }
  assertProblem(await stack.costs({}, () => pay(undefined, { method: 'PUT' })), 'invalid-challenge');
  assertProblem(await stack.costs({}, () => pay(undefined, { body: 'x'.repeat(1024 * 1024 + 1) })), 'body-too-large');
  const paid = await stack.costs({ intents: 1, hits: 1 }, () => pay());
  assertPaid(paid);
  assert.deepEqual(paid.json, { served: '/paid', method: 'POST', body: '{"order":1}' });
  assertProblem(await stack.costs({}, () => pay()), 'invalid-challenge', { stale: challenge.id });
});

test('a challenge without a body does not pay for a request with one', async () => {
  const { pay } = await prepare(stack, '/paid', { method: 'POST' });
  assertProblem(await stack.costs({}, () => pay(undefined, { body: 'x' })), 'verification-failed');
  assertPaid(await stack.costs({ intents: 1, hits: 1 }, () => pay()));
});

test('a peer\'s bare digest is the same digest', async () => {
  const { challenge, spt, pay } = await prepare(stack, '/paid', { method: 'POST', body: 'hello' });
  const bare = rebound(challenge, { digest: challenge.digest.replace(/:/g, '') });
  assert.notEqual(bare.id, challenge.id);
  assertPaid(await stack.costs({ intents: 1, hits: 1 }, () => pay(credential(bare, { spt }))));
});

test('HEAD is never charged: its challenge is paid with GET', async () => {
  const challenge = challengeOf(await send(stack.url, '/paid', { method: 'HEAD' }));
  const authorization = credential(challenge, { spt: await stack.stripe.mintToken() });
  const head = await stack.costs({}, () => send(stack.url, '/paid', { method: 'HEAD', headers: { authorization } }));
  assert.deepEqual([head.status, head.text, head.headers.get('www-authenticate')], [400, '', null]);
  assertPaid(await stack.costs({ intents: 1, hits: 1 }, () => send(stack.url, '/paid', { headers: { authorization } })));
});

test('unbound parts may change: description, source, field order, padding, a second member', async () => {
  for (const change of [
    ({ challenge, spt }) => credential({ ...challenge, description: 'Another “text”' }, { spt }),
    ({ challenge, spt }) => credential({ ...challenge, description: undefined }, { spt }, { source: 'did:key:z6Mk' }),
    ({ challenge, spt }) => credential(Object.fromEntries(Object.entries(challenge).reverse()), { more: [1, { a: null }], spt }),
    ({ authorization }) => `${authorization}${'='.repeat((4 - (authorization.length - 'Payment '.length) % 4) % 4)}`,
    ({ challenge, spt }) => `Payment ${Buffer.from(JSON.stringify({ challenge, payload: { spt }, pad: '???>>>' }, null, 2)).toString('base64')}`,
    ({ challenge, spt }) => credential(challenge, { spt }, { ['__proto__']: { spt: 1 }, constructor: 'x' }),
  ]) {
    const prepared = await prepare(stack);
    assert.equal(prepared.challenge.id, idFor(prepared.challenge));
    assertPaid(await stack.costs({ intents: 1, hits: 1 }, () => prepared.pay(change(prepared))));
  }
});

test('a credential just below the size limit is accepted', async () => {
  const { challenge, spt, pay } = await prepare(stack);
  const authorization = credential(challenge, { spt }, { source: 'x'.repeat(44_000) });
  assert.ok(authorization.length > 58_000 && authorization.length < 60 * 1024);
  assertPaid(await pay(authorization));
});
