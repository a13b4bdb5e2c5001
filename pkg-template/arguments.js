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

export function millis(value) {
  return typeof value === 'number' ? value : value instanceof Date ? value.getTime() : Number(value);
}

const encoder = new TextEncoder();

export function bytes(value) {
  if (typeof value === 'string') return encoder.encode(value);
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  throw wrong('bytes are a string, an ArrayBuffer or a view of one');
}
