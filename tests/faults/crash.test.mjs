// The process dies, at every step of a paid request: it is killed just before and just after each call it makes to the
// processor, the origin and the store, started again on what it left, and the payer tries on.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { booksOf, reconcile } from './books.mjs';
import { payOnce, payUntilFinal, startPayer } from './payer.mjs';
import { FAULTS, NONE } from './proxy.mjs';
import { LEASES_MS, startStack, startWorld } from './stack.mjs';

/** More calls than a paid request makes. */
const MOST_CALLS = 20;

let world;
before(async () => {
  world = await startWorld({ redis: true, answer: ({ path }, response) => response.end(path) });
});
after(() => world?.close());

/** What has happened before the request that is killed. */
const STORIES = {
  'a first attempt': {},
  'an attempt after an unknown outcome, not charged': { first: { processor: FAULTS['lost request'] } },
  'an attempt after an unknown outcome, charged': { first: { processor: FAULTS['lost answer'] } },
  'an attempt after an origin that failed': { first: { origin: FAULTS['500'] } },
  'an attempt with a card that is declined': { paymentMethod: 'pm_card_chargeDeclined', final: 402 },
};

/** States that a killed Worker has left behind. */
const left = new Set();

for (const store of ['durable-object', 'redis']) {
  for (const [title, story] of Object.entries(STORIES)) {
    test(`${store}: ${title}, killed at each of its calls`, async (t) => {
      const points = [];
      for (let at = 1, over = false; !over; at += 1) {
        assert.ok(at <= MOST_CALLS, 'a paid request comes to an end');
        for (const moment of ['before', 'after']) {
          const killed = await run(store, story, { at, moment }, `/premium/${at}-${moment}`);
          if (killed) points.push(`${moment} ${killed}`);
          else over = true;
        }
      }
      assert.ok(points.length >= 2, points.join(', '));
      t.diagnostic(points.join(', '));
    });
  }
}

test('every state of the machine was one that a killed Worker left behind', () => {
  assert.deepEqual([...left].sort(), ['claimed', 'delivered', 'nothing', 'owed', 'released', 'settled', 'unknown']);
});

/** One payment, killed at one point; the call it was killed at, or nothing if there was no such call. */
async function run(store, { first, paymentMethod, final = 200 }, { at, moment }, target) {
  const stack = await startStack(world, { store });
  try {
    const payer = await startPayer(stack, target, { paymentMethod });
    if (first) await failOnce(stack, payer, first);

    let calls = 0;
    let killed;
    for (const [name, proxy] of Object.entries(stack.proxies)) {
      proxy.decide = ({ method, path }) => {
        calls += 1;
        if (calls !== at) return NONE;
        killed = `call ${at}, ${name} ${name === 'store' ? '' : `${method} ${path.split('?')[0]}`}`.trim();
        return { [moment]: stack.kill, ...(moment === 'before' && { times: 0 }), answer: 'cut' };
      };
    }
    const { status } = await payOnce(payer, ({ pay }) => pay());
    for (const proxy of Object.values(stack.proxies)) proxy.decide = () => NONE;
    if (!killed) {
      assert.equal(status, final);
      await stack.kill();
    }

    await stack.restart(LEASES_MS);
    const record = JSON.parse(await stack.peek(payer.id));
    left.add(record?.state ?? 'nothing');
    if (killed) await payUntilFinal(payer, ({ pay }) => pay());
    const sums = await reconcile([payer], await booksOf([payer], world.stripe), stack.peek);
    assert.equal(sums.refused, final === 200 ? 0 : 1);
    // Whoever was served is served no second time.
    assert.equal((await payer.pay()).status, 402);
    return killed;
  } finally {
    await stack.close();
  }
}

async function failOnce(stack, payer, faults) {
  for (const [name, fault] of Object.entries(faults)) stack.proxies[name].decide = () => fault;
  const { status } = await payOnce(payer, ({ pay }) => pay());
  assert.ok(status >= 500, `the first attempt failed: ${status}`);
  for (const name of Object.keys(faults)) stack.proxies[name].decide = () => NONE;
}
