import { invalidParameter, resourceMissing, StripeError } from './errors.mjs';
import { currency, group, integer, metadata, required, string } from './params.mjs';
import { findPaymentMethod } from './payment_methods.mjs';
import { newId, nowSeconds } from './state.mjs';

/** The agent that issues every simulated token. */
const AGENT_PROFILE = 'profile_test_simulatedagent';
const CARD_EXPIRY_YEAR = 2040;

/**
 * `POST /v1/test_helpers/shared_payment/granted_tokens`
 *
 * `usage_limits[max_amount]` is in base units, `usage_limits[expires_at]` in seconds since the epoch.
 *
 * @see https://docs.stripe.com/api/shared-payment/granted-token/create
 */
export const createToken = {
  schema: {
    payment_method: required(string()),
    usage_limits: required(group({
      currency: required(currency()),
      max_amount: required(integer({ min: 1 })),
      expires_at: integer(),
    })),
    customer: string(),
    shared_metadata: metadata(),
    seller_details: group({ network_id: string(), network_business_profile: string(), external_id: string() }),
  },
  validate({ usage_limits: { expires_at } }) {
    if (expires_at !== undefined && expires_at <= nowSeconds()) {
      throw invalidParameter('usage_limits[expires_at]', 'usage_limits[expires_at] must be in the future.');
    }
  },
  execute(state, input) {
    const card = findPaymentMethod(input.payment_method);
    if (card === undefined) throw resourceMissing('PaymentMethod', input.payment_method, 'payment_method');
    const token = newToken(input, card);
    state.tokens.set(token.id, { token, payment_method: input.payment_method });
    return token;
  },
};

/** `GET /v1/shared_payment/granted_tokens/:id` */
export const retrieveToken = {
  schema: {},
  execute: (state, input, id) => requireToken(state, id).token,
};

/** `POST /v1/test_helpers/shared_payment/granted_tokens/:id/revoke` */
export const revokeToken = {
  schema: {},
  execute(state, input, id) {
    const { token } = requireToken(state, id);
    if (token.deactivated_at !== null) {
      throw new StripeError(400, { message: `This token is already deactivated (${token.deactivated_reason}).` });
    }
    return deactivate(token, 'revoked');
  },
};

/**
 * Finds a token that may pay this amount now. A token that is spent, revoked, expired or limited to less is refused in words
 * alone, without a code or a parameter, and in these very words: observed in test mode, 2026-04-22.preview.
 *
 * @param {object} state @param {string} id @param {string} param where the token was named
 * @param {{amount: number, currency: string}} charge amount in base units
 * @returns {{token: object, payment_method: string}}
 * @throws {StripeError} 400
 */
export function requireUsableToken(state, id, param, charge) {
  const entry = findToken(state, id);
  if (entry === undefined) throw resourceMissing('shared_payment_token', id, param);
  const { deactivated_at, usage_limits } = entry.token;
  if (deactivated_at !== null) {
    throw new StripeError(400, { message: 'The shared payment granted token cannot be used because it is already in a deactivated state.' });
  }
  if (charge.currency !== usage_limits.currency) {
    throw invalidParameter(param, `This shared payment granted token is limited to ${usage_limits.currency}.`);
  }
  if (charge.amount > usage_limits.max_amount) {
    throw new StripeError(400, {
      message: 'The requested amount is greater than the remaining amount capturable with this shared payment granted token.',
    });
  }
  return entry;
}

/** Ends a token after its one successful use. */
export function consumeToken({ token }) {
  deactivate(token, 'consumed');
}

/** Adds captured money to a token's record. @param {number} amount base units */
export function recordCapture({ token }, amount) {
  token.usage_details.amount_captured.value += amount;
}

function requireToken(state, id) {
  const entry = findToken(state, id);
  if (entry === undefined) throw resourceMissing('shared_payment_token', id, 'id', 404);
  return entry;
}

/** Finds a token and lets it expire if its time has passed. */
function findToken(state, id) {
  const entry = state.tokens.get(id);
  const expiresAt = entry?.token.usage_limits.expires_at ?? null;
  if (expiresAt !== null && entry.token.deactivated_at === null && expiresAt <= nowSeconds()) {
    deactivate(entry.token, 'expired', expiresAt);
  }
  return entry;
}

function deactivate(token, reason, at = nowSeconds()) {
  return Object.assign(token, { deactivated_at: at, deactivated_reason: reason });
}

function newToken({ usage_limits: limits, shared_metadata = {} }, method) {
  return {
    id: newId('spt'),
    object: 'shared_payment.granted_token',
    agent_details: { network_business_profile: AGENT_PROFILE },
    created: nowSeconds(),
    deactivated_at: null,
    deactivated_reason: null,
    livemode: false,
    payment_method_details: paymentMethodDetails(method),
    risk_details: null,
    shared_metadata,
    usage_details: { amount_captured: { currency: limits.currency, value: 0 } },
    usage_limits: { currency: limits.currency, expires_at: limits.expires_at ?? null, max_amount: limits.max_amount },
  };
}

function paymentMethodDetails({ brand, last4, funding, delayed }) {
  if (delayed) return { type: 'us_bank_account', us_bank_account: { account_type: 'checking', bank_name: 'Test Bank', last4 } };
  return {
    type: 'card',
    card: { brand, country: 'US', display_brand: brand, exp_month: 12, exp_year: CARD_EXPIRY_YEAR, funding, last4 },
  };
}
