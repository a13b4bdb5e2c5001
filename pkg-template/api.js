// The public functions over the generated glue: defaults, conversions of dates and bytes, errors. No rules.
import * as glue from './mpp_wasm.js';
import { MppError, fromThrown } from './error.js';
import { call } from './ready.js';
import { known } from './shape.js';

export { MppError };
export { maskAddress, maskCard, maskCardNumber, redact } from './mask.js';
export { redactStream } from './redact-stream.js';

const CONTEXT = ['url', 'now', 'limit'];

/** Reads every Payment challenge of a `WWW-Authenticate` value: `{ challenges, malformed }`. */
export function parseChallenges(header) {
  const { challenges, malformed } = JSON.parse(call(() => glue.parseChallenges(text(header, 'header'))));
  return { challenges, malformed: malformed.map(fromThrown) };
}

/** Writes a challenge as a `WWW-Authenticate` value, in ASCII. */
export function formatChallenge(challenge) {
  return call(() => glue.formatChallenge(json(challenge, 'challenge')));
}

/** `mpp decode`: the Stripe challenge of a header, validated and safe to show. */
export function decode(header) {
  return call(() => glue.decode(text(header, 'header')));
}

/**
 * Which payment protocols a 402 speaks, and what they offer. Takes a `Response` or `{ status, headers, body? }`. `url`:
 * what was asked, a `Response`'s own if left out. `now`: the present if left out. `limit`: `{ usd: '1.00' }`.
 */
export function detect(answer, options = {}) {
  const { url = ownUrl(answer), now = Date.now(), limit = {} } = known(options, CONTEXT, 'the options');
  const body = typeof answer?.body === 'string' ? answer.body : undefined;
  const found = call(() => glue.detect(object(answer, 'answer'), body, address(url), millis(now), prices(limit)));
  if (found.mpp) found.mpp.malformed = found.mpp.malformed.map(fromThrown);
  return found;
}

/**
 * Reads an HTTP message as people paste it: what `curl -i` or `curl -v` print, header lines, one value. `detect` takes
 * what comes out; `marks` say where each part is.
 */
export function parseMessage(pasted) {
  return JSON.parse(call(() => glue.parseMessage(text(pasted, 'the message'))));
}

/** A stranger's text without what deceives: terminal escapes, characters that hide or turn round what is shown. */
export function sanitize(value) {
  return call(() => glue.sanitize(text(value, 'the text')));
}

/** Which credential a page or an endpoint calls for, why, and what to do next. */
export function credentialType(observation = {}) {
  const { response, ...seen } = object(observation, 'observation');
  return call(() => glue.credentialType(json(seen, 'observation'), response));
}

/** Reads the Payment credential of an `Authorization` value. Verifies nothing: see {@link ChallengeKey}. */
export function parseCredential(header) {
  return JSON.parse(call(() => glue.parseCredential(text(header, 'header'))));
}

/** Writes a credential as an `Authorization` value. */
export function formatCredential(credential) {
  return call(() => glue.formatCredential(json(credential, 'credential')));
}

/** Reads a `Payment-Receipt` value; fields a method adds are kept. */
export function parseReceipt(header) {
  return JSON.parse(call(() => glue.parseReceipt(text(header, 'header'))));
}

/** Writes a receipt as a `Payment-Receipt` value. */
export function formatReceipt(receipt) {
  return call(() => glue.formatReceipt(json(receipt, 'receipt')));
}

/**
 * The offers a client accepts, best first, by its `Accept-Payment`; all of them, in order, when the header is
 * absent, malformed or matches none.
 */
export function rankOffers(acceptPayment, offers) {
  return Array.from(
    call(() => glue.rankOffers(acceptPayment ?? undefined, json({ offers }, 'offers'))),
    (at) => offers[at],
  );
}

/** The RFC 9530 digest of a body: `sha-256=:…:`. */
export function bodyDigest(body) {
  return call(() => glue.bodyDigest(bytes(body)));
}

/** A key that binds challenges to their terms, and can rotate. */
export class ChallengeKey {
  #key;

  /** `secret`: 32 bytes or more, as text or bytes. `previous`: former secrets that still verify. */
  constructor(secret, { previous = [] } = {}) {
    const secrets = [secret, ...previous].map((one) => {
      if (one == null) throw new MppError('bad-secret', 'the signing secret is missing; make one with: openssl rand -base64 32');
      return bytes(one);
    });
    this.#key = call(() => new glue.ChallengeKey(secrets[0], secrets.slice(1)));
  }

  /** Issues a challenge for terms. `now`: milliseconds or a `Date`, the present if left out. */
  issue(terms, { now = Date.now() } = {}) {
    const own = json({ ...object(terms, 'terms'), expires: instant(terms.expires) }, 'terms');
    return JSON.parse(call(() => this.#key.issue(own, millis(now))));
  }

  /**
   * Verifies a credential (an `Authorization` value or a parsed one) and returns it, or throws. What is given
   * of `realm`, `method`, `intent`, `request` and `opaque` must be what the challenge says; `body` must be the
   * body it was issued for.
   */
  verify(credential, { now = Date.now(), body, ...expected } = {}) {
    const seen = body === undefined || body === null ? body : bytes(body);
    const parsed = typeof credential !== 'string';
    const value = parsed ? json(credential, 'credential') : credential;
    return JSON.parse(call(() => this.#key.verify(value, parsed, json(expected, 'the options'), seen, millis(now))));
  }
}

function wrong(message) {
  return new MppError('invalid-argument', message);
}

function text(value, name) {
  if (typeof value !== 'string') throw wrong(`${name} is a string`);
  return value;
}

function object(value, name) {
  if (typeof value !== 'object' || value === null) throw wrong(`${name} is an object`);
  return value;
}

/** What crosses into the wasm: JSON, members that are `undefined` left out. */
function json(value, name) {
  try {
    return JSON.stringify(object(value, name), finite);
  } catch (error) {
    throw error instanceof MppError ? error : wrong(`${name} holds what JSON cannot: a cycle or a BigInt`);
  }
}

/** JSON has no infinity and no NaN, and `null` is another price than the one that was meant. */
function finite(key, value) {
  if (typeof value === 'number' && !Number.isFinite(value)) throw wrong('a number is not finite');
  return value;
}

function millis(value) {
  return value instanceof Date ? value.getTime() : Number(value);
}

/** RFC 3339 of a `Date` or of milliseconds; text stays. */
function instant(value) {
  if (typeof value === 'string' || value === undefined) return value;
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) throw wrong('expires is an RFC 3339 text, a Date, or milliseconds since the epoch');
  return date.toISOString();
}

/** The URL a `Response` came from; one that was made by hand has none. */
function ownUrl(answer) {
  return (typeof Response === 'function' && answer instanceof Response && answer.url) || undefined;
}

/** A URL as the network sees it: the host in ASCII. */
function address(value) {
  if (value === undefined) return undefined;
  try {
    return new URL(value).href;
  } catch {
    throw wrong('url is an absolute http or https URL');
  }
}

/** Prices of `{ usd: '1.00' }`. */
function prices(limit) {
  const entries = Object.entries(object(limit, 'limit')).filter(([, amount]) => amount !== undefined);
  return entries.map(([currency, amount]) => {
    if (typeof amount !== 'string') throw wrong('limit is an object of amounts as text, by currency: { usd: "1.00" }');
    return `${amount} ${currency}`;
  });
}

const encoder = new TextEncoder();

function bytes(value) {
  if (typeof value === 'string') return encoder.encode(value);
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  throw wrong('bytes are a string, an ArrayBuffer or a view of one');
}
