/** Random numbers from 0 to below 1, from a seed. mulberry32: small, and the same everywhere. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A seeded schedule. `pick(names)` returns one of the names for a `share` of the calls, `undefined` for the others. */
export function schedule(seed, share) {
  const next = random(seed);
  return (names) => (next() < share ? names[Math.floor(next() * names.length)] : undefined);
}
