// Generates JSON values, their texts, and the base64url of those. Faults are injected at each layer.
import { mutate } from './mutate.mjs';
import { prose } from './values.mjs';

const NAMES = [
  'amount', 'currency', 'recipient', 'externalId', 'methodDetails', 'a', 'b', 'A', 'é', '€', '😀', '\ufb33', '1', '10', '2', '',
  '__proto__', 'constructor', 'toString', 'x y', '\u0080', 'meta', 'opaque', 'type',
];
const NUMBERS = [0, 1, -1, 42, 1.5, -0.25, 1e21, 1e-7, 123456789012345, 9007199254740991, 1e300, 5e-324, 0.1];
/** What may be written in place of a number: numbers in odd forms, and texts that are no numbers. */
const ODD_NUMBERS = [
  '1.0', '1e2', '1E+2', '-0', '0.10', '1e400', '-1e400', '1e-400', '9007199254740993', '123456789012345678901234567890',
  '01', '1.', '.5', '+1', '0x10', '1_000', 'NaN', 'Infinity', '-', '100000000000000000000', '18446744073709551615',
  '18446744073709551616', '-9223372036854775809', '2.5e-8', '333333333.33333329', '1e23', '-1E-7', '0e0', '0.000001',
];
/** What may be written between quotes: escapes and characters, allowed or not. */
const ODD_CHARACTERS = [
  '\\ud800', '\\udc00', '\\ud83d\\ude00', '\\u0000', '\\x41', '\t', '\u0001', '\\/', '\\u00', '\ud83d\ude00', '\\ud800\\u0041',
];

/** A JSON value, as a JavaScript value. */
export function value(r, depth = 0) {
  return r.weighed([
    [6, () => prose(r)],
    [3, () => r.pick(NUMBERS)],
    [1, () => r.chance(0.5)],
    [1, () => null],
    [depth < 3 ? 2 : 0, () => r.times(3, () => value(r, depth + 1))],
    [depth < 3 ? 3 : 0, () => object(r, depth + 1)],
  ])();
}

export function object(r, depth = 0) {
  return Object.fromEntries(r.times(4, () => [r.pick(NAMES), value(r, depth)]));
}

/** A payment request. */
export function terms(r) {
  if (r.slip(0.05)) return object(r);
  const out = {
    amount: r.pick(['100', '0', '1000000', '18446744073709551616']),
    currency: r.pick(['usd', '0x20c0000000000000000000000000000000000001']),
  };
  if (r.slip(0.05)) out.amount = r.pick([100, '', '+1', '0x10', '1_000', '.5', '01', '１', null, ['1'], '1e3']);
  if (r.chance(0.4)) out.recipient = r.pick(['acct_123', '0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00']);
  if (r.chance(0.3)) out.methodDetails = r.chance(0.5) ? { networkId: 'profile_1', chainId: 42431, feePayer: true } : object(r, 1);
  if (r.chance(0.1)) Object.assign(out, object(r));
  return out;
}

/** Correlation data: a flat object of strings. */
export function meta(r) {
  if (r.slip(0.1)) return r.pick([[], 'x', null, 7, { a: 1 }, { a: { b: 'c' } }, object(r)]);
  return Object.fromEntries(r.times(3, () => [r.pick(NAMES), prose(r)]));
}

/** A JSON text of a value, mostly canonical. */
export function jsonText(r, value) {
  let text = r.chance(0.7) ? canonical(value) : JSON.stringify(value, null, r.pick([0, 0, 1, '\t']));
  if (r.chance(0.03)) text = text.replace(/[a-z]/, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  if (r.slip(0.12)) text = wrongJson(r, text);
  return text;
}

const nested = (depth) => `${'['.repeat(depth)}1${']'.repeat(depth)}`;

function wrongJson(r, text) {
  const add = (member) => (text.endsWith('{}') ? `{${member}}` : text.replace(/\}\s*$/, `,${member}}`));
  return r.weighed([
    [4, () => mutate(r, text)],
    [3, () => add(`"amount":"${r.below(100)}"`)],
    [1, () => add('"n":{"a":1,"a":2}')],
    [4, () => add(`"n":${r.pick(ODD_NUMBERS)}`)],
    [2, () => add(`"s":"${r.pick(ODD_CHARACTERS)}"`)],
    [1, () => add(`"d":${nested(r.pick([5, 29, 30, 31, 32, 33, 100, 130]))}`)],
    [1, () => add('"__proto__":{"amount":"1"},"constructor":{"prototype":{}}')],
    [2, () => r.pick(['[]', '"x"', '1', 'null', 'true', '', ' ', '{}', '[{}]', '{', '{}{}', 'undefined'])],
    [1, () => ` \t\r\n${text}\n`],
    [1, () => `\ufeff${text}`],
    [1, () => text.replaceAll('"', "'")],
    [1, () => add('')],
    [1, () => text.replace(/"[^"]*":/, '"\\u0061\\u006d\\u006f\\u0075\\u006e\\u0074":')],
  ])();
}

const encoder = new TextEncoder();

/** base64url of a text: mostly without padding, otherwise as peers write it, or wrong. */
export function encode(r, text) {
  let bytes = encoder.encode(text);
  if (r.slip(0.02)) {
    bytes = Uint8Array.from(bytes);
    if (bytes.length) bytes[r.below(bytes.length)] = r.pick([0x80, 0xc0, 0xff, 0xed]);
  }
  const buffer = Buffer.from(bytes);
  if (r.chance(0.06)) return buffer.toString('base64');
  const out = buffer.toString('base64url');
  if (!r.slip(0.08)) return out;
  return r.weighed([
    [2, () => mutate(r, out)],
    [1, () => `${out}=`],
    [1, () => `${out}==`],
    [1, () => `${out}A`],
    [1, () => out.slice(0, -1)],
    [1, () => `${out.slice(0, -1)}${r.pick(['B', 'f', '9', '_', '/', '+'])}`],
    [1, () => out.replace(/.{10}/, '$& ')],
    [1, () => out.replace(/.{10}/, '$&\n')],
    [1, () => out.replace(/.{9}/, '$&=')],
    [1, () => `${out}-+`],
    [1, () => ''],
    [1, () => text],
  ])();
}

/** Canonical JSON (RFC 8785) of a JavaScript value. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}
