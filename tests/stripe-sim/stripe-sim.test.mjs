import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createClient } from './client.mjs';
import { startStripeSim } from './start.mjs';

const SERVER = fileURLToPath(new URL('./server.mjs', import.meta.url));
const INTENTS = '/v1/payment_intents';
let sim;
let stripe;
before(async () => {
  sim = await startStripeSim();
  stripe = createClient(sim.url);
});
after(() => sim?.close());
beforeEach(() => stripe.reset());

test('only test-mode keys are accepted, by Basic with an empty password or by Bearer', async () => {
  const statusFor = async (authorization) => (await stripe.get(INTENTS, { authorization })).status;
  assert.equal(await statusFor(`Basic ${btoa('sk_test_a:')}`), 200);
  assert.equal(await statusFor(`Basic ${btoa('rk_test_a:')}`), 200);
  assert.equal(await statusFor('Bearer sk_test_a'), 200);
  for (const refused of ['', 'Basic', 'Basic !!!', `Basic ${btoa('sk_test_a:password')}`, `Basic ${btoa('sk_test_a')}`,
    `Basic ${btoa('sk_live_a:')}`, 'Bearer sk_live_a', 'Bearer pk_test_a', 'Bearer sk_test_', 'Digest sk_test_a']) {
    assert.equal(await statusFor(refused), 401, refused);
  }
  const { json, text, headers } = await stripe.get(INTENTS, { authorization: 'Bearer sk_live_secret' });
  assert.equal(json.error.type, 'invalid_request_error');
  assert.equal(typeof json.error.message, 'string');
  assert.match(headers.get('www-authenticate'), /^Basic /);
  assert.doesNotMatch(text, /sk_live_secret/);
});

test('every response has its own request id and echoes the version that was sent', async () => {
  const version = '2026-04-22.preview';
  const first = await stripe.get(INTENTS, { 'stripe-version': version });
  const second = await stripe.get('/v1/nothing');
  assert.match(first.headers.get('request-id'), /^req_\w+$/);
  assert.match(second.headers.get('request-id'), /^req_\w+$/);
  assert.notEqual(first.headers.get('request-id'), second.headers.get('request-id'));
  assert.equal(first.headers.get('stripe-version'), version);
  assert.equal(second.headers.get('stripe-version'), null);
  assert.equal((await stripe.get(INTENTS, { 'stripe-version': 'latest' })).status, 400);
});

test('unknown URLs and methods answer 404 in the error shape', async () => {
  for (const [method, path] of [['GET', '/'], ['GET', '/v1/charges'], ['DELETE', INTENTS], ['POST', `${INTENTS}/pi_1/confirm`],
    ['GET', '/%ff'], ['GET', '//'], ['GET', `${INTENTS}/`], ['GET', '/_simulator']]) {
    const { status, json } = await stripe.request(method, path);
    assert.equal(status, 404, path);
    assert.equal(json.error.type, 'invalid_request_error');
  }
  assert.equal((await stripe.get(`${INTENTS}/pi_missing`)).json.error.code, 'resource_missing');
  assert.equal((await stripe.get(`${INTENTS}/__proto__`)).status, 404);
});

