// Keys that issue challenges.
import { checkFields, json, millis, object, wrong } from './arguments.js';
import { core } from './key.js';
import { canonicalCopy } from './plain.js';
import { CREDENTIAL, headerText } from './read.js';
import { bodyOf, checked, verified } from './verify.js';

/** How long a challenge of a prepared offer is valid by default, in milliseconds. */
const FIVE_MINUTES = 300_000;

const OFFER = new Set(['realm', 'method', 'intent', 'request', 'digest', 'description', 'opaque', 'header']);
const TERMS = new Set([...OFFER, 'expires']);
const MOMENT = new Set(['now']);
const OWN = new Set(['now', 'expires', 'digest', 'opaque']);
const SEEN = new Set(['now', 'body']);

/**
 * Whether a string has a lone surrogate, which UTF-8 cannot encode and would replace. The fallback is for engines
 * before 2023.
 */
const isHalved = ''.isWellFormed ? (text) => !text.isWellFormed() : (text) => /\p{Surrogate}/u.test(text);

/** Extends `Key` with issuing. `toHeader`: converts a credential to an `Authorization` value, if it is not one already. */
export const issuing = (Key, wire, toHeader) =>
  class ChallengeKey extends Key {
    /** Issues a challenge for terms. `now`: milliseconds or a `Date`, by default the current time. */
    issue(terms, options) {
      const { now = Date.now() } = checkFields(options, MOMENT);
      const from = millis(now);
      // The returned request must be the data that was signed. Getters could change it, so it is read only once.
      const request = canonicalCopy(object(terms, 'terms').request);
      const length = wire.put(termsText(terms, 'terms', TERMS, request));
      wire.ask(() => core(this).issue(wire.core, length, from));
      wire.open();
      return wire.challenge(request);
    }

    /** Prepares an offer (terms without `expires`), so that each of its challenges costs next to nothing. */
    prepare(offer) {
      const length = wire.put(termsText(offer, 'offer', OFFER));
      const prepared = wire.got(() => core(this).prepare(wire.core, length));
      wire.open();
      return new PreparedOffer(prepared, wire.challenge(), wire, toHeader);
    }
  };

/** An offer prepared by {@link ChallengeKey}. */
class PreparedOffer {
  #core;
  #common;
  /** Its terms, as a key remembers them. */
  #terms;
  #wire;
  #toHeader;

