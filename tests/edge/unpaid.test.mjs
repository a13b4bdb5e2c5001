import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { assertProblem, challengeOf, decoded, digestOf, idFor, NETWORK_ID, REALM, send, startStack } from './payer.mjs';
import { startOrigin } from './stack.mjs';

let stack;
before(async () => {
  stack = await startStack();
});
after(() => stack?.close());

test('no credential: 402, a challenge, problem details; nothing stored or charged, and the origin is not asked', async () => {
  const answer = await stack.costs({}, () => send(stack.url, '/paid'));
  assertProblem(answer, 'payment-required');
  assert.equal(answer.json.title, 'Payment Required');
  const { id, expires, opaque, request, ...challenge } = challengeOf(answer);
  assert.deepEqual(challenge, { realm: REALM, method: 'stripe', intent: 'charge', description: 'One paid answer' });
  assert.deepEqual(decoded(request), {
    amount: '100', currency: 'usd', methodDetails: { networkId: NETWORK_ID, paymentMethodTypes: ['card', 'link'] },
  });
  const minutes = (Date.parse(expires) - Date.now()) / 60_000;
  assert.ok(minutes > 4 && minutes <= 5);
  assert.equal(id, idFor(challengeOf(answer)), 'the id is the HMAC that the specification recommends');
  assert.equal(typeof decoded(opaque), 'object');
});

test('descriptions and metadata in any script are sent as ASCII', async () => {
  const { description, request } = challengeOf(await send(stack.url, '/tagged'));
  assert.equal(description, 'Café — “naïve” 😀');
  assert.deepEqual(decoded(request).methodDetails.metadata, { order: 'a b&c=d', tier: 'gold' });
});

test('requests to free routes pass untouched, even with odd credentials', async () => {
  for (const headers of [{}, { authorization: 'Payment !!' }, { authorization: 'Payment e30' }, { 'payment-authorization': 'Payment e30' }]) {
    const answer = await stack.costs({ hits: 1 }, () => send(stack.url, '/free?x=1', { headers }));
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.json, { served: '/free?x=1', method: 'GET' });
    for (const name of ['www-authenticate', 'payment-receipt']) assert.equal(answer.headers.get(name), null, name);
    // No cache reuses what was asked for with `Authorization`; of the other field it knows nothing.
    assert.equal(answer.headers.get('cache-control'), 'payment-authorization' in headers ? 'private' : null);
    const { headers: seen } = stack.origin.seen.at(-1);
    assert.equal(seen.authorization, undefined);
    assert.equal(seen['payment-authorization'], undefined);
  }
  const posted = await send(stack.url, '/free', { method: 'POST', body: 'hello', headers: { cookie: 'a=b' } });
  assert.equal(posted.status, 200);
  const seen = stack.origin.seen.at(-1);
  assert.deepEqual([seen.method, seen.body, seen.headers.cookie], ['POST', 'hello', 'a=b']);
});

for (const target of ['/premiumX', '/premiumX/x', '/premium', '/x/premium/y', '/paidx', '/paid/x', '/']) {
  test(`free: ${target}`, async () => {
    const answer = await stack.costs({ hits: 1 }, () => send(stack.url, target));
    assert.deepEqual([answer.status, answer.json.served], [200, target]);
  });
}

for (const target of [
  '/premium/x', '/Premium/x', '/premium/', '//premium/x', '/premium//x', '///premium///x', '/%70remium/x',
  '/premium/%2e%2e/premium/x', '/premium/../premium/x', '/./premium/x', '/a/../premium/x', '/a/%2E%2e/premium/x',
  '/premium%2fx', '/premium%2Fx', '/a/..%2fpremium/x', '/premium%5cx', '/premium\\x',
  '/premium/x?free=1', '/premium/x#/free', '/premium/%00', '/premium/%ff', '/premium/x;y', '/free;a%2fb/..;/premium/y',
  '/paid%3fx', '/paid/', '//paid', '/%70%61%69%64', '/paid?', '/paid?x=1',
]) {
  test(`priced: ${target}`, async () => {
    assertProblem(await stack.costs({}, () => send(stack.url, target)), 'payment-required');
  });
}

for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
  test(`priced: ${method}`, async () => {
    assertProblem(await stack.costs({}, () => send(stack.url, '/paid', { method })), 'payment-required');
  });
}

test('HEAD is priced like GET: the same terms, no body', async () => {
  const [head, get] = [await stack.costs({}, () => send(stack.url, '/paid', { method: 'HEAD' })), await send(stack.url, '/paid')];
  assert.deepEqual([head.status, head.text, head.headers.get('cache-control')], [402, '', 'no-store']);
  const terms = ({ id, expires, ...rest }) => ({ ...rest, opaque: undefined });
  assert.deepEqual(terms(challengeOf(head)), terms(challengeOf(get)));
});

