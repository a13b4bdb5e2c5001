// Reads a body within a limit.
import { letGo } from './let-go.js';
import { bytesOf } from './tally.js';

/**
 * The bytes of a stream. `undefined` if there are more than `limit`: the rest is then not read. `failed`, if given, is
 * called with the error of a stream that breaks off. Chunks are not kept: whoever sends single bytes would fill the memory,
 * because in Workers each chunk lies in a buffer of 4 KiB.
 */
export async function readWithin(stream, limit, failed) {
  let bytes = new Uint8Array(0);
  let size = 0;
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read().catch(failed);
    if (done) return bytes.subarray(0, size);
    const chunk = bytesOf(value, 'internal');
    const end = size + chunk.length;
    if (end > limit) {
      letGo(reader);
      return undefined;
    }
    if (end > bytes.length) bytes = grown(bytes, Math.max(end, Math.min(2 * size, limit)));
    bytes.set(chunk, size);
    size = end;
  }
}

/** A larger copy of bytes. */
function grown(bytes, length) {
  const larger = new Uint8Array(length);
  larger.set(bytes);
  return larger;
}
