// Keys that verify credentials.
import { bytes, checkFields, json, millis, wrong } from './arguments.js';
import { MppError } from './error.js';
import { CREDENTIAL, headerText } from './read.js';
import { bodyOf, checked, verified } from './verify.js';

const inner = Symbol('the key in the wasm');
const remembered = Symbol('the terms that it remembers');

const ROTATION = new Set(['previous']);
/**
 * The fields that define a price. If a misspelled name makes one of them `undefined`, that must not skip its
 * comparison.
 */
const TERMS = ['realm', 'method', 'intent', 'request'];
const OPTIONS = new Set([...TERMS, 'opaque', 'now', 'body']);

/** The part of a key that lives in the wasm. */
export const core = (key) => key[inner];

/**
 * `toHeader`: converts a credential to an `Authorization` value, if it is not one already. `memory`: makes what remembers
 * terms (terms.js). Without it, none are remembered.
 */
export const keys = (glue, wire, toHeader = (credential) => credential, memory = () => undefined) =>
  class ChallengeKey {
    /** `secret`: 32 bytes or more, as text or bytes. `previous`: former secrets that still verify. */
    constructor(secret, options) {
      const { previous = [] } = checkFields(options, ROTATION);
      if (!Array.isArray(previous)) throw wrong('previous must be an array of secrets');
      const secrets = [secret, ...previous].map((one, at) => {
        if (one != null) return bytes(one);
        const name = at ? `previous[${at - 1}]` : 'the signing secret';
        throw new MppError('bad-secret', `${name} is missing; generate one with: openssl rand -base64 32`);
      });
      const key = wire.got(() => glue.Key.make(wire.begin(), joined(secrets), Uint32Array.from(secrets, (one) => one.length)));
      Object.defineProperties(this, { [inner]: { value: key }, [remembered]: { value: memory() } });
    }

    /**
     * Verifies a credential (an `Authorization` value) and returns it, or throws. `realm`, `method`, `intent`,
     * `request` and `opaque`, if given, must match the challenge. `body` must be the body the challenge was issued for.
     */
    verify(credential, options) {
      const terms = this[remembered];
      return verified(wire, (full) => verify(wire, this[inner], toHeader(credential), options, full, terms?.seen), terms);
    }

    /**
     * The same checks, returning only what is claimed and charged: `{ ok: true, challengeId, payload }`, or
     * `{ ok: false, error }` instead of throwing.
     */
    check(credential, options) {
      return checked(wire, (full) => verify(wire, this[inner], toHeader(credential), options, full));
    }
  };

/** Concatenates secrets. */
function joined(secrets) {
  const all = new Uint8Array(secrets.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of secrets) {
    all.set(one, at);
    at += one.length;
  }
  return all;
}

/**
 * Whether a credential is valid. The credential, or the reason why not, is then on the wire. `known`: a bit for each of the
 * remembered terms to leave out.
 */
function verify(wire, key, credential, options, full, known = 0) {
  const asked = checkFields(options, OPTIONS);
  const { now = Date.now(), body } = asked;
  const moment = millis(now);
  const seen = bodyOf(body);
  const expect = expected(asked);
  const length = wire.put(headerText(credential, CREDENTIAL));
  return wire.call(() => key.verify(wire.core, length, full ? known : undefined, expect, seen, moment));
}

/** What a credential is compared with, as JSON, or `undefined` for nothing. */
function expected(asked) {
  const { realm, method, intent, request, opaque } = asked;
  // The common case: nothing but the time is checked.
  if (!('realm' in asked || 'method' in asked || 'intent' in asked || 'request' in asked || opaque !== undefined)) return undefined;
  for (const name of TERMS) {
    if (asked[name] !== undefined || !(name in asked)) continue;
    throw wrong(`options.${name} is undefined and would not be compared; leave it out if that is intended`);
  }
  return json({ intent, method, opaque, realm, request }, 'options');
}
