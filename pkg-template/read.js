// Reading headers.
import { text } from './arguments.js';

/** Characters enough to see that a header is over its limit of 64 KiB. */
const HEADER_ENOUGH = 64 * 1024 + 1;

/** A header's value, of one that is not there, `null` to `fetch` and `undefined` to Node, no text; the part that is worth handing over: all, or enough to see that it is too long. */
export function header(value, name = 'header') {
  const own = value == null ? '' : text(value, name);
  return own.length > HEADER_ENOUGH ? own.slice(0, HEADER_ENOUGH) : own;
}

export const reading = (glue, wire) => ({
  /** Reads every Payment challenge of a `WWW-Authenticate` value: `{ challenges, malformed }`. */
  parseChallenges(value) {
    const length = wire.put(header(value));
    wire.ask(() => glue.parseChallenges(wire.core, length));
    return wire.challenges();
  },

  /** `mpp decode`: the Stripe challenge of a header, validated and safe to show. */
  decode(value) {
    const length = wire.put(value == null ? '' : text(value, 'header'));
    wire.ask(() => glue.decode(wire.core, length));
    return JSON.parse(wire.one());
  },
});
