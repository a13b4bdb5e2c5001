// Reading headers.
import { text } from './arguments.js';

/** The number of characters needed to see that a header is over its limit of 64 KiB. */
const HEADER_ENOUGH = 64 * 1024 + 1;

/** What errors call a header, and where callers find it. */
const CHALLENGES = "header, like response.headers.get('www-authenticate'),";
export const CREDENTIAL = "credential, like request.headers.get('authorization'),";

/**
 * The part of a header value to pass to the wasm: all of it, or just enough to see that it is too long. An absent
 * header, which is `null` in `fetch` and `undefined` in Node, is an empty string.
 */
export function headerText(value, name = CHALLENGES) {
  return value == null ? '' : text(value, name).slice(0, HEADER_ENOUGH);
}

export const reading = (glue, wire) => ({
  /** Reads every Payment challenge of a `WWW-Authenticate` value: `{ challenges, malformed }`. */
  parseChallenges(value) {
    const length = wire.put(headerText(value));
    wire.ask(() => glue.parseChallenges(wire.core, length));
    return wire.challenges();
  },

  /** Like `mpp decode`: the Stripe challenge of a header, validated and safe to show. */
  decode(value) {
    const length = wire.put(value == null ? '' : text(value, CHALLENGES));
    wire.ask(() => glue.decode(wire.core, length));
    return JSON.parse(wire.one());
  },
});
