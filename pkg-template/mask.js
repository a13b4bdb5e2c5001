// Walks values; the core says what may be shown. The value that is given is never changed.
import * as glue from './mpp_wasm.js';
import { MppError } from './error.js';
import { call } from './ready.js';

const HIDDEN = '••••';
const MAX_DEPTH = 32;

/** A card number with its last four digits, `•••• •••• •••• 4242`, or with none: `{ reveal: [] }`. */
export function maskCardNumber(number, options) {
  const reveal = names(options) ?? ['last4'];
  if (reveal.some((name) => name !== 'last4')) throw wrong("of a card number there is one part to reveal: ['last4']");
  return call(() => glue.maskCardNumber(written(number), reveal.length > 0));
}

/** A wallet's card object, safe to show: brand, last four digits, city and postal code, or what `reveal` lists instead. */
export function maskCard(card, options) {
  return masked(card, false, options);
}

/** An address object, safe to show: city and postal code, or what `reveal` lists instead. */
export function maskAddress(address, options) {
  return masked(address, true, options);
}

function masked(object, address, options) {
  const reveal = names(options);
  return call(() => fields(object, { address, parts: glue.maskParts(reveal) }, 0));
}

/** The names of `{ reveal }`. What is wrong is not repeated: it may be what is to be hidden. */
function names(options = {}) {
  if (typeof options !== 'object' || options === null || Object.keys(options).some((name) => name !== 'reveal')) {
    throw wrong("the options are { reveal: ['last4', …] }");
  }
  const { reveal } = options;
  if (reveal === undefined) return undefined;
  if (!Array.isArray(reveal) || reveal.some((name) => typeof name !== 'string')) throw wrong('reveal is a list of names');
  return reveal;
}

function wrong(message) {
  return new MppError('invalid-argument', message);
}

function fields(object, how, depth) {
  if (typeof object !== 'object' || object === null || Array.isArray(object) || depth > MAX_DEPTH) return HIDDEN;
  return fromEntries(members(object).map(([key, value]) => [key, field(key, value, how, depth)]));
}

function field(key, value, { address, parts }, depth) {
  switch (typeof value) {
    case 'object': {
      if (value === null) return value;
      const walk = glue.maskWalk(address, parts, key);
      return walk ? fields(value, { address: walk === 'address', parts }, depth + 1) : HIDDEN;
    }
    case 'undefined':
      return value;
    case 'function':
    case 'symbol':
      return HIDDEN;
    default:
      return kept(value, glue.maskField(address, parts, key, String(value)));
  }
}

/** A number as text; what cannot be one is masked like any other text. */
function written(number) {
  return typeof number === 'object' || typeof number === 'function' || typeof number === 'symbol' ? (number === null ? '' : HIDDEN) : String(number ?? '');
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
  } catch {
    // A container that cannot be read, a proxy or one made wrong: the log line goes on without it.
    return HIDDEN;
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
  const entries = listed ? [...value.entries()] : members(value);
  if (value instanceof Error) {
    for (const name of ['name', 'message', 'stack', 'cause']) if (value[name] !== undefined) entries.unshift([name, value[name]]);
  }
  return fromEntries(entries.map(([name, member]) => [next(name), next(member, name)]));
}

/** As `Object.entries`; a member whose getter throws is hidden: what it throws may hold anything. */
function members(object) {
  return Object.keys(object).map((name) => {
    try {
      return [name, object[name]];
    } catch {
      return [name, HIDDEN];
    }
  });
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
