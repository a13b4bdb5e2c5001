// A record may be forgotten after its time, and never before.
import { freshId, holds, later, look, same, sleep } from './tools.js';

const SHORT = 1999;
/** Times that come almost a second early where a store counts in whole ones: of the clock, and from now on. */
const TIMES = [(at) => at - (at % 1000) - 1, (at) => at];

export const EXPIRY = [
  ['a record is there until its time', async (store) => {
    await Promise.all(TIMES.map((time) => until(store, time)));
  }],
  ['a record written anew stays for its new time', async (store) => {
    for (let short = SHORT; ; short *= 2) {
      const id = freshId();
      const keepUntil = Date.now() + short;
      await store.swap(id, null, 'a', keepUntil);
      const found = await store.swap(id, 'a', 'b', later());
      if (Date.now() >= keepUntil) continue;
      same(found, 'a', 'the second swap');
      await sleep(short + 200);
      return same(await look(store, id), 'b', 'after its first time it holds');
    }
  }],
  ['a swap that fails changes no time', async (store) => {
    const id = freshId();
    await store.swap(id, null, 'a', later());
    same(await store.swap(id, null, 'b', Date.now() + 1), 'a', 'a swap that expects nothing');
    same(await store.swap(id, 'c', 'b', Date.now() + 1), 'a', 'a swap that expects something else');
    await sleep(1200);
    same(await look(store, id), 'a', 'then it still holds');
  }],
  ['a time of days is no problem, nor one with a fraction', async (store) => {
    for (const keepUntil of [Date.now() + 40 * 86_400_000, Date.now() + 3_600_000.5]) {
      const id = freshId();
      same(await store.swap(id, null, 'a', keepUntil), null, 'the first swap');
      same(await look(store, id), 'a', 'then it holds');
    }
  }],
  ['a time that is over is taken too', async (store) => {
    const found = await store.swap(freshId(), null, 'a', Date.now() - 1000);
    holds(found === null, 'the swap of an empty register did not answer null');
  }],
];

async function until(store, time) {
  for (let short = SHORT; ; short = 2 * short + 1) {
    const id = freshId();
    const keepUntil = time(Date.now() + short);
    await store.swap(id, null, 'a', keepUntil);
    await sleep(keepUntil - 0.2 * short - Date.now());
    const found = await look(store, id);
    // What a slow store or machine answers too late says nothing.
    if (Date.now() < keepUntil) return same(found, 'a', 'before its time it holds');
  }
}
