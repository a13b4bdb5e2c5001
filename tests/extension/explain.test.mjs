// How a response is explained: its kind, the order of its offers and what is left out. Without a browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain, isExpired, isSilent } from '../../www/extension/src/explain.js';
import { STRIPE, TEMPO, challenge } from './site.mjs';

const NOW = Date.parse('2025-01-15T12:00:00Z');
const PAST = '2025-01-15T11:59:59Z';
const CHOICES = { limit: '', preferred: [] };
const HERE = 'https://127.0.0.1/';
const USDC = {
  scheme: 'exact', network: 'base', maxAmountRequired: '10000',
  asset: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913', payTo: '0x209693Bc6afc0C5328bA36FaF03C514EF312287C',
};
const L402 = 'L402 macaroon="AGIAJE", invoice="lnbc2500u1pvjluez"';

const of = (header, { choices = CHOICES, body, ...ask } = {}) =>
  explain({ url: HERE, headers: header === undefined ? {} : { 'www-authenticate': header }, body, ...ask }, choices, NOW);
const x402 = (...accepts) => JSON.stringify({ x402Version: 1, accepts });
const tempo = (terms) => challenge({ id: 'c2', method: 'tempo', request: TEMPO, ...terms });
const codes = ({ warnings }) => warnings.map(({ code }) => code);

test('the kind of a response, and whether its headers say nothing', () => {
  const expired = challenge({ expires: PAST });
  for (const [explanation, kind, silent] of [
    [of(challenge()), 'offers', false],
    [of(expired), 'expired', false],
    [of([expired, tempo()].join(', ')), 'offers', false],
    [of('Payment id="x"'), 'unreadable', false],
    [of(['Payment id="x"', challenge()].join(', ')), 'offers', false],
    [of(undefined, { body: '{"x402Version":1,"accepts":[],"accepts":[]}' }), 'unreadable', false],
    [of(undefined, { body: x402() }), 'empty', false],
    [of(undefined, { body: '<h1>Pay</h1>' }), 'bare', true],
    [of(undefined, { cut: true }), 'cut', true],
    [of(challenge(), { cut: true }), 'offers', false],
  ]) {
    assert.deepEqual([explanation.kind, isSilent(explanation)], [kind, silent]);
    assert.deepEqual([explanation.more, typeof explanation.credential.type], [0, 'string'], kind);
  }
  assert.deepEqual(of([expired, tempo()].join(', ')).offers.map(isExpired).sort(), [false, true]);
});

test('offers are in order of price, each with the terms it came from', () => {
  const header = [challenge(), tempo(), L402].join(', ');
  const { offers, link, credential } = of(header, { body: x402(USDC), choices: { limit: '', preferred: ['stripe', 'exact'] } });
  assert.deepEqual(offers.map(({ display }) => display), ['0.01 USDC on Base', '4.99 pathUSD on Tempo', '5.00 USD', '250000 sat on Lightning']);
  assert.deepEqual(offers.map(({ preferred }) => preferred), [true, false, true, false]);
  assert.deepEqual(offers.map(({ cheapest }) => cheapest), [true, undefined, undefined, undefined]);
  assert.deepEqual(offers.map(({ came }) => came.request ?? came.maxAmountRequired ?? came.invoice), ['10000', TEMPO, STRIPE, 'lnbc2500u1pvjluez']);
  assert.deepEqual([link.display, credential.type], ['5.00 USD', 'shared_payment_token']);
});

test('only an offer whose price can be compared with the next one is called the cheapest', () => {
  const cheapest = (header, body) => of(header, { body }).offers.map(({ cheapest }) => cheapest === true);
  assert.deepEqual(cheapest([challenge(), tempo()].join(', ')), [true, false]);
  assert.deepEqual(cheapest(challenge()), [false], 'there is no other');
  assert.deepEqual(cheapest([challenge(), L402].join(', ')), [false, false], 'of another currency');
  const strange = { ...USDC, asset: TEMPO.recipient };
  assert.deepEqual(cheapest(undefined, x402(strange, strange)), [false, false], 'nobody knows what these are');
  assert.equal(of(tempo()).link, undefined, 'a wallet with cards pays none of them');
});

test('the limit, the address and the time are what offers are checked against', () => {
  assert.deepEqual(codes(of(challenge()).offers[0]), []);
  assert.deepEqual(codes(of(challenge(), { choices: { limit: '4.99 USD', preferred: [] } }).offers[0]), ['amount-over-limit']);
  assert.deepEqual(codes(of(challenge(), { url: 'https://shop.example/' }).offers[0]), ['realm-mismatch']);
  assert.deepEqual(codes(of(challenge({ expires: '2025-01-15T12:00:01Z' })).offers[0]), ['expires-soon']);
});

test('a site that lists more than twenty offers gets the cheapest twenty shown, and the others counted', () => {
  for (const [count, more] of [[20, 0], [21, 1], [64, 44]]) {
    const accepts = Array.from({ length: count }, (_, at) => ({ ...USDC, maxAmountRequired: `${10_000 * (count - at)}` }));
    const explanation = of(undefined, { body: x402(...accepts) });
    assert.deepEqual([explanation.offers.length, explanation.more, explanation.offers[0].display], [20, more, '0.01 USDC on Base']);
  }
  const accepts = Array.from({ length: 20 }, () => ({ ...USDC, maxAmountRequired: '1' }));
  const { offers, link, kind } = of(challenge(), { body: x402(...accepts) });
  const listed = offers.some(({ display }) => display === '5.00 USD');
  assert.deepEqual([listed, link.display, kind], [false, '5.00 USD', 'offers'], 'the wallet still finds its own');
});

test('what cannot be read is said in the package\'s words', () => {
  const [problem] = of('Payment id="x"').problems;
  assert.match(problem, /^the challenge has no /);
  assert.equal(of(['Payment id="x"', challenge()].join(', ')).problems.length, 1);
  assert.deepEqual(of(challenge()).problems, []);
  const explanation = of('x'.repeat(300_000));
  assert.deepEqual([explanation.kind, explanation.offers, explanation.more, explanation.problems.length], ['unreadable', [], 0, 1]);
  assert.equal(typeof explanation.credential.type, 'string');
});
