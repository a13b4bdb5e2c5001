// A request's body, read within a limit.

export class BodyTooLarge extends Error {}

/** The bytes of a body; `null` when there is none. */
export async function readBody(request, limit) {
  if (!request.body || request.method === 'GET' || request.method === 'HEAD') return null;
  if (Number(request.headers.get('content-length')) > limit) throw new BodyTooLarge();
  const chunks = [];
  let size = 0;
  for (const reader = request.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > limit) {
      await reader.cancel().catch(() => {});
      throw new BodyTooLarge();
    }
    chunks.push(value);
  }
  if (size === 0) return null;
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

/**
 * The same answer, whose body says when it breaks off: `broken` runs before the client notices. A client that leaves is
 * no break. `ended` resolves either way.
 */
export function watched(response, broken) {
  if (!response.body) return { response, ended: Promise.resolve() };
  const { readable, writable } = pipe(response.headers);
  return { response: new Response(readable, response), ended: pump(response.body, writable, broken) };
}

/** In Workers a body of a known length keeps it. */
function pipe(headers) {
  const length = headers.get('content-length');
  const known = length !== null && !headers.has('content-encoding') && typeof FixedLengthStream === 'function';
  return known ? new FixedLengthStream(Number(length)) : new TransformStream();
}

/** Piped, not read: in Workers no byte passes through JavaScript. */
async function pump(body, writable, broken) {
  try {
    await body.pipeTo(writable, { preventAbort: true, preventCancel: true });
  } catch (error) {
    const reader = body.getReader();
    // Which end it was: a source that has failed fails again.
    const failed = await reader.read().then(() => false, () => true);
    await (failed ? broken() : reader.cancel(error).catch(() => {}));
    await writable.abort(error).catch(() => {});
  }
}
