// Explains a response. Every decision here is made by the package.
import { credentialType, detect } from 'mpp-wasm';
import { limits } from './settings.js';

/** The most offers shown of one response. A site that lists more does not want them compared. */
const MAX_SHOWN = 20;

/**
 * Returns plain data. `kind`: `offers`, `expired` (all offers have expired), `unreadable`, `empty` (a protocol that
 * lists no way to pay), `bare` (no known protocol) or `cut` (the same, but a header of the site's may be missing). `offers`:
 * cheapest first, each with the terms it came from in `came`. `more`: how many offers are left out. `link`: the offer that
 * Link's wallet would pay.
 */
export function explain(ask, { limit, preferred }, now) {
  const response = { status: 402, headers: ask.headers, body: ask.body, incomplete: ask.partial !== undefined };
  let found;
  try {
    found = detect(response, { url: ask.url, now, limit: limits(limit) });
  } catch (error) {
    return { kind: 'unreadable', offers: [], more: 0, problems: [error.message], credential: credentialType() };
  }
  // `found.offers` is in this order.
  const came = [...(found.mpp?.challenges ?? []), ...(found.x402?.accepts ?? []), found.l402];
  const offers = found.cheapestFirst.map((at) => ({ ...found.offers[at], preferred: preferred.includes(found.offers[at].method), came: came[at] }));
  const link = found.offers[found.sharedPaymentTokenOffer];
  const [first, second] = offers;
  if (first?.countsAs && first.countsAs === second?.countsAs) first.cheapest = true;
  const problems = (found.mpp?.malformed ?? []).map(({ message }) => message);
  const shown = offers.slice(0, MAX_SHOWN);
  return {
    kind: kind(ask, found, offers, problems),
    offers: shown,
    more: offers.length - shown.length,
    problems,
    link,
    credential: credentialType({ response }),
  };
}

/** The terms in a body, as a body of their own. `undefined` if there are none. */
export function termsIn(body) {
  const { x402, l402 } = detect({ status: 402, headers: {}, body });
  if (x402?.version) return JSON.stringify({ x402Version: x402.version, accepts: x402.unreadable ? [...x402.accepts, null] : x402.accepts });
  return l402 && JSON.stringify({ macaroon: l402.macaroon, invoice: l402.invoice });
}

function kind({ cut }, { protocols, x402 }, offers, problems) {
  if (offers.length > 0) return offers.every(isExpired) ? 'expired' : 'offers';
  if (problems.length > 0 || x402?.unreadable) return 'unreadable';
  if (!protocols.includes('unknown')) return 'empty';
  return cut ? 'cut' : 'bare';
}

/** Whether the headers name no protocol, so that the body may. */
export function isSilent({ kind }) {
  return kind === 'bare' || kind === 'cut';
}

export function isExpired({ warnings }) {
  return warnings.some(({ code }) => code === 'expired');
}
