// Payers at full speed, one call in a hundred failing: nothing leaks, nothing fails but what was made to, the books agree.
// SOAK_SECONDS: 20 unless said; `cargo xtask soak` runs minutes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { booksOf, byChallenge, reconcile } from './books.mjs';
import { kept, live, resident, wasm } from './memory.mjs';
import { isFinal, payOnce, startPayer } from './payer.mjs';
import { FAULTS, NONE } from './proxy.mjs';
import { schedule } from './schedule.mjs';
import { startStack, startWorld } from './stack.mjs';

const SECONDS = Number(process.env.SOAK_SECONDS ?? 20);
const SEED = Number(process.env.STORM_SEED ?? Math.floor(Math.random() * 2 ** 32));
const WIDTH = 24;
const SHARE = 0.01;
/** From here on what a process needs has been seen long enough to call growth a leak. */
const LONG_SECONDS = 240;
/**
 * Bytes of live JavaScript a payment may leave behind. A Worker that does nothing but set an alarm in a new Durable
 * Object a request leaves 190 in workerd: a paywall no more than that.
 */
const MOST_BYTES = 200;
/** What code that runs hot takes, beside that. */
const SPARE_BYTES = 2 ** 19;
/** What a Durable Object takes workerd, with its database, for about as many samples after its last call. */
const OBJECT_BYTES = 256 * 1024;
const OBJECT_SAMPLES = 12;
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
  /** How many calls failed, by what tells the payer they were made for: its challenge, its intent, or its path. */
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
  const left = { early: await pay(payers, SECONDS / 3) };
  const memory = [];
  const measuring = measure(payers, memory, Date.now() + (SECONDS * 2000) / 3);
  left.late = await pay(payers, (SECONDS * 2) / 3);
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
  t.diagnostic(JSON.stringify({ ...sums, failed: failed.size, perSecond: Math.round(payers.length / SECONDS), ...flat(memory, left) }));
});

/** Payers at full speed, for some seconds; what is in use when they have gone, where that is of interest. */
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
  return { payments: payers.length, bytes: SECONDS >= LONG_SECONDS ? await live(stack) : 0 };
}

/** Samples the memory of workerd and of its wasm, once a second. */
async function measure(payers, memory, end) {
  while (Date.now() < end) {
    memory.push({ payments: payers.length, resident: await resident(stack), wasm: await wasm(stack) });
    await sleep(1000);
  }
}

/** The second quarter of the time against the last: what a process needs it has by then. */
function flat(memory, { early, late }) {
  const quarter = memory.length >> 2;
  const median = (part, name) => part.map((sample) => sample[name]).sort((a, b) => a - b)[part.length >> 1];
  const parts = [memory.slice(quarter, 2 * quarter), memory.slice(-quarter)];
  const [wasm, resident] = ['wasm', 'resident'].map((name) => parts.map((part) => median(part, name)));
  const grown = Math.round((late.bytes - early.bytes) / (late.payments - early.payments));
  const megabytes = (bytes) => bytes.map((count) => `${Math.round(count / MB)} MB`).join(' to ');
  assert.equal(wasm[1], wasm[0], 'the memory of the wasm does not grow');
  if (SECONDS >= LONG_SECONDS) {
    const payments = late.payments - early.payments;
    assert.ok(late.bytes - early.bytes < payments * MOST_BYTES + SPARE_BYTES, `${grown} bytes are kept of each of ${payments} payments`);
    // A machine that has become faster has more of them at once.
    const objects = OBJECT_BYTES * (most(memory) - most(memory.slice(0, 2 * quarter)));
    assert.ok(resident[1] < 1.1 * resident[0] + 16 * MB + objects, `workerd grows: ${megabytes(resident)}`);
  }
  return { wasm: megabytes(wasm), workerd: megabytes(resident), kept: `${grown} bytes a payment` };
}

/** The most Durable Objects there were at once. */
const most = (memory) => Math.max(...memory.map(({ payments }, at) => payments - memory[Math.max(0, at - OBJECT_SAMPLES)].payments));
