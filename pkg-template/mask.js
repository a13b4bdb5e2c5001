// Walks values; the core says what may be shown. The value that is given is never changed.
import * as glue from './mpp_wasm.js';
import { call } from './ready.js';

const HIDDEN = '••••';
const MAX_DEPTH = 32;

/** A card number with its last four digits, `•••• •••• •••• 4242`, or with none: `{ reveal: [] }`. */
export function maskCardNumber(number, { reveal = ['last4'] } = {}) {
  return call(() => glue.maskCardNumber(String(number ?? ''), reveal.includes('last4')));
}

/** A wallet's card object, safe to show: brand, last four digits, city and postal code. */
export function maskCard(card) {
  return call(() => fields(card, false, 0));
}

/** An address object, safe to show: city and postal code. */
export function maskAddress(address) {
  return call(() => fields(address, true, 0));
}

function fields(object, address, depth) {
  if (typeof object !== 'object' || object === null || Array.isArray(object) || depth > MAX_DEPTH) return HIDDEN;
  return fromEntries(
    Object.entries(object).map(([key, value]) => {
      if (value === null || value === undefined) return [key, value];
      if (typeof value === 'object') {
        const walk = glue.maskWalk(address, key);
        return [key, walk ? fields(value, walk === 'address', depth + 1) : HIDDEN];
      }
      return [key, kept(value, glue.maskField(address, key, String(value)))];
    }),
  );
}

/** Text or any value without card numbers, tokens, credentials and secrets. */
export function redact(value) {
  return call(() => walk(value, undefined, 0, new Set()));
}

function walk(value, key, depth, above) {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
      return kept(value, glue.redactText(key, String(value)));
    case 'object':
      break;
    case 'function':
    case 'symbol':
      return HIDDEN;
    default:
      return value;
  }
  if (value === null || value instanceof Date) return value;
  if (key !== undefined && glue.isSecretKey(key)) return HIDDEN;
  if (above.has(value)) return '[circular]';
  if (depth >= MAX_DEPTH || ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return HIDDEN;
  above.add(value);
  try {
    return inside(value, key, (member, name) => walk(member, name, depth + 1, above));
  } finally {
    above.delete(value);
  }
}

/** A copy of a container, its members walked. */
function inside(value, key, next) {
  if (Array.isArray(value)) return value.map((member) => next(member, key));
  if (value instanceof Set) return new Set([...value].map((member) => next(member, key)));
  if (value instanceof Map) return new Map([...value].map(([name, member]) => [next(name), next(member, String(name))]));
  const listed = typeof value.entries === 'function' && (isA(value, 'Headers') || isA(value, 'URLSearchParams') || isA(value, 'FormData'));
  const entries = listed ? [...value.entries()] : Object.entries(value);
  if (value instanceof Error) {
    for (const name of ['name', 'message', 'stack', 'cause']) if (value[name] !== undefined) entries.unshift([name, value[name]]);
  }
  return fromEntries(entries.map(([name, member]) => [next(name), next(member, name)]));
}

function isA(value, name) {
  return globalThis[name] !== undefined && value instanceof globalThis[name];
}

/** The value itself where its text did not change: numbers stay numbers. */
function kept(value, text) {
  return text === String(value) ? value : text;
}

/** As `Object.fromEntries`; a name like `__proto__` is data. */
function fromEntries(entries) {
  const object = {};
  for (const [name, value] of entries) Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  return object;
}
