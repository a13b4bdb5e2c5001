// Walks values; the core says what may be shown. The value that is given is never changed.
import * as glue from './mpp_wasm.js';
import { wire } from './full.js';
import { MppError } from './error.js';
import { masking } from './mask.js';
import { call } from './ready.js';
import { HIDDEN, MAX_DEPTH, fromEntries, members } from './values.js';

export const { maskAddress, maskCard, maskCardNumber } = masking(glue, call, wire);

/** The key of all that a payment is proved with: what its members are called does not matter. */
const PROOF = Symbol('proof');

/** The lists in which Node keeps the header lines of a message: a name, its value, and so on. */
const RAW = new Set(['rawHeaders', 'rawTrailers']);

/** What a name is called that stands beside its `value`, in archives of browsers and in Kubernetes. */
const NAMES = new Set(['name', 'key', 'header']);

/** What stands beside a password, and what stands beside a count of what passed or is said of it. */
const LOGIN = new Set(['user', 'username', 'login']);
const COUNT = ['fail', 'skip', 'total'];
const RESULT = new Set(['yes', 'no', 'ok', 'true', 'false', 'pass', 'passed', 'fail', 'failed', 'skipped']);

/** Text or any value without card numbers, tokens, credentials and secrets. */
export function redact(value) {
  return walk(value, undefined, 0, new Set());
}

function walk(value, key, depth, above) {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
      return text(value, key);
    case 'object':
      break;
    case 'function':
    case 'symbol':
      return HIDDEN;
    default:
      return value;
  }
  if (value === null || value instanceof Date) return value;
  if (value instanceof String || value instanceof Number) return text(value.valueOf(), key);
  if (isA(value, 'URL')) return text(value.href, key);
  if (key !== undefined && key !== PROOF && isSecret(key)) return HIDDEN;
  if (above.has(value)) return '[circular]';
  if (depth >= MAX_DEPTH || ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return HIDDEN;
  above.add(value);
  try {
    return inside(value, key, (member, name) => walk(member, key === PROOF && name !== undefined ? PROOF : name, depth + 1, above));
  } catch (error) {
    if (error instanceof MppError && error.code === 'not-ready') throw error;
    // A container that cannot be read, a proxy or one made wrong: the log line goes on without it.
    return HIDDEN;
  } finally {
    above.delete(value);
  }
}

/** The value itself where nothing is hidden: numbers stay numbers. */
function text(value, key) {
  const length = wire.put(String(value));
  return call(() => glue.redactText(wire.core, length, key === PROOF ? 'secret' : key)) ? wire.one() : value;
}

/** A copy of a container, its members walked. */
function inside(value, key, next) {
  if (Array.isArray(value)) {
    if (isPairs(value, key)) return value.map(([name, member]) => [next(name), next(member, name)]);
    if (RAW.has(key)) return value.map((member, at) => next(member, at % 2 === 1 ? String(value[at - 1]) : key));
    return value.map((member, at) => next(following(member, value[at - 1]), key));
  }
  if (value instanceof Set) return new Set([...value].map((member) => next(member, key)));
  if (value instanceof Map) return new Map([...value].map(([name, member]) => [next(name), next(member, String(name))]));
  const listed = typeof value.entries === 'function' && (isA(value, 'Headers') || isA(value, 'URLSearchParams') || isA(value, 'FormData'));
  const entries = listed ? [...value.entries()] : members(value);
  if (value instanceof Error) {
    for (const name of ['name', 'message', 'stack', 'cause']) if (value[name] !== undefined) entries.unshift([name, value[name]]);
  }
  const proves = pays(entries);
  const named = beside(entries);
  const logs = entries.some(([name]) => isPass(name)) && logsIn(entries);
  const keyOf = (name, member) => {
    if (name === 'payload' && proves) return PROOF;
    if (logs && isPass(name) && (typeof member === 'string' || typeof member === 'number') && !RESULT.has(String(member).toLowerCase())) return 'password';
    return name.toLowerCase() === 'value' ? (named ?? name) : name;
  };
  return fromEntries(entries.map(([name, member]) => [next(name), next(member, keyOf(name, member))]));
}

/** What stands as a name beside a `value`, what tells of a secret before others; there may be none. */
function beside(entries) {
  const names = entries.filter(([name, member]) => typeof member === 'string' && NAMES.has(name.toLowerCase())).map(([, member]) => member);
  return names.find(tells) ?? names[0];
}

/** Whether a name tells of a secret. */
function tells(name) {
  return isSecret(name) || isPass(name);
}

/** No pattern: where a stack is almost full, one that is compiled there ends the process. */
function isPass(name) {
  return name.toLowerCase() === 'pass' || name.endsWith('_PASS');
}

/** Whether an object holds what somebody logs in with, so that its `pass` is a password whatever it holds. Tests count what passed. */
function logsIn(entries) {
  const counts = (name) => COUNT.some((start) => name.toLowerCase().startsWith(start));
  return entries.some(([name, member]) => LOGIN.has(name.toLowerCase()) && typeof member === 'string') && !entries.some(([name]) => counts(name));
}

function isSecret(key) {
  return call(() => glue.isSecretKey(key));
}

/** A text of a list without what the one before it announces, `'--token', 'x'`: the two are read as they would be in a text. */
function following(member, before) {
  if (typeof member !== 'string' || typeof before !== 'string') return member;
  if (!before.startsWith('-') && !isSecret(before)) return member;
  try {
    return JSON.parse(text(JSON.stringify([before, member])))[1];
  } catch {
    return HIDDEN;
  }
}

/** Whether the members of a list are each a name and a value, as entries are. What they are called by together counts where none of them says more. */
function isPairs(list, key) {
  const isPair = (member) => Array.isArray(member) && member.length === 2 && typeof member[0] === 'string';
  return key !== PROOF && list.length > 0 && list.every(isPair) && (key === undefined || list.some(([name]) => tells(name)));
}

/** Whether an object is a payment, of MPP or of x402: whoever has its payload may have it too. */
function pays(entries) {
  return entries.some(([name]) => name === 'challenge' || name === 'x402Version');
}

function isA(value, name) {
  return globalThis[name] !== undefined && value instanceof globalThis[name];
}
