// What a 402 offers, through the package: shapes, options, and safe display texts.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { credentialType, decode, detect, formatChallenge } from 'mpp-wasm';
import { issue, code as thrown } from './issued.mjs';

const NOW = Date.parse('2026-01-15T12:00:00Z');
const REQUEST = { amount: '500', currency: 'usd', methodDetails: { networkId: 'profile_1', paymentMethodTypes: ['card'] } };

const challenge = ({ request = REQUEST, method = 'stripe', intent = 'charge', realm = 'api.example.com', rest = '' } = {}) =>
  `Payment id="c", realm="${realm}", method="${method}", intent="${intent}", ` +
  `request="${Buffer.from(JSON.stringify(request)).toString('base64url')}", expires="2026-01-15T12:05:00Z"${rest}`;
const answer = (header, body) => ({ status: 402, headers: header ? { 'www-authenticate': header } : {}, body });
const look = (header, options) => detect(answer(header), { now: NOW, url: 'https://api.example.com/paid', ...options }).offers;
const codes = ([offer]) => offer.warnings.map(({ code }) => code);

test('an offer is plain data with the fields of its type', () => {
  assert.deepEqual(look(challenge({ rest: ', description="Premium"' })), [
    {
      protocol: 'mpp', method: 'stripe', intent: 'charge', realm: 'api.example.com', amount: '500', currency: 'usd', display: '5.00 USD',
      recipient: 'profile_1', countsAs: 'usd', expires: '2026-01-15T12:05:00Z', expiresAt: NOW + 300_000, description: 'Premium', warnings: [],
    },
  ]);
  const [bare] = detect(answer('L402 macaroon="m"'), { now: NOW }).offers;
  assert.deepEqual([bare.amount, bare.currency, bare.intent], [null, null, undefined], 'null says that it is not known');
});

test('the deposit of a session is given in base units and in words', () => {
  const request = {
    amount: '25', suggestedDeposit: '10000000', unitType: 'llm_token', currency: '0x20c0000000000000000000000000000000000000',
    methodDetails: { chainId: 4217 },
  };
  const session = (more) => challenge({ method: 'tempo', intent: 'session', request: { ...request, ...more } });
  const [offer] = look(session());
  assert.deepEqual(
    [offer.display, offer.deposit],
    ['0.000025 pathUSD per llm_token on Tempo', { amount: '10000000', display: '10.00 pathUSD on Tempo' }],
  );
  assert.deepEqual(look(session({ suggestedDeposit: 10000000 }))[0].deposit, { amount: null, display: 'an amount that cannot be read' });
  assert.equal('deposit' in look(challenge())[0], false);
  assert.deepEqual(codes(look(session(), { limit: { usd: '9.99' } })), ['open-ended', 'amount-over-limit']);
});

test('offers are in the order of the challenges, then x402, then l402; challenges keep their shape', () => {
  const asset = '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913';
  const v2 = { x402Version: 2, accepts: [{ scheme: 'exact', network: 'eip155:8453', amount: '10000', asset, payTo: '0x1' }] };
  const tempo = { amount: '1000000', currency: '0x20c0000000000000000000000000000000000000', methodDetails: { chainId: 4217 } };
  const headers = {
    'www-authenticate': [
      challenge(),
      'Payment id="broken"',
      challenge({ request: tempo, method: 'tempo' }),
      'L402 macaroon="m", invoice="lnbc2500u1pvjluez"',
    ],
    'payment-required': btoa(JSON.stringify(v2)),
  };
  const found = detect({ status: 402, headers }, { now: NOW });
  assert.deepEqual(
    found.offers.map(({ display }) => display),
    ['5.00 USD', '1.00 pathUSD on Tempo', '0.01 USDC on Base', '250000 sat on Lightning'],
  );
  assert.deepEqual(found.mpp.challenges.map(({ id, request }) => [id, request]), [['c', REQUEST], ['c', tempo]]);
  assert.deepEqual(found.cheapestFirst, [2, 1, 0, 3], 'dollars by their price, then what is no dollar');
  assert.deepEqual(found.offers.map(({ countsAs }) => countsAs), ['usd', 'usd', 'usd', undefined]);
  assert.deepEqual(found.mpp.malformed.map((error) => error.code), ['malformed-challenge']);
  assert.deepEqual(found.offers.map((offer) => offer.warnings.some(({ code }) => code === 'malformed-sibling')), [true, true, false, false]);
  assert.deepEqual(detect({ status: 402, headers }, { now: NOW }), found);
});

