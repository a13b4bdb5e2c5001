import { invalidParameter, resourceMissing, StripeError } from './errors.mjs';
import { boolean, currency, group, integer, list, metadata, MINIMUM_CHARGE, oneOf, required, string } from './params.mjs';
import { confirmIntent, settleCapture } from './confirmation.mjs';
import { newId, nowSeconds } from './state.mjs';
import { requireUsableToken } from './tokens.mjs';

/** Largest charge to most cards, in base units: twelve digits. */
const MAXIMUM_CHARGE = 999_999_999_999;

const TOKEN = 'shared_payment_granted_token';
const NESTED_TOKEN = `payment_method_data[${TOKEN}]`;
/** The versions that know tokens. Those for everyone do not, up to 2026-10-28.endive. */
const PREVIEW = /\.preview(?:;|$)/;

/**
 * `POST /v1/payment_intents`; amounts are in base units.
 *
 * @see https://docs.stripe.com/api/payment_intents/create
 */
export const createPaymentIntent = {
  schema: {
    amount: required(integer({ min: 1 })),
    currency: required(currency()),
    confirm: boolean(),
    [TOKEN]: string(),
    payment_method_data: group({ type: oneOf('card'), [TOKEN]: string() }),
    payment_method_types: list(),
    automatic_payment_methods: group({ enabled: required(boolean()), allow_redirects: oneOf('always', 'never') }),
    metadata: metadata(),
    description: string(),
    customer: string(),
    receipt_email: string(),
    return_url: string(),
    statement_descriptor_suffix: string({ max: 22 }),
    capture_method: oneOf('automatic', 'manual'),
    application_fee_amount: integer(),
    on_behalf_of: string(),
    transfer_data: group({ destination: required(string()), amount: integer() }),
    transfer_group: string(),
  },
  validate(input, version) {
    const token = tokenOf(input);
    if (token.id !== undefined && version !== undefined && !PREVIEW.test(version)) {
      throw invalidParameter(token.name, `Received unknown parameter: ${token.name}`, 'parameter_unknown');
    }
    const minimum = MINIMUM_CHARGE[input.currency];
    if (input.amount < minimum) {
      throw invalidParameter('amount', `The smallest charge in ${input.currency} is ${minimum} base units.`, 'amount_too_small');
    }
    if (input.amount > MAXIMUM_CHARGE) {
      throw invalidParameter('amount', `The largest charge is ${MAXIMUM_CHARGE} base units.`, 'amount_too_large');
    }
    if (input.automatic_payment_methods?.enabled && input.payment_method_types) {
      throw invalidParameter('payment_method_types', 'Send automatic_payment_methods or payment_method_types, not both.');
    }
    if (input[TOKEN] && input.payment_method_data?.[TOKEN]) {
      throw invalidParameter(NESTED_TOKEN, `Send ${TOKEN} once: by itself or in payment_method_data.`);
    }
    if (input.confirm && !token.id) {
      throw invalidParameter(TOKEN, `Nothing to pay with: confirming needs a ${TOKEN}.`, 'parameter_missing');
    }
  },
  execute(state, input) {
    const { id, name } = tokenOf(input);
    const grant = id && requireUsableToken(state, id, name, input);
    const intent = newPaymentIntent(input, id);
    state.paymentIntents.set(intent.id, intent);
    if (input.confirm) confirmIntent(intent, grant);
    return intent;
  },
};

/** The token that pays, and the parameter that it is in. */
function tokenOf(input) {
  const id = input[TOKEN];
  return id === undefined ? { id: input.payment_method_data?.[TOKEN], name: NESTED_TOKEN } : { id, name: TOKEN };
}

/** `GET /v1/payment_intents/:id` */
export const retrievePaymentIntent = {
  schema: {},
  execute: (state, input, id) => requireIntent(state, id),
};

/** `POST /v1/payment_intents/:id/capture`; `amount_to_capture` is in base units, and the remainder is released. */
export const capturePaymentIntent = {
  schema: { amount_to_capture: integer({ min: 1 }) },
  execute(state, { amount_to_capture }, id) {
    const intent = requireIntent(state, id);
    requireStatus(intent, 'captured', ['requires_capture']);
    const amount = amount_to_capture ?? intent.amount_capturable;
    if (amount > intent.amount_capturable) {
      throw invalidParameter('amount_to_capture', `Only ${intent.amount_capturable} base units can be captured.`, 'amount_too_large');
    }
    settleCapture(intent, amount, state.tokens.get(intent[TOKEN]));
    return intent;
  },
};

/** `POST /v1/payment_intents/:id/cancel` */
export const cancelPaymentIntent = {
  schema: { cancellation_reason: oneOf('abandoned', 'duplicate', 'fraudulent', 'requested_by_customer') },
  execute(state, { cancellation_reason = null }, id) {
    const intent = requireIntent(state, id);
    requireStatus(intent, 'canceled', ['requires_payment_method', 'requires_confirmation', 'requires_action', 'requires_capture']);
    return Object.assign(intent, {
      status: 'canceled', amount_capturable: 0, canceled_at: nowSeconds(), cancellation_reason, next_action: null,
    });
  },
};

function requireIntent(state, id) {
  const intent = state.paymentIntents.get(id);
  if (intent === undefined) throw resourceMissing('payment_intent', id, 'intent', 404);
  return intent;
}

function requireStatus(intent, done, statuses) {
  if (statuses.includes(intent.status)) return;
  throw new StripeError(400, {
    code: 'payment_intent_unexpected_state',
    message: `This PaymentIntent cannot be ${done}: its status is ${intent.status}.`,
    payment_intent: intent,
  });
}

function newPaymentIntent(input, tokenId) {
  const id = newId('pi');
  return {
    id,
    object: 'payment_intent',
    amount: input.amount,
    amount_capturable: 0,
    amount_received: 0,
    application_fee_amount: input.application_fee_amount ?? null,
    automatic_payment_methods: input.automatic_payment_methods ?? null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: input.capture_method ?? 'automatic',
    client_secret: `${id}_${newId('secret')}`,
    confirmation_method: 'automatic',
    created: nowSeconds(),
    currency: input.currency,
    customer: input.customer ?? null,
    description: input.description ?? null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    metadata: input.metadata ?? {},
    next_action: null,
    on_behalf_of: input.on_behalf_of ?? null,
    payment_method: null,
    payment_method_types: input.payment_method_types ?? ['card'],
    receipt_email: input.receipt_email ?? null,
    [TOKEN]: tokenId ?? null,
    statement_descriptor_suffix: input.statement_descriptor_suffix ?? null,
    status: tokenId ? 'requires_confirmation' : 'requires_payment_method',
    transfer_data: input.transfer_data ?? null,
    transfer_group: input.transfer_group ?? null,
  };
}
