import { MppError } from '../../error.js';

/** The error for a store that cannot be reached or refuses. */
export function unavailable(message) {
  return new MppError('store-unavailable', message);
}

/** An error reply of Redis. Only its first word is quoted, a code like `NOAUTH`; the rest could repeat a record. */
export function refused(message) {
  const [code] = /^[A-Z]{2,20}\b/.exec(message) ?? ['an error'];
  return unavailable(`Redis answered ${code}`);
}
