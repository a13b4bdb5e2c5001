// Payers at full speed, one call in a hundred failing: nothing leaks, nothing fails but what was made to, the books agree.
// SOAK_SECONDS: 20 unless said; `cargo xtask soak` runs minutes.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { send } from '../edge/payer.mjs';
import { booksOf, byChallenge, reconcile } from './books.mjs';
import { isFinal, payOnce, startPayer } from './payer.mjs';
import { FAULTS, NONE } from './proxy.mjs';
import { schedule } from './schedule.mjs';
import { startStack, startWorld } from './stack.mjs';

const SECONDS = Number(process.env.SOAK_SECONDS ?? 20);
const SEED = Number(process.env.STORM_SEED ?? Math.floor(Math.random() * 2 ** 32));
const WIDTH = 24;
const SHARE = 0.01;
/** From here on what a process needs has been seen long enough to call growth a leak. */
const LONG_SECONDS = 120;
const MB = 2 ** 20;

let world;
let stack;
before(async () => {
  world = await startWorld({ answer: ({ path }, response) => response.end(`served ${path}`) });
  stack = await startStack(world, { vars: { CAPTURE: 'after-delivery' } });
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
  stack.proxies.origin.decide = ({ path }) => fail(path, names.filter((name) => !/^garbage|^half/.test(name)));

  const payers = [];
  const memory = [];
  const end = Date.now() + SECONDS * 1000;
  const measuring = measure(memory, end);
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
  await measuring;

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
  t.diagnostic(JSON.stringify({ ...sums, failed: failed.size, perSecond: Math.round(payers.length / SECONDS), ...flat(memory) }));
});

/** Samples the memory of workerd and of its wasm, in bytes, once a second. */
async function measure(memory, end) {
  while (Date.now() < end) {
    const [, rss] = /^VmRSS:\s+(\d+) kB/m.exec(await readFile(`/proc/${stack.worker.pid}/status`, 'utf8'));
    memory.push({ rss: Number(rss) * 1024, wasm: (await send(stack.url, '/_memory')).json });
    await sleep(1000);
  }
}

/** The second quarter of the time against the last: what a process needs it has by then. */
function flat(memory) {
  const quarter = memory.length >> 2;
  const median = (part, name) => part.map((sample) => sample[name]).sort((a, b) => a - b)[part.length >> 1];
  const [early, late] = [memory.slice(quarter, 2 * quarter), memory.slice(-quarter)];
  const sums = Object.fromEntries(['rss', 'wasm'].map((name) => [name, [early, late].map((part) => `${Math.round(median(part, name) / MB)} MB`)]));
  assert.equal(median(late, 'wasm'), median(early, 'wasm'), 'the memory of the wasm does not grow');
  if (SECONDS >= LONG_SECONDS) assert.ok(median(late, 'rss') < 1.25 * median(early, 'rss') + 16 * MB, `workerd grows: ${sums.rss.join(' to ')}`);
  return sums;
}
