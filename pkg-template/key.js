// Keys that verify.
import { bytes, json, millis, only, wrong } from './arguments.js';
import { MppError } from './error.js';
import { header } from './read.js';

const inner = Symbol('the key in the wasm');

const ROTATION = new Set(['previous']);
/** What a price is of: an offer that is looked up by a misspelt name must not compare with nothing. */
const TERMS = ['realm', 'method', 'intent', 'request'];
const OPTIONS = new Set([...TERMS, 'opaque', 'now', 'body']);

/** The wasm's own half of a key. */
export const core = (key) => key[inner];

/** `written`: the `Authorization` value of what may be one. */
export const keys = (glue, wire, written = (credential) => credential) =>
  class ChallengeKey {
    /** `secret`: 32 bytes or more, as text or bytes. `previous`: former secrets that still verify. */
    constructor(secret, options) {
      const { previous = [] } = only(options, ROTATION);
      if (!Array.isArray(previous)) throw wrong('previous is an array of secrets');
      const secrets = [secret, ...previous].map((one) => {
        if (one == null) throw new MppError('bad-secret', 'the signing secret is missing; make one with: openssl rand -base64 32');
        return bytes(one);
      });
      const key = wire.got(() => glue.Key.make(wire.begin(), joined(secrets), Uint32Array.from(secrets, (one) => one.length)));
      Object.defineProperty(this, inner, { value: key });
    }

    /**
     * Verifies a credential (an `Authorization` value) and returns it, or throws. What is given of `realm`, `method`,
     * `intent`, `request` and `opaque` must be what the challenge says; `body` must be the body it was issued for.
     */
    verify(credential, options) {
      if (!verify(wire, this[inner], written, credential, options, true)) throw wire.failure();
      return wire.credential();
    }

    /** The same without the rest: `{ ok: true, payload }`, or `{ ok: false, error }` in place of throwing it. */
    check(credential, options) {
      try {
        if (verify(wire, this[inner], written, credential, options, false)) return { ok: true, payload: wire.payload() };
        return { ok: false, error: wire.failure() };
      } catch (error) {
        if (error instanceof MppError) return { ok: false, error };
        throw error;
      }
    }
  };

/** Secrets one after the other. */
function joined(secrets) {
  const all = new Uint8Array(secrets.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of secrets) {
    all.set(one, at);
    at += one.length;
  }
  return all;
}

/** Whether a credential is good; it is on the wire then, or why it is not. */
function verify(wire, key, written, credential, options, full) {
  const asked = only(options, OPTIONS);
  const { now = Date.now(), body } = asked;
  const moment = millis(now);
  const seen = body === undefined ? undefined : bytes(body ?? '');
  const expect = expected(asked);
  const length = wire.put(header(written(credential), 'credential'));
  return wire.call(() => key.verify(wire.core, length, full, expect, seen, moment));
}

/** What a credential is compared with, as JSON; `undefined` for nothing. */
function expected(asked) {
  const { realm, method, intent, request, opaque } = asked;
  // Most callers expect nothing beside the present.
  if (!('realm' in asked || 'method' in asked || 'intent' in asked || 'request' in asked || opaque !== undefined)) return undefined;
  for (const name of TERMS) {
    if (asked[name] !== undefined || !(name in asked)) continue;
    throw wrong(`${name} of the options is undefined and would be compared with nothing; leave it out where that is meant`);
  }
  return json({ intent, method, opaque, realm, request }, 'the options');
}
