// What `reveal` shows, and that it shows only what it names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MppError, maskAddress, maskCard, maskCardNumber } from 'mpp-wasm';

const CARD = {
  id: 'card_1', brand: 'visa', number: '4242424242424242', cvc: '123', exp_month: 12, exp_year: 2030, valid_until: '2030-01-01',
  spt: 'spt_1N4Zv32eZvKY', note: 'call me',
  billing_address: { name: 'Jane Doe', line1: '1 Main St', line2: null, city: 'Paris', state: 'IDF', postal_code: '75001', country: 'FR' },
};
const SHIPPING = { name: 'Jane Doe', line_1: '1 Main St', locality: 'Rome', administrative_area: 'RM', postal_code: '00118', country_code: 'IT' };
const NAMES = ['brand', 'last4', 'city', 'postal_code', 'id', 'expiry', 'name', 'street', 'state', 'country'];
const DEFAULT = ['brand', 'last4', 'city', 'postal_code'];

/** The leaves of an object that reveal something. */
const shown = (value) => {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(shown);
  return value === null || /^[a-z_]*•+$/.test(value) ? [] : [String(value)];
};

test('the default is brand, last four, city and postal code', () => {
  assert.deepEqual(shown(maskCard(CARD)), ['visa', '•••• •••• •••• 4242', 'Paris', '75001']);
  assert.deepEqual(maskCard(CARD), maskCard(CARD, { reveal: DEFAULT }));
  assert.deepEqual(shown(maskAddress(SHIPPING)), ['Rome', '00118']);
  assert.deepEqual(maskAddress(SHIPPING, {}), maskAddress(SHIPPING, { reveal: ['city', 'postal_code'] }));
});

test('reveal shows what it names, and nothing else', () => {
  const rows = {
    brand: ['visa'], last4: ['•••• •••• •••• 4242'], city: ['Paris'], postal_code: ['75001'], id: ['card_1'], expiry: ['12', '2030', '2030-01-01'],
    name: ['Jane Doe'], street: ['1 Main St'], state: ['IDF'], country: ['FR'],
  };
  assert.deepEqual(Object.keys(rows), NAMES);
  for (const [name, leaves] of Object.entries(rows)) {
    const rest = name === 'last4' ? [] : ['•••• •••• •••• ••••'];
    assert.deepEqual(shown(maskCard(CARD, { reveal: [name] })).filter((leaf) => !rest.includes(leaf)), leaves, name);
  }
  assert.deepEqual(shown(maskAddress(SHIPPING, { reveal: ['name', 'street', 'state', 'country'] })), ['Jane Doe', '1 Main St', 'RM', 'IT']);
  const all = maskCard(CARD, { reveal: NAMES });
  assert.deepEqual([all.cvc, all.spt, all.note, all.exp_month], ['•••', 'spt_••••', '••••', 12]);
  assert.deepEqual(shown(maskCard(CARD, { reveal: [] })).filter((leaf) => /[^• ]/.test(leaf)), []);
  assert.equal(maskCardNumber('4242 4242 4242 4242', { reveal: [] }), '•••• •••• •••• ••••');
  assert.equal(maskCardNumber('4242 4242 4242 4242', { reveal: ['last4'] }), '•••• •••• •••• 4242');
});

test('masking twice changes nothing, whatever is revealed', () => {
  for (const reveal of [undefined, [], ...NAMES.map((name) => [name]), NAMES]) {
    for (const [mask, value] of [[maskCard, CARD], [maskAddress, SHIPPING]]) {
      const before = structuredClone(value);
      const once = mask(value, { reveal });
      assert.deepEqual(mask(once, { reveal }), once);
      assert.deepEqual(value, before, 'what is given is never changed');
    }
  }
});

test('an unknown option is an error that lists the known ones and repeats no input', () => {
  for (const reveal of [['cvc'], ['number'], ['last4', ''], ['4242424242424242'], ['spt']]) {
    const options = { reveal };
    for (const mask of [maskCard, maskAddress]) {
      assert.throws(
        () => mask({}, options),
        (error) => error instanceof MppError && error.code === 'invalid-argument' && NAMES.every((name) => error.message.includes(name)),
      );
    }
  }
  for (const reveal of [['city'], ['cvc'], ['last4', 'number']]) {
    assert.throws(
      () => maskCardNumber('4242424242424242', { reveal }),
      (error) => error.code === 'invalid-argument' && error.message.includes("['last4']"),
    );
  }
  const wrong = [
    null, 'last4', true, { reveal: 'last4' }, { reveal: null }, { reveal: [4] }, { reveal: [['last4']] },
    { show: ['last4'] }, { '4242424242424242': 1 },
  ];
  // Nothing would be read of these, and the default shown.
  const unread = [[], new Map([['reveal', []]]), Promise.resolve({ reveal: [] })];
  for (const options of [...wrong, ...unread]) {
    for (const mask of [maskCard, maskAddress, maskCardNumber]) {
      assert.throws(() => mask('4242424242424242', options), (error) => error.code === 'invalid-argument' && !/4242/.test(error.message));
    }
  }
});

