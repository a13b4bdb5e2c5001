// Generates header values: challenges beside other schemes, credentials, receipts, preferences.
import { encode, jsonText, meta, object, terms, value } from './json.mjs';
import { mutate } from './mutate.mjs';
import { digest, header, id, intent, method, moment, prose, realm, source } from './values.mjs';

/** The parameters of a challenge, by name. */
export function params(r) {
  const out = {
    id: id(r),
    realm: realm(r),
    method: method(r),
    intent: intent(r),
    request: r.chance(0.001) ? huge(r) : encode(r, jsonText(r, terms(r))),
  };
  if (r.chance(0.5)) out.expires = moment(r);
  if (r.chance(0.25)) out.description = prose(r);
  if (r.chance(0.2)) out.digest = digest(r);
  if (r.chance(0.2)) out.opaque = opaque(r);
  if (r.chance(0.15)) out.header = header(r);
  if (r.slip(0.06)) delete out[r.pick(Object.keys(out))];
  return out;
}

/** A request at the limit of 16 KiB. */
function huge(r) {
  return Buffer.from(JSON.stringify({ amount: '1', pad: 'p'.repeat(12_262 + r.below(8)) })).toString('base64url');
}

function opaque(r) {
  if (r.slip(0.1)) return r.pick(['', 'a|b', 'not base64!', 'A', 'e30=', '+/8=', '-_8', '-/8', prose(r)]);
  return encode(r, jsonText(r, meta(r)));
}

/** A WWW-Authenticate value: Payment challenges, with others before, between and after them. */
export function challenges(r) {
  const list = Array.from({ length: r.weighed([[7, 1], [2, 2], [1, 3]]) }, () => challenge(r));
  if (r.chance(0.35)) list.splice(r.below(list.length + 1), 0, other(r));
  if (r.chance(0.1)) list.splice(r.below(list.length + 1), 0, other(r));
  if (r.chance(0.0005)) return `${'Digest nonce="x", '.repeat(62 + r.below(4))}${list.join(', ')}`;
  let out = list.join(r.pick([', ', ', ', ', ', ',', ' ,\t']));
  if (r.slip(0.05)) out = r.pick([',', ', ,', ' ', '\t', 'x', '"', '"x" ']) + out;
  if (r.slip(0.05)) out += r.pick([',', ', ', ' ', ' x', '"', ', x', ', x=', ', "', ';']);
  if (r.slip(0.03)) out = out.replace(/, /, r.pick([' ', ';', ',,', ',\t,', ' , , ', '\n', '']));
  while (r.slip(0.35)) out = mutate(r, out);
  return out;
}

const OTHERS = [
  'Bearer', 'Bearer realm="x"', 'Bearer realm="x, Payment id=\\"1\\"", error="Payment a=b"',
  'Basic realm="simple"', 'Basic YWJjOmRlZg==', 'Negotiate', 'Negotiate oYG2MIGzoAMKAQE=',
  'Digest realm="d", qop="auth, auth-int", nonce=abc, algorithm=SHA-256', 'L402 macaroon="AGIA", invoice="lnbc1"',
  'Newauth realm="apps", type=1, title="Login to \\"apps\\""',
  'PaymentX id="1"', 'X-Payment id="1"', 'DPoP algs="ES256 PS256"', 'Payment2 id="a", realm="b"',
];

const BROKEN = [
  'Payment', 'payment', 'Payment ', 'Payment x', 'Payment YWJj', 'Payment id', 'Payment id="a"',
  'Bearer "', 'Basic', '"Payment"', '=', 'a=b',
];

function other(r) {
  if (r.slip(0.1)) return r.pick(BROKEN);
  return r.pick(OTHERS);
}

