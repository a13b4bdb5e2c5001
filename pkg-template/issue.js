// Keys that issue.
import { json, millis, object, wrong } from './arguments.js';
import { core } from './key.js';

/** How long a challenge of a prepared offer is good if nothing else is said, in milliseconds. */
const FIVE_MINUTES = 300_000;

/** A key of `Key` that issues challenges too; it verifies credentials that have been parsed already as well. */
export const issuing = (Key, wire, formatCredential) =>
  class ChallengeKey extends Key {
    verify(credential, options) {
      return super.verify(typeof credential === 'string' ? credential : formatCredential(credential), options);
    }

    check(credential, options) {
      return super.check(typeof credential === 'string' ? credential : formatCredential(credential), options);
    }

    /** Issues a challenge for terms. `now`: milliseconds or a `Date`, the present if left out. */
    issue(terms, { now = Date.now() } = {}) {
      const own = json(typeof object(terms, 'terms').expires === 'string' ? terms : { ...terms, expires: instant(terms.expires) }, 'terms');
      const length = wire.put(own);
      if (!core(this).issue(wire.core, length, millis(now))) throw wire.failure();
      wire.open();
      return wire.challenge();
    }

    /** Makes an offer ready, terms without an end, so that its challenges cost next to nothing. */
    prepare(offer) {
      const own = json(offer, 'the offer');
      const length = wire.put(own);
      const prepared = wire.call(() => core(this).prepare(wire.core, length));
      wire.open();
      return new PreparedOffer(prepared, wire.challenge(), wire);
    }
  };

/** An offer made ready by {@link ChallengeKey}. */
class PreparedOffer {
  #core;
  #common;
  #wire;

  constructor(prepared, common, wire) {
    this.#core = prepared;
    frozen(common.request);
    const { id, realm, method, intent, request, encodedRequest, description, digest, ...rest } = common;
    // The order of a challenge that was read.
    this.#common = { id, realm, method, intent, request, encodedRequest };
    if (description !== undefined) this.#common.description = description;
    if (digest !== undefined) this.#common.digest = digest;
    Object.assign(this.#common, { expires: '' }, rest);
    this.#wire = wire;
  }

  /** A challenge, good for five minutes if `expires` is left out. Its `request` is frozen: all of them share it. */
  issue({ now = Date.now(), expires } = {}) {
    const wire = this.#wire;
    const from = millis(now);
    if (!this.#core.issue(wire.begin(), expires === undefined ? from + FIVE_MINUTES : millis(expires), from)) throw wire.failure();
    const challenge = { ...this.#common };
    wire.open();
    challenge.id = wire.nth(0);
    challenge.expires = wire.nth(1);
    return challenge;
  }

  /** The same, as the value of `WWW-Authenticate`. */
  header({ now = Date.now(), expires } = {}) {
    const wire = this.#wire;
    const from = millis(now);
    if (!this.#core.header(wire.begin(), expires === undefined ? from + FIVE_MINUTES : millis(expires), from)) throw wire.failure();
    return wire.one();
  }
}

function frozen(value) {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
}

/** RFC 3339 of a `Date` or of milliseconds; text stays. */
function instant(value) {
  if (typeof value === 'string' || value === undefined) return value;
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) throw wrong('expires is an RFC 3339 text, a Date, or milliseconds since the epoch');
  return date.toISOString();
}
