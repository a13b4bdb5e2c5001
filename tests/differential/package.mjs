// The answers of the built npm package and of mppx to an input.
import { BodyDigest, Challenge, Credential, Receipt } from 'mppx';
import {
  ChallengeKey, bodyDigest, formatChallenge, formatCredential, formatReceipt, parseChallenges, parseCredential, parseReceipt,
  rankOffers,
} from 'mpp-wasm';
// Not exported by name.
import * as AcceptPayment from '../../node_modules/mppx/dist/internal/AcceptPayment.js';
import { bind, NOW, SECRET } from './generate/index.mjs';
import * as normal from './normal.mjs';

const { attempt } = normal;
const now = Date.parse(NOW);
const key = new ChallengeKey(SECRET);

/**
 * `pairs`: the answers of both sides to each question, `{ at, ours, peer }`. An answer is `{ ok }` or `{ no }`.
 * `own`: our full answers, for comparison with the crate's.
 */
export const answer = {
  challenges({ header }) {
    const read = attempt(() => parseChallenges(header));
    const theirs = attempt(() => Challenge.deserializeList(header));
    const pairs = align(read, theirs);
    const wasm = (read.ok?.challenges ?? []).map((one) => normal.challenge(one, one.encodedRequest));
    for (const one of read.ok?.challenges ?? []) {
      const peer = attempt(() => normal.challenge(Challenge.deserialize(formatChallenge(one))));
      pairs.push({ at: 'we write', ours: { ok: normal.challenge(one) }, peer });
    }
    for (const one of theirs.ok ?? []) {
      const wire = attempt(() => Challenge.serialize(one));
      if (wire.ok) pairs.push({ at: 'they write', ours: first(wire.ok), peer: { ok: normal.challenge(one) } });
    }
    return { pairs, own: [{ at: 'list', ok: wasm }] };
  },

  credential({ header }) {
    const read = attempt(() => parseCredential(header));
    const theirs = attempt(() => readCredential(header));
    const ok = (from) => (from.no === undefined ? { ok: normal.credential(from.ok) } : from);
    const pairs = [{ at: 'read', ours: ok(read), peer: ok(theirs) }];
    if (read.ok) pairs.push({ at: 'we write', ours: ok(read), peer: ok(attempt(() => readCredential(formatCredential(read.ok)))) });
    if (theirs.ok) {
      const wire = attempt(() => Credential.serialize(theirs.ok));
      if (wire.ok) pairs.push({ at: 'they write', ours: ok(attempt(() => parseCredential(wire.ok))), peer: ok(theirs) });
    }
    const own = read.ok ? { ok: normal.credential(read.ok, read.ok.challenge.encodedRequest) } : read;
    return { pairs, own: [{ at: 'read', ...own }] };
  },

  receipt({ header }) {
    const read = attempt(() => parseReceipt(header));
    const theirs = attempt(() => Receipt.deserialize(header));
    const ok = (from) => (from.no === undefined ? { ok: normal.receipt(from.ok) } : from);
    const pairs = [{ at: 'read', ours: ok(read), peer: ok(theirs) }];
    if (read.ok) pairs.push({ at: 'we write', ours: ok(read), peer: ok(attempt(() => Receipt.deserialize(formatReceipt(read.ok)))) });
    if (theirs.ok) pairs.push({ at: 'they write', ours: ok(attempt(() => parseReceipt(Receipt.serialize(theirs.ok)))), peer: ok(theirs) });
    return { pairs, own: [{ at: 'read', ...ok(read) }] };
  },

  /** Both sides return all offers if the header does not select any. */
  accept({ header, offers }) {
    const places = (ranked) => ranked.map((offer) => offers.indexOf(offer));
    const ours = attempt(() => places(rankOffers(header, offers)));
    const parsed = attempt(() => AcceptPayment.parse(header));
    const ranked = parsed.ok ? AcceptPayment.rank(offers, parsed.ok) : [];
    const peer = { ok: places(ranked.length ? ranked : offers), ...(parsed.no && { malformed: parsed.no }) };
    return { pairs: [{ at: 'rank', ours, peer }], own: [{ at: 'rank', ...ours }] };
  },

  digest({ digest, body }) {
    const fields = { realm: 'x', method: 'stripe', intent: 'charge', request: 'e30', expires: '2025-01-15T12:05:00Z', digest };
    const challenge = { ...fields, id: bind(fields), request: {}, encodedRequest: 'e30' };
    // An empty digest binds a challenge to no body, so there is nothing to compare.
    const ours = digest === '' ? { no: 'an empty digest is none' } : attempt(() => Boolean(key.verify({ challenge, payload: {} }, { now, body })));
    const peer = BodyDigest.verify(digest, body) ? { ok: true } : { no: 'the digest is not of this body' };
    const compute = { ok: bodyDigest(body).replaceAll(':', '') };
    const pairs = [{ at: 'compute', ours: compute, peer: { ok: BodyDigest.compute(body) } }, { at: 'check', ours, peer }];
    return { pairs, own: [{ at: 'compute', ...compute }, { at: 'check', ...ours }] };
  },

  issue(input) {
    const { realm, method, intent, expires, digest, description, carrier } = input;
    const parsed = attempt(() => ({ request: JSON.parse(input.request), meta: input.meta && JSON.parse(input.meta) }));
    if (parsed.no !== undefined) return { pairs: [], own: [{ at: 'issue', no: parsed.no }] };
    const { request, meta } = parsed.ok;
    // Our API takes a string for opaque as already encoded, so there is nothing to compare.
    if (typeof meta === 'string') return { pairs: [], own: [] };
    const terms = { realm, method, intent, request, expires, digest, description, header: carrier };
    const issued = attempt(() => key.issue({ ...terms, opaque: meta }, { now }));
    const ours = issued.ok ? { ok: normal.challenge(issued.ok) } : issued;
    const from = attempt(() => Challenge.from({ ...terms, meta, secretKey: SECRET }));
    // mppx refuses a challenge that cannot be written only when it is written.
    const peer = from.ok ? attempt(() => Challenge.serialize(from.ok) && normal.challenge(from.ok)) : from;
    const pairs = [{ at: 'issue', ours, peer }];
    if (issued.ok) {
      const back = attempt(() => Challenge.deserialize(formatChallenge(issued.ok)));
      pairs.push({ at: 'we write', ours, peer: back.ok ? { ok: normal.challenge(back.ok) } : back });
      if (back.ok) pairs.push({ at: 'we bind', ours: { ok: true }, peer: attempt(() => Challenge.verify(back.ok, { secretKey: SECRET })) });
    }
    const own = issued.ok ? { ok: normal.challenge(issued.ok, issued.ok.encodedRequest) } : issued;
    return { pairs, own: [{ at: 'issue', ...own }] };
  },

  /** Whether an echoed challenge is bound under the key. Expiry and body are not considered. */
  verify({ header }) {
    const ours = bound(() => key.verify(header, { now }));
    const read = attempt(() => readCredential(header));
    const peer = read.ok === undefined ? read : attempt(() => must(Challenge.verify(read.ok.challenge, { secretKey: SECRET })));
    return { pairs: [{ at: 'bound', ours, peer }], own: [{ at: 'bound', ...ours }] };
  },
};

