// An unmodified pympp client pays, from Python. `cargo xtask test` installs it into target/. Its limits: it never sends
// a credential twice, but hands it out if the outcome is unknown, and it refuses to pay for a streaming body.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { after, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { digestOf, NETWORK_ID, REALM, SECRET, send, startStack } from './payer.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const PYTHON = path('../../target/pympp/bin/python');

let stack;
let client;
let lines;
before(async () => {
  await access(PYTHON).catch(() => assert.fail('pympp is not installed: cargo xtask test --only js installs it'));
  stack = await startStack();
  client = spawn(PYTHON, [path('../peers/pympp_client.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
  lines = createInterface({ input: client.stdout })[Symbol.asyncIterator]();
});
after(async () => {
  client?.stdin.end();
  if (client) await once(client, 'exit');
  await stack?.close();
});
beforeEach(() => stack.stripe.fault({ mode: 'none' }));

async function pay(target, options = {}) {
  client.stdin.write(`${JSON.stringify({ url: stack.url + target, simulator: stack.sim.url, secret: SECRET, ...options })}\n`);
  const answer = JSON.parse((await lines.next()).value);
  assert.equal(answer.error, undefined);
  return answer;
}

test('pympp pays GET /paid: it reads the challenge, its id verifies, and it reads the receipt', async () => {
  const { status, body, receipt, challenges, minted } = await stack.costs({ intents: 1, hits: 1 }, () => pay('/paid'));
  assert.deepEqual([status, JSON.parse(body)], [200, { served: '/paid', method: 'GET' }]);
  assert.deepEqual(challenges.map(({ realm, digest, verifies }) => [realm, digest, verifies]), [[REALM, null, true]]);
  assert.deepEqual(minted, [{ amount: '100', currency: 'usd', networkId: NETWORK_ID, metadata: null }]);
  const [intent] = await stack.stripe.ledger();
  assert.deepEqual([receipt.status, receipt.method, receipt.reference], ['success', 'stripe', intent.id]);
});

test('pympp pays a POST bound by its digest, and the origin gets the body without the credential', async () => {
  const body = JSON.stringify({ order: 7, note: 'é' });
  const { status, challenges } = await stack.costs({ intents: 1, hits: 1 }, () =>
    pay('/premium/orders?dry=0', { method: 'POST', body, headers: { 'content-type': 'application/json' }, external_id: 'order-7' }),
  );
  assert.equal(status, 200);
  assert.deepEqual([challenges[0].digest, challenges[0].verifies], [digestOf(body), true]);
  const seen = stack.origin.seen.at(-1);
  assert.deepEqual(
    [seen.method, seen.path, seen.body, seen.headers.authorization, seen.headers['content-type']],
    ['POST', '/premium/orders?dry=0', body, undefined, 'application/json'],
  );
});

test('pympp pays a route in euros with metadata and a description in many scripts', async () => {
  const { status, minted } = await stack.costs({ intents: 1, hits: 1 }, () => pay('/tagged'));
  assert.equal(status, 200);
  assert.deepEqual(minted, [{ amount: '200', currency: 'eur', networkId: NETWORK_ID, metadata: { order: 'a b&c=d', tier: 'gold' } }]);
});

test('pympp fetches free resources without paying', async () => {
  const { status, minted } = await stack.costs({ hits: 1 }, () => pay('/free'));
  assert.deepEqual([status, minted], [200, []]);
});

test('a declined card: pympp tries three times, each with its own challenge, and is never served', async () => {
  const before = await stack.count();
  const { status, challenges, minted } = await pay('/paid', { payment_method: 'pm_card_chargeDeclined' });
  const { intents, hits } = await stack.count();
  assert.deepEqual([status, minted.length, new Set(challenges.map(({ id }) => id)).size], [402, 3, 3]);
  assert.deepEqual([intents - before.intents, hits - before.hits], [3, 0]);
  const own = ({ metadata }) => challenges.some(({ id }) => id === metadata.challenge_id);
  assert.equal((await stack.stripe.ledger()).filter(({ status }) => status === 'succeeded').some(own), false);
});

test('a lost processor response: pympp does not pay again, and the credential it hands out is served and charged once', async () => {
  await stack.stripe.fault({ mode: 'reset_after', times: 2 });
  const { status, minted, unknown } = await stack.costs({ intents: 1 }, () => pay('/paid'));
  assert.deepEqual([status, minted.length, unknown.length], [503, 1, 1]);
  const served = await stack.costs({ hits: 1 }, () => send(stack.url, '/paid', { headers: { authorization: unknown[0] } }));
  assert.equal(served.status, 200);
});
