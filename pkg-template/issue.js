// Keys that issue.
import { json, millis, object, only, wrong } from './arguments.js';
import { core } from './key.js';
import { copied } from './plain.js';

/** How long a challenge of a prepared offer is good if nothing else is said, in milliseconds. */
const FIVE_MINUTES = 300_000;

const OFFER = new Set(['realm', 'method', 'intent', 'request', 'digest', 'description', 'opaque', 'header']);
const TERMS = new Set([...OFFER, 'expires']);
const MOMENT = new Set(['now']);
const SPAN = new Set(['now', 'expires']);

/** Whether a text holds half a character, which UTF-8 has no bytes for and would replace. Engines before 2023 do not say. */
const isHalved = ''.isWellFormed ? (text) => !text.isWellFormed() : (text) => /\p{Surrogate}/u.test(text);

/** A key of `Key` that issues challenges too. */
export const issuing = (Key, wire) =>
  class ChallengeKey extends Key {
    /** Issues a challenge for terms. `now`: milliseconds or a `Date`, the present if left out. */
    issue(terms, options) {
      const { now = Date.now() } = only(options, MOMENT);
      const from = millis(now);
      // What is given out is the very data that was written: read once, whatever answers for it.
      const request = copied(object(terms, 'terms').request);
      const length = wire.put(crossing(terms, 'terms', TERMS, request));
      wire.ask(() => core(this).issue(wire.core, length, from));
      wire.open();
      return wire.challenge(request);
    }

    /** Makes an offer ready, terms without an end, so that its challenges cost next to nothing. */
    prepare(offer) {
      const length = wire.put(crossing(offer, 'the offer', OFFER));
      const prepared = wire.got(() => core(this).prepare(wire.core, length));
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
  issue(options) {
    const wire = this.#wire;
    const { from, end } = span(options);
    wire.ask(() => this.#core.issue(wire.begin(), end, from));
    const challenge = { ...this.#common };
    wire.open();
    challenge.id = wire.nth(0);
    challenge.expires = wire.nth(1);
    return challenge;
  }

  /** The same, as the value of `WWW-Authenticate`. */
  header(options) {
    const wire = this.#wire;
    const { from, end } = span(options);
    wire.ask(() => this.#core.header(wire.begin(), end, from));
    return wire.one();
  }
}

/** From when to when a challenge is good, in milliseconds. */
function span(options) {
  const { now = Date.now(), expires } = only(options, SPAN);
  const from = millis(now);
  return { from, end: expires === undefined ? from + FIVE_MINUTES : millis(expires, 'expires') };
}

/**
 * Terms as they cross: a piece each between NULs, `=` before a text, an object as its JSON, nothing for what is not there.
 * `plain`: a copy of their request, where there is one.
 */
function crossing(terms, name, known, plain) {
  const { realm, method, intent, expires, digest, description, opaque, header } = only(object(terms, name), known, name);
  const end = known === TERMS ? `=${need(instant(expires), name, 'expires')}` : '';
  const data = typeof opaque === 'object' ? written(opaque, name, 'opaque') : maybe(opaque, name, 'opaque');
  const crossing = `=${need(realm, name, 'realm')}\0=${need(method, name, 'method')}\0=${need(intent, name, 'intent')}\0` +
    `${plain ? JSON.stringify(plain) : written(terms.request, name, 'request')}\0${end}\0${maybe(digest, name, 'digest')}\0` +
    `${maybe(description, name, 'description')}\0${data}\0${maybe(header, name, 'header')}`;
  if (isHalved(crossing)) throw wrong(`a text of ${name} holds half a character, a lone surrogate`);
  return crossing;
}

function need(value, name, field) {
  if (typeof value !== 'string') throw wrong(value === undefined ? `${name} needs ${field}` : `${name}'s ${field} is a string`);
  return value;
}

function maybe(value, name, field) {
  return value === undefined ? '' : `=${need(value, name, field)}`;
}

/** The JSON of an object. */
function written(value, name, field) {
  if (value === undefined) throw wrong(`${name} needs ${field}`);
  if (typeof value !== 'object' || Array.isArray(value)) throw wrong(`${name}'s ${field} is an object`);
  return json(value, field);
}

function frozen(value) {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
}

/** RFC 3339 of a `Date` or of milliseconds; text stays. */
function instant(value) {
  if (typeof value === 'string' || value === undefined) return value;
  return new Date(millis(value, 'expires, an RFC 3339 text otherwise,')).toISOString();
}
