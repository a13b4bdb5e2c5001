import { StripeError } from './errors.mjs';

/** The most name-value pairs in one body or query. */
export const MAX_PARAMETERS = 500;
/** The deepest `a[b][c]…` nesting. */
export const MAX_DEPTH = 5;

const NAME = /^([^[\]]+)((?:\[[^[\]]*\])*)$/;

/**
 * Decodes `application/x-www-form-urlencoded` text with Stripe's brackets: `a[b]=1` nests, `a[]=1` appends.
 * Objects have no prototype, so a parameter named `__proto__` is data like any other.
 *
 * - good: `amount=500&metadata[order]=7` -> `{ amount: "500", metadata: { order: "7" } }`
 * - rejected: `amount=1&amount=2` (sent twice), `a=1&a[b]=2` (text and object), `a[b=1`, `a=%ff`
 *
 * @param {string} text
 * @returns {Record<string, any>} strings, arrays of strings, and nested objects of them
 * @throws {StripeError} 400
 */
export function decodeForm(text) {
  const form = Object.create(null);
  if (text === '') return form;
  const pairs = text.split('&', MAX_PARAMETERS + 1);
  if (pairs.length > MAX_PARAMETERS) throw malformed(`More than ${MAX_PARAMETERS} parameters were sent.`);
  for (const pair of pairs) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decodeComponent(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decodeComponent(pair.slice(equals + 1));
    insert(form, name, value);
  }
  return form;
}

function insert(form, name, value) {
  const parsed = NAME.exec(name);
  if (parsed === null) throw malformed('A parameter name has unbalanced brackets.');
  const path = [parsed[1], ...[...parsed[2].matchAll(/\[([^[\]]*)\]/g)].map((match) => match[1])];
  if (path.length > MAX_DEPTH) throw malformed(`Parameters nest deeper than ${MAX_DEPTH} levels.`);

  const appends = path.at(-1) === '';
  if (appends) path.pop();
  if (path.includes('')) throw malformed(`Empty brackets are only allowed at the end: ${name}`, name);

  let node = form;
  for (const key of path.slice(0, -1)) {
    node[key] ??= Object.create(null);
    node = node[key];
    if (typeof node !== 'object' || Array.isArray(node)) throw conflict(name);
  }
  const last = path.at(-1);
  if (!appends) {
    if (last in node) throw typeof node[last] === 'string' ? malformed(`Parameter sent twice: ${name}`, name) : conflict(name);
    node[last] = value;
    return;
  }
  node[last] ??= [];
  if (!Array.isArray(node[last])) throw conflict(name);
  node[last].push(value);
}

function decodeComponent(text) {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw malformed('The parameters are not valid percent-encoded UTF-8.');
  }
}

function conflict(name) {
  return malformed(`Parameter sent both as a value and as a group: ${name}`, name);
}

function malformed(message, param) {
  return new StripeError(400, { ...(param && { param }), message });
}
