// Reads a body within a limit.
import { letGo } from './let-go.js';
import { bytesOf } from './tally.js';

/**
 * The bytes of a stream. `undefined` if there are more than `limit`: the rest is then not read. `failed`: called with
 * the error of a stream that breaks off.
 */
export async function readWithin(stream, limit, failed = rethrow) {
  const chunks = [];
  let size = 0;
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read().catch(failed);
    if (done) break;
    const chunk = bytesOf(value, 'internal');
    size += chunk.length;
    if (size > limit) {
      letGo(reader);
      return undefined;
    }
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function rethrow(error) {
  throw error;
}
