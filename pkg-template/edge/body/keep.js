// Reads a response so that it can be kept and still be sent.
import { decodeBase64 } from '../../base64.js';
import { canBeKept } from '../mpp_wasm_edge.js';
import { call } from '../ready.js';
import { reread } from './put-back.js';
import { counted, lengthOf } from './tally.js';

/**
 * Reads a body of at most `limit` bytes. Returns `{ response, kept }`: the response to send, and its `{ fields, body }`
 * to keep. `kept` is `undefined` if the body is larger or has a content coding, or the fields are too large. Of a larger body,
 * which is read in part, there is also what `take` makes. Throws if the body is not as announced.
 */
export async function keep(response, limit) {
  const fields = JSON.stringify([...response.headers]);
  if (!call(() => canBeKept(fields))) return { response, kept: undefined };
  if (!response.body) return { response, kept: { fields, body: new Uint8Array() } };
  const reader = response.body.getReader();
  const length = lengthOf(response.headers);
  const next = counted(reader, length);
  const chunks = [];
  let size = 0;
  for (;;) {
    const { done, value } = await next();
    if (done) {
      const body = chunks.length === 1 ? chunks[0] : new Uint8Array(await new Blob(chunks).arrayBuffer());
      return { response: new Response(body, response), kept: { fields, body } };
    }
    // A copy: the buffer of a chunk may be much larger.
    chunks.push(value.slice());
    size += value.length;
    // No stream is made of it: a Worker of a compatibility date before 2022-11-30 cannot.
    if (size > limit) return { response, kept: undefined, taken: { length, next: reread(chunks, next), cancel: (reason) => reader.cancel(reason) } };
  }
}

/** Restores a kept response. */
export function again({ status, headers, body }) {
  return new Response(status === 204 || status === 205 ? null : decodeBase64(body), { status, headers });
}
