// What verifying has in common for a key and for a prepared offer. `ask(full)`: whether a credential is valid. It leaves
// the credential, the id of its challenge and its payload alone if not `full`, or the reason why not, on the wire.
import { bytes } from './arguments.js';
import { MppError } from './error.js';

/** The credential, or the reason why not as an exception. `terms`: as for `credential` of nouns.js. */
export function verified(wire, ask, terms) {
  if (!ask(true)) throw wire.failure();
  return wire.credential(terms);
}

/** The id of the challenge and the payload, or the reason why not. */
export function checked(wire, ask) {
  try {
    if (ask(false)) return wire.payment();
    return { ok: false, error: wire.failure() };
  } catch (error) {
    if (error instanceof MppError) return { ok: false, error };
    throw error;
  }
}

/** A body as it is passed: its bytes, empty if there is no body, and `undefined` if it was not looked at. */
export function bodyOf(body) {
  return body === undefined ? undefined : bytes(body ?? '');
}
