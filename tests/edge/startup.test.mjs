import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { bundleOnce, variables } from './payer.mjs';
import { startWorker } from './stack.mjs';

before(() => bundleOnce());

const MARKED = {
  MPP_SECRET_KEY: 'MARKER-challenge-secret-of-more-than-32-bytes',
  MPP_PREVIOUS_SECRET_KEYS: 'MARKER-previous-secret-of-more-than-32-bytes',
  STRIPE_SECRET_KEY: 'sk_test_MARKERstripe',
};
const routes = (pattern, terms) => ({ '/ok': '1.00 USD', [pattern]: terms });

/** Terms of a route that are wrong. */
const TERMS = [
  null, 1, true, {}, [], { prize: '1.00 USD' }, { price: 1 }, { price: null }, { price: '1.00 USD', currency: 'usd' },
  { price: '1.00 USD', description: 5 }, { price: '1.00 USD', description: 'a\nb' }, { price: '1.00 USD', description: 'x'.repeat(3000) },
  { price: '1.00 USD', metadata: 'x' }, { price: '1.00 USD', metadata: { a: 1 } }, { price: '1.00 USD', metadata: { a: { b: 'c' } } },
  { price: '1.00 USD', metadata: { a: 'x'.repeat(501) } },
  { price: '1.00 USD', passTtl: 0 }, { price: '1.00 USD', passTtl: 1.5 }, { price: '1.00 USD', passTtl: '1h' },
  { price: '1.00 USD', passTtl: 1e12 }, { price: 'free', passTtl: 60_000 },
  { price: '1.00 USD', header: 'Cookie' }, { price: '1.00 USD', header: 1 }, { price: 'free', header: 'Payment-Authorization' },
];

/** The field of `paywall(config)` that each variable sets. */
const FIELDS = {
  REDIS_REST_URL: 'redisRest',
  STRIPE_SECRET_KEY: 'stripe.secretKey',
  STRIPE_NETWORK_ID: 'stripe.networkId',
  STRIPE_API_BASE: 'stripe.apiBase',
  REALM: 'realm',
  ORIGIN_URL: 'origin',
  CAPTURE: 'capture',
  ROUTES: 'routes',
  CORS_ORIGINS: 'cors.origins',
};
/** The wrong variable, what is wrong with it, and the variables. */
const WRONG = [
  ...['MPP_SECRET_KEY', 'STRIPE_SECRET_KEY', 'STRIPE_NETWORK_ID', 'REALM', 'ROUTES'].flatMap((name) => [
    [name, 'missing', { [name]: undefined }],
    [name, 'empty', { [name]: '' }],
  ]),
  ['MPP_SECRET_KEY', 'short', { MPP_SECRET_KEY: 'MARKER'.padEnd(31, 'x') }],
  ['MPP_SECRET_KEY', 'one character', { MPP_SECRET_KEY: 'M' }],
  ['MPP_PREVIOUS_SECRET_KEYS', 'short', { MPP_PREVIOUS_SECRET_KEYS: 'MARKER-short' }],
  ['MPP_PREVIOUS_SECRET_KEYS', 'one of them short', { MPP_PREVIOUS_SECRET_KEYS: `${MARKED.MPP_SECRET_KEY} MARKER-short` }],
  ['STRIPE_SECRET_KEY', 'a publishable key', { STRIPE_SECRET_KEY: 'pk_test_MARKERMARKER' }],
  ['STRIPE_SECRET_KEY', 'a line break in it', { STRIPE_SECRET_KEY: 'sk_test_MARKER\nMARKER' }],
  ['STRIPE_SECRET_KEY', 'too short', { STRIPE_SECRET_KEY: 'sk_' }],
  ['STRIPE_NETWORK_ID', 'a space in it', { STRIPE_NETWORK_ID: 'profile a' }],
  ['REALM', 'a bar in it', { REALM: 'a|b' }],
  ['REALM', 'a quote in it', { REALM: 'a"b' }],
  ...[
    'nowhere', 'ftp://api.stripe.com', 'http://api.stripe.com', 'api.stripe.com', 'https://', 'https://api.stripe.com?x=1',
    'http://localhost.evil.example',
  ].map((value) => ['STRIPE_API_BASE', value, { STRIPE_API_BASE: value }]),
  ...['yes', 'TRUE', '1', 1, ['true']].map((value) => ['LOG_EVENTS', JSON.stringify(value), { LOG_EVENTS: value }]),
  ...[false, ['https://app.example.com'], 0].map((value) => ['CORS_ORIGINS', `not text: ${JSON.stringify(value)}`, { CORS_ORIGINS: value }]),
  ['MPP_PREVIOUS_SECRET_KEYS', 'not text', { MPP_PREVIOUS_SECRET_KEYS: [MARKED.MPP_SECRET_KEY] }],
  ['CLAIMS', 'missing', { CLAIMS: undefined }],
  ['CLAIMS', 'a text', { CLAIMS: 'MARKER' }],
  ['REDIS_REST_TOKEN', 'missing', { REDIS_REST_URL: 'https://redis.example.com' }],
  ...[undefined, ''].map((value) => ['REDIS_REST_URL', `missing: ${value}`, { REDIS_REST_URL: value, REDIS_REST_TOKEN: 'MARKER-token' }]),
  ...['nowhere', 'redis://redis.example.com', 'http://redis.example.com']
    .map((value) => ['REDIS_REST_URL', value, { REDIS_REST_URL: value, REDIS_REST_TOKEN: 'MARKER-token' }]),
  ...['nowhere', 'ftp://origin.example.com', '//origin.example.com', 'javascript:1', 'origin.example.com']
    .map((value) => ['ORIGIN_URL', value, { ORIGIN_URL: value }]),
  ...['sk_live_MARKERMARKER', 'rk_live_MARKERMARKER']
    .map((key) => ['ORIGIN_URL', `missing under ${key}`, { ORIGIN_URL: '', STRIPE_SECRET_KEY: key }]),
  ...['app.example.com', 'https://app.example.com/', 'https://APP.example.com', '* https://app.example.com', 'https://*.example.com']
    .map((value) => ['CORS_ORIGINS', value, { CORS_ORIGINS: value }]),
  ['CAPTURE', 'an unknown value', { CAPTURE: 'later' }],
  ...['{', '{"/paid": }', "{'/paid': '1.00 USD'}", 'undefined', '/paid'].map((value) => ['ROUTES', `not JSON: ${value}`, { ROUTES: value }]),
  ...['null', '5', 'true', '"/paid"', '[]', '["1.00 USD"]', '{}'].map((value) => ['ROUTES', `no routes: ${value}`, { ROUTES: value }]),
  ...['paid', '', '/a*', '/premium/**', '/a//b', '/../a', '/a?b', '/a%20b', 'get /a', 'https://a/b', '/a b', '*']
    .map((pattern) => ['ROUTES', `pattern ${JSON.stringify(pattern)}`, { ROUTES: routes(pattern, '1.00 USD') }]),
  ['ROUTES', 'one pattern in two spellings', { ROUTES: { '/a': '1.00 USD', '/a/': '2.00 USD' } }],
  ...[
    '', '1.00', 'USD', '1.0 USD', '1,00 USD', '-1.00 USD', '+1.00 USD', '1e2 USD', '0x64 USD', '1_0.00 USD', '.50 USD', '$1.00',
    '1.00 XXX', '1.00 BTC', '01.00 USD', 'NaN USD', 'Free', '١.٠٠ USD',
  ].map((price) => ['ROUTES', `price ${JSON.stringify(price)}`, { ROUTES: routes('/a', { price }) }]),
  ...['0.49 USD', '0.00 USD', '0 USD', '0.29 GBP', '49 JPY', '10000000000.00 USD', '99999999999999999999.00 USD', '1.001 KWD']
    .map((price) => ['ROUTES', `price ${price}`, { ROUTES: routes('/a', price) }]),
  ...TERMS.map((terms) => ['ROUTES', `terms ${JSON.stringify(terms).slice(0, 60)}`, { ROUTES: routes('/a', terms) }]),
];

