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
  /** `cut`: its wasm file. */
  constructor(glue, { call, isBroken, memory, onLoss }) {
    this.glue = glue;
    this.call = call;
    this.isBroken = isBroken;
    this.memoryOf = memory;
    /** The wasm's own half, there from the first call on; another one where a call did not come back from it. */
    this.core = undefined;
    onLoss(() => {
      this.core = undefined;
    });
    this.room = 0;
    this.text = '';
  }

  #start() {
    const core = this.call(() => new this.glue.Wire());
    this.memory = this.memoryOf();
    this.#grow(core, ROOM);
  }

  /** Makes room. There is no core before all is in place: a full stack may end this anywhere. */
  #grow(core, bytes) {
    this.core = undefined;
    this.at = this.call(() => core.room(bytes));
    this.room = bytes;
    this.#look(core);
    this.core = core;
  }

  /** Views end when the memory grows: they have no length then. */
  #look(core) {
    const { buffer } = this.memory;
    const spans = new Uint32Array(buffer, this.call(() => core.spans()), HEAD + RECORDS * RECORD);
    this.bytes = new Uint8Array(buffer, this.at, this.room);
    this.buffer = buffer;
    this.spans = spans;
  }

  /** Begins a call that brings no text. */
  begin() {
    if (this.core === undefined || this.isBroken()) this.#start();
    return this.core;
  }

  /** Hands a text over; gives its length in bytes. */
  put(text) {
    if (this.core === undefined || this.isBroken()) this.#start();
    // A code unit is three bytes at most. What a text of megabytes took is given back.
    const most = text.length * 3;
    if (most > this.room || (this.room > LARGE && most < ROOM)) this.#grow(this.core, Math.max(most, ROOM));
    if (this.bytes.length === 0) this.#look(this.core);
    const { written } = encoder.encodeInto(text, this.bytes);
    this.text = text;
    this.length = written;
    return written;
  }

  /** Looks at what a call has left. `base`: where the offsets of made text begin. */
  open(base = 0) {
    if (this.spans.length === 0) this.#look(this.core);
    const { spans } = this;
    this.base = base;
    this.madeAt = spans[0];
    const length = spans[1];
    this.madeBytes = length === 0 ? undefined : new Uint8Array(this.buffer, this.madeAt, length);
    this.made = length === 0 ? '' : decoder.decode(this.madeBytes);
    // Offsets count bytes: in ASCII they count characters too.
    this.plainMade = this.made.length === length;
    this.plainText = this.text.length === this.length;
  }

  #decode(at, length) {
    return decoder.decode(new Uint8Array(this.buffer, at, length));
  }

  /** Wipes what was made: a secret, which JavaScript has as text of its own by now. */
  forget() {
    this.madeBytes?.fill(0);
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

  /** A call that leaves something on the wire, or the reason why not. */
  ask(f) {
    if (!this.call(f)) throw this.failure();
  }

  /** What a call gives that fails with nothing. */
  got(f) {
    const value = this.call(f);
    if (value === undefined) throw this.failure();
    return value;
  }

  /** Why the last call failed, as an error. */
  failure() {
    return fromThrown(JSON.parse(this.call(() => this.core.failure())));
  }
}
