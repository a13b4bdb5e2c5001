// The JavaScript side of hot calls. `src/wasm/wire.rs` describes what is passed.
import { fromThrown } from './error.js';

/** The span of an absent value. */
export const NONE = 0xffffffff;
/** The number of integers before the records of spans. */
export const HEAD = 4;
/** Integers per token of a JSON value. */
export const TOKEN = 3;
/** Initial room in bytes, enough for typical headers. Longer texts grow it. */
const ROOM = 4096;
const LARGE = 1024 * 1024;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The place where a wasm file reads texts and leaves spans. All calls of a file share one. */
export class Wire {
  /** The second argument is the `cut` of its wasm file. */
  constructor(glue, { call, isBroken, memory, onLoss }) {
    this.glue = glue;
    this.call = call;
    this.isBroken = isBroken;
    this.memoryOf = memory;
    /** The part in the wasm. Created by the first call, and again after a call that did not return. */
    this.core = undefined;
    onLoss(() => {
      this.core = undefined;
    });
    this.text = '';
  }

  #start() {
    const core = this.call(() => new this.glue.Wire());
    this.memory = this.memoryOf();
    this.#grow(core, ROOM);
  }

  /** Makes room. `core` is only set once everything is in place, because a full stack may end this at any point. */
  #grow(core, bytes) {
    this.core = undefined;
    this.at = this.call(() => core.room(bytes));
    this.room = bytes;
    this.#look(core);
    this.core = core;
  }

  /** Creates the views. They are detached, with length 0, when the memory grows. */
  #look(core) {
    const { buffer } = this.memory;
    const spans = this.call(() => new Uint32Array(buffer, core.spans(), core.capacity()));
    this.bytes = new Uint8Array(buffer, this.at, this.room);
    this.buffer = buffer;
    this.spans = spans;
  }

  /** Begins a call that passes no text. */
  begin() {
    if (this.core === undefined || this.isBroken()) this.#start();
    return this.core;
  }

  /** Passes a text. Returns its length in bytes. */
  put(text) {
    if (this.core === undefined || this.isBroken()) this.#start();
    // A code unit takes at most three bytes. Room that a text of megabytes needed is given back.
    const most = text.length * 3;
    if (most > this.room || (this.room > LARGE && most < ROOM)) this.#grow(this.core, Math.max(most, ROOM));
    if (this.bytes.length === 0) this.#look(this.core);
    const { written } = encoder.encodeInto(text, this.bytes);
    this.text = text;
    this.length = written;
    return written;
  }

  /** Opens what a call has left. `base`: where the offsets of generated text begin. */
  open(base = 0) {
    if (this.spans.length === 0) this.#look(this.core);
    const { spans } = this;
    this.base = base;
    this.madeAt = spans[0];
    const length = spans[1];
    this.madeBytes = length === 0 ? undefined : new Uint8Array(this.buffer, this.madeAt, length);
    this.made = length === 0 ? '' : decoder.decode(this.madeBytes);
    // Offsets are in bytes. In ASCII text they equal character offsets.
    this.plainMade = this.made.length === length;
    this.plainText = this.text.length === this.length;
  }

  #decode(at, length) {
    return decoder.decode(new Uint8Array(this.buffer, at, length));
  }

  /** Wipes the generated text. It is a secret, of which JavaScript has its own copy by now. */
  forget() {
    this.madeBytes?.fill(0);
  }

  /** The text of a span, or `undefined` if absent. */
  piece(place) {
    const { base, spans } = this;
    const start = spans[place];
    const end = spans[place + 1];
    if (start < base) return this.plainText ? this.text.slice(start, end) : this.#decode(this.at + start, end - start);
    if (start === NONE) return undefined;
    return this.plainMade ? this.made.slice(start - base, end - base) : this.#decode(this.madeAt + start - base, end - start);
  }

  /** The text of the span with this number. */
  nth(number) {
    return this.piece(HEAD + 2 * number);
  }

  /** The text of a call that leaves a single text. */
  one() {
    this.open();
    return this.made;
  }

  /** The same for a text that may be long: its stretches of ASCII are decoded by themselves, which is faster. */
  long() {
    if (this.spans.length === 0) this.#look(this.core);
    const [at, length] = this.spans;
    let text = '';
    for (let from = 0, to; from < length; from = to) {
      to = this.call(() => this.core.stretch(from));
      text += this.#decode(at + from, to - from);
    }
    return text;
  }

  /** Makes a call that leaves its result on the wire. Throws if it fails. */
  ask(f) {
    if (!this.call(f)) throw this.failure();
  }

  /** Makes a call that returns its result. `undefined` means failure, which is thrown. */
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
