import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertPaid, assertProblem, credential, prepare, send, startStack } from './payer.mjs';

const MANY = 50;
let stack;
let delay = 0;
let failures = 0;
before(async () => {
  stack = await startStack({ answer });
});
after(() => stack?.close());

async function answer({ path }, response) {
  await sleep(delay);
  response.statusCode = failures-- > 0 ? 500 : 200;
  response.end(path);
}

/** One 200; the others wait or are refused, and none is an error. */
function assertOnce(answers) {
  const paid = answers.filter(({ status }) => status === 200);
  assert.equal(paid.length, 1, JSON.stringify(answers.map(({ status }) => status)));
  assertPaid(paid[0]);
  for (const refused of answers.filter(({ status }) => status !== 200)) {
    if (refused.status === 402) assertProblem(refused, 'invalid-challenge');
    else {
      assertProblem(refused, 'payment-in-progress');
      assert.ok(Number(refused.headers.get('retry-after')) > 0);
    }
  }
}

const all = (f) => Promise.all(Array.from({ length: MANY }, (_, at) => f(at)));

for (const [name, fault, wait] of [
  ['', { mode: 'none' }, 0],
  [', a slow processor', { mode: 'delay', delay_ms: 400 }, 0],
  [', a slow answer', { mode: 'delay_after', delay_ms: 400 }, 0],
  [', a slow origin', { mode: 'none' }, 400],
]) {
  test(`${MANY} submissions of one credential${name}: one payment, one delivery`, async () => {
    delay = wait;
    const { pay } = await prepare(stack, '/premium/x');
    await stack.stripe.fault(fault);
    assertOnce(await stack.costs({ intents: 1, hits: 1 }, () => all(() => pay())));
    delay = 0;
    assertProblem(await stack.costs({}, () => pay()), 'invalid-challenge');
  });
}

test(`${MANY} tokens for one challenge: one payment, one delivery`, async () => {
  const { challenge, pay } = await prepare(stack);
  const tokens = await all(() => stack.stripe.mintToken());
  assertOnce(await stack.costs({ intents: 1, hits: 1 }, () => all((at) => pay(credential(challenge, { spt: tokens[at] })))));
});

test(`one token for ${MANY} challenges: one payment, one delivery`, async () => {
  const spt = await stack.stripe.mintToken();
  const prepared = await all((at) => prepare(stack, `/premium/${at}`));
  const answers = await stack.costs({ intents: 1, hits: 1 }, () => all((at) => prepared[at].pay(credential(prepared[at].challenge, { spt }))));
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  for (const refused of answers.filter(({ status }) => status !== 200)) assertProblem(refused, 'verification-failed');
});

test(`one credential at ${MANY} resources: served nowhere`, async () => {
  const { authorization } = await prepare(stack, '/premium/a');
  const answers = await stack.costs({}, () => all((at) => send(stack.url, `/premium/b${at}`, { headers: { authorization } })));
  for (const refused of answers) assertProblem(refused, 'invalid-challenge');
});

test('an owed answer is delivered once, however many requests arrive', async () => {
  const { pay } = await prepare(stack);
  failures = 1;
  assert.equal((await stack.costs({ intents: 1, hits: 1 }, () => pay())).status, 500);
  delay = 200;
  assertOnce(await stack.costs({ hits: 1 }, () => all(() => pay())));
  delay = 0;
});

test('an open outcome is settled once, however many requests arrive', async () => {
  const { pay } = await prepare(stack);
  await stack.stripe.fault({ mode: 'reset_after', times: 2 });
  assert.equal((await stack.costs({ intents: 1 }, () => pay())).status, 503);
  assertOnce(await stack.costs({ hits: 1 }, () => all(() => pay())));
});

test(`${MANY} payers at once: each is served`, async () => {
  const prepared = await all((at) => prepare(stack, `/premium/each-${at}`));
  const answers = await stack.costs({ intents: MANY, hits: MANY }, () => all((at) => prepared[at].pay()));
  assert.equal(new Set(answers.map((paid) => assertPaid(paid).reference)).size, MANY);
});
