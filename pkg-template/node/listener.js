// A fetch-style handler for Node's own servers: `createServer` of node:http, node:https and node:http2, and Express.
import { pickFields } from '../arguments.js';
import { UNSENT, letGo } from '../edge/body/let-go.js';
import { logError } from '../edge/log-error.js';
import { withTrueCoding } from '../edge/body/true-coding.js';
import { directOf } from '../edge/proxy/incoming.js';
import { MppError } from '../error.js';
import { hasBegun } from './begun.js';
import { NodeIncoming } from './incoming.js';
import { begin, beginRefusal, endRefusal, restorer, send } from './send.js';

const CODE = 'bad-config';
const NO_HANDLER = 'listener needs a handler: listener(site.fetch, { publicOrigin: "https://api.example.com" })';
const NO_ORIGIN =
  'publicOrigin must be the address that payers ask for, without a path or a slash at its end: "https://api.example.com", ' +
  'even if TLS ends in front of this server';
/** Why a stream of HTTP/2 is reset (RFC 9113 section 7). */
const INTERNAL_ERROR = 2;

/**
 * Turns `fetch`, a function `(request) => Response`, into `(req, res) => void`. `publicOrigin`: what payers
 * ask for, like `https://api.example.com`. A server behind a proxy that ends TLS cannot know it.
 */
export function listener(fetch, options) {
  if (typeof fetch !== 'function') throw new MppError(CODE, NO_HANDLER);
  const { publicOrigin } = pickFields(options ?? {}, ['publicOrigin'], 'listener options', CODE);
  if (!isOrigin(publicOrigin)) throw new MppError(CODE, NO_ORIGIN);
  return (req, res, next) => {
    // What still fails, such as a response that was already sent, must not end the process.
    serve(fetch, publicOrigin, req, res, next).catch((error) => (logError('internal', error), res.stream ? breakOff(res) : res.destroy()));
  };
}

function isOrigin(text) {
  try {
    const { protocol, origin } = new URL(text);
    return text === origin && /^https?:$/.test(protocol);
  } catch {
    return false;
  }
}

async function serve(fetch, publicOrigin, req, res, next) {
  const incoming = new NodeIncoming(req, res, publicOrigin);
  let restore = () => {};
  const failed = (error) => {
    if (incoming.isTaken) return;
    incoming.isOurs = incoming.isEnded = true;
    fail(error, res, incoming.departure, restore, next);
  };
  try {
    incoming.readFields();
  } catch (error) {
    return failed(error);
  }
  try {
    incoming.readTarget();
  } catch {
    // Neither a path nor a method that a `Request` can have: meant for a proxy, or TRACE.
    return void (incoming.isTaken || end(400, res));
  }
  let response;
  try {
    const direct = directOf(fetch);
    const served = await (direct ? direct(incoming) : fetch(incoming.request));
    // Only a refusal has a list of fields.
    const isRefusal = direct && Array.isArray(served.headers);
    if (!isRefusal) response = await withTrueCoding(served, incoming);
    if (incoming.isTaken) return unsent(incoming, response);
    restore = restorer(res);
    if (isRefusal) {
      beginRefusal(served, res);
      incoming.isOurs = incoming.isEnded = true;
      return endRefusal(served, incoming, res);
    }
    const length = begin(response, res);
    incoming.isOurs = true;
    await send(response, incoming, length, res);
    // Set first: in Deno, a HEAD over HTTP/2 has closed when `end` returns.
    incoming.isEnded = true;
    res.end();
    incoming.ends(true);
  } catch (error) {
    // The connection will break. Status, receipt and the bytes so far go before.
    if (hasBegun(res)) await new Promise(setImmediate);
    if (incoming.isEnded || incoming.departure.hasLeft) {
      letGo(response?.body);
      incoming.ends(true);
    } else {
      unsent(incoming, response);
    }
    failed(error);
  }
}

/** The response could not be sent, or not to its end. Who made it learns so from its body, or if that has ended, from the request. */
function unsent(incoming, response) {
  letGo(response?.body, UNSENT);
  incoming.ends(false);
}

/**
 * Ends a response that failed. Half a response must not look whole, so its connection breaks. `restore`: takes back what
 * was set of it, but not what others have set, such as CORS fields.
 */
function fail(error, res, { hasLeft }, restore, next) {
  if (hasLeft || hasBegun(res)) return breakOff(res);
  restore();
  // Express goes on as if nothing had failed if it gets no value, or the word "route" or "router".
  if (next) return next(Object(error) === error ? error : new Error('the handler threw something other than an Error', { cause: error }));
  logError('origin-unavailable', error);
  end(500, res);
}

/**
 * Answers with nothing but a status, for no cache to keep, whatever middleware has set: the request may carry a credential that
 * no cache takes for one, in `Payment-Authorization` (draft-httpauth-payment-01, "Caching").
 */
function end(status, res) {
  res.setHeader('cache-control', 'no-store');
  res.statusCode = status;
  // After an end that failed, `writeHead` would announce the body of that.
  res.end();
}

/**
 * Resets the connection. Where the end of the connection is the end of the body, as in HTTP/1.0, closing it in order would
 * make half a body look whole. A TLS socket cannot be reset: its client misses the end of the TLS session instead. In
 * HTTP/2, other requests go on, and only the stream is reset.
 */
function breakOff(res) {
  if (res.stream) return res.stream.close(INTERNAL_ERROR);
  try {
    res.socket?.resetAndDestroy?.();
  } catch {}
  res.destroy();
}
