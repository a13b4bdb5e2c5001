/** A seeded schedule. `pick(names)` returns one of the names for a `share` of the calls, `undefined` for the others. */
export function schedule(seed, share) {
  let state = seed >>> 0;
  // mulberry32: small, and the same everywhere.
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return (names) => (random() < share ? names[Math.floor(random() * names.length)] : undefined);
}
