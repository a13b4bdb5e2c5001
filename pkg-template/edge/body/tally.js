// What a body must consist of: bytes, and as many as its Content-Length says.
import { MppError } from '../../error.js';
import { IN_WORKERS } from '../../runtime.js';
import { letGo } from './let-go.js';

/** Whether the text of a `Content-Length` is a number that can be counted to. */
export function isCountable(length) {
  return /^\d{1,15}$/.test(length);
}

/** The length of a body as it arrives, if known. In Workers, a body with a content coding arrives decoded. */
export function lengthOf(headers) {
  const length = headers.get('content-length') ?? '';
  return isCountable(length) && !(IN_WORKERS && headers.has('content-encoding')) ? Number(length) : undefined;
}

/** The bytes of a chunk of a body, which may be any view of a buffer. Throws if it is something else. */
export function bytesOf(chunk, code = CODE) {
  if (!ArrayBuffer.isView(chunk)) throw new MppError(code, BYTES);
  return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

/**
 * Passes on what `read` reads of a body. Throws, and lets the rest go, if it is not bytes, or not as many as announced.
 * `length`: `undefined` if it is not known.
 */
export function counted(reader, length, read = () => reader.read()) {
  let size = 0;
  return async () => {
    const { done, value } = await read();
    try {
      const bytes = done ? undefined : bytesOf(value);
      if (bytes) size += bytes.length;
      if (done ? size !== (length ?? size) : size > length) throw new MppError(CODE, LENGTH);
      return { done, value: bytes };
    } catch (error) {
      letGo(reader, error);
      throw error;
    }
  };
}

const CODE = 'origin-unavailable';
const BYTES = 'a body must consist of bytes: encode strings, for example with TextEncoderStream';
const LENGTH =
  'a response body must have as many bytes as its Content-Length says: count bytes and not characters, or leave the field out; ' +
  'fetch has decoded its bodies, so leave out their Content-Encoding too';
