import { StripeError } from './errors.mjs';
import { findPaymentMethod } from './payment_methods.mjs';
import { newId } from './state.mjs';
import { consumeToken, recordCapture } from './tokens.mjs';

/**
 * Pays an intent with a granted token, with the outcome set by the token's test payment method. Only a success (or,
 * with manual capture, an authorization) uses the token up.
 *
 * @param {object} intent changed in place
 * @param {{token: object, payment_method: string}} grant from `requireUsableToken`
 * @throws {StripeError} 402 `card_error` with the intent inside, when the card is declined
 */
export function confirmIntent(intent, grant) {
  const method = findPaymentMethod(grant.payment_method);
  if (method.decline) throw decline(intent, method.decline);
  if (method.delayed && intent.capture_method === 'manual') throw cannotBeHeld(intent, 'us_bank_account');
  intent.payment_method = newId('pm');
  if (method.authentication) {
    intent.status = 'requires_action';
    intent.next_action = { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect' } };
    return;
  }
  intent.latest_charge = newId('ch');
  consumeToken(grant);
  if (method.delayed) {
    intent.status = 'processing';
    return;
  }
  if (intent.capture_method === 'manual') {
    intent.status = 'requires_capture';
    intent.amount_capturable = intent.amount;
    return;
  }
  settleCapture(intent, intent.amount, grant);
}

/**
 * Moves authorized money.
 *
 * @param {object} intent changed in place
 * @param {number} amount base units
 * @param {{token: object}} grant the token it was authorized with
 */
export function settleCapture(intent, amount, grant) {
  intent.status = 'succeeded';
  intent.amount_capturable = 0;
  intent.amount_received = amount;
  recordCapture(grant, amount);
}

/** A debit that takes days has no authorization to hold. Stripe says so in these words, and names no parameter. */
function cannotBeHeld(intent, type) {
  intent.status = 'requires_payment_method';
  return new StripeError(400, {
    message: `\`capture_method=manual\` is not supported by payment method type \`${type}\`. Use a different capture method.`,
  });
}

function decline(intent, reason) {
  const charge = newId('ch');
  const error = { type: 'card_error', ...reason, charge };
  intent.status = 'requires_payment_method';
  intent.latest_charge = charge;
  intent.last_payment_error = error;
  return new StripeError(402, { ...error, payment_intent: intent });
}
