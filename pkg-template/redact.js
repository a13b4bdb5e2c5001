// Walks values. The core decides what may be shown. The given value is never modified.
import * as glue from './mpp_wasm.js';
import { wire } from './full.js';
import { MppError } from './error.js';
import { masking } from './mask.js';
import { call } from './ready.js';
import { HIDDEN, MAX_DEPTH, classOf, fromEntries, members, numbered } from './values.js';

export const { maskAddress, maskCard, maskCardNumber } = masking(glue, call, wire);

/** Stands for the key of everything inside a payment's payload, which is hidden whatever its members are called. */
const PROOF = Symbol('proof');

/**
 * Stands for the key of everything inside `cookies`, whose keys are names of cookies. What describes a cookie there is
 * shown.
 */
const COOKIE = Symbol('cookie');
const ATTRIBUTES = new Set(['name', 'domain', 'path', 'expires', 'max-age', 'maxage', 'samesite', 'priority']);

/** The arrays in which Node keeps a message's header lines: a name, its value, the next name and so on. */
const RAW = new Set(['rawHeaders', 'rawTrailers']);

/**
 * Words that decide what a member means to the one beside it, as the core has them for text. `names` are those of the name
 * beside a `value`. The others tell a password called `pass` from a test result: who logs in (`users`), how the names of
 * counts begin (`counts`), and what such a result is (`results`).
 */
let neighbours;

/**
 * How much of a key counts: its end. Lists pass their key on to each of their members, so whoever chooses both would have a
 * long key read as often as there are members.
 */
const MAX_KEY = 256;

/** Removes card numbers, tokens, credentials and secrets from text or any value. */
export function redact(value) {
  return walk(value, undefined, 0, { above: new Set(), done: new Map() });
}

/** `seen.above` holds the containers around this one. `seen.done` holds the finished copies by key and original. */
function walk(value, key, depth, seen) {
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
  if (value === null) return value;
  let entered = false;
  try {
    const is = classOf(value);
    // Without members of its own, such as a `toJSON`.
    if (is('Date')) return new Date(Date.prototype.getTime.call(value));
    // An own `valueOf` could return anything.
    if (is('String')) return text(String.prototype.valueOf.call(value), key);
    if (is('Number')) return text(Number.prototype.valueOf.call(value), key);
    // A class of such a name can have anything there.
    if (is('URL')) return text(String(value.href), key);
    if (typeof key === 'string' && isSecret(key)) return HIDDEN;
    if (seen.above.has(value)) return '[circular]';
    if (depth >= MAX_DEPTH || ArrayBuffer.isView(value) || is('ArrayBuffer')) return HIDDEN;
    // A shared object is walked once for each key, not once for each path to it. A copy made further down may have been
    // cut off by the depth limit, so it is not used further up.
    let done = seen.done.get(key);
    if (done === undefined) seen.done.set(key, (done = new Map()));
    const known = done.get(value);
    if (known !== undefined && known.depth <= depth) return known.copy;
    seen.above.add(value);
    entered = true;
    const all = forAll(key);
    const copy = inside(value, is, key, (member, name) => walk(member, all && name !== undefined ? under(all, name) : end(name), depth + 1, seen));
    done.set(value, { copy, depth });
    return copy;
  } catch (error) {
    if (error instanceof MppError && error.code === 'not-ready') throw error;
    // The container cannot be read; it may be a proxy or a malformed object. The rest of the log line is still wanted.
    return HIDDEN;
  } finally {
    if (entered) seen.above.delete(value);
  }
}

/** What counts of a name as a key. */
function end(name) {
  return typeof name === 'string' && name.length > MAX_KEY ? name.slice(-MAX_KEY) : name;
}

/** What stands for the key of everything inside a container under a key, if anything does. */
function forAll(key) {
  return typeof key === 'string' && key.toLowerCase().endsWith('cookies') ? COOKIE : typeof key === 'symbol' && key;
}

/** The key of a member in such a container. */
function under(all, name) {
  return all === COOKIE && typeof name === 'string' && ATTRIBUTES.has(name.toLowerCase()) ? name : all;
}

/** Redacts a string or number. Returns the value itself if nothing is hidden, so numbers stay numbers. */
function text(value, key) {
  const length = wire.put(String(value));
  return call(() => glue.redactText(wire.core, length, typeof key === 'symbol' ? 'secret' : key)) ? wire.long() : value;
}

