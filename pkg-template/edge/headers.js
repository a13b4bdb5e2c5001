// The fields that change between payer and origin.
import { MppError } from '../error.js';
import { place } from './asked.js';
import { decoded } from './coding.js';
import { privateCacheControl, withoutPass, withoutPayment } from './mpp_wasm_edge.js';
import { call } from './ready.js';
import { wire } from './wire.js';

/** What is between two neighbours only (RFC 9110 section 7.6.1). */
const HOP_BY_HOP = [
  'connection', 'http2-settings', 'keep-alive', 'proxy-authenticate', 'proxy-authentication-info', 'proxy-authorization', 'proxy-connection', 'te',
  'trailer', 'transfer-encoding',
];

/** By what an origin takes a request for one of another path or method, whose price it would not have paid. */
const IN_DISGUISE = new Set(['x-original-url', 'x-rewrite-url', 'x-http-method', 'x-http-method-override', 'x-method-override', 'script-name', 'path-info']);

/** What tells the caches in front of a server what `Cache-Control` does not, and counts for them in its place (RFC 9213). */
const OF_CACHES = /^(?:[\w-]+-)?cdn-cache-control$|^(?:surrogate|edge)-control$|^x-accel-expires$/;

/** Whether a request opens a WebSocket. */
export function opensWebSocket(request) {
  return request.headers.get('upgrade')?.toLowerCase().includes('websocket') ?? false;
}

/**
 * The request as the origin gets it: no credential, no pass, the body that was read, or none where it is `null`. `signal`: what
 * tells that its client has left.
 */
export function forward(request, body, signal) {
  const headers = new Headers(request.headers);
  withoutHops(headers);
  if (!opensWebSocket(request)) headers.delete('upgrade');
  // Who sends a body has been answered here, and the next hop may know nothing of `Expect` (RFC 9110 section 10.1.1).
  headers.delete('expect');
  for (const name of [...headers.keys()]) {
    // Servers that hand fields on as variables take other signs for `-`. Nobody but the paywall speaks of payments to the origin.
    const dashed = name.replace(/[^a-z0-9]/g, '-');
    if (IN_DISGUISE.has(dashed) || dashed.startsWith('payment-') || (dashed !== name && /^(authorization|cookie)$/.test(dashed))) headers.delete(name);
  }
  rewrite(headers, 'authorization', withoutPayment);
  rewrite(headers, 'cookie', withoutPass);
  const init = { method: request.method, headers, redirect: 'manual', signal };
  const own = body === undefined ? request.body : body;
  // What comes with a GET has no meaning (RFC 9110 section 9.3.1), and `Request` has no place for it.
  if (own && request.method !== 'GET' && request.method !== 'HEAD') Object.assign(init, { body: own, duplex: 'half' });
  else headers.delete('content-length');
  // What Workers know of who asks: the country, the certificate.
  if (request.cf) init.cf = request.cf;
  return new Request(request.url, init);
}

/**
 * A handler's answer to `request` as one that can be sent and changed. What throws here has not been charged for yet: an
 * answer that is none, that was read already, or whose status no answer has. A WebSocket passes as it is.
 */
export function received(request, response) {
  const { status, headers, body, bodyUsed } = response ?? {};
  // Another body than a stream would be sent as "[object Object]".
  const flows = (body ?? null) === null || typeof body.getReader === 'function' || typeof body[Symbol.asyncIterator] === 'function';
  if (typeof status !== 'number' || typeof headers?.get !== 'function' || !flows) throw unusable('a handler answers with a Response');
  if (status === 101 && opensWebSocket(request)) return response;
  if (bodyUsed || body?.locked) throw unusable('the body of this Response was read already; a handler makes a new one, or a clone, for each request');
  const own = new Response(body, response);
  // Only what `fetch` answered has an address.
  return response.url ? decoded(own) : own;
}

function unusable(message) {
  return new MppError('origin-unavailable', message);
}

/** The answer to a request that was not charged for. A protocol upgrade passes as it is. */
export function unpaid(response) {
  return response.status === 101 ? response : clean(response);
}

/** The answer to a request that was paid for, with its receipt; without one it is a failure, or a pass paid for it. */
export function paid(response, receipt) {
  const own = clean(response);
  own.headers.delete('set-cookie');
  for (const name of [...own.headers.keys()].filter((name) => OF_CACHES.test(name))) own.headers.delete(name);
  own.headers.set('cache-control', privateCacheControl(own.headers.get('cache-control') ?? undefined));
  if (receipt) own.headers.set('payment-receipt', receipt);
  return own;
}

/** Whether an answer is what was paid for; `undefined` for a redirect that is kept from its payer. */
export function delivers(core, { method, url }, { status, headers }) {
  const location = headers.get('location');
  const to = location === null ? '' : leads(location, url);
  const length = wire.put(`${place(method, url)}\n${to}`);
  return call(() => core.delivers(wire.core, length, status));
}

/** The address of a `Location`; its path and query where it names no host; of one that cannot be read a sign that is none. */
function leads(location, url) {
  const here = new URL(url);
  here.hostname = HERE;
  try {
    const { hostname, pathname, search } = new URL(location, here);
    return hostname === HERE ? pathname + search : new URL(location, url).href;
  } catch {
    return '?';
  }
}

/** A host that nobody has (RFC 6761 section 6.4). */
const HERE = 'here.invalid';

/** An answer whose payment fields are not the origin's any more. */
function clean(own) {
  withoutHops(own.headers);
  // An origin that could do otherwise says so; over HTTP/2 that may not be sent (RFC 9113 section 8.2.2).
  own.headers.delete('upgrade');
  withoutPayments(own.headers);
  rewrite(own.headers, 'www-authenticate', withoutPayment);
  return own;
}

function withoutHops(headers) {
  const named = (headers.get('connection') ?? '').split(',').map((name) => name.trim()).filter((name) => /^[\w-]+$/.test(name) && !/^upgrade$/i.test(name));
  for (const name of [...HOP_BY_HOP, ...named]) headers.delete(name);
}

function withoutPayments(headers) {
  for (const name of [...headers.keys()]) {
    if (name.startsWith('payment-')) headers.delete(name);
  }
}

function rewrite(headers, name, rule) {
  const value = headers.get(name);
  if (value === null) return;
  const rest = rule(value);
  if (rest === undefined) headers.delete(name);
  else if (rest !== value) headers.set(name, rest);
}
