// Simulated worlds: the paywall in Node, by itself or behind Node's server, between a store, a processor, a handler, payers and
// processes that fail in every way, at moments that a seed chooses. Payers come from pages of other origins too, and back with
// passes. What must hold is in `simulated/books.mjs`, of passes in `simulated/passes.mjs`, and of pages in `simulated/pages.mjs`.
// STORM_WORLDS: how many, 400 by default; `cargo xtask storm` runs 20,000. STORM_SEED: the first seed, 0 by default.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { World } from './simulated/world.mjs';

const WORLDS = Number(process.env.STORM_WORLDS ?? 400);
const FROM = Number(process.env.STORM_SEED ?? 0);

test(`${WORLDS} simulated worlds from seed ${FROM}`, async (t) => {
  // `listener` reports what throws in the server's functions.
  t.mock.method(console, 'error', () => {});
  for (let seed = FROM; seed < FROM + WORLDS; seed += 1) {
    const world = new World(seed);
    await world.live().catch((error) => {
      assert.fail(`seed ${seed}: ${error.message}\n${world.trail.join('\n')}`);
    });
  }
});

test('a seed makes the same world again', async (t) => {
  t.mock.method(console, 'error', () => {});
  for (let seed = FROM; seed < FROM + 30; seed += 1) {
    const [first, second] = [new World(seed), new World(seed)];
    for (const world of [first, second]) await world.live();
    assert.deepEqual(first.trail, second.trail);
  }
});