test('x402 in X-PAYMENT-REQUIRED is read where there is no PAYMENT-REQUIRED, and a word is none', () => {
  const asset = '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913';
  const x402 = (amount) => ({ x402Version: 2, accepts: [{ scheme: 'exact', network: 'eip155:8453', amount, asset, payTo: '0x1' }] });
  const shown = (headers) => {
    const { protocols, x402: read, offers } = detect({ status: 402, headers }, { now: NOW });
    return [...protocols, ...(read?.unreadable ?? []), ...offers.flatMap(({ display, warnings }) => [display, ...warnings.map(({ code }) => code)])];
  };
  const [one, two] = [x402('10000'), x402('20000')].map((terms) => btoa(JSON.stringify(terms)));
  assert.deepEqual(shown({ 'X-Payment-Required': one }), ['x402', '0.01 USDC on Base']);
  assert.deepEqual(shown({ 'X-Payment-Required': JSON.stringify(x402('10000')) }), ['x402', '0.01 USDC on Base']);
  assert.deepEqual(shown({ 'X-Payment-Required': one, 'PAYMENT-REQUIRED': two }), ['x402', '0.02 USDC on Base']);
  assert.deepEqual(shown({ 'X-Payment-Required': one, 'PAYMENT-REQUIRED': ' ' }), ['x402', '0.01 USDC on Base']);
  assert.deepEqual(shown({ 'X-Payment-Required': `${one}!` }), ['x402', 'header']);
  assert.deepEqual(shown({ 'X-Payment-Required': 'true' }), ['unknown']);
  assert.deepEqual(shown({ 'X-Payment-Required': 'true', 'PAYMENT-REQUIRED': one }), ['x402', '0.01 USDC on Base']);
});

test('the offer paid with a shared payment token is the one that decode picks', () => {
  const tempo = challenge({ method: 'tempo' });
  const found = (...challenges) => detect(answer(challenges.join(', ')), { now: NOW });
  assert.equal(found(challenge()).sharedPaymentTokenOffer, 0);
  assert.equal('sharedPaymentTokenOffer' in found(tempo), false);
  assert.equal('sharedPaymentTokenOffer' in detect({ status: 200, headers: { 'www-authenticate': challenge() } }), false);
  const several = [
    tempo,
    'Payment id="broken"',
    challenge({ intent: 'subscription' }),
    challenge({ intent: 'session', realm: 'second.example' }),
    challenge(),
  ];
  const { offers, sharedPaymentTokenOffer } = found(...several);
  assert.equal(sharedPaymentTokenOffer, 2);
  assert.equal(offers[sharedPaymentTokenOffer].realm, decode(several.join(', ')).realm);
  const other = `${challenge({ realm: 'first.example' })}, header="Cookie"`;
  assert.equal('sharedPaymentTokenOffer' in found(other, challenge()), false, 'a wallet may pay the one that cannot be read here');
  assert.equal(thrown(() => decode(`${other}, ${challenge()}`)), 'malformed-challenge');
  assert.equal(credentialType({ response: answer(`${other}, ${challenge()}`) }).type, 'unsupported');
});

test('now, url and limit are options; an unknown option is an error', () => {
  assert.deepEqual(codes(look(challenge(), { now: new Date('2026-01-15T12:05:00Z') })), ['expired']);
  assert.deepEqual(codes(look(challenge(), { now: NOW + 270_000 })), ['expires-soon']);
  assert.deepEqual(codes(look(challenge(), { url: new URL('http://api.example.com/') })), ['plain-http']);
  assert.deepEqual(codes(look(challenge(), { url: 'https://münchen.example/' })), ['lookalike-host', 'realm-mismatch']);
  assert.deepEqual(
    codes(look(challenge(), { url: 'https://good.example\\@api.example.com/' })),
    ['realm-mismatch'],
    'the host is what the network sees',
  );
  assert.deepEqual(codes(look(challenge(), { limit: { usd: '4.99', eur: '9.00' } })), ['amount-over-limit']);
  assert.deepEqual(codes(look(challenge(), { limit: { usd: '5.00' } })), []);
  assert.deepEqual(codes(look(challenge(), { limit: { EUR: '9.00' } })), ['limit-unchecked']);
  assert.deepEqual(codes(look(challenge(), { limit: {} })), []);
  for (const options of [
    { urll: 'x' }, { url: '/paid' }, { url: 'ftp://x/' }, { now: 'soon' },
    { limit: { usd: 1 } }, { limit: { usd: '0.5' } }, { limit: { xyz: '1' } }, { limit: '1.00' }, null,
  ]) {
    assert.equal(thrown(() => detect(answer(challenge()), options)), 'invalid-argument', JSON.stringify(options));
  }
  assert.ok(detect(answer(challenge())).offers[0].warnings.some(({ code }) => code === 'expired'), 'the present, if left out');
});

