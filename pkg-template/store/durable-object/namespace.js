import { MppError } from '../../error.js';

/**
 * How many objects share the claims. Objects that live on cost half the time of one that is made for each claim. One alone
 * answers about 1000 calls a second and keeps 10 GB. Another number would look for claims where they are not.
 */
const OBJECTS = 64;

/** Keeps claims in Durable Objects: `durableObject(env.CLAIMS)`. */
export function durableObject(namespace) {
  if (typeof namespace?.idFromName !== 'function') throw new MppError('bad-config', 'durableObject needs the ClaimStore binding, such as env.CLAIMS');
  return {
    async swap(id, expected, next, keepUntil) {
      const object = namespace.get(namespace.idFromName(objectOf(id)));
      if (typeof object.swap !== 'function') throw new MppError('store-unavailable', NO_RPC);
      try {
        return await object.swap(id, expected ?? null, next, keepUntil);
      } catch (error) {
        throw String(error?.message).includes('new_sqlite_classes') ? new MppError('store-unavailable', NO_SQL) : error;
      }
    },
  };
}

// Of an error of the runtime, events and logs tell only the name.
const NO_RPC = 'Durable Objects cannot be called: the Worker needs the compatibility_date 2024-04-03 or later, or the flag "rpc"';
const NO_SQL = 'ClaimStore has no SQL: "migrations" must list it under "new_sqlite_classes", and not under "new_classes"';

/** The name of the object that keeps a claim. Ids are random, so any sum spreads them evenly. */
function objectOf(id) {
  let sum = 0;
  for (let at = 0; at < id.length; at++) sum += id.charCodeAt(at);
  return `claims-${sum % OBJECTS}`;
}
