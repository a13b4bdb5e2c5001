// Every outgoing call of the Worker fails in every way: first one at a time, then all at once, by a schedule.
// STORM_SEED repeats a printed schedule. STORM_PAYERS is its length, which `cargo xtask storm` makes long.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertProblem } from '../edge/payer.mjs';
import { booksOf, reconcile } from './books.mjs';
import { each, isFinal, payOnce, payUntilFinal, startPayer } from './payer.mjs';
import { failNext, FAULTS, NONE } from './proxy.mjs';
import { schedule } from './schedule.mjs';
import { LEASES_MS, startStack, startWorld } from './stack.mjs';

const FULL = Boolean(process.env.STORM_FULL);
const SEED = Number(process.env.STORM_SEED ?? Math.floor(Math.random() * 2 ** 32));
const PAYERS = Number(process.env.STORM_PAYERS ?? 40);
const WIDTH = 8;
/** The share of calls that fail. */
const SHARE = 0.25;
/** The number of swaps per payment in the store. */
const SWAPS = 4;
/** How often a payer tries while calls fail. */
const TRIES = 5;

let world;
before(async () => {
  world = await startWorld({ redis: true, answer: ({ path }, response) => response.end(`served ${path}`) });
});
after(() => world?.close());

const pay = ({ pay }) => pay();
const HALF = 'half an answer';
/** Any body with status 200 counts as an answer. Only the payer can tell that it is garbage. */
const ORIGIN_FAULTS = Object.keys(FAULTS).filter((name) => !name.startsWith('garbage'));
const HARMLESS = ['late request', 'late answer', 'sent twice'];

describe('one fault, capture before delivery', () => {
  let stack;
  before(async () => {
    stack = await startStack(world, { vars: { CAPTURE: 'before-delivery' } });
  });
  after(() => stack?.close());

  for (const [name, fault] of Object.entries(FAULTS)) {
    for (const [call, times] of [['the payment', 1], ['the payment and the next call', 2]]) {
      if (times === 2 && !FULL && name !== 'lost answer') continue;
      test(`between Worker and processor, at ${call}: ${name}`, async () => {
        const payer = await startPayer(stack, `/premium/first-processor-${times}-${encodeURIComponent(name)}`);
        failNext(stack.proxies.processor, fault, 0, times);
        await payThrough(payer, name, retried(times));
        assert.deepEqual(await settled([payer], stack), { payers: 1, delivered: 1, recorded: 0, refused: 0 });
      });
    }
  }

  for (const name of ORIGIN_FAULTS) {
    test(`between Worker and origin: ${name}`, async () => {
      const payer = await startPayer(stack, `/premium/first-origin-${encodeURIComponent(name)}`);
      failNext(stack.proxies.origin, FAULTS[name]);
      await payThrough(payer, name, ({ status }) => assert.notEqual(status, 200, 'no failure is sold as an answer'));
      assert.deepEqual(await settled([payer], stack), { payers: 1, delivered: 1, recorded: 0, refused: 0 });
    });
  }
});

describe('one fault, capture after delivery', () => {
  let stack;
  before(async () => {
    stack = await startStack(world, { vars: { CAPTURE: 'after-delivery' } });
  });
  after(() => stack?.close());

  for (const [name, fault] of Object.entries(FAULTS)) {
    for (const [call, at, times] of [['hold', 0, 1], ['hold and the next', 0, 2], ['capture', 1, 1], ['capture and the next', 1, 2]]) {
      if (times === 2 && !FULL && name !== 'lost answer') continue;
      test(`between Worker and processor, at the ${call}: ${name}`, async () => {
        const payer = await startPayer(stack, `/premium/then-${encodeURIComponent(`${call}-${name}`)}`);
        failNext(stack.proxies.processor, fault, at, times);
        await payThrough(payer, name, retried(times));
        assert.deepEqual(await settled([payer], stack), { payers: 1, delivered: 1, recorded: 0, refused: 0 });
      });
    }

    test(`between Worker and processor, at the cancellation: ${name}`, async () => {
      const payer = await startPayer(stack, `/premium/then-cancel-${encodeURIComponent(name)}`);
      failNext(stack.proxies.origin, FAULTS['500']);
      failNext(stack.proxies.processor, fault, 1);
      await payThrough(payer, 'the failure is told', ({ status }) => assert.equal(status, 500));
      assert.deepEqual(await settled([payer], stack), { payers: 1, delivered: 0, recorded: 0, refused: 1 });
    });
  }

  for (const name of ORIGIN_FAULTS) {
    test(`between Worker and origin: ${name}`, async () => {
      const payer = await startPayer(stack, `/premium/then-origin-${encodeURIComponent(name)}`);
      failNext(stack.proxies.origin, FAULTS[name]);
      await payThrough(payer, name, ({ status }) => assert.notEqual(status, 200, 'no failure is sold as an answer'));
      // A response that breaks off halfway is paid for and owed. An earlier failure costs nothing.
      const served = Number(name === HALF || HARMLESS.includes(name));
      assert.deepEqual(await settled([payer], stack), { payers: 1, delivered: served, recorded: 0, refused: 1 - served });
    });
  }
});