/** The outcome of a start: the message of the failure, or the status of every response. */
async function outcome(vars) {
  let worker;
  try {
    worker = await startWorker({ vars: variables({}, { ...MARKED, ...vars }) });
  } catch (error) {
    return { message: error.message };
  }
  try {
    const answers = await Promise.all(['/', '/free', '/paid', '/a', '/ok'].map((path) => fetch(worker.url + path)));
    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    return { statuses: answers.map(({ status }) => status), message: worker.said.join('') + bodies.join('') };
  } finally {
    await worker.close();
  }
}

test('it starts with a complete configuration', async () => {
  const { statuses } = await outcome({ ROUTES: routes('/paid', '1.00 USD') });
  assert.deepEqual(statuses.slice(2), [402, 404, 402]);
});

for (const [name, what, vars] of WRONG) {
  test(`${name}: ${what}`, async () => {
    const { message, statuses } = await outcome(vars);
    assert.equal(statuses, undefined, 'nothing is served');
    assert.doesNotMatch(message, /MARKER/, 'no secret is shown');
    const names = [name, FIELDS[name]].filter(Boolean).map((text) => text.replace('.', '\\.'));
    assert.match(sentence(message), new RegExp(`\\b(${names.join('|')})\\b`));
  });
}

/** The log line with the reason. */
function sentence(message) {
  const [said] = /MppError: [^\n]*/.exec(message) ?? assert.fail(`no reason is given: ${message}`);
  return said;
}

test('an error about a wrong value names its variable', async () => {
  for (const [name, , vars] of ['STRIPE_SECRET_KEY', 'STRIPE_NETWORK_ID', 'STRIPE_API_BASE', 'REALM', 'ORIGIN_URL', 'ROUTES', 'CORS_ORIGINS'].map(
    (name) => WRONG.findLast(([own]) => own === name),
  )) {
    assert.match(sentence((await outcome(vars)).message), new RegExp(`\\b${name}\\b`));
  }
});

test('a short secret is refused in the words of the core, under the name of its variable', async () => {
  const rule = 'is too short: a signing secret needs at least 32 bytes; make one with: openssl rand -base64 32';
  const told = async (vars) => sentence((await outcome(vars)).message);
  assert.ok((await told({ MPP_SECRET_KEY: 'MARKER' })).endsWith(`MPP_SECRET_KEY: secret ${rule}`));
  assert.ok(
    (await told({ MPP_PREVIOUS_SECRET_KEYS: `${MARKED.MPP_SECRET_KEY} MARKER` })).endsWith(`MPP_PREVIOUS_SECRET_KEYS: previousSecrets[1] ${rule}`),
  );
});

test('all missing variables are named at once', async () => {
  const { message } = await outcome({ MPP_SECRET_KEY: undefined, STRIPE_SECRET_KEY: undefined, REALM: '', ROUTES: undefined });
  for (const name of ['MPP_SECRET_KEY', 'STRIPE_SECRET_KEY', 'REALM', 'ROUTES']) assert.match(sentence(message), new RegExp(`${name} is missing`));
});
