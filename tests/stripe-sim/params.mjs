import { invalidParameter } from './errors.mjs';

/** Longest text value, in characters. */
export const MAX_STRING_LENGTH = 5000;
/** Metadata limits: pairs, and characters of a key and of a value. */
export const METADATA = { pairs: 50, key: 40, value: 500 };

/**
 * Smallest charge per supported currency, in base units (cents; yen have none).
 *
 * @see https://docs.stripe.com/currencies
 */
export const MINIMUM_CHARGE = { aud: 50, cad: 50, chf: 50, dkk: 250, eur: 50, gbp: 30, hkd: 400, idr: 50, jpy: 50, mxn: 1000,
  nok: 300, nzd: 50, pln: 200, sek: 300, sgd: 50, usd: 50 };

/**
 * Checks decoded parameters against a schema: unknown names first, then missing and malformed ones.
 *
 * @param {Record<string, {required?: boolean, read(value: any, name: string): any}>} schema
 * @param {Record<string, any>} params as `decodeForm` gives them
 * @param {string} [parent] prefix for nested names, e.g. `usage_limits`
 * @returns {Record<string, any>} typed values; absent optional parameters are absent
 * @throws {import('./errors.mjs').StripeError} 400 `parameter_unknown`, `parameter_missing`, `parameter_invalid_…`
 */
export function readParameters(schema, params, parent) {
  const nameOf = (key) => (parent === undefined ? key : `${parent}[${key}]`);
  for (const key of Object.keys(params)) {
    if (!Object.hasOwn(schema, key)) {
      throw invalidParameter(nameOf(key), `Received unknown parameter: ${nameOf(key)}`, 'parameter_unknown');
    }
  }
  const values = {};
  for (const [key, kind] of Object.entries(schema)) {
    const name = nameOf(key);
    if (params[key] !== undefined) values[key] = kind.read(params[key], name);
    else if (kind.required) throw invalidParameter(name, `Missing required parameter: ${name}`, 'parameter_missing');
  }
  return values;
}

/** Marks a parameter kind as required. */
export const required = (kind) => ({ ...kind, required: true });

/** Non-empty text. @param {{max?: number}} [limits] characters */
export const string = ({ max = MAX_STRING_LENGTH } = {}) => ({
  read(value, name) {
    const text = expectText(value, name);
    if (text.length > max) throw invalidParameter(name, `${name} is longer than ${max} characters.`);
    return text;
  },
});

/** A whole number in decimal digits. @param {{min?: number, max?: number}} [limits] */
export const integer = ({ min = 0, max = Number.MAX_SAFE_INTEGER } = {}) => ({
  read(value, name) {
    const text = expectText(value, name);
    const number = /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (!Number.isSafeInteger(number)) throw invalidParameter(name, `Invalid integer for ${name}`, 'parameter_invalid_integer');
    if (number < min || number > max) {
      throw invalidParameter(name, `${name} must be from ${min} to ${max}.`, 'parameter_invalid_integer');
    }
    return number;
  },
});

/** `true` or `false`. */
export const boolean = () => ({
  read(value, name) {
    const text = expectText(value, name);
    if (text !== 'true' && text !== 'false') throw invalidParameter(name, `Invalid boolean for ${name}: send true or false`);
    return text === 'true';
  },
});

/** One of a closed list. @param {...string} options */
export const oneOf = (...options) => ({
  read(value, name) {
    const text = expectText(value, name);
    if (!options.includes(text)) throw invalidParameter(name, `Invalid ${name}: must be one of ${options.join(', ')}`);
    return text;
  },
});

/** A supported currency, three lower-case letters. */
export const currency = () => ({
  read(value, name) {
    const text = expectText(value, name);
    if (!Object.hasOwn(MINIMUM_CHARGE, text)) {
      throw invalidParameter(name, `Invalid currency for ${name}: send a supported one in lower case, such as usd`);
    }
    return text;
  },
});

/** A group of parameters, `name[key]=value`. */
export const group = (schema) => ({
  read: (value, name) => readParameters(schema, expectGroup(value, name), name),
});

/** A list of texts, `name[]=value` or `name[0]=value`. */
export const list = () => ({
  read(value, name) {
    const items = Array.isArray(value) ? value : Object.values(expectGroup(value, name));
    return items.map((item) => expectText(item, name));
  },
});

/** Free key-value pairs. An empty value leaves its key out. */
export const metadata = () => ({
  read(value, name) {
    const pairs = Object.entries(expectGroup(value, name));
    if (pairs.length > METADATA.pairs) throw invalidParameter(name, `${name} has more than ${METADATA.pairs} keys.`);
    const result = Object.create(null);
    for (const [key, text] of pairs) {
      if (key.length > METADATA.key) throw invalidParameter(name, `A key of ${name} is longer than ${METADATA.key} characters.`);
      if (typeof text !== 'string' || text.length > METADATA.value) {
        throw invalidParameter(`${name}[${key}]`, `Values of ${name} are text of at most ${METADATA.value} characters.`);
      }
      if (text !== '') result[key] = text;
    }
    return result;
  },
});

function expectText(value, name) {
  if (typeof value !== 'string') throw invalidParameter(name, `Invalid value for ${name}: text expected`);
  if (value === '') throw invalidParameter(name, `${name} was sent empty.`, 'parameter_invalid_empty');
  return value;
}

function expectGroup(value, name) {
  if (typeof value === 'string' || Array.isArray(value)) throw invalidParameter(name, `Invalid value for ${name}: send ${name}[key]=value`);
  return value;
}
