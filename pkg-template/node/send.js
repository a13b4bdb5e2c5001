// Sends a `Response` by Node's response.
import { IN_BUN, decoded } from '../edge/body/coding.js';
import { letGo } from '../edge/body/let-go.js';
import { counted, lengthOf } from '../edge/body/tally.js';

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
 * that `Trailer` announces were left behind, and Node refuses it before a body that is not chunked.
 */
const HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'trailer', 'transfer-encoding', 'upgrade']);

/**
 * Sets status and fields. Fields that were set before stay, such as cookies of a framework and what it varies by. Returns
 * the length that the body must have, if Node does not compare it.
 */
export function begin(response, res) {
  const { status, url } = response;
  // Most responses have no URL, and need no copy.
  const { headers } = url ? decoded({ status, headers: new Headers(response.headers) }, response) : response;
  res.statusCode = status;
  // A client would take bytes too many for its next response, and wait for ever for those that are missing.
  res.strictContentLength = true;
  // In HTTP/2 there is no such field, and Node warns of each.
  const closes = (value) => !res.stream && value.toLowerCase() === 'close';
  for (const [name, value] of headers) {
    if (name === 'vary') res.setHeader(name, [res.getHeader(name) ?? [], value].flat().join(', '));
    else if (name !== 'set-cookie' && (!HOP.has(name) || closes(value))) res.setHeader(name, value);
  }
  const cookies = headers.getSetCookie();
  if (cookies.length) res.setHeader('set-cookie', [res.getHeader('set-cookie') ?? [], cookies].flat());
  // In HTTP/2, Node does not. The length of a 304 is that of a body that is not sent.
  return res.stream && status !== 304 ? lengthOf(headers) : undefined;
}

/**
 * Sends the body of the response to `request`, no faster than the client reads it, and leaves the end to the caller. Throws
 * if it has another length than `length`, if that is given. `left`: aborts when the client has left.
 */
export async function send({ body }, { method }, length, res, left) {
  if (!(body || length) || method === 'HEAD' || left.aborted) {
    letGo(body);
    return;
  }
  const reader = (body ?? new Response('').body).getReader();
  const read = counted(reader, length);
  let proceed = () => {};
  left.addEventListener('abort', () => {
    letGo(reader, left.reason);
    proceed();
  });
  // One listener for all chunks: middleware that compresses passes each on to a stream of its own, and removes none.
  res.on('drain', () => proceed());
  // The client learns the status now, however long the first bytes take.
  if (isFlushedAsUtf8(res)) res.write(new Uint8Array(0));
  else res.flushHeaders();
  try {
    for (let part; !(part = await read()).done; ) {
      if (!res.write(part.value) && !left.aborted) await new Promise((resolve) => (proceed = resolve));
    }
  } finally {
    reader.releaseLock();
  }
}

/**
 * Whether flushing would change bytes of a field beyond ASCII (RFC 9110 section 5.5). In HTTP/1, Node and Deno flush fields
 * as UTF-8, but not in front of bytes, even of none at all. Writing none delays what follows, so it is not always done, and
 * in Bun it sends nothing.
 */
function isFlushedAsUtf8(res) {
  return !res.stream && !IN_BUN && /[\x80-\xff]/.test(Object.values(res.getHeaders()).join());
}
