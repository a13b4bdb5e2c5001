// What a response body must consist of: bytes, and as many as its Content-Length says.
import { MppError } from '../error.js';
import { IN_WORKERS } from './coding.js';

/** The length of a body as it arrives, if known. In Workers, a body with a content coding arrives decoded. */
export function lengthOf(headers) {
  const length = headers.get('content-length') ?? '';
  return /^\d{1,15}$/.test(length) && !(IN_WORKERS && headers.has('content-encoding')) ? Number(length) : undefined;
}

/**
 * Passes on what `read` reads of a body. Throws, and lets the rest go, if it is not bytes, or not as many as announced.
 * `length`: `undefined` if it is not known.
 */
export function counted(reader, length, read = () => reader.read()) {
  let size = 0;
  return async () => {
    const part = await read();
    const isBytes = part.done || ArrayBuffer.isView(part.value);
    if (!part.done) size += part.value?.byteLength;
    const asAnnounced = length === undefined || (part.done ? size === length : size <= length);
    if (isBytes && asAnnounced) return part;
    const error = new MppError('origin-unavailable', isBytes ? LENGTH : BYTES);
    reader.cancel(error).catch(() => {});
    throw error;
  };
}

const BYTES = 'a response body must consist of bytes: encode strings, for example with TextEncoderStream';
const LENGTH =
  'a response body must have as many bytes as its Content-Length says: count bytes and not characters, or leave the field out; fetch has decoded its bodies, so leave out their Content-Encoding too';
