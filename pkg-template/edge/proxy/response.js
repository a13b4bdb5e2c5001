// A response as the payer gets it.
import { MppError } from '../../error.js';
import { IN_WORKERS } from '../../runtime.js';
import { withTrueLength } from '../body/announced.js';
import { decoded } from '../body/coding.js';
import { isCountable } from '../body/tally.js';
import { blockedPaidResponseHeaders, blockedResponseHeaders, privateCacheControl, withoutPayment } from '../mpp_wasm_edge.js';
import { change, changesOf, showsWhatIsSent } from './fields.js';
import { opensWebSocket } from './forward.js';

/** Whether a body of another make, such as a stream of Node's, is sent as what it yields. Workers do so from the date 2026-02-19 on. */
let takesIterables;

/** Whether a body is sent as bytes. Any other would be sent as the text "[object Object]", and only a text has a type. */
function flows(body) {
  if (body === null) return true;
  const isStream = body instanceof ReadableStream;
  if (isStream && !IN_WORKERS) return true;
  takesIterables ??= isNoText({ async *[Symbol.asyncIterator]() {} });
  // A `Proxy` of a stream is an instance as well, and without iterables it is a text like them.
  return takesIterables ? isStream || typeof body[Symbol.asyncIterator] === 'function' : isStream && isNoText(body);
}

function isNoText(body) {
  return !new Response(body).headers.has('content-type');
}

/** Throws, before anything is charged, if what a handler returned is not a response, or was already read. */
export function checkResponse(response) {
  const { status, headers, body = null, bodyUsed } = response ?? {};
  // Only Bun copies what `Response.error` returns, which has status 0, and then it cannot send it.
  const isStatus = typeof status === 'number' && status !== 0;
  if (!isStatus || typeof headers?.get !== 'function') throw unusable(NO_RESPONSE);
  if (bodyUsed || body?.locked) throw unusable(READ);
  if (!flows(body)) throw unusable(NO_RESPONSE);
}

function isUpgrade(request, { status }) {
  return status === 101 && opensWebSocket(request);
}

/**
 * Converts a handler's response to `request` to one that can be modified and sent. Throws if it has an invalid status. A
 * WebSocket passes unchanged.
 */
export function toMutableResponse(request, response) {
  if (isUpgrade(request, response)) return response;
  const own = withTrueLength(new Response(response.body, response), response, request.method);
  return decoded(own, response);
}

const REWRITES = [['www-authenticate', withoutPayment]];

const NO_RESPONSE = 'a handler must return a Response';

const READ = 'the body of this Response was already read; return a new Response, or a clone, for each request';

/** Why a server would fail to send a response after it was charged for. `undefined` if it can be sent. */
export function unsendable({ headers, body, bodyUsed }) {
  // Somebody who has the same response may have been faster.
  if (bodyUsed || body?.locked) return READ;
  for (const value of headers.values()) if (CONTROL.test(value)) return 'a field of this Response holds a control character, which HTTP cannot send';
  const length = headers.get('content-length') ?? '0';
  if (isCountable(length) && (body || Number(length) === 0)) return undefined;
  return 'the Content-Length of this Response is not a number, or announces a body that is not there';
}

/** What a field cannot hold (RFC 9110 section 5.5), and Node does not send. `Headers` accepts most of it. */
const CONTROL = /[\0-\x08\x0a-\x1f\x7f]/;

function unusable(message) {
  return new MppError('origin-unavailable', message);
}

/**
 * Converts a handler's response to a request that was not charged for. A protocol upgrade passes unchanged, and in Workers
 * what is sent as it is: a copy takes time.
 */
export function forUnpaidRequest(incoming, request, response) {
  let own = isSendable(response) ? response : toMutableResponse(request, response);
  if (own.status === 101) return own;
  const changes = changesOf(own.headers, blockedResponseHeaders, REWRITES);
  // Only a request with `Authorization` keeps its response out of shared caches (draft-httpauth-payment-01, "Caching").
  const isShared = incoming.headers.get('payment-authorization') === null;
  if (changes.length === 0 && isShared) return own;
  if (own === response) own = toMutableResponse(request, response);
  change(own.headers, changes);
  if (!isShared) makePrivate(own);
  return own;
}

/**
 * Whether a response needs no copy to be sent. Workers decode nothing, and send whatever length a body has. Whoever calls the
 * paywall can add fields to its responses, as security headers, and one without a body may be sent again to another client.
 */
function isSendable(response) {
  return IN_WORKERS && showsWhatIsSent(response, Response) && response.body !== null && isMutable(response);
}

/** Not so one of `fetch`, of a cache, or of `Response.redirect`. Nothing else tells. */
function isMutable({ headers }) {
  try {
    headers.delete('absent');
    return true;
  } catch {
    return false;
  }
}

/**
 * The response to a paid request, with its receipt. Without a receipt, it is a failure, or the request was admitted by
 * a pass.
 */
export function forPaidRequest(response, receipt) {
  const own = clean(response, blockedPaidResponseHeaders);
  makePrivate(own);
  if (receipt) own.headers.set('payment-receipt', receipt);
  return own;
}

/**
 * Whether a response asks for a payment by this scheme itself. Its challenge is removed, and without one a 402 must not
 * be sent (draft-httpauth-payment-01).
 */
export function asksForPayment({ status, headers }) {
  // What is only like a response may have a `Map`, which minds case.
  const challenges = status === 402 ? new Headers(headers).get('www-authenticate') : null;
  return challenges !== null && withoutPayment(challenges) !== challenges;
}

function makePrivate({ headers }) {
  headers.set('cache-control', privateCacheControl(headers.get('cache-control')));
}

/** Removes the fields that the payer must not see. */
function clean(own, blocked) {
  change(own.headers, changesOf(own.headers, blocked, REWRITES));
  return own;
}
