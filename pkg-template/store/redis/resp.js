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
  /** What was not read yet. */
  #rest = new Uint8Array(0);
  /** A buffer made here. What lies in it behind `#rest` is free. */
  #own;

  *push(chunk) {
    this.#add(chunk);
    for (let reply; (reply = read(this.#rest)); this.#rest = this.#rest.subarray(reply.end)) yield reply.value;
    if (this.#rest.length > MAX_REPLY) throw unavailable('the Redis reply is larger than any record');
  }

  /** Room is made for as much again, so that a long reply is not copied for each of its parts. */
  #add(chunk) {
    const before = this.#rest;
    if (before.length === 0) {
      this.#own = undefined;
      this.#rest = chunk;
      return;
    }
    const length = before.length + chunk.length;
    if (before.buffer === this.#own && before.byteOffset + length <= this.#own.byteLength) {
      this.#rest = new Uint8Array(this.#own, before.byteOffset, length);
    } else {
      this.#own = new ArrayBuffer(2 * length);
      this.#rest = new Uint8Array(this.#own, 0, length);
      this.#rest.set(before);
    }
    this.#rest.set(chunk, before.length);
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