/** Copies a container and walks its members. `is` tells of which class it is. */
function inside(value, is, key, next) {
  // A plain copy: the `map` of a subclass could return anything.
  if (Array.isArray(value) || is('Arguments')) return insideList(Array.isArray(value) ? [].concat(value) : [].slice.call(value), key, next);
  if (is('Set')) return new Set(insideList([...value], key, next));
  if (is('Map')) {
    // The keys of a map can be anything.
    const keyOf = keysOf(Array.from(value, ([name, member]) => [String(name), member]));
    return new Map(numbered(Array.from(value, ([name, member]) => [next(name), next(member, keyOf(String(name), member))])));
  }
  const listed = typeof value.entries === 'function' && (is('Headers') || is('URLSearchParams') || is('FormData'));
  const entries = listed ? [...value.entries()] : members(value);
  if (isBuffer(entries)) return HIDDEN;
  if (is('Error')) {
    for (const name of ['name', 'message', 'stack', 'cause', 'errors']) if (value[name] !== undefined) entries.unshift([name, value[name]]);
  }
  return fromEntries(entriesOf(entries, next));
}

/** Whether an object is the JSON of bytes in Node: `{ type: 'Buffer', data: [104, 105] }`. */
function isBuffer(entries) {
  if (entries.length !== 2) return false;
  return entries.some(([name, member]) => name === 'type' && member === 'Buffer') && entries.some(([name]) => name === 'data');
}

/** Walks the members of a list. */
function insideList(list, key, next) {
  if (isPairs(list, key)) return entriesOf(list, next);
  if (RAW.has(key)) return list.map((member, at) => next(member, at % 2 === 1 ? String(list[at - 1]) : key));
  return list.map((member, at) => next(following(member, list[at - 1]), key));
}

/** Returns what decides the key that a member is redacted under: its own name and the entries beside it do. */
function keysOf(entries) {
  const proves = pays(entries);
  const named = beside(entries);
  const logs = entries.some(([name]) => isPass(name)) && logsIn(entries);
  return (name, member) => {
    if (name === 'payload' && proves) return PROOF;
    const isText = typeof member === 'string' || typeof member === 'number';
    if (logs && isText && isPass(name) && !words().results.has(String(member).toLowerCase())) return 'password';
    return words().values.has(name.toLowerCase()) ? (named ?? name) : name;
  };
}

/** Walks the members of entries. */
function entriesOf(entries, next) {
  const keyOf = keysOf(entries);
  return entries.map(([name, member]) => [next(name), next(member, keyOf(name, member))]);
}

/** The name that stands beside a `value`, if there is one. A name that indicates a secret comes first. */
function beside(entries) {
  const { names } = words();
  const held = entries.filter(([name, member]) => typeof member === 'string' && names.has(name.toLowerCase())).map(([, member]) => member);
  return held.find(tells) ?? held[0];
}

/** Whether a name indicates a secret. */
function tells(name) {
  return isSecret(name) || isPass(name);
}

/**
 * Whether a name is `pass`. Asks the core only about names that contain the word. Does not use a regular expression:
 * compiling one when the stack is almost full ends the process.
 */
function isPass(name) {
  return name.toLowerCase().includes('pass') && call(() => glue.isPassKey(name));
}

/**
 * Whether an object holds login data, so that its `pass` is a password whatever it looks like. Test results have counts
 * instead.
 */
function logsIn(entries) {
  const { users, counts } = words();
  const isCount = (name) => [...counts].some((start) => name.toLowerCase().startsWith(start) && isOneWord(name.slice(start.length)));
  return entries.some(([name, member]) => users.has(name.toLowerCase()) && typeof member === 'string') && !entries.some(([name]) => isCount(name));
}

/** Whether the rest of a name has no other word in it. */
function isOneWord(rest) {
  return /^(?:[a-z]*|[A-Z]*)$/.test(rest);
}

/** The words of neighbours, which the core is asked for once. */
function words() {
  if (neighbours === undefined) {
    const [names, values, users, counts, results] = call(() => glue.neighbourWords()).split('\n').map((list) => new Set(list.split(' ')));
    neighbours = { names, values, users, counts, results };
  }
  return neighbours;
}

function isSecret(key) {
  return call(() => glue.isSecretKey(key));
}

/** Redacts a list item whose predecessor announces a secret, as in `'--token', 'x'`, by reading the two as one text. */
function following(member, before) {
  if (typeof member !== 'string' || typeof before !== 'string') return member;
  if (!before.startsWith('-') && !isSecret(before)) return member;
  try {
    return JSON.parse(text(JSON.stringify([before, member])))[1];
  } catch {
    return HIDDEN;
  }
}

/**
 * Whether each member of a list is a name and a value, like entries. If the list itself has a key, that only holds if
 * one of the names indicates a secret; otherwise the key applies to all members.
 */
function isPairs(list, key) {
  const isPair = (member) => Array.isArray(member) && member.length === 2 && typeof member[0] === 'string';
  return typeof key !== 'symbol' && list.every(isPair) && (key === undefined || pays(list) || list.some(([name]) => tells(name)));
}

/** Whether an object is a payment of MPP or x402: anyone who has its payload can spend it. */
function pays(entries) {
  return entries.some(([name]) => name === 'challenge' || name === 'x402Version');
}
