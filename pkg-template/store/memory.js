/** How many claims are looked at in each swap: two, so that claims are forgotten faster than new ones come. */
const LOOKS = 2;

/**
 * Keeps claims in the memory of this process. For tests, demos, and a single process that never restarts during a
 * challenge's life. Otherwise, a credential could be redeemed once per process.
 */
export function memory() {
  const claims = new Map();
  let next = claims.entries();

  /** Forgets the next claims that are past their time. */
  const sweep = () => {
    const now = Date.now();
    for (let look = 0; look < LOOKS; look++) {
      const { done, value } = next.next();
      if (done) return void (next = claims.entries());
      const [id, { keepUntil }] = value;
      if (keepUntil < now) claims.delete(id);
    }
  };

  return {
    async swap(id, expected, text, keepUntil) {
      sweep();
      const found = claims.get(id)?.text ?? null;
      if (found === (expected ?? null)) claims.set(id, { text, keepUntil });
      return found;
    },
  };
}
