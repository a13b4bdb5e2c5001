// The JavaScript side of hot calls: `src/wasm/wire.rs` says what crosses.
import { fromThrown } from './error.js';

/** The span of what is not there. */
export const NONE = 0xffffffff;
/** What precedes the records of spans. */
export const HEAD = 4;
/** Integers a challenge. */
export const RECORD = 22;
/** Room for headers as they are; longer texts make more. */
const ROOM = 4096;
const LARGE = 1024 * 1024;
/** The most challenges of a header. */
const RECORDS = 64;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Where a wasm file reads texts and leaves spans. One for all calls of a file. */
export class Wire {
  /** `memory`: gives that of the wasm. */
  constructor(glue, call, memory) {
    this.glue = glue;
    this.call = call;
    this.memoryOf = memory;
    /** The wasm's own half, there from the first call on. */
    this.core = undefined;
    this.room = 0;
    this.text = '';
  }

  #start() {
    this.core = this.call(() => new this.glue.Wire());
    this.memory = this.memoryOf();
    this.#grow(ROOM);
  }

  #grow(bytes) {
    this.room = bytes;
    this.at = this.core.room(bytes);
    this.#look();
  }

  /** Views end when the memory grows: they have no length then. */
  #look() {
    this.buffer = this.memory.buffer;
    this.bytes = new Uint8Array(this.buffer, this.at, this.room);
    this.spans = new Uint32Array(this.buffer, this.core.spans(), HEAD + RECORDS * RECORD);
  }

  /** Begins a call that brings no text. */
  begin() {
    if (this.core === undefined) this.#start();
    return this.core;
  }

  /** Hands a text over; gives its length in bytes. */
  put(text) {
    if (this.core === undefined) this.#start();
    // A code unit is three bytes at most. What a text of megabytes took is given back.
    const most = text.length * 3;
    if (most > this.room || (this.room > LARGE && most < ROOM)) this.#grow(Math.max(most, ROOM));
    if (this.bytes.length === 0) this.#look();
    const { written } = encoder.encodeInto(text, this.bytes);
    this.text = text;
    this.length = written;
    return written;
  }

  /** Looks at what a call has left. `base`: where the offsets of made text begin. */
  open(base = 0) {
    if (this.spans.length === 0) this.#look();
    const { spans } = this;
    this.base = base;
    this.madeAt = spans[0];
    const length = spans[1];
    this.made = length === 0 ? '' : this.#decode(this.madeAt, length);
    // Offsets count bytes: in ASCII they count characters too.
    this.plainMade = this.made.length === length;
    this.plainText = this.text.length === this.length;
  }

  #decode(at, length) {
    return decoder.decode(new Uint8Array(this.buffer, at, length));
  }

  /** The text of a span; `undefined` for none. */
  piece(place) {
    const { base, spans } = this;
    const start = spans[place];
    const end = spans[place + 1];
    if (start < base) return this.plainText ? this.text.slice(start, end) : this.#decode(this.at + start, end - start);
    if (start === NONE) return undefined;
    return this.plainMade ? this.made.slice(start - base, end - base) : this.#decode(this.madeAt + start - base, end - start);
  }

  /** The text of a span by its number. */
  nth(number) {
    return this.piece(HEAD + 2 * number);
  }

  /** The text of a call that leaves one. */
  one() {
    this.open();
    return this.nth(0);
  }

  /** What a call gives that fails with nothing. */
  got(value) {
    if (value === undefined) throw this.failure();
    return value;
  }

  /** Why the last call failed, as an error. */
  failure() {
    return fromThrown(JSON.parse(this.core.failure()));
  }
}
