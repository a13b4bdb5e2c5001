// Explanations that are kept with their answers, so that a view can be drawn before it has loaded the package.
import { explain } from './explain.js';

/** Longer ones are not worth their place. */
const MAX_KEPT = 100_000;

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

function kept(ask, { limit, preferred }, now) {
  const explanation = explain(ask, { limit, preferred }, now);
  const isSmall = JSON.stringify(explanation).length <= MAX_KEPT;
  return { limit, preferred, at: now, ...(isSmall ? { explanation } : {}) };
}

function isOf({ kept }, { limit, preferred }) {
  return kept !== undefined && kept.limit === limit && kept.preferred.join() === preferred.join();
}