/** Checks the answer to a payment of which a call has failed once or twice. The second try comes at once. */
const retried = (times) => (answer) => (times === 1 ? assert.equal(answer.status, 200) : assertProblem(answer, 'processor-unavailable'));

/**
 * Pays through one fault. `check` gets the first response unless the fault is harmless. The payer goes on to the end.
 */
async function payThrough(payer, name, check) {
  const answer = await payOnce(payer, pay);
  if (HARMLESS.includes(name)) assert.equal(answer.status, 200);
  else check(answer);
  if (!isFinal(answer.status)) await payUntilFinal(payer, pay);
}

describe('one fault between Worker and store', { concurrency: 3 }, () => {
  for (const [name, fault] of Object.entries(FAULTS)) {
    test(name, async () => {
      const stack = await startStack(world, { store: 'redis', vars: { CAPTURE: 'after-delivery' } });
      try {
        const payers = [];
        for (let swap = 0; swap < SWAPS; swap += 1) {
          const payer = await startPayer(stack, `/premium/store-${encodeURIComponent(name)}-${swap}`);
          failNext(stack.proxies.store, fault, swap);
          await payOnce(payer, pay);
          stack.proxies.store.decide = () => NONE;
          payers.push(payer);
        }
        await stack.restart(LEASES_MS);
        for (const payer of payers) if (!isFinal(payer.answers.at(-1).status)) await payUntilFinal(payer, pay);
        assert.deepEqual(await settled(payers, stack), { payers: SWAPS, delivered: SWAPS, recorded: 0, refused: 0 });
      } finally {
        await stack.close();
      }
    });
  }
});

for (const [store, capture] of [['durable-object', 'before-delivery'], ['durable-object', 'after-delivery'], ['redis', 'after-delivery']]) {
  test(`faults everywhere, and a crash among them: ${store}, ${capture}, ${PAYERS} payers, STORM_SEED=${SEED}`, async (t) => {
    const stack = await startStack(world, { store, vars: { CAPTURE: capture } });
    try {
      const pick = schedule(SEED, SHARE);
      for (const [name, proxy] of Object.entries(stack.proxies)) {
        const names = name === 'origin' ? ORIGIN_FAULTS : Object.keys(FAULTS);
        proxy.decide = () => FAULTS[pick(names)] ?? NONE;
      }
      const payers = [];
      const some = (from, to) => Array.from({ length: to - from }, (_, at) => from + at);
      const come = async (at) => {
        const paymentMethod = at % 10 === 9 ? 'pm_card_chargeDeclined' : undefined;
        const payer = await startPayer(stack, `/premium/${store}-${capture}-${at}`, { paymentMethod });
        payers.push(payer);
        for (let tries = 0; tries < TRIES && !isFinal(payer.answers.at(-1)?.status); tries += 1) await payOnce(payer, pay);
      };
      await each(some(0, PAYERS / 2), WIDTH, come);
      // The process dies in the middle of a payment.
      const dying = await Promise.all(
        some(PAYERS / 2, PAYERS / 2 + WIDTH).map((at) => startPayer(stack, `/premium/${store}-${capture}-dying-${at}`)),
      );
      const cut = dying.map((payer) => payOnce(payer, pay));
      await stack.restart();
      await Promise.all(cut);
      await each(some(PAYERS / 2, PAYERS), WIDTH, come);

      for (const proxy of Object.values(stack.proxies)) proxy.decide = () => NONE;
      await stack.restart(LEASES_MS);
      const all = [...payers, ...dying];
      await each(all.filter(({ answers }) => !isFinal(answers.at(-1).status)), WIDTH, (payer) => payUntilFinal(payer, pay));
      const sums = await settled(all, stack);
      const faulty = Object.values(stack.proxies).flatMap(({ seen }) => seen).filter(({ fault }) => fault !== NONE);
      t.diagnostic(JSON.stringify({ ...sums, faults: faulty.length }));
      // Every payer is served, or is told of a failure and keeps the money.
      const declined = all.filter(({ paymentMethod }) => paymentMethod).length;
      if (capture === 'before-delivery') assert.equal(sums.refused, declined);
      else assert.ok(sums.refused >= declined && sums.delivered > 0);
    } finally {
      await stack.close();
    }
  });
}

const settled = async (payers, stack) => reconcile(payers, await booksOf(payers, world.stripe), stack.peek);