function must(holds) {
  if (!holds) throw new Error('the id does not bind');
  return true;
}

function bound(verify) {
  return attempt(() => {
    try {
      return Boolean(verify());
    } catch (error) {
      if (/expired|has no expiry|pass the body to verify/.test(error.message)) return true;
      throw error;
    }
  });
}

/** Reads a request's header as mppx does. */
function readCredential(header) {
  const payment = Credential.extractPaymentScheme(header);
  if (!payment) throw new Error('Missing Payment scheme.');
  return Credential.deserialize(payment);
}

function first(header) {
  return attempt(() => {
    const { challenges, malformed } = parseChallenges(header);
    if (malformed.length) throw malformed[0];
    return normal.challenge(challenges[0]);
  });
}

/**
 * Aligns challenges. For one bad challenge mppx refuses the whole value, and we refuse only that challenge. So if mppx
 * refuses, one refusal of ours counts as agreement.
 */
function align(read, theirs) {
  const ours = (read.ok?.challenges ?? []).map((one) => ({ ok: normal.challenge(one) }));
  const bad = read.ok ? read.ok.malformed.map((error) => ({ no: error.message })) : [read];
  if (theirs.no !== undefined) {
    if (ours.length === 0 || bad.length > 0) return [];
    const alone = (one) => attempt(() => Challenge.deserialize(formatChallenge(one))).no !== undefined;
    const culprit = read.ok.challenges.findIndex(alone);
    return [{ at: 'list', ours: ours[Math.max(culprit, 0)], peer: theirs }];
  }
  const peers = theirs.ok.map((one) => ({ ok: normal.challenge(one) }));
  const missing = { no: 'no challenge here' };
  const reasons = { no: bad.map(({ no }) => no).join('\n') || missing.no };
  if (ours.length === peers.length) return peers.map((peer, at) => ({ at: 'list', ours: ours[at], peer }));
  const pairs = [];
  for (const peer of peers) {
    const same = ours[0]?.ok.id === peer.ok.id;
    pairs.push({ at: 'list', ours: same ? ours.shift() : reasons, peer });
  }
  return [...pairs, ...ours.map((one) => ({ at: 'list', ours: one, peer: missing }))];
}