  constructor(prepared, common, wire, toHeader) {
    this.#core = prepared;
    this.#toHeader = toHeader;
    frozen(common.request);
    const { id, realm, method, intent, request, encodedRequest, description, digest, ...rest } = common;
    // Members in the same order as in a challenge that was read.
    this.#common = { id, realm, method, intent, request, encodedRequest };
    if (description !== undefined) this.#common.description = description;
    if (digest !== undefined) this.#common.digest = digest;
    Object.assign(this.#common, { expires: '' }, rest);
    this.#terms = { challenge: (wire) => wire.own(this.#common, request) };
    this.#wire = wire;
  }

  /**
   * Issues a challenge, valid for five minutes by default. Its `request` is frozen, because all challenges share it.
   */
  issue(options) {
    const wire = this.#wire;
    const { from, end, own } = asked(options, this.#common);
    if (own) {
      const length = wire.put(own);
      wire.ask(() => this.#core.issueWith(wire.core, length, end, from));
      wire.open();
      return wire.own(this.#common, this.#common.request);
    }
    wire.ask(() => this.#core.issue(wire.begin(), end, from));
    const challenge = { ...this.#common };
    wire.open();
    challenge.id = wire.nth(0);
    challenge.expires = wire.nth(1);
    return challenge;
  }

  /** Issues a challenge as a `WWW-Authenticate` value. */
  header(options) {
    const wire = this.#wire;
    const { from, end, own } = asked(options, this.#common);
    const length = own ? wire.put(own) : 0;
    wire.ask(() => this.#core.header(wire.begin(), length, end, from));
    return wire.one();
  }

  /**
   * Verifies a credential (an `Authorization` value) for a challenge of this offer and returns it, or throws. Its
   * `request` is frozen too.
   */
  verify(credential, options) {
    return verified(this.#wire, (full) => this.#verify(credential, options, full), this.#terms);
  }

  /** The same checks, returning only what is claimed and charged: `{ ok: true, challengeId, payload }` or `{ ok: false, error }`. */
  check(credential, options) {
    return checked(this.#wire, (full) => this.#verify(credential, options, full));
  }

  /** Whether a credential is valid. The credential, or the reason why not, is then on the wire. */
  #verify(credential, options, full) {
    const wire = this.#wire;
    const { now = Date.now(), body } = checkFields(options, SEEN);
    const moment = millis(now);
    const seen = bodyOf(body);
    const length = wire.put(headerText(this.#toHeader(credential), CREDENTIAL));
    return wire.call(() => this.#core.verify(wire.core, length, full, seen, moment));
  }
}

/**
 * When a challenge is issued and when it expires, in milliseconds, and what it has of its own, as it is passed to the wasm:
 * empty if that is nothing. `common`: what all challenges of its offer have.
 */
function asked(options, common) {
  const { now = Date.now(), expires, digest, opaque } = checkFields(options, OWN);
  const from = millis(now);
  const end = expires === undefined ? from + FIVE_MINUTES : millis(expires, 'expires');
  return { from, end, own: digest === undefined && opaque === undefined ? '' : ownText({ digest, opaque }, common) };
}

function ownText(own, common) {
  const twice = Object.keys(own).find((name) => own[name] !== undefined && common[name] !== undefined);
  if (twice) throw wrong(`options.${twice}: the offer has one already, which all of its challenges have`);
  return whole(`${maybe(own.digest, 'options', 'digest')}\0${opaqueText(own.opaque, 'options')}`, 'options');
}

/**
 * Terms as they are passed to the wasm: one piece per field, separated by NULs. A string has `=` in front, an object is
 * its JSON, and an absent field is empty. `copy`: a copy of the request, if there is one.
 */
function termsText(terms, name, fields, copy) {
  const { realm, method, intent, expires, digest, description, opaque, header } = checkFields(object(terms, name), fields, name);
  const end = fields === TERMS ? `=${need(instant(expires), name, 'expires')}` : '';
  const text = `=${need(realm, name, 'realm')}\0=${need(method, name, 'method')}\0=${need(intent, name, 'intent')}\0` +
    `${copy ? JSON.stringify(copy) : objectJson(terms.request, name, 'request')}\0${end}\0${maybe(digest, name, 'digest')}\0` +
    `${maybe(description, name, 'description')}\0${opaqueText(opaque, name)}\0${maybe(header, name, 'header')}`;
  return whole(text, name);
}

function opaqueText(value, name) {
  return typeof value === 'object' ? objectJson(value, name, 'opaque') : maybe(value, name, 'opaque');
}

function whole(text, name) {
  if (isHalved(text)) throw wrong(`a string in ${name} has a lone surrogate, which is half a character`);
  return text;
}

function need(value, name, field) {
  if (typeof value !== 'string') throw wrong(value === undefined ? `${name} needs ${field}` : `${name}.${field} must be a string`);
  return value;
}

function maybe(value, name, field) {
  return value === undefined ? '' : `=${need(value, name, field)}`;
}

/** The JSON of an object. */
function objectJson(value, name, field) {
  if (value === undefined) throw wrong(`${name} needs ${field}`);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(`${name}.${field} must be an object`);
  return json(value, field);
}

function frozen(value) {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
}

/** Converts a `Date` or milliseconds to RFC 3339. A string stays as it is. */
function instant(value) {
  if (typeof value === 'string' || value === undefined) return value;
  return new Date(millis(value, 'expires (unless an RFC 3339 string)')).toISOString();
}
