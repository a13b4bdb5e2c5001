import { wrong } from '../arguments.js';

/** More than a response head may have, and as much as is read of a body. */
const MAX_INPUT_BYTES = 256 * 1024;

/** The most that `parseMessage` accepts. */
const MAX_MESSAGE_BYTES = 512 * 1024;

/** Standard input as text, without a byte order mark. */
export async function input(max = MAX_INPUT_BYTES) {
  const { bytes, isCut } = await read(max);
  if (isCut) throw wrong(`standard input is over ${max / 1024} KiB`);
  return new TextDecoder().decode(bytes);
}

/** The beginning of standard input, which has the head of a response: `{ text, isCut }`. */
export async function beginning() {
  const { bytes, isCut } = await read(MAX_MESSAGE_BYTES);
  // Bytes that are not UTF-8 grow when they are decoded.
  const text = Buffer.from(new TextDecoder().decode(bytes));
  const kept = new TextDecoder().decode(text.subarray(0, MAX_MESSAGE_BYTES), { stream: true });
  return { text: kept, isCut: isCut || text.length > MAX_MESSAGE_BYTES };
}

/** Reads standard input, and no more once it is over `max` bytes. */
async function read(max) {
  const chunks = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > max) break;
  }
  return { bytes: Buffer.concat(chunks), isCut: length > max };
}