test('a body is bound by its digest; without a body there is no digest', async () => {
  for (const body of ['hello', '{"a":1}', '\u0000', 'x'.repeat(100_000)]) {
    const answer = await stack.costs({}, () => send(stack.url, '/paid', { method: 'POST', body }));
    assertProblem(answer, 'payment-required');
    assert.equal(challengeOf(answer).digest, digestOf(body));
    assert.equal(challengeOf(answer).id, idFor(challengeOf(answer)));
  }
  for (const options of [{}, { method: 'POST' }, { method: 'POST', body: '' }]) {
    assert.equal(challengeOf(await send(stack.url, '/paid', options)).digest, undefined);
  }
});

test('a body over the limit is refused before any price is given', async () => {
  const limit = 1024 * 1024;
  const post = (size, headers) => send(stack.url, '/paid', { method: 'POST', body: 'x'.repeat(size), headers });
  assertProblem(await post(limit), 'payment-required');
  assertProblem(await stack.costs({}, () => post(limit + 1)), 'body-too-large');
  const chunked = { 'transfer-encoding': 'chunked', 'content-length': [] };
  assertProblem(await stack.costs({}, () => post(limit + 1, chunked)), 'body-too-large');
  const free = await send(stack.url, '/free', { method: 'POST', body: 'x'.repeat(limit + 1) });
  assert.equal(free.status, 200, 'free routes have no limit');
});

test('a body that breaks off is refused, and no error is reported', async () => {
  const said = stack.worker.said.length;
  const answer = await new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(stack.url).port), '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => (text += chunk)).on('close', () => resolve(text)).on('error', reject);
    socket.end('POST /paid HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nhalf of an order');
  });
  assert.match(answer, /^HTTP\/1\.1 400 [^]*"code":"not-payable"/);
  assert.doesNotMatch(answer, /www-authenticate/i);
  assert.doesNotMatch(stack.worker.said.slice(said).join(''), /mpp-wasm/);
});

test('a GET with a body is answered on free and priced routes', async () => {
  assertProblem(await send(stack.url, '/paid', { body: 'hello' }), 'payment-required');
  const free = await send(stack.url, '/free', { body: 'hello' });
  assert.notEqual(free.status, 500, free.text);
});

test('plain http outside loopback: no challenge that could be intercepted', async () => {
  const headers = { host: 'paywall.example.com' };
  assertProblem(await stack.costs({}, () => send(stack.url, '/paid', { headers })), 'insecure-transport');
  assert.equal((await send(stack.url, '/free', { headers })).status, 200);
});

test('requests go only to the configured origin, whatever the path', async () => {
  const stranger = await startOrigin();
  try {
    for (const target of [`//${new URL(stranger.url).host}/x`, `/\\${new URL(stranger.url).host}/x`]) {
      const answer = await stack.costs({ hits: 1 }, () => send(stack.url, target));
      assert.equal(answer.status, 200);
      assert.deepEqual(stranger.seen, [], target);
    }
  } finally {
    await stranger.close();
  }
});

test('no two payers get the same challenge', async () => {
  const answers = await Promise.all(Array.from({ length: 100 }, () => send(stack.url, '/paid')));
  assert.equal(new Set(answers.map((answer) => challengeOf(answer).id)).size, answers.length);
});

test('an Accept-Payment that matches nothing, or is malformed, still gets the offer', async () => {
  for (const value of ['stripe/charge', 'tempo/charge', '*/*;q=0', 'stripe/charge;q=0', '{}', 'a'.repeat(10_000)]) {
    assertProblem(await send(stack.url, '/paid', { headers: { 'accept-payment': value } }), 'payment-required');
  }
});

test('header bytes that are not text: a refusal, not an error', async () => {
  for (const value of ['Payment \xff\xfe\xe9', 'Bearer \xff, Payment \xff', '\xff', 'Payment \xc3\xa9']) {
    const answer = await new Promise((resolve, reject) => {
      const { port } = new URL(stack.url);
      const socket = connect(Number(port), '127.0.0.1');
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
        if (text.includes('}')) socket.end();
      });
      socket.on('close', () => resolve(text)).on('error', reject);
      socket.write(Buffer.from(`GET /paid HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: ${value}\r\n\r\n`, 'latin1'));
    });
    assert.match(answer, /^HTTP\/1.1 402 /);
  }
});
