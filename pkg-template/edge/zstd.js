// Whether `fetch` has decoded zstd. Some runtimes do and some do not, and they do not say which.
import { IN_WORKERS, codingsOf, withoutCoding } from './coding.js';
import { putBack } from './put-back.js';
import { bytesOf } from './tally.js';

/** How a zstd body begins (RFC 8878 section 3.1.1). */
const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];

/**
 * The same response. If it is one of `fetch`, and its body is no longer zstd although its fields say so, a copy without
 * these fields.
 */
export async function zstdAsItIs(response) {
  const { url, headers, body, bodyUsed } = response ?? {};
  const isZstd = url && !IN_WORKERS && headers?.get && codingsOf(response).join() === 'zstd';
  if (!isZstd || !body?.getReader || bodyUsed || body.locked) return response;
  const reader = body.getReader();
  const chunks = [];
  const start = [];
  while (start.length < MAGIC.length) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    start.push(...bytesOf(value).subarray(0, MAGIC.length));
  }
  const own = new Response(putBack(chunks, reader), response);
  return MAGIC.every((byte, at) => start[at] === byte) ? own : withoutCoding(own);
}