test('only form bodies within the limit are read', async () => {
  const json = await stripe.post(INTENTS, '{"amount":500}', { 'content-type': 'application/json' });
  assert.equal(json.status, 400);
  assert.match(json.json.error.message, /form-urlencoded/);
  const withCharset = await stripe.post(INTENTS, '', { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' });
  assert.equal(withCharset.json.error.code, 'parameter_missing');
  assert.equal((await stripe.post(`${INTENTS}?amount=500`)).status, 400);
  const large = await stripe.post(INTENTS, `description=${'a'.repeat(70_000)}`);
  assert.equal(large.status, 413);
  assert.equal(large.json.error.type, 'invalid_request_error');
  await assert.rejects(stripe.post(INTENTS, `description=${'a'.repeat(8_000_000)}`), TypeError);
});

test('malformed forms answer 400 and leave the process alive', async () => {
  const malformed = ['amount=%ff', 'amount=%', '=1', 'a[b=1', 'amount=1&amount=2', 'metadata=1&metadata[a]=2',
    'metadata[a]=1&metadata=2', 'metadata[]=1&metadata[a]=1', 'metadata[a]=1&metadata[]=1', `metadata${'[a]'.repeat(50)}=1`,
    Array.from({ length: 600 }, (_, i) => `metadata[${i}]=1`).join('&'), '__proto__[polluted]=1', 'constructor[prototype][polluted]=1',
    'metadata[a][b]=1', 'amount[]=5', 'amount[a]=5'];
  for (const body of malformed) {
    const { status, json } = await stripe.post(INTENTS, body);
    assert.equal(status, 400, body);
    assert.equal(json.error.type, 'invalid_request_error', body);
  }
  assert.equal((await stripe.get(INTENTS)).status, 200);
});

test('a connection that breaks off or sends nonsense does not end the process', async () => {
  const { port } = new URL(sim.url);
  for (const bytes of ['\0\0\0', 'GET / HTTP/1.1\r\n\r\n', `POST ${INTENTS} HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\namou`]) {
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.write(bytes);
    setTimeout(() => socket.destroy(), 20);
    // `once` would reject if it is reset before.
    await new Promise((closed) => socket.once('close', closed));
  }
  assert.equal((await stripe.get(INTENTS)).status, 200);
});

test('the request log contains the requests but no credentials', async () => {
  const headers = { 'idempotency-key': 'log-1', 'stripe-version': '2026-04-22.preview' };
  await stripe.post(INTENTS, 'amount=500&currency=usd&metadata[__proto__]=data', headers);
  await stripe.get(`${INTENTS}?limit=1`, { authorization: 'Bearer sk_live_topsecret' });
  const requests = await stripe.requests();
  assert.deepEqual(requests.map(({ params, ...rest }) => rest), [
    { method: 'POST', path: INTENTS, idempotency_key: 'log-1', stripe_version: '2026-04-22.preview', status: 200 },
    { method: 'GET', path: INTENTS, idempotency_key: null, stripe_version: null, status: 401 },
  ]);
  assert.equal(JSON.stringify(requests[0].params), '{"amount":"500","currency":"usd","metadata":{"__proto__":"data"}}');
  assert.deepEqual(requests[1].params, { limit: '1' });
  assert.doesNotMatch(JSON.stringify(requests), /sk_|authorization/i);
});

test('a reset forgets tokens, intents, requests and keys', async () => {
  const token = await stripe.mintToken();
  await stripe.charge(token, {}, { 'idempotency-key': 'reset-1' });
  await stripe.reset();
  assert.deepEqual(await stripe.requests(), []);
  assert.deepEqual(await stripe.ledger(), []);
  const again = await stripe.charge(token, {}, { 'idempotency-key': 'reset-1' });
  assert.equal(again.json.error.code, 'resource_missing');
  assert.equal(again.headers.get('idempotent-replayed'), null);
});

test('the process announces itself on one line, and ends by signal or with its parent', async () => {
  for (const end of [(child) => child.kill('SIGTERM'), (child) => child.kill('SIGINT'), (child) => child.stdin.end()]) {
    const child = spawn(process.execPath, [SERVER, '--exit-with-parent'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const [line] = await once(child.stdout, 'data');
    assert.match(line.toString(), /^\{"url":"http:\/\/127\.0\.0\.1:\d+"\}\n$/);
    const exit = once(child, 'exit');
    end(child);
    assert.deepEqual(await exit, [0, null]);
  }
});

test('without --exit-with-parent a closed stdin changes nothing', async () => {
  const child = spawn(process.execPath, [SERVER], { stdio: ['pipe', 'pipe', 'inherit'] });
  const { url } = JSON.parse((await once(child.stdout, 'data'))[0]);
  child.stdin.end();
  await new Promise((resolve) => { setTimeout(resolve, 200); });
  assert.equal((await createClient(url).get(INTENTS)).status, 200);
  child.kill('SIGTERM');
  await once(child, 'exit');
});

test('a wrong command line and a taken port are reported', async () => {
  for (const args of [['--port', '99999'], ['--port', 'x'], ['--nonsense']]) {
    const child = spawn(process.execPath, [SERVER, ...args], { stdio: 'ignore' });
    assert.deepEqual(await once(child, 'exit'), [2, null]);
  }
  await assert.rejects(startStripeSim({ port: Number(new URL(sim.url).port) }), /exited with code 1/);
});

test('closing ends the process', async () => {
  const other = await startStripeSim();
  await other.close();
  await assert.rejects(fetch(other.url));
  assert.throws(() => process.kill(other.pid, 0), { code: 'ESRCH' });
});
