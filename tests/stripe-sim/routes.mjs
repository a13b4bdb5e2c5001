import { unknownUrl } from './errors.mjs';
import { cancelPaymentIntent, capturePaymentIntent, createPaymentIntent, listPaymentIntents, retrievePaymentIntent }
  from './payment_intents.mjs';
import { createToken, retrieveToken, revokeToken } from './tokens.mjs';

/**
 * An endpoint: `schema` of its parameters, `validate(input)` for what needs no state, and
 * `execute(state, input, id)`, which is where execution begins for the idempotency layer.
 */
const ROUTES = [
  ['POST', /^\/v1\/payment_intents$/, createPaymentIntent],
  ['GET', /^\/v1\/payment_intents$/, listPaymentIntents],
  ['GET', /^\/v1\/payment_intents\/([^/]+)$/, retrievePaymentIntent],
  ['POST', /^\/v1\/payment_intents\/([^/]+)\/capture$/, capturePaymentIntent],
  ['POST', /^\/v1\/payment_intents\/([^/]+)\/cancel$/, cancelPaymentIntent],
  ['POST', /^\/v1\/test_helpers\/shared_payment\/granted_tokens$/, createToken],
  ['POST', /^\/v1\/test_helpers\/shared_payment\/granted_tokens\/([^/]+)\/revoke$/, revokeToken],
  ['GET', /^\/v1\/shared_payment\/granted_tokens\/([^/]+)$/, retrieveToken],
];

/**
 * @param {string} method @param {string} path without the query
 * @returns {{endpoint: {schema: object, validate?: Function, execute: Function}, id: string | undefined}}
 * @throws {import('./errors.mjs').StripeError} 404
 */
export function findRoute(method, path) {
  for (const [verb, pattern, endpoint] of ROUTES) {
    const match = verb === method ? pattern.exec(path) : null;
    if (match !== null) return { endpoint, id: match[1] };
  }
  throw unknownUrl(method, path);
}
