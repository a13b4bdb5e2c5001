// Payers at full speed with one call in a hundred failing: nothing leaks, only injected faults cause failures, and the
// books agree. SOAK_SECONDS is 20 by default; `cargo xtask soak` runs for minutes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { booksOf, byChallenge, reconcile } from './books.mjs';
import { kept, left, wasm } from './memory.mjs';
import { isFinal, payOnce, startPayer } from './payer.mjs';
import { FAULTS, NONE } from './proxy.mjs';
import { schedule } from './schedule.mjs';
import { startStack, startWorld } from './stack.mjs';

const SECONDS = Number(process.env.SOAK_SECONDS ?? 20);
const SEED = Number(process.env.STORM_SEED ?? Math.floor(Math.random() * 2 ** 32));
const WIDTH = 24;
const SHARE = 0.01;
/** From this duration, the normal needs of a process are known well enough to call growth a leak. */
const LONG_SECONDS = 240;
/**
 * Growth allowed for each kind in the heap. Hot code needs some, and workerd keeps a few things of each Durable Object with an
 * alarm that it evicts: of 64, however many payments they served. Nothing may remain of a payment.
 */
const SPARE = 1000;
/**
 * Bytes that a payment may leave in the process, apart from memory that the allocator returns late. 60,000 payments have left
 * about 900 each. A Worker that only swaps leaves as much, and less the longer it runs.
 */
const MOST_BYTES = 1024;
const SPARE_BYTES = 2 ** 27;
const MB = 2 ** 20;

let world;
let stack;
before(async () => {
  world = await startWorld({ answer: ({ path }, response) => response.end(`served ${path}`) });
  stack = await startStack(world, { vars: { CAPTURE: 'after-delivery' }, inspected: true });
});
after(async () => {
  await stack?.close();
  await world?.close();
});

test(`${SECONDS} s at full speed, 1 % of calls failing, STORM_SEED=${SEED}`, async (t) => {
  const pick = schedule(SEED, SHARE);
  /** The number of failed calls, by what identifies the payer: its challenge, its intent, or its path. */
  const failed = new Map();
  const fail = (whom, names) => {
    const fault = FAULTS[pick(names)] ?? NONE;
    if (fault !== NONE) failed.set(whom, (failed.get(whom) ?? 0) + 1);
    return fault;
  };
  const names = Object.keys(FAULTS);
  stack.proxies.processor.decide = ({ headers, path }) => fail(headers['idempotency-key']?.slice('mpp_'.length) ?? /pi_\w+/.exec(path)?.[0], names);
  stack.proxies.origin.decide = ({ path }) => fail(path, names.filter((name) => !name.startsWith('garbage')));

  const payers = [];
  const early = await pay(payers, SECONDS / 3);
  const sizes = [];
  const measuring = measure(sizes, Date.now() + (SECONDS * 2000) / 3);
  const late = await pay(payers, (SECONDS * 2) / 3);
  await measuring;
  const outlived = await kept(stack);
  assert.ok(outlived <= WIDTH, `${outlived} requests and answers outlive themselves`);

  const books = await booksOf(payers, world.stripe);
  const intents = byChallenge(Object.values(books).flat());
  for (const { id, target, answers } of payers) {
    const unserved = answers.filter(({ status }) => status !== 200).length;
    const faults = [id, target, ...(intents.get(id) ?? [])].reduce((sum, whom) => sum + (failed.get(whom) ?? 0), 0);
    assert.ok(unserved === 0 || faults > 0, `${target}: nothing failed, and it was answered ${answers.map(({ status }) => status).join(' ')}`);
  }
  const sums = await reconcile(payers, books, stack.peek);
  const refused = payers.filter(({ answers }) => answers.at(-1).status === 402);
  for (const { target } of refused) assert.ok(failed.has(target), `${target} was refused, and its origin had not failed`);
  assert.equal((await world.stripe.books()).captured.length, sums.delivered + sums.recorded);
  t.diagnostic(JSON.stringify({ ...sums, failed: failed.size, perSecond: Math.round(payers.length / SECONDS), ...flat(sizes, early, late) }));
});

/** Runs payers at full speed for some seconds. In a long run, it also measures what is in use when they have gone. */
async function pay(payers, seconds) {
  const end = Date.now() + seconds * 1000;
  await Promise.all(Array.from({ length: WIDTH }, async () => {
    while (Date.now() < end) {
      const payer = await startPayer(stack, `/premium/${payers.length}`);
      payers.push(payer);
      for (let tries = 0; !isFinal((await payOnce(payer, ({ pay }) => pay())).status); tries += 1) {
        assert.ok(tries < 100, `${payer.target} is served at last`);
        await sleep(20);
      }
      for (const { seen } of Object.values(stack.proxies)) seen.length = 0;
      world.origin.seen.length = 0;
    }
  }));
  return { payments: payers.length, ...(SECONDS >= LONG_SECONDS && (await left(stack))) };
}

/** Samples the memory of the wasm once a second. */
async function measure(sizes, end) {
  while (Date.now() < end) {
    sizes.push(await wasm(stack));
    await sleep(1000);
  }
}

/** Compares memory at the end with memory after a third of the time, when a process has what it needs. */
function flat(sizes, early, late) {
  assert.equal(sizes.at(-1), sizes[sizes.length >> 2], 'the memory of the wasm does not grow');
  const wasm = `${sizes.at(-1) / MB} MB`;
  if (!late.heap) return { wasm };
  const payments = late.payments - early.payments;
  for (const [kind, count] of late.heap) {
    const grown = count - (early.heap.get(kind) ?? 0);
    assert.ok(grown < SPARE, `${payments} payments left ${grown} more of: ${kind}`);
  }
  const grown = late.process - early.process;
  const process = `${Math.round(early.process / MB)} to ${Math.round(late.process / MB)} MB, ${Math.round(grown / payments)} bytes a payment`;
  assert.ok(grown < payments * MOST_BYTES + SPARE_BYTES, `workerd grows: ${process}`);
  return { wasm, process };
}