test('a limit may be finer than a cent', () => {
  const accepts = [
    { scheme: 'exact', network: 'base', maxAmountRequired: '5000', asset: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913', payTo: '0x1' },
  ];
  const body = JSON.stringify({ x402Version: 1, accepts });
  for (const [usd, stripe, x402] of [
    ['0.005', ['amount-over-limit'], []],
    ['0.004999999999999999', ['amount-over-limit'], ['amount-over-limit']],
    ['0.010', [], []],
  ]) {
    const { offers } = detect(answer(challenge({ request: { ...REQUEST, amount: '1' } }), body), { now: NOW, limit: { usd } });
    assert.deepEqual(offers.map((offer) => codes([offer])), [stripe, x402], usd);
  }
});

test('a Lightning invoice expires', () => {
  const invoice =
    'lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqf' +
    'qypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsgquk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27kyke0lp53ut353s06fv3qfegext0eh0ymjpf' +
    '39tuven09sam30g4vgpfna3rh';
  const [{ expires, expiresAt, warnings }] = detect(answer(`L402 macaroon="m", invoice="${invoice}"`), { now: NOW }).offers;
  assert.deepEqual([expires, expiresAt, warnings.map(({ code }) => code)], ['2017-06-01T10:58:38.000Z', 1_496_314_718_000, ['expired']]);
});

test('an unusable limit is an error, never no limit', () => {
  const cents = challenge({ request: { ...REQUEST, amount: '50000' } });
  class Hidden {
    get usd() {
      return '1.00';
    }
  }
  for (const limit of [
    new Map([['usd', '1.00']]), new Hidden(), Promise.resolve({ usd: '1.00' }), [], ['1.00'], new Date(NOW),
    { usd: undefined }, { usd: null }, { usd: '1.00', eur: undefined }, { usd: '1.00', USD: '9.00' }, null, undefined,
  ]) {
    assert.equal(thrown(() => look(cents, { limit })), 'invalid-argument', JSON.stringify(limit));
  }
  for (const limit of [{ usd: '1.00' }, Object.create({ usd: '1.00' }), Object.assign(Object.create(null), { usd: '1.00' })]) {
    assert.deepEqual(codes(look(cents, { limit })), ['amount-over-limit']);
  }
  assert.deepEqual(codes(look(cents, {})), []);
});

test('headers are read in every form that clients use', () => {
  const get = (value) => ({ get: (name) => (name === 'www-authenticate' ? value : undefined) });
  for (const headers of [get(challenge()), get([challenge()]), get([challenge({ method: 'tempo' }), challenge()])]) {
    assert.equal(detect({ status: 402, headers }, { now: NOW }).offers.at(-1).display, '5.00 USD');
  }
  assert.deepEqual(detect({ status: 402, headers: get(undefined) }).protocols, ['unknown']);
});

test('unreadable x402 terms are reported and warned about', () => {
  const body = '{"x402Version":1,"accepts":[],"accepts":[]}';
  assert.deepEqual(detect(answer(undefined, body)).x402, { accepts: [], unreadable: ['body'] });
  const found = detect(answer(challenge(), body), { now: NOW });
  assert.deepEqual([found.protocols, codes(found.offers)], [['mpp', 'x402'], ['conflicting-terms']]);
  assert.equal('unreadable' in detect(answer(undefined, '{"x402Version":1,"accepts":[]}')).x402, false);
});

test('terms are not read from a body that goes on', () => {
  const whole = answer(undefined, '{"x402Version":1,"accepts":[]}');
  assert.deepEqual(detect({ ...whole, incomplete: true }).x402, { accepts: [], unreadable: ['body'] });
  for (const incomplete of [false, undefined]) assert.deepEqual(detect({ ...whole, incomplete }), detect(whole));
  for (const incomplete of [null, 'true', 1]) assert.equal(thrown(() => detect({ ...whole, incomplete })), 'invalid-argument');
});

test('a Response provides its own URL', async () => {
  const server = createServer((_, response) => response.writeHead(402, { 'www-authenticate': challenge() }).end());
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  try {
    const response = await fetch(`http://127.0.0.1:${server.address().port}/`);
    assert.deepEqual(codes(detect(response, { now: NOW }).offers), ['realm-mismatch']);
    assert.deepEqual(codes(detect(response, { now: NOW, url: 'https://api.example.com/' }).offers), []);
  } finally {
    server.close();
  }
  const from = (url) => codes(detect({ ...answer(challenge()), url }, { now: NOW }).offers);
  assert.deepEqual(from('HTTPS://other.example/paid'), ['realm-mismatch']);
  assert.deepEqual(from('blob:https://other.example/1'), from(undefined), 'it is not where the answer came from');
});

test('a description that names a lower price is warned about', () => {
  const described = (text) => codes(look(challenge({ rest: `, description="${text}"` })));
  assert.deepEqual(described('only $0.01'), ['description-price-mismatch']);
  assert.deepEqual(described('5.00 USD, worth $10'), []);
});

test('offers contain no deceptive characters', () => {
  const dirty = 'a\u001b[2J\u009b31m\u202e\u200b\u2066b\r';
  const request = { ...REQUEST, recipient: dirty, description: dirty, [dirty]: dirty };
  const [offer] = look(challenge({ request }));
  assert.doesNotMatch(JSON.stringify(offer), /[\u0080-\u{10ffff}]|\\u/u);
  assert.deepEqual([offer.recipient, offer.description, codes([offer])], ['profile_1', 'ab', ['control-characters']]);
  assert.equal(look(challenge({ request, method: 'tempo' }))[0].recipient, 'ab');
  const names = Object.keys(decode(challenge({ request })).request_json);
  assert.deepEqual(names, ['amount', 'currency', 'methodDetails', 'recipient', 'description', 'ab']);
});

test('the types list every warning code', () => {
  const types = readFileSync(new URL('../../pkg/index.d.ts', import.meta.url), 'utf8');
  const rust = readFileSync(new URL('../../src/detect/offers/warning.rs', import.meta.url), 'utf8');
  const listed = types.split('export type WarningCode =')[1].split(';')[0].match(/'[a-z-]+'/g).map((name) => name.slice(1, -1));
  const known = [...rust.matchAll(/^ {4}\w+ =\s+"([a-z-]+)"/gm)].map(([, name]) => name);
  assert.ok(known.length > 10);
  assert.deepEqual(listed.sort(), known.sort());
});

test('advice says why and what to do next, in sentences', () => {
  const seen = [{ response: answer(challenge()) }, { response: answer() }, { agentSteering: true }, { cardForm: true }, {}];
  const advice = seen.map(credentialType);
  assert.deepEqual(advice.map(({ type }) => type), ['shared_payment_token', 'unsupported', 'link_pay_token', 'card', 'unknown']);
  for (const { reason, next } of advice) assert.ok(/^[A-Z].*\.$/.test(reason) && /^[A-Z].*\.$/.test(next));
  assert.equal(new Set(advice.map(({ next }) => next)).size, 5);
});

test('detect tells protocols apart, and finds several at once', () => {
  const header = formatChallenge(issue());
  const x402 = { x402Version: 2, accepts: [{ scheme: 'exact', network: 'base', amount: '10000' }] };
  const answer = {
    status: 402,
    headers: { 'WWW-Authenticate': `${header}, L402 macaroon="m", invoice="i"`, 'PAYMENT-REQUIRED': btoa(JSON.stringify(x402)) },
  };
  const found = detect(answer);
  assert.deepEqual(found.protocols, ['mpp', 'x402', 'l402']);
  assert.deepEqual([found.x402, found.l402], [{ version: 2, accepts: x402.accepts }, { macaroon: 'm', invoice: 'i' }]);
  assert.deepEqual(detect(new Response('', { status: 402, headers: answer.headers })), found);
  assert.deepEqual(detect({ status: 402, headers: {}, body: '{"x402Version":1,"accepts":[]}' }).protocols, ['x402']);
  assert.deepEqual(detect({ status: 402, headers: {} }).protocols, ['unknown']);
  assert.deepEqual(detect({ status: 200, headers: answer.headers }).protocols, []);
});

test('credentialType matches the wallet\'s table', () => {
  const response = (header) => ({ status: 402, headers: header ? { 'www-authenticate': header } : {} });
  const rows = [
    [{ response: response(formatChallenge(issue())) }, 'shared_payment_token'],
    [{ response: response(formatChallenge(issue({ method: 'tempo' }))), cardForm: true }, 'unsupported'],
    [{ response: response() }, 'unsupported'],
    [{ agentSteering: true, cardForm: true }, 'link_pay_token'],
    [{ cardForm: true }, 'card'],
    [{ stripeElements: true }, 'card'],
    [{}, 'unknown'],
  ];
  for (const [seen, type] of rows) assert.equal(credentialType(seen).type, type, JSON.stringify(seen));
  assert.ok(credentialType().reason && credentialType().next);
});
