import { wrong } from './arguments.js';

/** More than a head may hold, and as much as is looked at of a body. */
const MAX_INPUT_BYTES = 256 * 1024;

/** Standard input as text. */
export async function input() {
  const chunks = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    length += chunk.length;
    if (length > MAX_INPUT_BYTES) throw wrong('standard input is over 256 KiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
