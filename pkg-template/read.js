// Reading headers.
import { text } from './arguments.js';

/** Characters enough to see that a header is over its limit of 64 KiB. */
const HEADER_ENOUGH = 64 * 1024 + 1;

/** The part of a header that is worth handing over: all of it, or enough to see that it is too long. */
export function header(value) {
  return value.length > HEADER_ENOUGH ? value.slice(0, HEADER_ENOUGH) : value;
}

export const reading = (glue, wire) => ({
  /** Reads every Payment challenge of a `WWW-Authenticate` value: `{ challenges, malformed }`. */
  parseChallenges(value) {
    const length = wire.put(header(text(value, 'header')));
    wire.ask(() => glue.parseChallenges(wire.core, length));
    return wire.challenges();
  },

  /** `mpp decode`: the Stripe challenge of a header, validated and safe to show. */
  decode(value) {
    const length = wire.put(text(value, 'header'));
    wire.ask(() => glue.decode(wire.core, length));
    return JSON.parse(wire.one());
  },
});
