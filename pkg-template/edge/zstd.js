// Whether `fetch` has decoded zstd. Some runtimes do and some do not, and they do not say which.
import { IN_WORKERS, codingsOf, withoutCoding } from './coding.js';
import { letGo } from './let-go.js';
import { putBack } from './put-back.js';
import { bytesOf } from './tally.js';

/** How many bytes say what a zstd frame is. */
const MAGIC_BYTES = 4;
/** A frame of zstd (RFC 8878 section 3.1.1), and the first of the sixteen that are skipped (section 3.1.2). */
const FRAME = 0xfd2fb528;
const SKIPPED = 0x184d2a50;

/**
 * The same response. If it is one of `fetch`, and its body is no longer zstd although its fields say so, a copy without
 * these fields. Only the first bytes of the body tell, and its status reaches no client before them. `left`: aborts when
 * the client has left, where the runtime tells. The body is then let go, and this throws.
 */
export async function zstdAsItIs(response, left = new AbortController().signal) {
  const { url, headers, body, bodyUsed } = response ?? {};
  const isZstd = url && !IN_WORKERS && headers?.get && codingsOf(response).join() === 'zstd';
  if (!isZstd || !body?.getReader || bodyUsed || body.locked) return response;
  const reader = body.getReader();
  const chunks = [];
  const start = [];
  // The read that waits then ends.
  const leave = () => void letGo(reader, left.reason);
  left.addEventListener('abort', leave);
  if (left.aborted) leave();
  while (start.length < MAGIC_BYTES) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    start.push(...bytesOf(value).subarray(0, MAGIC_BYTES));
  }
  left.removeEventListener('abort', leave);
  left.throwIfAborted();
  const own = new Response(putBack(chunks, reader), response);
  return beginsFrame(start) ? own : withoutCoding(own);
}

/** Whether a body that begins so is zstd. The first byte of the number is its lowest. */
function beginsFrame(start) {
  const magic = start.slice(0, MAGIC_BYTES).reduceRight((sum, byte) => sum * 256 + byte, 0);
  return magic === FRAME || (magic >= SKIPPED && magic < SKIPPED + 16);
}
