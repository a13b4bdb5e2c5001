import { unknownUrl } from './errors.mjs';
import { listPaymentIntents, searchPaymentIntents } from './listing.mjs';
import { cancelPaymentIntent, capturePaymentIntent, createPaymentIntent, retrievePaymentIntent } from './payment_intents.mjs';
import { createToken, retrieveToken, revokeToken } from './tokens.mjs';

/**
 * Name, method and path of each endpoint. Faults are armed by name. An endpoint has the `schema` of its parameters,
 * `validate(input)` for checks that need no state, and `execute(state, input, id)`, where execution begins for the
 * idempotency layer.
 */
const ROUTES = [
  ['charge', 'POST', /^\/v1\/payment_intents$/, createPaymentIntent],
  ['list', 'GET', /^\/v1\/payment_intents$/, listPaymentIntents],
  ['search', 'GET', /^\/v1\/payment_intents\/search$/, searchPaymentIntents],
  ['retrieve', 'GET', /^\/v1\/payment_intents\/([^/]+)$/, retrievePaymentIntent],
  ['capture', 'POST', /^\/v1\/payment_intents\/([^/]+)\/capture$/, capturePaymentIntent],
  ['cancel', 'POST', /^\/v1\/payment_intents\/([^/]+)\/cancel$/, cancelPaymentIntent],
  ['mint', 'POST', /^\/v1\/test_helpers\/shared_payment\/granted_tokens$/, createToken],
  ['revoke', 'POST', /^\/v1\/test_helpers\/shared_payment\/granted_tokens\/([^/]+)\/revoke$/, revokeToken],
  ['token', 'GET', /^\/v1\/shared_payment\/granted_tokens\/([^/]+)$/, retrieveToken],
];

/** The name of the endpoint for a request, or `undefined`. */
export function nameOf(method, path) {
  return ROUTES.find(([, verb, pattern]) => verb === method && pattern.test(path))?.[0];
}

/**
 * @param {string} method @param {string} path without the query
 * @returns {{endpoint: {schema: object, validate?: Function, execute: Function}, id: string | undefined}}
 * @throws {import('./errors.mjs').StripeError} 404
 */
export function findRoute(method, path) {
  for (const [, verb, pattern, endpoint] of ROUTES) {
    const match = verb === method ? pattern.exec(path) : null;
    if (match !== null) return { endpoint, id: match[1] };
  }
  throw unknownUrl(method, path);
}
