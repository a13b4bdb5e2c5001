// A request as the origin gets it.
import { IN_DENO, IN_WORKERS, UNCODED } from '../body/coding.js';
import { mayHaveBody } from '../body/request.js';
import { blockedRequestHeaders, withoutPass, withoutPayment } from '../mpp_wasm_edge.js';
import { removeBlocked, rewrite } from './fields.js';

/** Whether a request opens a WebSocket. */
export function opensWebSocket(request) {
  return request.headers.get('upgrade')?.toLowerCase().includes('websocket') ?? false;
}

/**
 * The request as the origin gets it: without credential and pass, and with the body that was read (`null`: no body;
 * `undefined`: the body that came in). `signal`: aborts when the client disconnects.
 */
export function forward(incoming, body, signal) {
  const { method, url, cf } = incoming;
  const headers = new Headers(incoming.headers);
  // Elsewhere, `fetch` cannot open a WebSocket and throws. Without the field, the origin answers an ordinary request.
  const upgrade = IN_WORKERS && opensWebSocket(incoming) ? headers.get('upgrade') : null;
  removeBlocked(headers, blockedRequestHeaders);
  if (upgrade !== null) headers.set('upgrade', upgrade);
  rewrite(headers, 'authorization', withoutPayment);
  rewrite(headers, 'cookie', withoutPass);
  // What a handler fetches with these fields would not be decoded, or need not be. Who asks for a range gets no coding.
  if (IN_DENO && (headers.has('range') || /^identity$/i.test(headers.get('accept-encoding')))) headers.set('accept-encoding', UNCODED);
  const init = { method, headers, redirect: 'manual', signal };
  const own = mayHaveBody(incoming) && (body === undefined ? incoming.request.body : body);
  if (own) Object.assign(init, { body: own, duplex: 'half' });
  else headers.delete('content-length');
  if (cf) init.cf = cf;
  const forwarded = new Request(url, init);
  incoming.keep(forwarded);
  return forwarded;
}
