// A request's body, read within a limit, and an answer's, watched on its way.
import { MppError } from '../error.js';

/** The most that is read of an answer at once. */
const READ_BYTES = 64 * 1024;

/** Why there is nothing to bind: `body-too-large`, or `body-broken-off` by who sends it. */
export class UnreadBody extends Error {}

/** Whether a request has a body that means something: that of a GET does not (RFC 9110 section 9.3.1). */
export function hasBody(request) {
  const { method } = request;
  if (method === 'GET' || method === 'HEAD') return false;
  const { body, bodyUsed } = request;
  if (bodyUsed || body?.locked) throw readAlready();
  if ((body ?? null) !== null) return true;
  expectNone(request);
  return false;
}

/**
 * A body that somebody has read before would be sold as none. Some frameworks leave nothing of it but its length; of one that came
 * in chunks nothing tells whether that happened, or whether it was sent empty.
 */
function expectNone({ headers }) {
  if (Number(headers.get('content-length')) > 0) throw readAlready();
  if (headers.has('transfer-encoding')) throw new UnreadBody('body-broken-off');
}

function readAlready() {
  return new MppError('internal', 'the body of this Request was read already; give the paywall the request first, before what parses bodies, or a clone of it');
}

/** The bytes of a body; `null` when there are none. */
export async function readBody(request, limit) {
  if (Number(request.headers.get('content-length')) > limit) throw new UnreadBody('body-too-large');
  const chunks = [];
  let size = 0;
  for (const reader = request.body.getReader(); ; ) {
    const { done, value } = await reader.read().catch(brokenOff);
    if (done) break;
    size += value.byteLength;
    if (size > limit) {
      await reader.cancel().catch(() => {});
      throw new UnreadBody('body-too-large');
    }
    chunks.push(value);
  }
  if (size === 0) {
    expectNone(request);
    return null;
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

function brokenOff() {
  throw new UnreadBody('body-broken-off');
}

/**
 * The same answer, whose body says when it breaks off: `broken(error)` runs before the client notices. A client that leaves
 * is no break. `ended` resolves either way.
 */
export function watched(response, broken) {
  if (!response.body) return { response, ended: Promise.resolve() };
  const length = lengthOf(response.headers);
  const { readable, writable } = pipe(length);
  const reads = readsOf(response.body, Math.min(length || READ_BYTES, READ_BYTES));
  return { response: new Response(readable, response), ended: pump(reads, writable, broken) };
}

/** The length of a body as it comes, where it is known. */
function lengthOf(headers) {
  const length = headers.get('content-length') ?? '';
  return /^\d{1,15}$/.test(length) && !headers.has('content-encoding') ? Number(length) : undefined;
}

/** In Workers a body of a known length keeps it, and bytes pass through native streams. */
function pipe(length) {
  const { FixedLengthStream: Fixed, IdentityTransformStream: Identity } = globalThis;
  if (!Fixed || !Identity) return new TransformStream();
  return length === undefined ? new Identity() : new Fixed(length);
}

/** Read and written, not piped: in Workers a stream into which a pipe has failed tells its reader nothing any more. */
async function pump(reads, writable, broken) {
  const writer = writable.getWriter();
  let left = false;
  // Who leaves while the origin has nothing to say: it need not go on, and what becomes of it is no break.
  const leave = (reason) => ((left = true), reads.cancel(reason));
  writer.closed.catch(leave).catch(() => {});
  for (;;) {
    let part;
    try {
      part = await reads.next();
      if (!part.done && !ArrayBuffer.isView(part.value)) throw new MppError('origin-unavailable', 'a body is made of bytes: encode texts, with TextEncoderStream for instance');
    } catch (error) {
      if (!left) await broken(error);
      return writer.abort(error).catch(() => {});
    }
    try {
      if (part.done) return await writer.close();
      await writer.write(part.value);
    } catch (error) {
      await writer.abort(error).catch(() => {});
      return reads.cancel(error).catch(() => {});
    }
  }
}

/** Reads of a body, up to `size` bytes each where it is a stream of bytes. */
function readsOf(body, size) {
  try {
    const reader = body.getReader({ mode: 'byob' });
    return { next: () => reader.read(new Uint8Array(size)), cancel: (reason) => reader.cancel(reason) };
  } catch {
    const reader = body.getReader();
    return { next: () => reader.read(), cancel: (reason) => reader.cancel(reason) };
  }
}
