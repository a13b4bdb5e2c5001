// An answer, explained: everything that is decided here is decided by the package.
import { credentialType, detect } from 'mpp-wasm';
import { limits } from './settings.js';

/**
 * `kind`: `offers`, `expired` (all of them are), `unreadable`, `empty` (a protocol that lists no way to pay) or `bare` (no
 * protocol that is known). `offers`: cheapest first, each with what it came as.
 */
export function explain(ask, { limit, preferred }, now) {
  const response = { status: 402, headers: ask.headers, body: ask.body };
  let found;
  try {
    found = detect(response, { url: ask.url, now, limit: limits(limit) });
  } catch (error) {
    return { kind: 'unreadable', offers: [], protocols: [], problems: [error.message], credential: credentialType() };
  }
  // Offers stand in this order; of `accepts`, only objects are offers.
  const came = [...(found.mpp?.challenges ?? []), ...(found.x402?.accepts ?? []).filter(isObject), ...(found.l402 ? [found.l402] : [])];
  const offers = found.cheapest.map((at) => ({ ...found.offers[at], preferred: preferred.includes(found.offers[at].method), came: came[at] }));
  const [first, second] = offers;
  if (first?.countsAs && first.countsAs === second?.countsAs) first.cheapest = true;
  const problems = (found.mpp?.malformed ?? []).map(({ message }) => message);
  return { kind: kind(found, offers, problems), offers, protocols: found.protocols, problems, credential: credentialType({ response }) };
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kind({ protocols }, offers, problems) {
  if (offers.length > 0) return offers.every(isExpired) ? 'expired' : 'offers';
  if (problems.length > 0) return 'unreadable';
  return protocols.includes('unknown') ? 'bare' : 'empty';
}

export function isExpired({ warnings }) {
  return warnings.some(({ code }) => code === 'expired');
}

/** The next moment at which an explanation changes, `undefined` for never. */
export function nextEnd(explanations, now) {
  const ends = explanations.flatMap(({ offers }) => offers.map(({ expiresAt }) => expiresAt)).filter((end) => end > now);
  return ends.length > 0 ? Math.min(...ends) : undefined;
}
