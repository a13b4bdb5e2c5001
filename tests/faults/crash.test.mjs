// The process dies at every step of a paid request. It is killed just before and just after each call it makes to the
// processor, the origin and the store, and restarted on its data, while the payer keeps trying.
// With STORM_FULL, which `cargo xtask storm` sets, every story also runs with Redis, where each swap is a call.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { booksOf, reconcile } from './books.mjs';
import { isFinal, payOnce, payUntilFinal, startPayer } from './payer.mjs';
import { failNext, FAULTS, NONE } from './proxy.mjs';
import { LEASES_MS, startStack, startWorld } from './stack.mjs';

const FULL = Boolean(process.env.STORM_FULL);
/** More calls than any paid request makes. */
const MOST_CALLS = 20;

let world;
before(async () => {
  world = await startWorld({ redis: true, answer: ({ path }, response) => response.end(path) });
});
after(() => world?.close());

const KEYED = { method: 'POST', body: '{"order":7}', keyed: true };

/**
 * The stories. `first`: the faults of an attempt before the killed one. `during`: the faults of the killed attempt.
 * `final`: the status in the end. `again`: the status if the credential is sent once more. `short`: always run with
 * Redis too.
 */
const STORIES = {
  'before-delivery': {
    'a first attempt': { final: 200, short: true },
    'an attempt after an unknown outcome, not charged': { first: { processor: [FAULTS['lost request'], 0, 2] }, final: 200, short: true },
    'an attempt after an unknown outcome, charged': { first: { processor: [FAULTS['lost answer'], 0, 2] }, final: 200 },
    'an attempt after an origin that failed': { first: { origin: [FAULTS['500']] }, final: 200, short: true },
    'a POST with an Idempotency-Key': { ...KEYED, final: 200, again: 200 },
  },
  'after-delivery': {
    'a first attempt': { final: 200, short: true },
    'an attempt after an unknown hold': { first: { processor: [FAULTS['lost answer'], 0, 2] }, final: 200 },
    'an attempt after an unknown capture, not charged': { first: { processor: [FAULTS['lost request'], 1, 2] }, final: 200, short: true },
    'an attempt after an unknown capture, charged': { first: { processor: [FAULTS['lost answer'], 1, 2] }, final: 200 },
    'an attempt whose origin fails': { during: { origin: FAULTS['500'] } },
    'an attempt after an unknown cancellation': {
      first: { origin: [FAULTS['500']], processor: [FAULTS['lost request'], 1, 2] }, final: 402, short: true,
    },
    'an attempt with a card that is declined': { paymentMethod: 'pm_card_chargeDeclined', final: 402 },
    'a POST with an Idempotency-Key': { ...KEYED, final: 200, again: 200 },
  },
};

/** The states that killed Workers have left behind. */
const left = new Set();
let runs = 0;

for (const store of ['durable-object', 'redis']) {
  describe(`killed at each call, ${store}`, { concurrency: 2 }, () => {
    for (const [capture, stories] of Object.entries(STORIES)) {
      for (const [title, story] of Object.entries(stories)) {
        if (store === 'redis' && !FULL && !story.short) continue;
        test(`${capture}: ${title}`, async (t) => {
          const points = [];
          for (let at = 1, over = false; !over; at += 1) {
            assert.ok(at <= MOST_CALLS, 'a paid request comes to an end');
            for (const moment of ['before', 'after']) {
              const killed = await run(store, capture, story, { at, moment });
              if (killed) points.push(`${moment} ${killed}`);
              else over = true;
            }
          }
          assert.ok(points.length >= 2, points.join(', '));
          t.diagnostic(points.join(', '));
        });
      }
    }
  });
}

test('killed Workers left behind every state of the machine', () => {
  assert.deepEqual([...left].sort(), [
    'canceling', 'capturing', 'claimed', 'delivered', 'failed', 'held', 'making', 'nothing', 'owed', 'released', 'settled', 'unknown',
  ]);
});

/**
 * Runs a payment, killed at one point. Resolves with the call it was killed at, or nothing if there was no such call.
 */
async function run(store, capture, story, { at, moment }) {
  const stack = await startStack(world, { store, vars: { CAPTURE: capture } });
  try {
    const { first, during = {}, final, again = 402, keyed, paymentMethod, method, body } = story;
    // The path tells attempts apart in the origin's log.
    const target = `/premium/${(runs += 1)}`;
    const payer = await startPayer(stack, target, { paymentMethod, method, body, headers: keyed && { 'idempotency-key': `"order-${target}"` } });
    if (first) await failOnce(stack, payer, first);

    let calls = 0;
    let killed;
    for (const [name, proxy] of Object.entries(stack.proxies)) {
      proxy.decide = ({ method, path }) => {
        calls += 1;
        if (calls !== at) return during[name] ?? NONE;
        killed = `call ${at}, ${name === 'store' ? name : `${name} ${method} ${path.split('?')[0]}`}`.replace(/pi_\w+/, 'pi_…');
        return { [moment]: stack.kill, ...(moment === 'before' && { times: 0 }), answer: 'cut' };
      };
    }
    await payOnce(payer, ({ pay }) => pay());
    for (const proxy of Object.values(stack.proxies)) proxy.decide = () => NONE;
    if (!killed) await stack.kill();

    await stack.restart(LEASES_MS);
    const record = JSON.parse(await stack.peek(payer.id));
    left.add(record?.state ?? 'nothing');
    if (!isFinal(payer.answers.at(-1).status)) await payUntilFinal(payer, ({ pay }) => pay());
    const { refused, recorded } = await reconcile([payer], await booksOf([payer], world.stripe), stack.peek);
    if (final) assert.equal(refused, final === 402 ? 1 : 0);
    // A served payer is not served again, or gets the same response.
    const hits = () => world.origin.seen.filter(({ path }) => path === target).length;
    const before = hits();
    assert.equal((await payer.pay()).status, again);
    assert.equal(hits(), before);
    if (again === 200) assert.equal(recorded, 0, 'what is kept is not lost');
    return killed;
  } finally {
    await stack.close();
  }
}

async function failOnce(stack, payer, faults) {
  for (const [name, [fault, ...where]] of Object.entries(faults)) failNext(stack.proxies[name], fault, ...where);
  const { status } = await payOnce(payer, ({ pay }) => pay());
  assert.ok(status >= 500, `the first attempt failed: ${status}`);
}
