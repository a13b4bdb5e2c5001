import { invalidParameter, resourceMissing, StripeError } from './errors.mjs';
import { settleCapture } from './confirmation.mjs';
import { parseObject } from './faults.mjs';
import { nowSeconds } from './state.mjs';

/**
 * Triggers events that happen by themselves at Stripe: a processing payment ends, a bank gets what it asked for, an
 * authorization expires.
 *
 * @param {object} state
 * @param {string} text JSON `{ payment_intent, status }`
 * @returns {object} the intent
 * @throws {StripeError} 400, 404
 */
export function happen(state, text) {
  const { payment_intent: id, status } = parseObject(text);
  const intent = state.paymentIntents.get(id);
  if (intent === undefined) throw resourceMissing('payment_intent', id, 'payment_intent', 404);
  switch (`${intent.status} -> ${status}`) {
    case 'processing -> succeeded':
      settleCapture(intent, intent.amount, state.tokens.get(intent.shared_payment_granted_token));
      return intent;
    case 'requires_action -> requires_capture':
      return Object.assign(intent, { status, amount_capturable: intent.amount, next_action: null });
    case 'requires_action -> succeeded':
      settleCapture(intent, intent.amount, state.tokens.get(intent.shared_payment_granted_token));
      return Object.assign(intent, { next_action: null });
    case 'processing -> requires_payment_method':
      return Object.assign(intent, {
        status,
        last_payment_error: { type: 'card_error', code: 'payment_method_provider_decline', message: 'The bank declined.' },
      });
    case 'requires_capture -> canceled':
      return Object.assign(intent, { status, amount_capturable: 0, canceled_at: nowSeconds(), cancellation_reason: 'automatic' });
    default:
      throw invalidParameter('status', `A PaymentIntent that is ${intent.status} does not become ${status} by itself.`);
  }
}

/**
 * Sets what search finds: intents older than `lag` seconds, and with `frozen` all of them as they are now, whatever
 * happens to them later.
 *
 * @param {object} state
 * @param {string} text JSON `{ lag?, frozen? }`
 * @throws {StripeError} 400
 */
export function setSearch(state, text) {
  const { lag = 0, frozen = false } = parseObject(text);
  if (!Number.isInteger(lag) || lag < 0) throw new StripeError(400, { message: 'lag is a whole number of seconds.' });
  if (typeof frozen !== 'boolean') throw new StripeError(400, { message: 'frozen is true or false.' });
  state.searchLag = lag;
  state.frozenIntents = frozen ? structuredClone(state.paymentIntents) : undefined;
  return { lag, frozen };
}
