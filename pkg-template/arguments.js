// Arguments of public functions: what they are, and how they cross into the wasm.
import { MppError } from './error.js';
import { isBraced, isWord, whole } from './plain.js';

export function wrong(message) {
  return new MppError('invalid-argument', message);
}

export function text(value, name) {
  if (typeof value !== 'string') throw wrong(`${name} is a string`);
  return value;
}

export function object(value, name, code = 'invalid-argument') {
  if (typeof value !== 'object' || value === null) throw new MppError(code, `${name} is an object`);
  return value;
}

/** What crosses into the wasm: the JSON of plain data, members that are `undefined` left out. */
export function json(value, name, code) {
  return whole(object(value, name), name, code);
}

/** Before this moment, in 1973, milliseconds are seconds that somebody has mistaken for them. */
const EARLIEST = 1e11;
/** After this one, the last of the year 9999, RFC 3339 has none. */
const LATEST = 253_402_300_799_999;

/** A moment, in milliseconds. What is no moment never stands for one: at the wrong time, everything is still good. */
export function millis(value, name = 'now') {
  const time = typeof value?.getTime === 'function' ? value.getTime() : value;
  if (typeof time !== 'number' || !Number.isFinite(time)) throw wrong(`${name} is a Date, or milliseconds since the epoch`);
  if (time < EARLIEST) throw wrong(`${name} is in milliseconds since the epoch; what came looks like seconds`);
  if (time > LATEST) throw wrong(`${name} is too far away`);
  return time;
}

const NONE = {};

/** Options, none if left out; one that nobody reads is a typing error, not a silent default. */
export function only(value, names, where = 'the options', code = 'invalid-argument') {
  if (value === undefined) return NONE;
  let any = false;
  for (const name in object(value, where, code)) {
    any = true;
    if (names.has(name) || value[name] === undefined) continue;
    throw new MppError(code, `${where} has an unknown field${isWord(name) ? ` "${name}"` : ''}; it knows ${[...names].join(', ')}`);
  }
  return any ? value : plain(value, where, code);
}

/** What shows no fields has none: it is no `Map`, promise or instance of a class, whose contents nobody would read. */
export function plain(value, where, code = 'invalid-argument') {
  if (!isBraced(value)) throw new MppError(code, `${where} is a plain object`);
  return value;
}

const encoder = new TextEncoder();

export function bytes(value) {
  if (typeof value === 'string') return encoder.encode(value);
  const isView = ArrayBuffer.isView(value);
  if (!isView && !(value instanceof ArrayBuffer)) throw wrong('bytes are a string, an ArrayBuffer or a view of one');
  try {
    return isView ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : new Uint8Array(value);
  } catch {
    throw wrong('the bytes are gone: their buffer was transferred');
  }
}
