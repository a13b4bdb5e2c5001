// Plain data: what JSON writes as it is, and nothing that it would leave out or change in silence.
import { MppError } from './error.js';

/** Deeper than any request that is taken; a cycle is deeper than that. */
const DEEPEST = 40;

/**
 * The JSON of a value, members that are `undefined` left out, of what has a `toJSON` what that gives. Refused is what would become
 * nothing, `{}` or `null`, and a price with it: functions, symbols, numbers that are none, and objects that show no members, a `Map`
 * or a promise for instance. `where`: what a sentence calls the value.
 */
export function whole(value, where, code = 'invalid-argument') {
  try {
    return JSON.stringify(value, isPlain(value, 0) ? undefined : strict);
  } catch (error) {
    throw error instanceof MppError ? error : new MppError(code, `${where} holds what JSON cannot, a cycle for instance`);
  }

  function strict(name, value) {
    const given = this[name];
    if (given === undefined ? !Array.isArray(this) : value === null ? given === null : isOne(value)) return value;
    const what = name === '' ? where : `${isWord(name) ? `"${name}"` : 'a member'} of ${where}`;
    const kind = typeof given === 'number' ? given : `of type ${typeof given}`;
    throw new MppError(code, `JSON would lose or change ${what}, which is ${kind}; give plain data`);
  }
}

/**
 * A copy of an object, the members of each in canonical order (RFC 8785), as JSON would give it back. `undefined` for what is not
 * plain throughout.
 */
export function copied(value) {
  try {
    return typeof value === 'object' && !Array.isArray(value) ? (copy(value, 0) ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a value is plain data throughout, with nothing that asks for another look: a `toJSON`, too many levels. */
function isPlain(value, depth) {
  if (!isOne(value)) return false;
  if (typeof value !== 'object' || value === null) return true;
  if (depth === DEEPEST || value.toJSON !== undefined) return false;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) if (!isPlain(value[at], depth + 1)) return false;
    return true;
  }
  for (const name in value) {
    const member = value[name];
    if (member !== undefined && !isPlain(member, depth + 1)) return false;
  }
  return true;
}

/** Whether JSON writes a value as it is, but for its members. */
function isOne(value) {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'string' || typeof value === 'boolean' || value === null;
  return Array.isArray(value) || isBraced(value) || (Object.keys(value).length > 0 && showsAll(value));
}

/**
 * Whether an object of a class has nothing but its own members, and is no list, `Map` or promise: none that JSON passes over, no getters,
 * and nothing inherited that counts. Methods do not, however they came to be there.
 */
function showsAll(object) {
  if (Symbol.iterator in object || typeof object.then === 'function') return false;
  if (Object.getOwnPropertyNames(object).length > Object.keys(object).length) return false;
  for (let kind = Object.getPrototypeOf(object); kind !== null && !isTop(kind); kind = Object.getPrototypeOf(kind)) {
    if (Object.values(Object.getOwnPropertyDescriptors(kind)).some(isPart)) return false;
  }
  return true;
}

/** Whether a member of a class is a part of what its objects hold. */
function isPart({ get, enumerable, value }) {
  return get !== undefined || (enumerable && typeof value !== 'function');
}

/** Whether it is what all objects are made from, in this realm or in another. */
function isTop(kind) {
  return kind === Object.prototype || Object.hasOwn(kind, 'isPrototypeOf');
}

/** Whether all that an object has are its own members, as of one that was written in braces: in this realm or in another. */
export function isBraced(object) {
  const kind = Object.getPrototypeOf(object);
  return kind === null || isTop(kind);
}

function copy(value, depth) {
  if (!isOne(value)) return undefined;
  // Zero has no sign in JSON.
  if (typeof value !== 'object' || value === null) return typeof value === 'number' ? value + 0 : value;
  if (depth === DEEPEST || value.toJSON !== undefined) return undefined;
  return Array.isArray(value) ? list(value, depth + 1) : members(value, depth + 1);
}

function list(value, depth) {
  const all = [];
  for (let at = 0; at < value.length; at++) {
    const own = copy(value[at], depth);
    if (own === undefined) return undefined;
    all.push(own);
  }
  return all;
}

function members(value, depth) {
  const all = {};
  for (const name of sorted(Object.keys(value))) {
    const member = value[name];
    if (member === undefined) continue;
    const own = copy(member, depth);
    // Assigned, this name would not be a member.
    if (own === undefined || name === '__proto__') return undefined;
    all[name] = own;
  }
  return all;
}

/** By UTF-16 code units, as strings compare. Most lists have the order already. */
function sorted(names) {
  for (let at = 1; at < names.length; at++) {
    if (names[at] < names[at - 1]) return names.sort();
  }
  return names;
}

/** Whether the name of a field is worth repeating, a typing error for instance; anything else might be a token in the wrong place. */
export function isWord(name) {
  return /^[a-z]{1,24}$/i.test(name);
}
