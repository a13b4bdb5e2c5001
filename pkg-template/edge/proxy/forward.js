// A request as the origin gets it.
import { IN_DENO, IN_WORKERS, UNCODED } from '../body/coding.js';
import { blockedRequestHeaders, withoutPass, withoutPayment } from '../mpp_wasm_edge.js';
import { removeBlocked, rewrite } from './fields.js';

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
