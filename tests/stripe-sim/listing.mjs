import { invalidParameter, resourceMissing } from './errors.mjs';
import { group, integer, required, string } from './params.mjs';
import { parseQuery } from './search.mjs';
import { nowSeconds } from './state.mjs';

/** Intents per page: default and maximum. */
export const PAGE_SIZE = { default: 10, max: 100 };

const URL = '/v1/payment_intents';
const limit = integer({ min: 1, max: PAGE_SIZE.max });
const range = group({ gt: integer(), gte: integer(), lt: integer(), lte: integer() });
/** A time in seconds since the epoch, or a range of them. */
const instant = {
  read: (value, name) =>
    typeof value === 'string' ? { gte: integer().read(value, name), lte: integer().read(value, name) } : range.read(value, name),
};

/** `GET /v1/payment_intents`: newest first, consistent at once. */
export const listPaymentIntents = {
  schema: { limit, starting_after: string(), created: instant, customer: string() },
  execute(state, { limit = PAGE_SIZE.default, starting_after, created: { gt = -1, gte = 0, lt = Infinity, lte = Infinity } = {}, customer }) {
    const intents = [...state.paymentIntents.values()].reverse();
    const start = starting_after === undefined ? 0 : intents.findIndex(({ id }) => id === starting_after) + 1;
    if (starting_after !== undefined && start === 0) throw resourceMissing('payment_intent', starting_after, 'starting_after');
    const inside = ({ created }) => created > gt && created >= gte && created < lt && created <= lte;
    const matching = intents.slice(start).filter((intent) => inside(intent) && (customer === undefined || intent.customer === customer));
    return { object: 'list', data: matching.slice(0, limit), has_more: matching.length > limit, url: URL };
  },
};

/**
 * `GET /v1/payment_intents/search`: newest first. Intents younger than the simulator's search lag are not found yet, and
 * frozen ones are found as they were, as at Stripe, where both may take a minute.
 *
 * @see https://docs.stripe.com/api/payment_intents/search
 */
export const searchPaymentIntents = {
  schema: { query: required(string()), limit, page: string() },
  execute(state, { query, limit = PAGE_SIZE.default, page }) {
    const holds = parseQuery(query);
    const newest = nowSeconds() - state.searchLag;
    const intents = state.frozenIntents ?? state.paymentIntents;
    const found = [...intents.values()].reverse().filter((intent) => intent.created <= newest && holds(intent));
    const start = page === undefined ? 0 : found.findIndex(({ id }) => id === page);
    if (start < 0) throw invalidParameter('page', 'Invalid page: send the next_page of the answer before.');
    const next = found[start + limit];
    return {
      object: 'search_result', data: found.slice(start, start + limit), has_more: next !== undefined, next_page: next?.id ?? null,
      url: `${URL}/search`,
    };
  },
};