function challenge(r) {
  const scheme = r.weighed([[12, 'Payment'], [1, 'payment'], [1, 'PAYMENT']]);
  const entries = Object.entries(params(r));
  if (r.chance(0.1)) {
    entries.push([r.pick(['charset', 'x-extra', 'a', 'error', '__proto__', 'constructor', 'meta', 'x.y', 'x!']), r.pick(['UTF-8', prose(r)])]);
  }
  if (r.slip(0.05)) entries.push([...r.pick(entries)]);
  if (r.slip(0.02)) entries.push([r.pick(entries)[0].toUpperCase(), 'twice']);
  if (r.chance(0.0005)) for (let i = 0; i < 30; i++) entries.push([`x${i}`, 'y']);
  const list = (r.chance(0.2) ? r.shuffled(entries) : entries).map(([name, text]) => param(r, name, text));
  const space = r.slip(0.01) ? r.pick(['\n', '\u00a0', ' =', ' = , ']) : r.chance(0.02) ? '  ' : ' ';
  return `${scheme}${space}${list.join(r.weighed([[12, ', '], [1, ','], [1, ' , '], [1, ',\t'], [1, ', , ']]))}`;
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

function param(r, name, text) {
  if (r.chance(0.03)) name = r.chance(0.5) ? name.toUpperCase() : name[0].toUpperCase() + name.slice(1);
  const equals = r.weighed([[20, '='], [1, ' = '], [1, '= ']]);
  const bare = TOKEN.test(text) ? r.chance(0.08) : r.slip(0.03);
  return `${name}${equals}${bare ? text : quote(r, text)}`;
}

/** A quoted string, escaped as one of the peers does it, or raw. */
function quote(r, text) {
  const style = r.weighed([[4, 'ascii'], [4, 'latin'], [1, 'raw'], [1, 'eager']]);
  let out = '';
  for (const c of text) {
    const code = c.codePointAt(0);
    if (c === '"' || c === '\\') out += r.slip(0.05) ? c : `\\${c}`;
    else if (style === 'eager' && r.chance(0.2)) out += r.chance(0.5) && !/[u\r\n\0]/.test(c) ? `\\${c}` : units(c);
    else if (style === 'raw' || (code >= 32 && code < 127) || (style === 'latin' && code < 256)) out += c;
    else out += units(c);
  }
  return `"${out}"`;
}

function units(text) {
  return Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
}

/** The fields of a credential. Those of its challenge are texts, like its parameters. */
export function credentialFields(r, echo = params(r)) {
  const out = { challenge: echo, payload: r.chance(0.5) ? { spt: 'spt_1' } : object(r) };
  if (r.chance(0.4)) out.source = source(r);
  if (r.chance(0.05)) out[r.pick(['x', 'challenges', '__proto__'])] = value(r);
  if (r.chance(0.05)) out.challenge[r.pick(['x', 'meta', '__proto__', 'constructor'])] = value(r);
  if (r.slip(0.15)) {
    const place = r.chance(0.6) ? out.challenge : out;
    const name = r.pick(Object.keys(place));
    if (r.chance(0.3)) delete place[name];
    else place[name] = r.pick([null, 1, true, [], {}, '', { a: 'b' }, ['x'], value(r)]);
  }
  return out;
}

/** An Authorization value. */
export function credential(r, fields = credentialFields(r)) {
  const text = encode(r, jsonText(r, fields));
  let out = `${r.weighed([[12, 'Payment'], [1, 'payment'], [1, 'PAYMENT']])} ${text}`;
  if (r.chance(0.08)) out = r.pick([`Bearer abc, ${out}`, `${out}, Bearer abc`, `Basic YWJj==, ${out}`, `Digest a="x, Payment y", ${out}`]);
  if (r.slip(0.06)) {
    out = r.pick([
      `${out}, ${out}`, `Payment e30, ${out}`, ` ${out}`, `${out} `, `\t${out}`, `${out}\t`,
      out.replace(' ', '  '), out.replace(' ', '\t'), out.replace(' ', ''), text,
      `${out},`, `,${out}`, `${out} x`, `${out}, a=b`,
      `Payment "${text}"`, `Payment x=${text}`, `PaymentX ${text}`, 'Payment', 'Payment ', '',
    ]);
  }
  while (r.slip(0.2)) out = mutate(r, out);
  return out;
}

/** A Payment-Receipt value. */
export function receipt(r) {
  const fields = {
    status: 'success', method: method(r), timestamp: moment(r),
    reference: r.pick(['pi_1N4Zv32eZvKYlo2CPhVPkJlW', '0xabc', prose(r)]),
  };
  if (r.chance(0.2)) fields.externalId = prose(r);
  if (r.chance(0.1)) fields.subscriptionId = prose(r);
  if (r.chance(0.2)) Object.assign(fields, object(r));
  if (r.slip(0.2)) fields[r.pick(Object.keys(fields))] = r.pick(['', null, 1, true, [], {}, 'failed', 'SUCCESS', prose(r)]);
  if (r.slip(0.1)) delete fields[r.pick(Object.keys(fields))];
  let out = encode(r, jsonText(r, fields));
  if (r.slip(0.05)) out = r.pick([` ${out}`, `${out} `, `\t${out}\t`, `"${out}"`, `Payment ${out}`, `${out},`, '', `\n${out}`]);
  while (r.slip(0.15)) out = mutate(r, out);
  return out;
}

/** An Accept-Payment value. */
export function accept(r) {
  const list = Array.from({ length: 1 + r.below(5) }, () => range(r));
  if (r.chance(0.01)) for (let i = 0; i < 64; i++) list.push('evm/charge;q=0.3');
  let out = list.join(r.weighed([[8, ', '], [2, ','], [1, ' , '], [1, ',\t'], [1, ', ,']]));
  if (r.slip(0.1)) out = r.pick(['', ',', ' ', `${out},`, `,${out}`, `${out};`, ` ${out} `, `"${out}"`]);
  while (r.slip(0.3)) out = mutate(r, out);
  return out;
}

/** Weights in odd forms, and what is no weight. */
const ODD_WEIGHTS = [
  ';q=2', ';q=1.001', ';q=0.1234', ';q=-1', ';x=1', ';q=', ';Q=0.4', ';q = 0.4', ';q=0.4;x=1', ';x=1;q=0.4', ';q=0.', ';q=1.', ';q=.5',
  ';q=00', ';q="0.5"', ' q=1', ';', ';q=0.4;q=0.6', ';;q=0.4', ';q=1.000', ';q=0.000', ';q=1e0', ';q=NaN', ';q=0,5', ';x',
];

function range(r) {
  const m = r.slip(0.1) ? r.pick(['Tempo', '', 't*', '1a', 'a:b', 'a_b', 'é', '**', '-', '123']) : r.pick(['tempo', 'stripe', 'evm', '*']);
  const i = r.slip(0.1) ? r.pick(['Charge', '', 'a_b', 'c*', 'é', '**', '-', 'charge/x']) : r.pick(['charge', 'charge', 'session', '*']);
  let q = r.weighed([[5, ''], [4, `;q=${r.pick(['0.5', '0.3', '0.999', '0.1', '0.85', '1', '0'])}`], [1, `${r.pick([' ; ', '; ', ' ;'])}q=0.7`]]);
  if (r.slip(0.25)) q = r.pick(ODD_WEIGHTS);
  return `${m}${r.slip(0.03) ? ' / ' : '/'}${i}${q}`;
}
