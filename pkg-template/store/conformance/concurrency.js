// Many callers, one register: a swap must be atomic across two stores, as across two processes. A lock inside one store
// is not enough.
import { atOnce, freshId, holds, later, look, same } from './tools.js';

const CALLERS = 50;
const ROUNDS = 5;
const COUNTERS = 8;
const STEPS = 10;

export const CONCURRENCY = [
  [`when ${CALLERS} callers claim one register at once, one wins and the others learn which`, async (...stores) => {
    await shared(stores);
    for (let round = 0; round < ROUNDS; round += 1) await race(stores, freshId(), null);
  }],
  [`when ${CALLERS} callers replace one text at once, one wins and the others learn which`, async (...stores) => {
    await shared(stores);
    for (let round = 0; round < ROUNDS; round += 1) {
      const id = freshId();
      await stores[0].swap(id, null, 'before', later());
      await race(stores, id, 'before');
    }
  }],
  [`${COUNTERS} callers that count in one register lose no step`, async (...stores) => {
    await shared(stores);
    const id = freshId();
    await stores[0].swap(id, null, '0', later());
    await atOnce(COUNTERS, async (at) => {
      for (let steps = 0; steps < STEPS; steps += 1) await count(stores[at % 2], id);
    });
    same(await look(stores[1], id), String(COUNTERS * STEPS), 'the count');
  }],
  [`${CALLERS} callers that each claim their own register all win`, async (store) => {
    const found = await atOnce(CALLERS, (at) => store.swap(freshId(), null, String(at), later()));
    for (const each of found) same(each, null, 'a swap of an empty register');
  }],
];

/** Checks that the two stores share their registers. */
async function shared([one, other]) {
  const id = freshId();
  await one.swap(id, null, 'a', later());
  const fix = 'if the store lives in its process, return the same one each time';
  same(await look(other, id), 'a', `a text written through one store of makeStore, read through another (${fix})`);
}

async function race(stores, id, expected) {
  const found = await atOnce(CALLERS, (at) => stores[at % 2].swap(id, expected, `caller ${at}`, later()));
  const winners = found.flatMap((each, at) => (each === expected ? [`caller ${at}`] : []));
  holds(winners.length === 1, `${winners.length} callers were told that they had won`);
  for (const each of found) holds(each === expected || each === winners[0], 'a caller that lost was told a text that was never there');
  same(await look(stores[1], id), winners[0], 'the register after the race');
}

async function count(store, id) {
  let seen = await look(store, id);
  // A swap only fails if another step was counted in between, which limits the number of tries.
  for (let tries = 0; tries <= COUNTERS * STEPS; tries += 1) {
    const found = await store.swap(id, seen, String(Number(seen) + 1), later());
    if (found === seen) return;
    seen = found;
  }
  throw new Error('a swap kept failing although nothing else had changed the register');
}
