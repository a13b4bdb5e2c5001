// Generates field values: mostly valid, and otherwise wrong in a way that an implementation once got wrong.
import { mutate } from './mutate.mjs';

const WORDS = ['Premium', 'article', '42', 'one', 'Payment', 'charge', 'a', 'x=1', 'café', 'naïve', '—', '“quoted”', '😀', '日本'];
const ODD = [
  '"', '\\', '\\"', '\\\\', ',', ', ', '=', ';', '\\u0041', '\\u00e9', '\\ud83d\\ude00', '\\ud83d', '\\u12', '\\u', '\t', '\u0001',
  '\u001b[2J', '\u007f', '\u0080', '\u009b', '\u202e', '\u2028', 'ÿ', 'Ā', '\u{10ffff}', '\ufeff', 'Payment id="x"', ', Payment ', '|', "'", '%0d%0a',
];
const BREAKS = ['\r', '\n', '\0', '\r\n', '\r\nX: y'];

/** Text for people. */
export function prose(r) {
  const parts = Array.from({ length: 1 + r.below(5) }, () => r.pick(WORDS));
  if (r.chance(0.2)) parts.splice(r.below(parts.length + 1), 0, r.pick(ODD));
  if (r.slip(0.1)) parts.push(r.pick(BREAKS));
  if (r.slip(0.03)) return '';
  if (r.chance(0.002)) return 'd'.repeat(2040 + r.below(20));
  return parts.join(r.pick([' ', ' ', '', '  ']));
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export function id(r) {
  if (r.slip(0.08)) return r.weighed([[2, ''], [3, prose(r)], [1, ' '], [2, mutate(r, 'x7Tg2pLqR9mKvNwY3hBcZa')]]);
  const length = r.pick([6, 8, 22, 43, 43]);
  return Array.from({ length }, () => ALPHABET[r.below(64)]).join('');
}

export function realm(r) {
  if (r.slip(0.08)) {
    return r.weighed([
      [2, ''], [3, prose(r)], [3, 'a|b'], [1, ' '], [1, 'd'.repeat(1020 + r.below(10))], [2, mutate(r, 'api.example.com')],
    ]);
  }
  return r.pick(['api.example.com', 'api.example.com', 'localhost:8402', 'x', 'Paid API', 'https://a.example/b?c=d', 'café.example']);
}

export function method(r) {
  if (r.slip(0.1)) {
    return r.pick([
      'Stripe', 'TEMPO', '', '1a', '-a', 'a b', 'a|b', 'é', 'a.b', 'a/b', '*', `a${'b'.repeat(63 + r.below(3))}`, mutate(r, 'stripe'),
    ]);
  }
  return r.weighed([[6, 'stripe'], [6, 'tempo'], [2, 'evm'], [1, 'x402'], [1, 'a:b_c-d'], [1, 'lightning']]);
}

export function intent(r) {
  if (r.slip(0.1)) return r.pick(['charge_v2', '', 'a|b', 'a b', 'a/b', 'é', 'charge.', '*', 'c'.repeat(63 + r.below(3)), mutate(r, 'charge')]);
  return r.weighed([[8, 'charge'], [4, 'session'], [1, 'charge-v2'], [1, 'Charge'], [1, 'a1']]);
}

const MOMENTS = [
  '2025-01-15T12:05:00Z', '2025-01-15T12:05:00Z', '2099-12-31T23:59:59Z', '2025-01-15T12:05:00.000Z', '2025-01-15T13:05:00.123456789+01:00',
  '2024-02-29T23:59:59-11:30', '1970-01-01T00:00:00Z',
];
const NO_MOMENTS = [
  '', '2025-01-15', '2025-01-15T12:05Z', '2025-01-15T12:05:00', '2025-01-15 12:05:00Z', '2025-01-15t12:05:00z', '2025-13-15T12:05:00Z',
  '2025-02-29T12:05:00Z', '2025-01-32T12:05:00Z', '2025-01-15T24:00:00Z', '2025-01-15T12:60:00Z', '2025-01-15T12:05:60Z', '1990-12-31T23:59:60Z',
  '2016-12-31T15:59:60-08:00', '2025-01-15T12:05:00.Z', '2025-01-15T12:05:00+0100', '2025-01-15T12:05:00+24:00', '2025-01-15T12:05:00+01:60',
  '2025-01-15T12:05:00-00:00', '0000-01-01T00:00:00Z', '0000-01-01T00:00:00+00:01', '9999-12-31T23:59:59-00:01', '2025-01-15T12:05:00.1234567890123Z',
  '+2025-01-15T12:05:00Z', 'soon', '1736942700', '٢٠٢٥-01-15T12:05:00Z',
];

export function moment(r) {
  if (r.slip(0.15)) return r.chance(0.8) ? r.pick(NO_MOMENTS) : mutate(r, r.pick(MOMENTS));
  return r.pick(MOMENTS);
}

const HASH = 'X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE';

export function digest(r, hash = HASH) {
  if (r.slip(0.15)) {
    return r.pick([
      '', hash, 'sha-256=', 'sha-256=::', 'sha-256=:', `sha-512=:${hash}=:`, `SHA-256=:${hash}=:`,
      `sha-256=:${hash}=`, `sha-256=${hash}=:`, `sha-256=:${hash}==:`,
      `sha-512=:AAAA:, sha-256=:${hash}=:`, `sha-256=:${hash}=:, sha-512=:AAAA:`,
      `sha-256=:${hash}=:;q=1`, ` sha-256=:${hash}=:`, `sha-256= :${hash}=:`,
      'sha-256=:AAAA:', 'sha-256=AAAA', `sha-256=:${hash.slice(0, -1)}F=:`, 'sha-256=é', 'sha-256=a|b', 'md5=x',
      mutate(r, `sha-256=:${hash}=:`),
    ]);
  }
  return r.weighed([[5, `sha-256=:${hash}=:`], [3, `sha-256=${hash}=`], [1, `sha-256=${hash}`], [1, `sha-256=:${hash}:`]]);
}

export function header(r) {
  if (r.slip(0.2)) {
    return r.pick([
      'Cookie', '', 'Authorization2', 'X Y', 'a|b', 'payment-authorization', 'Payment-Receipt', mutate(r, 'Payment-Authorization'),
    ]);
  }
  return r.weighed([[4, 'Payment-Authorization'], [1, 'Authorization'], [1, 'authorization']]);
}

export function source(r) {
  if (r.slip(0.1)) return r.pick(['', prose(r)]);
  return r.pick(['did:pkh:eip155:42431:0x1234', 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK', 'someone']);
}
