// Whether a response has as many bytes as its Content-Length says.
import { IN_WORKERS } from '../../runtime.js';

/** Answers of an origin over HTTP. If it sends fewer bytes than it has announced, the body breaks off. */
const RECEIVED = new WeakSet();

/** Notes that a response came from an origin over HTTP, and returns it. */
export function received(response) {
  RECEIVED.add(response);
  return response;
}

/**
 * Takes a mutable copy of a response to a request with `method`. In Workers, removes a `Content-Length` that nobody has
 * checked: Workers ignore it and send what there is. It often stays from another body, as with `HTMLRewriter`, also in
 * what another Worker answers through a binding. A HEAD has only the field.
 */
export function withTrueLength(own, response, method) {
  if (IN_WORKERS && own.body && method !== 'HEAD' && !RECEIVED.has(response)) own.headers.delete('content-length');
  return own;
}
