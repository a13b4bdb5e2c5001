import { MppError } from '../../error.js';

/** What an error reply begins with. */
const CODE = /^[A-Z]{2,20}\b/;

/** The error for a store that cannot be reached or refuses. `cause`: what tells the owner why, such as a code of the system. */
export function unavailable(message, cause) {
  return Object.assign(new MppError('store-unavailable', message), cause && { cause });
}

/** An error reply of Redis. Only its first word is quoted, a code like `NOAUTH`; the rest could repeat a record. */
export function refused(message) {
  const [code] = CODE.exec(message) ?? ['an error'];
  return unavailable(`Redis answered ${code}`);
}

/** The error for what a client has thrown, without what ioredis adds to it: the command, which holds a record. */
export function ofClient(error) {
  if (error instanceof MppError) return error;
  const { name, message, code } = Object(error);
  return CODE.test(message) ? refused(message) : unavailable('the Redis client failed', { name, message, code });
}
