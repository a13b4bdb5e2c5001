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
  assert.deepEqual(await shown(['--reveal', 'expiry'], JSON.stringify(card)), {
    ...masked, brand: '••••', number: '•••• •••• •••• ••••', exp_month: 12, billing_address: { name: '••••', city: '••••' },
  });
  for (const [args, input, words] of [
    [[], '{"number":"4242424242424242"', /is not JSON/],
    [[], '', /is not JSON/],
    [[], '4242424242424242', /is not a card object/],
    [[], 'null', /is not a card object/],
    [['--reveal', 'cvc'], '{"cvc":"4242"}', /reveal/],
    [['4242424242424242'], '{}', /reads standard input/],
    [[], `"${'4242'.repeat(300_000)}"`, /over 1024 KiB/],
  ]) {
    const { code, stdout, stderr } = await run(['mask', ...args], input);
    const error = JSON.parse(stderr);
    assert.deepEqual([code, stdout, error.code], [1, '', 'invalid-argument']);
    assert.match(error.message, words);
    assert.doesNotMatch(stderr, /4242/);
  }
});

test('mpp-wasm mask shows what --reveal lists, of each card, and nothing for an empty list', async () => {
  const card = { brand: 'visa', number: '4242424242424242', exp_year: 2030 };
  const shown = async (reveal, input) => (await run(['mask', '--reveal', reveal], JSON.stringify(input))).stdout;
  const both = { brand: 'visa', number: '•••• •••• •••• 4242', exp_year: '••••' };
  const none = { brand: '••••', number: '•••• •••• •••• ••••', exp_year: '••••' };
  assert.equal(await shown('last4,brand', card), `${JSON.stringify(both, null, 2)}\n`);
  assert.deepEqual(JSON.parse(await shown('expiry', [card, {}])), [{ ...none, exp_year: 2030 }, {}]);
  for (const empty of ['', ',']) assert.deepEqual(JSON.parse(await shown(empty, card)), none);
});

test('mpp-wasm mask reads 1 MiB, and not a byte more', async () => {
  const card = '{"brand":"visa"}';
  for (const [bytes, code] of [[1024 * 1024, 0], [1024 * 1024 + 1, 1]]) {
    const { code: exit, stdout } = await run(['mask'], card.padEnd(bytes));
    assert.deepEqual([exit, stdout === ''], [code, code === 1], bytes);
  }
});
