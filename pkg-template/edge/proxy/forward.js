// A request as the origin gets it.
import { IN_DENO, IN_WORKERS } from '../../runtime.js';
import { UNCODED } from '../body/coding.js';
import { mayHaveBody } from '../body/request.js';
import { blockedRequestHeaders, withoutPass, withoutPayment } from '../mpp_wasm_edge.js';
import { change, changesOf, showsWhatIsSent } from './fields.js';

/** Whether a request opens a WebSocket. */
export function opensWebSocket(request) {
  return request.headers.get('upgrade')?.toLowerCase().includes('websocket') ?? false;
}

const REWRITES = [
  ['authorization', withoutPayment],
  ['cookie', withoutPass],
];

/** What the origin must not see of a request. */
function changesFor(incoming) {
  const changes = changesOf(incoming.headers, blockedRequestHeaders, REWRITES);
  // Elsewhere, `fetch` cannot open a WebSocket and throws. Without the field, the origin answers an ordinary request.
  return IN_WORKERS && opensWebSocket(incoming) ? changes.filter(([name]) => name !== 'upgrade') : changes;
}

/**
 * The request as the origin gets it: without credential and pass, and with the body that was read (`null`: no body;
 * `undefined`: the body that came in). `signal`: aborts when the client disconnects.
 */
export function forward(incoming, body, signal, changes = changesFor(incoming)) {
  const { method, url, cf } = incoming;
  const headers = new Headers(incoming.headers);
  change(headers, changes);
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

/**
 * A request without a price, as the origin gets it. In Workers, one that has nothing to hide is passed on itself, like
 * every request there with fields that cannot be changed: a copy takes as long as all the rest.
 */
export function forwardFree(incoming) {
  const changes = changesFor(incoming);
  return IN_WORKERS && isForwardable(incoming, changes) ? incoming.request : forward(incoming, undefined, incoming.signal, changes);
}

/** A `Connection` that names no field. */
const NAMES_NONE = /^(keep-alive|close|upgrade)$/i;

/**
 * Whether a request hides nothing, follows no redirects, and has neither a body without a meaning nor the length of one that
 * somebody has left out. Nearly every one has a `Connection`. If that named a field, another paywall behind would remove what
 * a handler sets there.
 */
function isForwardable(incoming, changes) {
  const { redirect, body } = incoming.request;
  const hides = changes.some(([name]) => name !== 'connection' || !NAMES_NONE.test(incoming.headers.get(name)));
  if (hides || redirect !== 'manual' || !showsWhatIsSent(incoming.request, Request)) return false;
  return body === null ? !(Number(incoming.headers.get('content-length')) > 0) : mayHaveBody(incoming);
}
