// Which explanations are stored, and when a stored one is no longer used.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from '../../www/extension/src/explain.js';
import { entry, explained, recall, reread, withBody } from '../../www/extension/src/kept.js';

const CHOICES = { limit: '', preferred: ['stripe'] };
const NOW = Date.parse('2025-01-15T12:00:00Z');
const END = Date.parse('2025-01-15T12:05:00Z');
const request = Buffer.from(JSON.stringify({ amount: '500', currency: 'usd', methodDetails: { networkId: 'profile_1', paymentMethodTypes: ['card'] } })).toString('base64url');
const ask = { url: 'https://api.example.com/', method: 'GET', kind: 'page', headers: { 'www-authenticate': `Payment id="c", realm="api.example.com", method="stripe", intent="charge", request="${request}", expires="2025-01-15T12:05:00Z"` } };

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

/** A body with one offer and a description of some length. */
const body = (length) => JSON.stringify({ x402Version: 1, accepts: [{ scheme: 'exact', network: 'base-sepolia', maxAmountRequired: '10000', asset: '0x036CbD53842c5426634e7929541eC2318f3dCF7e', payTo: '0x1', description: 'x'.repeat(length) }] });

test('the history keeps a short body, and the explanation of a long one', () => {
  const bare = { ...ask, headers: {} };
  assert.equal(entry(bare, CHOICES, NOW), bare);
  const short = body(0);
  assert.deepEqual(entry({ ...bare, body: short }, CHOICES, NOW), { ...bare, body: short, text: undefined });
  const most = short.padEnd(32 * 1024);
  assert.deepEqual(withBody({ ...bare, body: most }, CHOICES, NOW), { body: most, text: undefined });
  const over = withBody({ ...bare, body: `${most} ` }, CHOICES, NOW);
  assert.equal(over.body, undefined);
  assert.equal(over.text, JSON.stringify(reread({ ...bare, body: `${most} ` }, CHOICES, NOW)));
  assert.equal(reread(over, CHOICES, NOW).offers.length, 1);
  const long = withBody({ ...bare, body: body(60_000) }, CHOICES, NOW);
  assert.ok(JSON.stringify(long).length <= 32 * 1024);
});

test('an explanation that is too long is not stored', () => {
  const many = (length) => ({ ...ask, headers: {}, body: JSON.stringify({ x402Version: 1, accepts: Array.from({ length }, () => JSON.parse(body(8_000)).accepts[0]) }) });
  const stored = (length) => explained({ asks: [many(length)] }, CHOICES, NOW);
  assert.equal(recall(stored(1).asks[0], CHOICES, NOW).offers.length, 1);
  const long = stored(20);
  assert.equal(recall(long.asks[0], CHOICES, NOW), undefined);
  assert.ok(JSON.stringify(long.asks[0].kept).length < 1_000);
  assert.equal(explained(long, CHOICES, NOW), long, 'nor made again for each view');
});
