// Explanations stored with their responses, so that a view can be drawn before it has loaded the package. They are stored
// as text, because the browser sorts the members of what it stores, and views show and compare them in their order.
import { explain, termsIn } from './explain.js';

/** Longer explanations are not worth their storage. */
const MAX_KEPT = 100_000;

/** The longest body the history keeps: a hundred of them take a third of a session's 10 MB. */
const MAX_REMEMBERED = 32 * 1024;

/** Stands in for an explanation that is too long to store. */
const TOO_LONG = { kind: 'unreadable', offers: [], more: 0, problems: [] };

/** A tab's state with every response explained. Returns the same object if they all were already. */
export function explained(state, choices, now) {
  if (state.asks.every((ask) => isOf(ask, choices))) return state;
  return { ...state, asks: state.asks.map((ask) => (isOf(ask, choices) ? ask : { ...ask, kept: kept(ask, choices, now) })) };
}

/** The stored explanation, or `undefined` if it was made with other settings or an offer has expired since. */
export function recall(ask, choices, now) {
  if (!isOf(ask, choices)) return undefined;
  const { at, text } = ask.kept;
  const explanation = text && JSON.parse(text);
  const hasEnded = explanation?.offers.some(({ expiresAt }) => at < expiresAt && expiresAt <= now);
  return hasEnded ? undefined : explanation;
}

/** What the history stores of a response. */
export function entry(ask, choices, now) {
  return ask.body === undefined ? ask : { ...ask, ...withBody(ask, choices, now) };
}

/**
 * What the history stores for a body: the body itself or, if it is too long, its terms, which are explained anew when the
 * settings change or an offer ends. If they are too long as well, the explanation its view shows.
 */
export function withBody(ask, choices, now) {
  if (ask.body.length <= MAX_REMEMBERED) return { body: ask.body, terms: undefined, text: undefined };
  const explanation = explain(ask, choices, now);
  const text = JSON.stringify(explanation);
  const terms = explanation.offers.length > 0 ? termsIn(ask.body) : undefined;
  const isSame = terms?.length <= MAX_REMEMBERED && JSON.stringify(explain({ ...ask, body: terms }, choices, now)) === text;
  if (isSame) return { body: undefined, terms, text: undefined };
  const isShort = text.length <= MAX_REMEMBERED;
  return { body: undefined, terms: undefined, text: isShort ? text : JSON.stringify({ ...TOO_LONG, credential: explanation.credential }) };
}

/** The explanation of an entry of the history. */
export function reread(entry, choices, now) {
  return entry.text === undefined ? explain({ ...entry, body: entry.body ?? entry.terms }, choices, now) : JSON.parse(entry.text);
}

function kept(ask, { limit, preferred }, now) {
  const text = JSON.stringify(explain(ask, { limit, preferred }, now));
  return { limit, preferred, at: now, ...(text.length <= MAX_KEPT ? { text } : {}) };
}

function isOf({ kept }, { limit, preferred }) {
  return kept !== undefined && kept.limit === limit && kept.preferred.join() === preferred.join();
}
