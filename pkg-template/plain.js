// Plain data: values that JSON writes as they are, and nothing that it would silently drop or change.
import { MppError } from './error.js';

/** Deeper than any accepted request. A cycle exceeds it. */
const DEEPEST = 40;

/**
 * The JSON of a value. Members that are `undefined` are left out, except in terms, and a `toJSON` method is honored.
 * Rejects values that JSON would silently turn into nothing, `{}` or `null`, because a price could be lost that way:
 * functions, symbols, `NaN` and infinite numbers, and objects that show no members, such as a `Map` or a promise.
 * `where`: the name of the value in errors.
 */
export function strictJson(value, where, code = 'invalid-argument') {
  try {
    return JSON.stringify(value, isPlainData(value, 0, isTerms(where)) ? undefined : strict(where, code));
  } catch (error) {
    throw error instanceof MppError ? error : new MppError(code, `${where} has something JSON cannot express, such as a cycle`);
  }
}

/** A replacer for `JSON.stringify` that throws at what JSON would lose or change. */
function strict(where, code) {
  /**
   * For each object and array, its name, whether it belongs to terms, and its place in an array. What is in an array has
   * the array's name.
   */
  const seen = new Map();
  return function (name, value) {
    const given = this[name];
    const [list, inTerms, outer] = seen.get(this) ?? [];
    const isItem = Array.isArray(this);
    const own = isItem ? list : name;
    const place = isItem ? `${outer}[${name}]` : '';
    seen.set(value, [own, inTerms || isTerms(name || where), place]);
    if (given === undefined ? !isItem && !inTerms : value === null ? given === null : isShallowlyPlain(value)) return value;
    const what = own === '' ? where + place : `${isWord(own) ? `"${own}${place}"` : 'a member'} in ${where}`;
    if (typeof given?.then === 'function') throw new MppError(code, `${what} is a promise: await it`);
    const kind = typeof given === 'number' ? given : `of type ${typeof given}`;
    throw new MppError(code, `JSON would lose or change ${what}, which is ${kind}; pass plain data, or leave it out`);
  };
}

/** Whether a member holds what is paid, or pays. One that is `undefined` there was probably not meant to be left out. */
function isTerms(name) {
  return name === 'request' || name === 'payload' || name === 'opaque';
}

/**
 * A deep copy of an object, as it would come back from JSON, with the members of every object in canonical order (RFC
 * 8785). `undefined` if any part of it is not plain, or is `undefined` itself.
 */
export function canonicalCopy(value) {
  try {
    return typeof value === 'object' && !Array.isArray(value) ? copy(value, 0) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether a value is plain data throughout. A `toJSON` or too many levels need the slow path, so they do not count as
 * plain. `inTerms`: whether members must not be `undefined`.
 */
function isPlainData(value, depth, inTerms) {
  if (!isShallowlyPlain(value)) return false;
  if (typeof value !== 'object' || value === null) return true;
  if (depth === DEEPEST || value.toJSON !== undefined) return false;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) if (!isPlainData(value[at], depth + 1, inTerms)) return false;
    return true;
  }
  for (const name in value) {
    const member = value[name];
    if (member === undefined ? inTerms : !isPlainData(member, depth + 1, inTerms || isTerms(name))) return false;
  }
  return true;
}

/** Whether JSON writes a value as it is, not counting its members. */
function isShallowlyPlain(value) {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'string' || typeof value === 'boolean' || value === null;
  return Array.isArray(value) || isPlainObject(value) || (Object.keys(value).length > 0 && showsAll(value));
}

/**
 * Whether JSON sees everything a class instance holds: it is not iterable (like a `Map`) or a promise, it has no
 * members that JSON skips, and it inherits no getters, setters or data. Methods are ignored, wherever they are defined.
 */
function showsAll(object) {
  if (Symbol.iterator in object || typeof object.then === 'function') return false;
  if (Object.getOwnPropertyNames(object).length > Object.keys(object).length) return false;
  for (let kind = Object.getPrototypeOf(object); kind !== null && !isObjectPrototype(kind); kind = Object.getPrototypeOf(kind)) {
    if (Object.values(Object.getOwnPropertyDescriptors(kind)).some(isPart)) return false;
  }
  return true;
}

/** Whether a member of a prototype is data that its objects hold, or stands for some, as a getter or setter does. */
function isPart({ value }) {
  return typeof value !== 'function';
}

/** Whether it is `Object.prototype`, of this JavaScript realm or of another. */
function isObjectPrototype(kind) {
  return kind === Object.prototype || Object.hasOwn(kind, 'isPrototypeOf');
}

/**
 * Whether an object is plain, like an object literal: it inherits nothing but `Object.prototype` of this or another
 * realm.
 */
export function isPlainObject(object) {
  const kind = Object.getPrototypeOf(object);
  return kind === null || isObjectPrototype(kind);
}

function copy(value, depth) {
  if (!isShallowlyPlain(value)) return undefined;
  // JSON has no negative zero.
  if (typeof value !== 'object' || value === null) return typeof value === 'number' ? value + 0 : value;
  if (depth === DEEPEST || value.toJSON !== undefined) return undefined;
  return Array.isArray(value) ? copyArray(value, depth + 1) : copyObject(value, depth + 1);
}

function copyArray(value, depth) {
  const all = [];
  for (let at = 0; at < value.length; at++) {
    const own = copy(value[at], depth);
    if (own === undefined) return undefined;
    all.push(own);
  }
  return all;
}

function copyObject(value, depth) {
  const all = {};
  for (const name of sorted(Object.keys(value))) {
    const member = value[name];
    const own = copy(member, depth);
    // What objects inherit by a name can have a setter, like `__proto__`, or be frozen.
    if (own === undefined || name in all) return undefined;
    all[name] = own;
  }
  return all;
}

/** Sorts by UTF-16 code units, as strings compare. Most lists are already sorted. */
function sorted(names) {
  for (let at = 1; at < names.length; at++) {
    if (names[at] < names[at - 1]) return names.sort();
  }
  return names;
}

/**
 * Whether a field name is safe to quote, because it looks like a typo. Anything else might be a token in the wrong
 * place.
 */
export function isWord(name) {
  return /^[a-z]{1,24}$/i.test(name);
}
