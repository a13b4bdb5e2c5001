// Which explanations are stored, and when a stored one is no longer used.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from '../../www/extension/src/explain.js';
import { entry, explained, recall, reread, withBody } from '../../www/extension/src/kept.js';
import { INVOICE, STRIPE } from './site.mjs';

const CHOICES = { limit: '', preferred: ['stripe'] };
const NOW = Date.parse('2025-01-15T12:00:00Z');
const END = Date.parse('2025-01-15T12:05:00Z');
const request = Buffer.from(JSON.stringify(STRIPE)).toString('base64url');
const header =
  'Payment id="c", realm="api.example.com", method="stripe", intent="charge", ' +
  `request="${request}", expires="2025-01-15T12:05:00Z"`;
const ask = { url: 'https://api.example.com/', method: 'GET', kind: 'page', headers: { 'www-authenticate': header } };

test('a stored explanation is used until the settings change or an offer ends', () => {
  const state = explained({ asks: [ask] }, CHOICES, NOW);
  const [kept] = state.asks;
  const used = (choices, now) => recall(kept, { ...CHOICES, ...choices }, now);
  assert.equal(used({}, NOW).kind, 'offers');
  assert.equal(JSON.stringify(used({}, END - 1)), JSON.stringify(explain(ask, CHOICES, NOW)), 'in the same order');
  for (const [choices, now] of [[{}, END], [{ limit: '1.00 USD' }, NOW], [{ preferred: [] }, NOW]]) assert.equal(used(choices, now), undefined);
  assert.equal(recall(ask, CHOICES, NOW), undefined);
  assert.equal(explained(state, CHOICES, END), state, 'the same object, so that nothing is written');
  const both = explained({ asks: [kept, ask] }, CHOICES, NOW);
  assert.deepEqual([both.asks[0] === kept, both.asks[1]], [true, kept]);
  const [ended] = explained({ asks: [ask] }, CHOICES, END).asks;
  assert.deepEqual([recall(ended, CHOICES, END).kind, recall(ended, CHOICES, END + 1).kind], ['expired', 'expired'], 'it had ended before');
});

const OFFER = {
  scheme: 'exact', network: 'base-sepolia', maxAmountRequired: '10000', asset: '0x036CbD53842c5426634e7929541eC2318f3dCF7e', payTo: '0x1',
};
/** A body with one offer and a description of some length. */
const body = (length) => JSON.stringify({ x402Version: 1, accepts: [{ ...OFFER, description: 'x'.repeat(length) }] });

test('the history keeps a short body, the terms of a long one, or their explanation if they are long too', () => {
  const bare = { ...ask, headers: {} };
  assert.equal(entry(bare, CHOICES, NOW), bare);
  const short = body(0);
  assert.deepEqual(entry({ ...bare, body: short }, CHOICES, NOW), { ...bare, body: short, terms: undefined, text: undefined });
  const most = short.padEnd(32 * 1024);
  assert.deepEqual(withBody({ ...bare, body: most }, CHOICES, NOW), { body: most, terms: undefined, text: undefined });
  const over = withBody({ ...bare, body: `${most} ` }, CHOICES, NOW);
  assert.deepEqual(over, { body: undefined, terms: short, text: undefined });
  const nothing = withBody({ ...bare, body: 'x'.repeat(40_000) }, CHOICES, NOW);
  assert.equal(reread(nothing, CHOICES, NOW).kind, 'bare');
  assert.ok(JSON.stringify(nothing).length <= 1_000);
  const long = withBody({ ...bare, body: body(60_000) }, CHOICES, NOW);
  assert.equal(long.terms, undefined);
  assert.ok(JSON.stringify(long).length <= 32 * 1024);
});

test('of a long body, too, the history says what the settings and the time say now', () => {
  const pad = 'x'.repeat(40_000);
  for (const [terms, choices, code] of [
    [JSON.parse(body(0)), { ...CHOICES, limit: '0.00 USD' }, 'amount-over-limit'],
    [{ macaroon: 'AGIAJEemVQUTEyNCR0exk7ek90Cg==', invoice: INVOICE }, CHOICES, 'expired'],
  ]) {
    const bare = { ...ask, headers: {}, body: JSON.stringify({ ...terms, pad }) };
    const now = explain(bare, CHOICES, NOW).offers[0].expiresAt ?? NOW;
    const kept = { ...bare, ...withBody(bare, CHOICES, now - 90_000) };
    assert.deepEqual(reread(kept, CHOICES, now - 90_000).offers[0].warnings, []);
    assert.ok(JSON.stringify(kept).length < 2_000);
    assert.deepEqual(reread(kept, choices, now), explain(bare, choices, now));
    assert.ok(reread(kept, choices, now).offers[0].warnings.some((warning) => warning.code === code), code);
  }
});

test('an explanation that is too long is not stored', () => {
  const [offer] = JSON.parse(body(8_000)).accepts;
  const many = (length) => ({ ...ask, headers: {}, body: JSON.stringify({ x402Version: 1, accepts: Array(length).fill(offer) }) });
  const stored = (length) => explained({ asks: [many(length)] }, CHOICES, NOW);
  assert.equal(recall(stored(1).asks[0], CHOICES, NOW).offers.length, 1);
  const long = stored(20);
  assert.equal(recall(long.asks[0], CHOICES, NOW), undefined);
  assert.ok(JSON.stringify(long.asks[0].kept).length < 1_000);
  assert.equal(explained(long, CHOICES, NOW), long, 'nor made again for each view');
});
