import { invalidParameter } from './errors.mjs';

/** The most clauses in one query. */
export const MAX_CLAUSES = 10;

const CLAUSE =
  /^(-?)([a-z_]+)(?:\[(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\])?(:|>=|<=|>|<)(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\d+))(?=\s|$)/;
const NUMERIC = ['amount', 'created'];
const TEXTS = ['currency', 'customer', 'status'];
const COMPARE = { ':': (a, b) => a === b, '>': (a, b) => a > b, '<': (a, b) => a < b, '>=': (a, b) => a >= b, '<=': (a, b) => a <= b };

/**
 * Parses a query in Stripe's search language for PaymentIntents: clauses `field:value`, joined by AND (or a space) or
 * by OR, but not both. `-` before a clause negates it. Numbers compare with `>`, `<`, `>=`, `<=`. Texts match without
 * regard to case.
 *
 * - good: `metadata["challenge_id"]:"abc" AND status:"succeeded"`
 * - rejected: `email:"a"` (no such field), `status:succeeded` (no quotes), `a AND b OR c`
 *
 * @param {string} query
 * @returns {(intent: object) => boolean}
 * @throws {import('./errors.mjs').StripeError} 400
 * @see https://docs.stripe.com/search#search-query-language
 */
export function parseQuery(query) {
  const clauses = [];
  const joints = new Set();
  let rest = query.trim();
  while (rest !== '') {
    const found = CLAUSE.exec(rest);
    if (found === null) throw refuse(`cannot read it from: ${rest.slice(0, 40)}`);
    clauses.push(clause(found));
    rest = rest.slice(found[0].length);
    const [joint, word] = /^\s+(?:(and|or)\s+)?/i.exec(rest) ?? [''];
    rest = rest.slice(joint.length);
    if (rest !== '') joints.add((word ?? 'and').toLowerCase());
    else if (word !== undefined) throw refuse('it ends with AND or OR');
  }
  if (clauses.length === 0 || clauses.length > MAX_CLAUSES) throw refuse(`it has from 1 to ${MAX_CLAUSES} clauses`);
  if (joints.size > 1) throw refuse('AND and OR cannot be mixed');
  return joints.has('or') ? (intent) => clauses.some((holds) => holds(intent)) : (intent) => clauses.every((holds) => holds(intent));
}

function clause([, minus, field, key, singleKey, operator, text, singleText, digits]) {
  const name = key ?? singleKey;
  const value = text ?? singleText ?? digits;
  const holds = match(field, name === undefined ? undefined : unescape(name), operator, unescape(value), digits !== undefined);
  return minus === '' ? holds : (intent) => !holds(intent);
}

function match(field, key, operator, value, bare) {
  if (field === 'metadata' && key !== undefined && operator === ':' && !bare) {
    return ({ metadata }) => Object.hasOwn(metadata, key) && same(metadata[key], value);
  }
  if (key === undefined && NUMERIC.includes(field) && /^\d+$/.test(value)) {
    return (intent) => COMPARE[operator](intent[field], Number(value));
  }
  if (key === undefined && TEXTS.includes(field) && operator === ':' && !bare) {
    return (intent) => intent[field] !== null && same(intent[field], value);
  }
  throw refuse(`${field} is no field of PaymentIntents, or not with such a value`);
}

const same = (a, b) => a.toLowerCase() === b.toLowerCase();
const unescape = (text) => text.replace(/\\(.)/g, '$1');

function refuse(why) {
  return invalidParameter('query', `Invalid search query: ${why}.`);
}
