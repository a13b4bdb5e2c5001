// Whether `fetch` has decoded a body, where its fields do not tell. Some runtimes decode zstd and some do not, and Deno does
// not decode every gzip.
import { IN_DENO, IN_WORKERS } from '../../runtime.js';
import { codingsOf, withoutCoding } from './coding.js';
import { letGo } from './let-go.js';
import { putBack } from './put-back.js';
import { bytesOf } from './tally.js';

/** How many bytes say what a body is. */
const MAGIC_BYTES = 4;
/** A frame of zstd (RFC 8878 section 3.1.1), and the first of the sixteen that are skipped (section 3.1.2). */
const FRAME = 0xfd2fb528;
const SKIPPED = 0x184d2a50;
/** The first two bytes of gzip (RFC 1952 section 2.3.1). */
const GZIP = 0x8b1f;

/** Whether a body still has a coding if it begins with a number. The first byte of the number is its lowest. */
const BEGINS = new Map([['zstd', (magic) => magic === FRAME || (magic >= SKIPPED && magic < SKIPPED + 16)]]);
if (IN_DENO) BEGINS.set('gzip', (magic) => magic % 0x10000 === GZIP);

/**
 * The same response. If it is one of `fetch`, and its body no longer has the coding that its fields name, a copy without
 * these fields. Only the first bytes of the body tell, and its status reaches no client before them. The first bytes of a
 * part may be any. `request`: the one it answers. If its client leaves meanwhile, where the runtime tells, the body is let
 * go, and this throws.
 */
export async function withTrueCoding(response, request) {
  const { url, status, headers, body, bodyUsed } = response ?? {};
  const begins = url && !IN_WORKERS && status !== 206 && headers?.get && BEGINS.get(codingsOf(response).join());
  if (!begins || !body?.getReader || bodyUsed || body.locked) return response;
  const left = request.signal ?? new AbortController().signal;
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
  const magic = start.slice(0, MAGIC_BYTES).reduceRight((sum, byte) => sum * 256 + byte, 0);
  return begins(magic) ? own : withoutCoding(own);
}
