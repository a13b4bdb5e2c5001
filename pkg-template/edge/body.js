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
