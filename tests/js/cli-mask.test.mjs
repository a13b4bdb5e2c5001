// `mpp-wasm mask`: a card object from standard input, masked.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from './cli.mjs';

test('mpp-wasm mask masks a card object', async () => {
  const card = { brand: 'visa', number: '4242424242424242', cvc: '123', exp_month: 12, billing_address: { name: 'Jane Doe', city: 'Paris' } };
  const masked = { brand: 'visa', number: '•••• •••• •••• 4242', cvc: '•••', exp_month: '••••', billing_address: { name: '••••', city: 'Paris' } };
  const shown = async (args, input) => JSON.parse((await run(['mask', ...args], input)).stdout);
  assert.deepEqual(await shown([], JSON.stringify(card)), masked);
  assert.deepEqual(await shown([], JSON.stringify([card, card])), [masked, masked]);
  assert.deepEqual(await shown([], `\ufeff${JSON.stringify(card)}\r\n`), masked, 'as Windows programs write it');
  assert.deepEqual(await shown(['--reveal', 'expiry'], JSON.stringify(card)), { ...masked, brand: '••••', number: '•••• •••• •••• ••••', exp_month: 12, billing_address: { name: '••••', city: '••••' } });
  for (const [args, input] of [[[], '{"number":"4242424242424242"'], [[], '4242424242424242'], [[], ''], [['--reveal', 'cvc'], '{"cvc":"4242"}'], [['4242424242424242'], '{}'], [[], `"${'4242'.repeat(300_000)}"`]]) {
    const { code, stdout, stderr } = await run(['mask', ...args], input);
    assert.deepEqual([code, stdout, JSON.parse(stderr).code], [1, '', 'invalid-argument']);
    assert.doesNotMatch(stderr, /4242/);
  }
});
