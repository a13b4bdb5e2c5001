// Sends a `Response` by Node's response.
import { decoded } from '../edge/body/coding.js';
import { UNSENT, letGo } from '../edge/body/let-go.js';
import { counted, lengthOf } from '../edge/body/tally.js';
import { IN_BUN } from '../runtime.js';

/** Returns a function that restores status and fields as they are now. */
export function restorer(res) {
  const { statusCode, strictContentLength } = res;
  const before = res.getHeaders();
  return () => {
    Object.assign(res, { statusCode, strictContentLength });
    for (const name of res.getHeaderNames()) {
      if (before[name] === undefined) res.removeHeader(name);
      else if (res.getHeader(name) !== before[name]) res.setHeader(name, before[name]);
    }
  };
}

/**
 * Fields about one connection. A proxy gets them from another server, and Node writes its own about this one. The fields
 * that `Trailer` announces were left behind, and Node refuses it before a body that is not chunked. In HTTP/2, it refuses `TE`
 * and `HTTP2-Settings` too.
 */
const HOP = new Set(['connection', 'http2-settings', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade']);

/**
 * Sets status and fields. Fields that were set before stay, such as cookies of a framework and what it varies by. Returns
 * the length that the body must have, if Node does not compare it.
 */
export function begin(response, res) {
  const { status, url, bodyUsed } = response;
  // What is left of a body that was sent before would look like a whole one.
  if (bodyUsed) throw new TypeError('the body of this Response was already read; return a new Response, or a clone, for each request');
  // Most responses have no URL, and need no copy.
  const { headers } = url ? decoded({ status, headers: new Headers(response.headers) }, response) : response;
  set(status, headers, res);
  const cookies = headers.getSetCookie();
  if (cookies.length) res.setHeader('set-cookie', [res.getHeader('set-cookie') ?? [], cookies].flat());
  // In HTTP/2, Node does not. The length of a 304 is that of a body that is not sent.
  return res.stream && status !== 304 ? lengthOf(headers) : undefined;
}

/** The same for a refusal of a paywall, whose fields are a list in which each name occurs once. */
export function beginRefusal({ status, headers }, res) {
  set(status, headers.map(([name, value]) => [name.toLowerCase(), value]), res);
}

/** Node sends the fields in front of a text, in one piece with it and in its encoding. They need Latin-1. */
export function endRefusal({ body }, { method }, res) {
  if (method === 'HEAD') return res.end();
  const bytes = /[^\0-\x7f]/.test(body) ? Buffer.from(body) : body;
  res.end(keepsContinue(res) ? bytes.toString('latin1') : bytes, 'latin1');
}

/** Sets the status, and all fields but cookies. Their names are in small letters. */
function set(status, fields, res) {
  res.statusCode = status;
  // A client would take bytes too many for its next response, and wait for ever for those that are missing.
  res.strictContentLength = true;
  // In HTTP/2 there is no such field, and Node warns of each.
  const closes = (value) => !res.stream && value.toLowerCase() === 'close';
  for (const [name, value] of fields) {
    if (name === 'vary') res.setHeader(name, [res.getHeader(name) ?? [], value].flat().join(', '));
    else if (name !== 'set-cookie' && (!HOP.has(name) || closes(value))) res.setHeader(name, value);
  }
}

/**
 * Sends the body of the response to `request`, no faster than the client reads it, and leaves the end to the caller. Throws
 * if it has another length than `length`, if that is given.
 */
export async function send({ body }, { method, departure }, length, res) {
  if (!(body || length) || method === 'HEAD' || departure.hasLeft) {
    letGo(body);
    return;
  }
  const reader = (body ?? new Response('').body).getReader();
  const read = counted(reader, length);
  let proceed = () => {};
  const { signal } = departure;
  const leave = () => {
    letGo(reader, signal.reason);
    proceed();
  };
  let fault;
  try {
    signal.addEventListener('abort', leave);
    // One listener for all chunks: middleware that compresses passes each on to a stream of its own, and removes none.
    res.on('drain', () => proceed());
    // From here on, Node counts what is written against Content-Length.
    res.writeHead(res.statusCode);
    if (keepsContinue(res)) res.write('', 'latin1');
    // The client learns the status soon, however long the first bytes take, and even if middleware that compresses keeps them
    // back. Bytes that are there at once go with it: another packet would take half the time of a small response.
    setImmediate(() => {
      try {
        if (!res.writableEnded) flush(res);
      } catch (error) {
        fault = error;
        // The read that waits then ends.
        letGo(reader, UNSENT);
      }
    });
    for (let part; !(part = await read()).done; ) {
      // In Bun, a write of no bytes sends the fields without the line that ends them.
      if (part.value.length && !res.write(part.value) && !departure.hasLeft) await new Promise((resolve) => (proceed = resolve));
    }
    if (fault) throw fault;
  } finally {
    // The signal is kept for as long as a `Request` that has it, and must not keep the response.
    signal.removeEventListener('abort', leave);
    reader.releaseLock();
  }
}

/**
 * Whether Node keeps a "100 Continue" until it is the turn of this response, because its request was sent ahead. If bytes come
 * next, Node puts the fields in front of all that it keeps, and the "100 Continue" becomes a part of the body. In front of a
 * text, it leaves it alone.
 */
function keepsContinue({ socket, stream, req }) {
  return !socket && !stream && !IN_BUN && req?.headers.expect !== undefined;
}

function flush(res) {
  if (isFlushedAsUtf8(res)) res.write(new Uint8Array(0));
  else res.flushHeaders();
}

/**
 * Whether flushing would change bytes of a field beyond ASCII (RFC 9110 section 5.5). In HTTP/1, Node and Deno flush fields
 * as UTF-8, but not in front of bytes, even of none at all. Writing none delays what follows, so it is not always done, and
 * in Bun it sends nothing.
 */
function isFlushedAsUtf8(res) {
  return !res.stream && !IN_BUN && /[\x80-\xff]/.test(Object.values(res.getHeaders()).join());
}
