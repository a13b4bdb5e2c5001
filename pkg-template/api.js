// The public functions over the generated glue: defaults, conversions of dates and bytes, errors. No rules.
import * as glue from './mpp_wasm.js';
import { bytes, json, millis, object, plain, text, wrong } from './arguments.js';
import { ownUrl, seen } from './answer.js';
import { MppError, fromThrown } from './error.js';
import { wire } from './full.js';
import { issuing } from './issue.js';
import { keys } from './key.js';
import { header as enough, reading } from './read.js';
import { call } from './ready.js';
import { known } from './shape.js';

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
 * Which payment protocols a 402 speaks, and what they offer. Takes a `Response` or `{ status, headers, body? }`. `url`:
 * what was asked, a `Response`'s own if left out. `now`: the present if left out. `limit`: `{ usd: '1.00' }`.
 */
export function detect(answer, options = {}) {
  const { url = ownUrl(answer), now = Date.now(), limit = {} } = known(options, CONTEXT, 'the options');
  const { status, www, required, body } = seen(answer);
  const found = JSON.parse(call(() => glue.detect(status, www, required, body, address(url), millis(now), prices(limit))));
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
  const { response, ...rest } = object(observation, 'observation');
  const { status, www, required } = response === undefined ? {} : seen(response);
  return JSON.parse(call(() => glue.credentialType(json(rest, 'observation'), status, www, required)));
}

/** Reads the Payment credential of an `Authorization` value. Verifies nothing: see {@link ChallengeKey}. */
export function parseCredential(header) {
  const length = wire.put(enough(header));
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
  const length = wire.put(enough(header));
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
 * The offers a client accepts, best first, by its `Accept-Payment`; all of them, in order, when the header is
 * absent, malformed or matches none.
 */
export function rankOffers(acceptPayment, offers) {
  return Array.from(
    call(() => glue.rankOffers(acceptPayment == null ? undefined : text(acceptPayment, 'acceptPayment'), json({ offers: ranked(offers) }, 'offers'))),
    (at) => offers[at],
  );
}

/** What offers are ranked by; whatever else they hold is their owner's. */
function ranked(offers) {
  if (!Array.isArray(offers)) throw wrong('offers is an array');
  return offers.map((offer) => {
    const { method, intent } = object(offer, 'an offer');
    return { intent, method };
  });
}

/** The RFC 9530 digest of a body: `sha-256=:…:`. */
export function bodyDigest(body) {
  return call(() => glue.bodyDigest(bytes(body)));
}

/** A credential that has been parsed already verifies as well. */
const written = (credential) => (typeof credential === 'object' && credential !== null ? formatCredential(credential) : credential);

/** A key that binds challenges to their terms, and can rotate. */
export class ChallengeKey extends issuing(keys(glue, wire, written), wire) {}

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
  const names = [];
  // Inherited ones too: a limit that nobody reads is none.
  for (const currency in object(limit, 'limit')) names.push(currency);
  if (names.length === 0) plain(limit, 'limit');
  if (new Set(names.map((currency) => currency.toLowerCase())).size < names.length) throw wrong('limit has one amount a currency');
  return names.map((currency) => {
    const amount = limit[currency];
    if (typeof amount !== 'string') throw wrong('limit is an object of amounts as text, by currency: { usd: "1.00" }');
    return `${amount} ${currency}`;
  });
}
