/** The fewest swaps between two sweeps. If more claims are left, there are as many as these, so that no swap costs more for them. */
const SWEEP = 1000;

/**
 * Keeps claims in the memory of this process. For tests, demos, and a single process that never restarts during a
 * challenge's life. Otherwise, a credential could be redeemed once per process.
 */
export function memory() {
  const claims = new Map();
  /** How many swaps there are until the next sweep. */
  let left = SWEEP;
  return {
    async swap(id, expected, next, keepUntil) {
      if (--left === 0) {
        sweep(claims);
        left = Math.max(SWEEP, claims.size);
      }
      const found = claims.get(id)?.text ?? null;
      if (found === (expected ?? null)) claims.set(id, { text: next, keepUntil });
      return found;
    },
  };
}

function sweep(claims) {
  const now = Date.now();
  for (const [id, { keepUntil }] of claims) if (keepUntil < now) claims.delete(id);
}
