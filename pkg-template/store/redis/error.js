import { MppError } from '../../error.js';

/** A store that is away or refuses. */
export function unavailable(message) {
  return new MppError('store-unavailable', message);
}

/** What Redis itself refuses: of its words only the first, which is a code like `NOAUTH`; the rest may repeat a record. */
export function refused(message) {
  const [code] = /^[A-Z]{2,20}\b/.exec(message) ?? ['an error'];
  return unavailable(`Redis answered ${code}`);
}
