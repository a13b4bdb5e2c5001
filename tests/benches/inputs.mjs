// The inputs of every contender: made with Node's own crypto and none of the contenders, the same in every run.
import { createHmac } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const SECRET = 'benchmark-secret-of-more-than-32-bytes';
const FILE = fileURLToPath(new URL('../../target/benches/inputs.json', import.meta.url));

const NOW = Date.parse('2026-01-15T12:00:00Z');
const EXPIRES = '2099-01-15T12:05:00Z';

/** The terms of a Stripe challenge. */
export const TERMS = {
  realm: 'api.example.com',
  method: 'stripe',
  intent: 'charge',
  request: {
    amount: '1000',
    currency: 'usd',
    methodDetails: { networkId: 'profile_1MqDcVKA5fEO2tZvKQm9g8Yj', paymentMethodTypes: ['card', 'link'] },
  },
  expires: EXPIRES,
  description: 'One paid answer',
};

const TEMPO = {
  realm: 'api.example.com',
  method: 'tempo',
  intent: 'charge',
  request: {
    amount: '10000000',
    currency: '0x20c0000000000000000000000000000000000000',
    methodDetails: { chainId: 42431 },
    recipient: '0x742d35cc6634c0532925a3b844bc9e7595f8fe00',
  },
  expires: EXPIRES,
  description: 'One paid answer',
};

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A challenge as header parameters. The request in `terms` must be in canonical order. */
export function challenge({ request, ...terms }, secret = SECRET) {
  const params = { ...terms, request: encode(request) };
  const bound = ['realm', 'method', 'intent', 'request', 'expires', 'digest', 'opaque'].map((name) => params[name] ?? '');
  return { id: createHmac('sha256', secret).update(bound.join('|')).digest('base64url'), ...params };
}

const ORDER = ['id', 'realm', 'method', 'intent', 'request', 'description', 'expires', 'opaque'];

/** A `WWW-Authenticate` value. */
export function header(...challenges) {
  const params = (one) => ORDER.filter((name) => one[name] !== undefined).map((name) => `${name}="${one[name]}"`);
  return challenges.map((one) => `Payment ${params(one).join(', ')}`).join(', ');
}

/** An `Authorization` value. */
export const credential = (echo, payload) => `Payment ${encode({ challenge: echo, payload })}`;

const RECEIPT = { method: 'stripe', reference: 'pi_1N4Zv32eZvKYlo2CPhVPkJlW', status: 'success', timestamp: '2026-01-15T12:00:01Z' };

/** Lines of a server log. With `cards`, every tenth line contains a card number or a token. */
export function log(bytes, { cards = false } = {}) {
  let seed = 402;
  const random = (below) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const pick = (list) => list[random(list.length)];
  const hex = (length) => Array.from({ length }, () => random(16).toString(16)).join('');
  const lines = [];
  for (let size = 0, n = 0; size < bytes; n++) {
    const at = new Date(NOW + n * 137).toISOString();
    const path = pick(['/v1/search', '/v1/articles/8812', '/premium/report', '/healthz', '/paid']);
    let line = `${at} ${pick(['INFO', 'INFO', 'INFO', 'WARN'])} req=${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)} ` +
      `${pick(['GET', 'POST'])} ${path}?page=${random(40)} ${pick([200, 200, 402, 503])} ${random(900)}ms ${random(90_000)}B ` +
      `client=10.${random(256)}.${random(256)}.${random(256)} ${pick(['cache miss', 'upstream answered', 'retry scheduled, giving up after 3'])}`;
    if (cards && n % 10 === 3) {
      line += pick([' card 4242 4242 4242 4242', ' card=5555555555554444', ' token spt_1N4Zv32eZvKYlo2C', ' amex 378282246310005']);
    }
    lines.push(line);
    size += line.length + 1;
  }
  return `${lines.join('\n')}\n`.slice(0, bytes);
}

const stripe = challenge(TERMS);

/** Credentials for `offers` prices, `each` of them for every price, in an order as from different payers. */
function credentials(offers, each) {
  return Array.from({ length: offers * each }, (_, n) => {
    const request = { ...TERMS.request, amount: `${1000 + (n % offers)}` };
    const expires = new Date(Date.parse(EXPIRES) + n * 1000).toISOString();
    return credential(challenge({ ...TERMS, request, expires }), { spt: `spt_1N4Zv32eZvKYlo2CPh${1000 + n}` });
  });
}

export const INPUTS = {
  secret: SECRET,
  now: NOW,
  terms: TERMS,
  id: stripe.id,
  header: header(stripe, challenge(TEMPO)),
  /** What a server verifies: many credentials for a few offers. And what none does: another price in each. */
  credentials: credentials(4, 16),
  prices: credentials(512, 1),
  credential: credential(stripe, { spt: 'spt_1N4Zv32eZvKYlo2CPhVPkJlW' }),
  receiptFields: RECEIPT,
  receipt: encode(RECEIPT),
  log: { small: log(1024), cards: log(1024, { cards: true }), large: log(1024 * 1024) },
};

/** Writes the inputs for the Rust side. Returns the file's path. */
export async function writeInputs() {
  await mkdir(dirname(FILE), { recursive: true });
  await writeFile(FILE, JSON.stringify(INPUTS));
  return FILE;
}