test('a card number or token used as a member name is hidden', () => {
  const named = { '4242424242424242': 'x', 'card 4242-4242-4242-4242': 'x', spt_1N4Zv32eZvKYlo2C: 'x', cvc: '123', security_code: '1' };
  assert.deepEqual(maskCard(named), {
    '•••• •••• •••• 4242': '••••', '••••': '••••', '•••• (2)': '••••', cvc: '•••', security_code: '•••',
  });
  assert.deepEqual(maskCard({ 4242424242424242: 'x', billing_address: { 4242424242424242: 'x' } }, { reveal: [] }), {
    '•••• •••• •••• ••••': '••••', billing_address: { '•••• •••• •••• ••••': '••••' },
  });
  const known = ['id', 'brand', 'payment_method_options', 'cvc_check', 'last4', 'exp_month', '__proto__', 'client_secret', 'Straße'];
  assert.deepEqual(Object.keys(maskCard(Object.fromEntries(known.map((name) => [name, 'x'])))), known);
});

test('of an object in an unknown place nothing is shown, whatever its members are called; null stays', () => {
  const inner = { brand: 'visa', last4: '4242', city: 'Paris', postal_code: '75001', billing_address: { city: 'Paris' } };
  for (const name of ['token', 'metadata', 'number', 'cvc']) assert.deepEqual(maskCard({ [name]: inner }), { [name]: '••••' }, name);
  for (const name of ['city', 'name', 'card']) assert.deepEqual(maskAddress({ [name]: inner }), { [name]: '••••' }, name);
  const none = { brand: null, number: null, billing_address: null, token: null, cvc: undefined };
  assert.deepEqual(maskCard(none), none);
});

test('odd values are hidden, not shown', () => {
  const throwing = { brand: 'visa', get number() { throw new Error('4242424242424242'); } };
  assert.deepEqual(maskCard(throwing), { brand: 'visa', number: '••••' });
  const odd = {
    brand: () => 'secret',
    network: Symbol('secret'),
    number: 4242424242424242n,
    cvc: 123,
    address: '1 Main St',
    card: { number: 4242424242424242 },
  };
  assert.deepEqual(maskCard(odd), {
    brand: '••••',
    network: '••••',
    number: '•••• •••• •••• 4242',
    cvc: '•••',
    address: '••••',
    card: { number: '•••• •••• •••• 4242' },
  });
  const cycle = { number: '4242424242424242' };
  // Two ways around take for ever: each level would have twice as many objects as the one above.
  Object.assign(cycle, { card: cycle, Card: cycle });
  assert.deepEqual(maskCard(cycle), { number: '•••• •••• •••• 4242', card: '••••', Card: '••••' });
  let deep = { number: '4242424242424242' };
  for (let level = 0; level < 40; level += 1) deep = { card: deep };
  let levels = 0;
  for (let level = maskCard(deep); level !== '••••'; level = level.card) levels += 1;
  assert.equal(levels, 33, 'what is more than 32 levels deep is hidden');
  assert.deepEqual(maskAddress({ city: () => 'secret', postal_code: Symbol('secret') }), { city: '••••', postal_code: '••••' });
  assert.deepEqual(maskAddress({ city: class Paris {}, postal_code: Symbol('Paris') }), { city: '••••', postal_code: '••••' });
  for (const nothing of [null, undefined, '', 12, 'x', []]) assert.equal(maskCard(nothing), '••••');
  for (const [number, expected] of [
    [null, ''],
    [undefined, ''],
    [{}, '••••'],
    [[4242424242424242], '••••'],
    [Symbol('x'), '••••'],
    [() => '4242424242424242', '••••'],
    ['1234567', '••••'],
    [4242424242424242, '•••• •••• •••• 4242'],
  ]) {
    assert.equal(maskCardNumber(number), expected);
  }
  assert.equal(Object.getPrototypeOf(maskCard(JSON.parse('{"__proto__":{"number":"1"}}'))), Object.prototype);
});

test('a card and an address are copied and masked', () => {
  const card = {
    id: 'card_1', brand: 'visa', number: '4242424242424242', cvc: '123', exp_month: 12,
    billing_address: { name: 'Jane Doe', line1: '1 Main St', city: 'Paris', postal_code: '75001', country: 'FR' },
  };
  const before = structuredClone(card);
  const masked = maskCard(card);
  assert.deepEqual(card, before);
  assert.deepEqual([masked.number, masked.cvc, masked.brand], ['•••• •••• •••• 4242', '•••', 'visa']);
  assert.deepEqual([masked.billing_address.city, masked.billing_address.postal_code], ['Paris', '75001']);
  assert.doesNotMatch(JSON.stringify(masked), /Jane|Main|123|4242424/);
  assert.equal(maskAddress({ line_1: '1 Main St', locality: 'Rome' }).locality, 'Rome');
});
