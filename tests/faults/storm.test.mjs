// Many simultaneous submissions of one credential: one settlement and one delivery in every round.
// STORM_ROUNDS: rounds of each kind, 3 by default; `cargo xtask storm` runs 50.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertPaid, assertProblem, prepare, send } from '../edge/payer.mjs';
import { startStack, startWorld } from './stack.mjs';

const SUBMISSIONS = 200;
const ROUNDS = Number(process.env.STORM_ROUNDS ?? 3);

let world;
before(async () => {
  world = await startWorld({ redis: true, answer: ({ path }, response) => response.end(path) });
});
after(() => world?.close());

const [FIRST, THEN] = ['before-delivery', 'after-delivery'];

for (const [store, capture, processes] of [['durable-object', FIRST, 1], ['durable-object', THEN, 1], ['redis', FIRST, 1], ['redis', THEN, 2]]) {
  const where = processes === 1 ? 'one workerd' : `${processes} workerds`;
  test(`${ROUNDS} rounds of ${SUBMISSIONS} submissions, ${store}, ${capture}, ${where}`, async (t) => {
    const stacks = await Promise.all(Array.from({ length: processes }, () => startStack(world, { store, vars: { CAPTURE: capture } })));
    const statuses = {};
    try {
      for (let round = 0; round < ROUNDS; round += 1) await submit(stacks, `/premium/${store}-${capture}-${round}`, statuses);
      t.diagnostic(JSON.stringify(statuses));
    } finally {
      for (const stack of stacks) await stack.close();
    }
  });
}

async function submit(stacks, target, statuses) {
  const { challenge, authorization } = await prepare(stacks[0], target);
  const answers = await Promise.all(
    Array.from({ length: SUBMISSIONS }, (_, at) => send(stacks[at % stacks.length].url, target, { headers: { authorization } })),
  );

  for (const { status } of answers) statuses[status] = (statuses[status] ?? 0) + 1;
  const paid = answers.filter(({ status }) => status === 200);
  assert.equal(paid.length, 1, `delivered once: ${JSON.stringify(statuses)}`);
  for (const refused of answers.filter(({ status }) => status !== 200)) {
    assertProblem(refused, refused.status === 402 ? 'invalid-challenge' : 'payment-in-progress');
  }

  const { json } = await world.stripe.get(`/v1/payment_intents/search?query=${encodeURIComponent(`metadata["challenge_id"]:"${challenge.id}"`)}`);
  assert.deepEqual(json.data.map(({ status }) => status), ['succeeded'], 'settled once');
  assert.equal(assertPaid(paid[0]).reference, json.data[0].id);
  assert.equal(world.origin.seen.filter(({ path }) => path === target).length, 1, 'asked of the origin once');

  for (const { url } of stacks) assertProblem(await send(url, target, { headers: { authorization } }), 'invalid-challenge');
}
