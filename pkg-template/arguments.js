// Arguments of public functions: type checks, and how they are passed to the wasm.
import { MppError } from './error.js';
import { isPlainObject, isWord, strictJson } from './plain.js';

export function wrong(message) {
  return new MppError('invalid-argument', message);
}

export function text(value, name) {
  if (typeof value !== 'string') throw wrong(`${name} must be a string`);
  return value;
}

export function object(value, name, code = 'invalid-argument') {
  if (typeof value !== 'object' || value === null) throw new MppError(code, `${name} must be an object`);
  return value;
}

/** The JSON to pass to the wasm. The value must be plain data; members that are `undefined` are left out. */
export function json(value, name, code) {
  return strictJson(object(value, name), name, code);
}

/** A number of milliseconds before this moment in 1973 is assumed to be seconds passed by mistake. */
const EARLIEST = 1e11;
/** The last millisecond of the year 9999, and so the last moment RFC 3339 can express. */
const LATEST = 253_402_300_799_999;

/**
 * A moment, in milliseconds. Anything else is an error and never treated as some moment: at a wrong time, expired
 * credentials would verify.
 */
export function millis(value, name = 'now') {
  const time = typeof value?.getTime === 'function' ? value.getTime() : value;
  if (!Number.isFinite(time)) throw wrong(`${name} must be a Date or milliseconds since the epoch`);
  if (time < EARLIEST) throw wrong(`${name} must be in milliseconds since the epoch; this looks like seconds`);
  if (time > LATEST) throw wrong(`${name} is after the year 9999`);
  return time;
}

const NONE = {};

/** Options, empty if left out. An unknown one is probably a typo, so it is an error and not a silent default. */
export function checkFields(value, names, where = 'options', code = 'invalid-argument') {
  if (value === undefined) return NONE;
  let any = false;
  for (const name in object(value, where, code)) {
    any = true;
    if (names.has(name) || value[name] === undefined) continue;
    throw new MppError(code, `${where}: unknown field${isWord(name) ? ` "${name}"` : ''}; known fields: ${[...names].join(', ')}`);
  }
  return any ? value : requirePlainObject(value, where, code);
}

/**
 * Requires an object without fields to be a plain one: the contents of a `Map`, a promise or a class instance would not
 * be read.
 */
export function requirePlainObject(value, where, code = 'invalid-argument') {
  if (isPlainObject(value)) return value;
  throw new MppError(code, `${where} ${typeof value.then === 'function' ? 'is a promise: await it' : 'must be a plain object'}`);
}

/** The fields of an object that are not `undefined`. An unknown field is an error, not a silent default. */
export function pickFields(value, names, where, code) {
  const own = checkFields(object(value, where, code), new Set(names), where, code);
  // Read by name, because a field may be inherited or a getter of a class.
  return Object.fromEntries(names.map((name) => [name, own[name]]).filter(([, field]) => field !== undefined));
}

const encoder = new TextEncoder();

export function bytes(value) {
  if (typeof value === 'string') return encoder.encode(value);
  const isView = ArrayBuffer.isView(value);
  if (!isView && !(value instanceof ArrayBuffer)) throw wrong('bytes must be a string, an ArrayBuffer or a view of one');
  try {
    return isView ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : new Uint8Array(value);
  } catch {
    throw wrong('the bytes are gone: their buffer was transferred');
  }
}
