// Arguments of public functions: what they are, and how they cross into the wasm.
import { MppError } from './error.js';

export function wrong(message) {
  return new MppError('invalid-argument', message);
}

export function text(value, name) {
  if (typeof value !== 'string') throw wrong(`${name} is a string`);
  return value;
}

export function object(value, name) {
  if (typeof value !== 'object' || value === null) throw wrong(`${name} is an object`);
  return value;
}

/** What crosses into the wasm: JSON, members that are `undefined` left out. */
export function json(value, name) {
  try {
    const written = JSON.stringify(object(value, name));
    // Where a number was not finite it now says `null`.
    if (written.includes('null')) JSON.stringify(value, finite);
    return written;
  } catch (error) {
    throw error instanceof MppError ? error : wrong(`${name} holds what JSON cannot: a cycle or a BigInt`);
  }
}

/** JSON has no infinity and no NaN, and `null` is another price than the one that was meant. */
function finite(key, value) {
  if (typeof value === 'number' && !Number.isFinite(value)) throw wrong('a number is not finite');
  return value;
}

/** Before this moment, in 1973, milliseconds are seconds that somebody has mistaken for them. */
const EARLIEST = 1e11;

/** A moment, in milliseconds. What is no moment never stands for one: at the wrong time, everything is still good. */
export function millis(value, name = 'now') {
  const time = typeof value?.getTime === 'function' ? value.getTime() : value;
  if (typeof time !== 'number' || !Number.isFinite(time)) throw wrong(`${name} is a Date, or milliseconds since the epoch`);
  if (time < EARLIEST) throw wrong(`${name} is in milliseconds since the epoch; what came looks like seconds`);
  return time;
}

const NONE = {};

/** Options, none if left out; one that nobody reads is a typing error, not a silent default. */
export function only(value, names, where = 'the options') {
  if (value === undefined) return NONE;
  let any = false;
  for (const name in object(value, where)) {
    any = true;
    if (!names.has(name) && value[name] !== undefined) throw unknown(name, where, names);
  }
  return any ? value : plain(value, where);
}

/** What has no fields to see is an object all the same: not a `Map` or a `Date`, whose contents nobody would read. */
export function plain(value, where, code = 'invalid-argument') {
  if (Object.prototype.toString.call(value) !== '[object Object]') throw new MppError(code, `${where} is a plain object`);
  return value;
}

/** A word is a typing error and worth repeating; anything else might be a token in the wrong place. */
export function unknown(name, where, names, code = 'invalid-argument') {
  const shown = /^[a-z]{1,24}$/i.test(name) ? ` "${name}"` : '';
  return new MppError(code, `${where} has an unknown field${shown}; it knows ${[...names].join(', ')}`);
}

const encoder = new TextEncoder();

export function bytes(value) {
  if (typeof value === 'string') return encoder.encode(value);
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  throw wrong('bytes are a string, an ArrayBuffer or a view of one');
}
