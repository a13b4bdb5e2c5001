// The header fields that change between payer and origin.
import { MppError } from '../../error.js';
import { routeLines } from './request-lines.js';
import { addressIn } from './address.js';
import { withTrueLength } from '../body/announced.js';
import { IN_DENO, IN_WORKERS, UNCODED, decoded } from '../body/coding.js';
import { blockedPaidResponseHeaders, blockedRequestHeaders, blockedResponseHeaders, privateCacheControl, withoutPass, withoutPayment } from '../mpp_wasm_edge.js';
import { call } from '../ready.js';
import { isCountable } from '../body/tally.js';
import { wire } from '../wire.js';

/** Whether a request opens a WebSocket. */
export function opensWebSocket(request) {
  return request.headers.get('upgrade')?.toLowerCase().includes('websocket') ?? false;
}

/**
 * The request as the origin gets it: without credential and pass, and with the body that was read (`null`: no body;
 * `undefined`: the body of `request`). `signal`: aborts when the client disconnects.
 */
export function forward(request, body, signal) {
  const headers = new Headers(request.headers);
  // Elsewhere, `fetch` cannot open a WebSocket and throws. Without the field, the origin answers an ordinary request.
  const upgrade = IN_WORKERS && opensWebSocket(request) ? headers.get('upgrade') : null;
  removeBlocked(headers, blockedRequestHeaders);
  if (upgrade !== null) headers.set('upgrade', upgrade);
  rewrite(headers, 'authorization', withoutPayment);
  rewrite(headers, 'cookie', withoutPass);
  // What a handler fetches with these fields would not be decoded, or need not be. Who asks for a range gets no coding.
  if (IN_DENO && (headers.has('range') || /^identity$/i.test(headers.get('accept-encoding')))) headers.set('accept-encoding', UNCODED);
  const init = { method: request.method, headers, redirect: 'manual', signal };
  const own = body === undefined ? request.body : body;
  // The body of a GET has no meaning (RFC 9110 section 9.3.1), and `Request` does not accept one.
  if (own && request.method !== 'GET' && request.method !== 'HEAD') Object.assign(init, { body: own, duplex: 'half' });
  else headers.delete('content-length');
  // What Workers know about the client, such as its country and certificate.
  if (request.cf) init.cf = request.cf;
  const forwarded = new Request(request.url, init);
  FORWARDED.set(request, forwarded);
  return forwarded;
}

/** Keeps forwarded requests: in Node, one that is collected as garbage never aborts its signal. */
const FORWARDED = new WeakMap();

/**
 * Converts a handler's response to `request` to one that can be modified and sent. Throws, before anything is charged,
 * if it is not a response, was already read, or has an invalid status. A WebSocket passes unchanged.
 */
export function toMutableResponse(request, response) {
  const { status, headers, body, bodyUsed } = response ?? {};
  // A body that is not a stream would be sent as "[object Object]".
  const flows = (body ?? null) === null || typeof body.getReader === 'function' || typeof body[Symbol.asyncIterator] === 'function';
  if (typeof status !== 'number' || typeof headers?.get !== 'function' || !flows) throw unusable('a handler must return a Response');
  if (status === 101 && opensWebSocket(request)) return response;
  if (bodyUsed || body?.locked) throw unusable(READ);
  const own = withTrueLength(new Response(body, response), response, request.method);
  return decoded(own, response);
}

const READ = 'the body of this Response was already read; return a new Response, or a clone, for each request';

/** Why a server would fail to send a response after it was charged for. `undefined` if it can be sent. */
export function unsendable({ headers, body, bodyUsed }) {
  // Somebody who has the same response may have been faster.
  if (bodyUsed || body?.locked) return READ;
  for (const value of headers.values()) if (CONTROL.test(value)) return 'a field of this Response holds a control character, which HTTP cannot send';
  const length = headers.get('content-length') ?? '0';
  return isCountable(length) && (body || Number(length) === 0) ? undefined : 'the Content-Length of this Response is not a number, or announces a body that is not there';
}

/** What a field cannot hold (RFC 9110 section 5.5), and Node does not send. `Headers` accepts most of it. */
const CONTROL = /[\0-\x08\x0a-\x1f\x7f]/;

function unusable(message) {
  return new MppError('origin-unavailable', message);
}

/** The response to a request that was not charged for. A protocol upgrade passes unchanged. */
export function forUnpaidRequest(response) {
  return response.status === 101 ? response : clean(response, blockedResponseHeaders);
}

/**
 * The response to a paid request, with its receipt. Without a receipt, it is a failure, or the request was admitted by
 * a pass.
 */
export function forPaidRequest(response, receipt) {
  const own = clean(response, blockedPaidResponseHeaders);
  own.headers.set('cache-control', privateCacheControl(own.headers.get('cache-control') ?? undefined));
  if (receipt) own.headers.set('payment-receipt', receipt);
  return own;
}

/**
 * Whether a response asks for a payment by this scheme itself. Its challenge is removed, and without one a 402 must not
 * be sent (draft-httpauth-payment-00).
 */
export function asksForPayment({ status, headers }) {
  const challenges = status === 402 ? headers.get('www-authenticate') : null;
  return challenges !== null && withoutPayment(challenges) !== challenges;
}

/** Whether a response is what was paid for. `undefined` for a redirect that is withheld from the payer. */
export function delivers(core, { method, url }, { status, headers }) {
  const location = headers.get('location');
  const to = location === null ? '' : resolveLocation(addressIn(location), url);
  const length = wire.put(`${routeLines(method, url)}\n${to}`);
  return call(() => core.delivers(wire.core, length, status));
}

/** The URL of a `Location`, or its path and query if it names no host. `?` if it cannot be read. */
function resolveLocation(location, url) {
  const here = new URL(url);
  here.hostname = HERE;
  try {
    const { hostname, pathname, search } = new URL(location, here);
    return hostname === HERE ? pathname + search : new URL(location, url).href;
  } catch {
    return '?';
  }
}

/** A host that does not exist (RFC 6761 section 6.4). */
const HERE = 'here.invalid';

/** Removes the fields that the payer must not see. */
function clean(own, blocked) {
  removeBlocked(own.headers, blocked);
  rewrite(own.headers, 'www-authenticate', withoutPayment);
  return own;
}

/** Removes the fields that a rule of the core blocks. It gets all names at once, because each call takes time. */
function removeBlocked(headers, rule) {
  const names = [...headers.keys()].join('\n');
  const blocked = call(() => rule(names, headers.get('connection') ?? undefined));
  for (const name of blocked ? blocked.split('\n') : []) headers.delete(name);
}

function rewrite(headers, name, rule) {
  const value = headers.get(name);
  if (value === null) return;
  const rest = rule(value);
  if (rest === undefined) headers.delete(name);
  else if (rest !== value) headers.set(name, rest);
}
