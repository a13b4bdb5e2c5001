// A record may be dropped after its time, and never before.
import { atOnce, freshId, holds, later, look, same, sleep } from './tools.js';

const SHORT = 1999;
/**
 * Times that would come almost a second early in a store that counts whole seconds: one for rounding down clock time,
 * one for rounding down the time from now.
 */
const TIMES = [(at) => at - (at % 1000) - 1, (at) => at];

const AT_ONCE = 50;
/** In milliseconds: long enough to write the crowd, and then it may go. */
const CROWD_TIME = 600_000;

export const EXPIRY = [
  ['a record is kept until its time', async (store) => {
    await Promise.all(TIMES.map((time) => until(store, time)));
  }],
  ['a record is kept until its time, however many come after it', async (store, { crowd }) => {
    const keepUntil = Date.now() + CROWD_TIME;
    const claim = () => {
      const id = freshId();
      return store.swap(id, null, 'a', keepUntil).then(() => id);
    };
    const first = await atOnce(AT_ONCE, claim);
    for (let written = 0; written < crowd; written += AT_ONCE) {
      await atOnce(AT_ONCE, claim);
      // A store in the same process may leave no time for anything else.
      await sleep(1);
    }
    for (const found of await atOnce(AT_ONCE, (at) => look(store, first[at]))) same(found, 'a', 'one of the first registers');
  }],
  ['a rewritten record is kept until its new time', async (store) => {
    for (let short = SHORT; ; short *= 2) {
      const id = freshId();
      const keepUntil = Date.now() + short;
      await store.swap(id, null, 'a', keepUntil);
      const found = await store.swap(id, 'a', 'b', later());
      if (Date.now() >= keepUntil) continue;
      same(found, 'a', 'the second swap');
      await sleep(short + 200);
      return same(await look(store, id), 'b', 'the register after its first time');
    }
  }],
  ['a failed swap does not change the time', async (store) => {
    const id = freshId();
    await store.swap(id, null, 'a', later());
    same(await store.swap(id, null, 'b', Date.now() + 1), 'a', 'a swap that expects no text');
    same(await store.swap(id, 'c', 'b', Date.now() + 1), 'a', 'a swap that expects another text');
    await sleep(1200);
    same(await look(store, id), 'a', 'the register, which must not change');
  }],
  ['a time days ahead is accepted, and so is one with a fraction', async (store) => {
    for (const keepUntil of [Date.now() + 40 * 86_400_000, Date.now() + 3_600_000.5]) {
      const id = freshId();
      same(await store.swap(id, null, 'a', keepUntil), null, 'the first swap');
      // A timer that counts milliseconds in 32 bits ends at once.
      await sleep(100);
      same(await look(store, id), 'a', 'the register afterwards');
    }
  }],
  ['a time in the past is accepted', async (store) => {
    const id = freshId();
    const found = await store.swap(id, null, 'a', Date.now() - 1000);
    holds(found === null, 'the swap of an empty register did not return null');
    await claimAgain(store, id);
  }],
  ['a register whose time has passed still holds its text, or one caller can claim it', async (store) => {
    const id = freshId();
    const keepUntil = Date.now() + 500;
    await store.swap(id, null, 'a', keepUntil);
    await sleep(keepUntil + 500 - Date.now());
    await claimAgain(store, id);
  }],
];

/** Claims a register that holds an `a` past its time. If the caller wins, so can no other. */
async function claimAgain(store, id) {
  const found = await store.swap(id, null, 'b', later());
  const held = await look(store, id);
  // The old text may be dropped at any moment.
  if (found === 'a' && held === null) return;
  same(held, found === null ? 'b' : 'a', `a register claimed after its time, by a swap that returned ${found}`);
}

async function until(store, time) {
  for (let short = SHORT; ; short = 2 * short + 1) {
    const id = freshId();
    const keepUntil = time(Date.now() + short);
    await store.swap(id, null, 'a', keepUntil);
    await sleep(keepUntil - 0.2 * short - Date.now());
    const found = await look(store, id);
    // An answer that comes too late, from a slow store or machine, proves nothing.
    if (Date.now() < keepUntil) return same(found, 'a', 'the register before its time');
  }
}
