// The public functions on top of the generated glue: defaults, conversion of dates and bytes, errors. The rules are in
// Rust.
import * as glue from './mpp_wasm.js';
import { bytes, json, millis, object, pickFields, requirePlainObject, text, wrong } from './arguments.js';
import { MppError, fromThrown } from './error.js';
import { wire } from './full.js';
import { issuing } from './issue.js';
import { keys } from './key.js';
import { CREDENTIAL, headerText, reading } from './read.js';
import { call } from './ready.js';
import { ownUrl, seen } from './response.js';
import { Remembered } from './terms.js';

export { MppError };
export { maskAddress, maskCard, maskCardNumber, redact } from './redact.js';
export { redactStream } from './redact-stream.js';

export const { decode, parseChallenges } = reading(glue, wire);

const CONTEXT = ['url', 'now', 'limit'];

/** Writes a challenge as a `WWW-Authenticate` value, in ASCII. */
export function formatChallenge(challenge) {
  return call(() => glue.formatChallenge(json(challenge, 'challenge')));
}

/**
 * Says which payment protocols a 402 uses, and what it offers. Takes a `Response` or `{ status, headers, body?, incomplete? }`.
 * `url` defaults to the `Response`'s own, `now` to the current time. `limit`: `{ usd: '1.00' }`.
 */
export function detect(response, options = {}) {
  const { url = ownUrl(response), now = Date.now(), limit = {} } = pickFields(options, CONTEXT, 'options');
  if ('limit' in options && options.limit === undefined) throw wrong('limit is undefined, which is none; leave it out if that is intended');
  const { status, www, required, body, incomplete } = seen(response, 'response');
  const found = JSON.parse(call(() => glue.detect(status, www, required, body, incomplete, address(url), millis(now), prices(limit))));
  if (found.mpp) found.mpp.malformed = found.mpp.malformed.map(fromThrown);
  return found;
}

/**
 * Reads an HTTP message as people paste it: the output of `curl -i` or `curl -v`, header lines, or one value. The
 * result can be passed to `detect`; its `marks` say where each part is.
 */
export function parseMessage(pasted) {
  return JSON.parse(call(() => glue.parseMessage(text(pasted, 'text'))));
}

/** Removes what could deceive a reader: terminal escapes, and characters that hide or reorder what is shown. */
export function sanitize(value) {
  return call(() => glue.sanitize(text(value, 'text')));
}

/** Says which credential a page or an endpoint calls for, why, and what to do next. */
export function credentialType(observation = {}) {
  if (object(observation, 'observation').headers) throw wrong('observation has headers: pass a response as { response }');
  // Catches a promise of a response, for instance.
  if (Object.keys(observation).length === 0) requirePlainObject(observation, 'observation');
  const { response, ...rest } = observation;
  const { status, www, required } = response === undefined ? {} : seen(response, 'observation.response');
  return JSON.parse(call(() => glue.credentialType(json(rest, 'observation'), status, www, required)));
}

/** Reads the Payment credential of an `Authorization` value. Verifies nothing: see {@link ChallengeKey}. */
export function parseCredential(header) {
  const length = wire.put(headerText(header, CREDENTIAL));
  wire.ask(() => glue.parseCredential(wire.core, length));
  return wire.credential();
}

/** Writes a credential as an `Authorization` value. */
export function formatCredential(credential) {
  const length = wire.put(json(credential, 'credential'));
  wire.ask(() => glue.formatCredential(wire.core, length));
  const written = wire.one();
  wire.forget();
  return written;
}

/** Reads a `Payment-Receipt` value; fields a method adds are kept. */
export function parseReceipt(header) {
  const length = wire.put(headerText(header, "header, like response.headers.get('payment-receipt'),"));
  wire.ask(() => glue.parseReceipt(wire.core, length));
  return JSON.parse(wire.one());
}

/** Writes a receipt as a `Payment-Receipt` value. */
export function formatReceipt(receipt) {
  const length = wire.put(json(receipt, 'receipt'));
  wire.ask(() => glue.formatReceipt(wire.core, length));
  return wire.one();
}

/**
 * The offers a client accepts according to its `Accept-Payment`, best first. All of them, in order, if the header is
 * absent, malformed or matches none.
 */
export function rankOffers(acceptPayment, offers) {
  return Array.from(
    call(() => glue.rankOffers(acceptPayment == null ? undefined : text(acceptPayment, 'acceptPayment'), json({ offers: ranked(offers) }, 'offers'))),
    (at) => offers[at],
  );
}

/** The two fields that offers are ranked by. Anything else in them is ignored. */
function ranked(offers) {
  if (!Array.isArray(offers)) throw wrong('offers must be an array');
  return offers.map((offer, at) => {
    const { method, intent } = object(offer, `offers[${at}]`);
    return { intent, method };
  });
}

/** The RFC 9530 digest of a body: `sha-256=:…:`. */
export function bodyDigest(body) {
  return call(() => glue.bodyDigest(bytes(body)));
}

/** Lets a parsed credential be verified too, by writing it as a header value. */
const toHeader = (credential) => (typeof credential === 'object' && credential?.challenge ? formatCredential(credential) : credential);

/** A key that binds challenges to their terms. Keys can be rotated. */
export class ChallengeKey extends issuing(keys(glue, wire, toHeader, () => new Remembered()), wire, toHeader) {}

/** The URL in normalized form, with its host in ASCII. */
function address(value) {
  if (value === undefined) return undefined;
  try {
    return new URL(value).href;
  } catch {
    throw wrong('url must be an absolute http or https URL');
  }
}

const AMOUNTS = 'limit must hold amounts as strings with a point, by currency: { usd: "1.00" }';

/** Converts `{ usd: '1.00' }` to prices: `1.00 usd`. */
function prices(limit) {
  const names = [];
  // Includes inherited members: a limit that is not read would not be enforced.
  if (typeof limit !== 'object' || limit === null) throw wrong(AMOUNTS);
  for (const currency in limit) names.push(currency);
  if (names.length === 0) requirePlainObject(limit, 'limit');
  if (new Set(names.map((currency) => currency.toLowerCase())).size < names.length) throw wrong('limit must have one amount per currency');
  return names.map((currency) => {
    const amount = limit[currency];
    // One with letters or blanks names a currency itself. The core explains what else is no amount.
    if (!/^[^a-z\s]+$/i.test(typeof amount === 'string' ? amount : '')) throw wrong(AMOUNTS);
    return `${amount} ${currency}`;
  });
}
