// Explanations that are kept with their answers, so that a view can be drawn before it has loaded the package.
import { explain } from './explain.js';

/** Longer ones are not worth their place. */
const MAX_KEPT = 100_000;

/** The most of a body that the history keeps of an answer: a hundred of them are a third of a session's 10 MB. */
const MAX_REMEMBERED = 32 * 1024;

/** Said of what is too long to be kept, in whichever way. */
const TOO_LONG = { kind: 'unreadable', offers: [], more: 0, problems: [] };

/** A tab's state, each answer explained. Gives the same state where each already is. */
export function explained(state, choices, now) {
  if (state.asks.every((ask) => isOf(ask, choices))) return state;
  return { ...state, asks: state.asks.map((ask) => (isOf(ask, choices) ? ask : { ...ask, kept: kept(ask, choices, now) })) };
}

/** The explanation that was kept, `undefined` where it is of other choices, or an offer has ended since. */
export function recall(ask, choices, now) {
  if (!isOf(ask, choices)) return undefined;
  const { at, explanation } = ask.kept;
  const hasEnded = explanation?.offers.some(({ expiresAt }) => at < expiresAt && expiresAt <= now);
  return hasEnded ? undefined : explanation;
}

/** What the history adds for a body: the body itself, or of a long one what there is to say, as its view takes it. */
export function withBody(ask, choices, now) {
  if (ask.body.length <= MAX_REMEMBERED) return { body: ask.body, explanation: undefined };
  const explanation = explain(ask, choices, now);
  const isSmall = JSON.stringify(explanation).length <= MAX_REMEMBERED;
  return { body: undefined, explanation: isSmall ? explanation : { ...TOO_LONG, credential: explanation.credential } };
}

function kept(ask, { limit, preferred }, now) {
  const explanation = explain(ask, { limit, preferred }, now);
  const isSmall = JSON.stringify(explanation).length <= MAX_KEPT;
  return { limit, preferred, at: now, ...(isSmall ? { explanation } : {}) };
}

function isOf({ kept }, { limit, preferred }) {
  return kept !== undefined && kept.limit === limit && kept.preferred.join() === preferred.join();
}
