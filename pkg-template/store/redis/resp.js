// RESP2, the Redis protocol: https://redis.io/docs/latest/develop/reference/protocol-spec/
import { refused, unavailable } from './error.js';

/** The largest reply, in bytes. */
const MAX_REPLY = 64 * 1024 * 1024;

const [CR, LF] = [13, 10];
const bytes = new TextEncoder();
const text = new TextDecoder('utf-8', { ignoreBOM: true });

/** Encodes a command as an array of bulk strings. */
export function encode(command) {
  return command.reduce((out, word) => `${out}$${bytes.encode(word).length}\r\n${word}\r\n`, `*${command.length}\r\n`);
}

/** Parses incoming data into replies: strings, numbers, `null`, and an `Error` for an error reply. */
export class Replies {
  #rest = new Uint8Array(0);

  *push(chunk) {
    this.#rest = join(this.#rest, chunk);
    for (let reply; (reply = read(this.#rest)); this.#rest = this.#rest.subarray(reply.end)) yield reply.value;
    if (this.#rest.length > MAX_REPLY) throw unavailable('the Redis reply is larger than any record');
  }
}

/** The first reply, or `undefined` while it is incomplete. */
function read(buffer) {
  const line = lineEnd(buffer);
  if (line < 0) return undefined;
  const head = text.decode(buffer.subarray(1, line));
  const end = line + 2;
  switch (String.fromCharCode(buffer[0])) {
    case '+':
      return { value: head, end };
    case '-':
      return { value: refused(head), end };
    case ':':
      return { value: Number(head), end };
    case '$':
      return bulk(buffer, Number(head), end);
    default:
      throw unavailable('the server does not speak the Redis protocol');
  }
}

function bulk(buffer, length, start) {
  if (length === -1) return { value: null, end: start };
  if (!Number.isSafeInteger(length) || length < 0 || length > MAX_REPLY) throw unavailable('the Redis reply is larger than any record');
  const end = start + length + 2;
  return buffer.length < end ? undefined : { value: text.decode(buffer.subarray(start, end - 2)), end };
}

function lineEnd(buffer) {
  const at = buffer.indexOf(LF) - 1;
  return buffer[at] === CR ? at : -1;
}

function join(a, b) {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
