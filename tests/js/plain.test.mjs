// A challenge's request always equals its encoded request, whatever object it was made from.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import * as whole from 'mpp-wasm';
import * as slim from 'mpp-wasm/slim';

const { ChallengeKey, MppError, formatChallenge, formatCredential, formatReceipt } = whole;
const SECRET = 'test-vector-secret-minimum-32-byte-secret';
const key = new ChallengeKey(SECRET);
const issue = (request) => key.issue({ realm: 'api.example.com', method: 'stripe', intent: 'x', request, expires: '2099-01-01T00:00:00Z' });
const encoded = (challenge) => JSON.parse(Buffer.from(challenge.encodedRequest, 'base64url').toString());
const nested = (levels, inmost = 1) => (levels === 0 ? inmost : { a: nested(levels - 1, inmost) });

class Money {
  amount = '1';
  toJSON() {
    return { amount: '2' };
  }
}

test('a request is returned as it is encoded, with its members in canonical order', () => {
  const requests = [
    {},
    { b: 1, a: { d: [3, { f: '', e: null }], c: true } },
    { 10: 'x', 9: 'y', b: 1, a: 2 },
    { '\u{1f600}': 1, '\uffff': 2, é: 3, z: 4 },
    { zero: -0, small: 5e-324, large: 1.7976931348623157e308, half: 0.5, sums: [0.1 + 0.2, 1e21] },
    { kept: [] },
    { [Symbol('y')]: 1, a: 1 },
    JSON.parse('{"__proto__":{"amount":"0"},"b":1,"a":2}'),
    Object.assign(Object.create(null), { b: 1, a: 2 }),
    { money: new Money() },
    new Money(),
    { at: new Date(0) },
    { toJSON: () => ({ amount: '3' }), amount: '4' },
    { list: Object.assign([1], { toJSON: () => 'told' }) },
    runInNewContext('({ b: [1, { d: 1, c: 2 }], a: 2 })'),
    nested(30),
  ];
  for (const request of requests) {
    const challenge = issue(request);
    const plain = JSON.parse(JSON.stringify(request));
    assert.deepStrictEqual(challenge.request, plain);
    assert.deepStrictEqual(encoded(challenge), plain);
    assert.equal(JSON.stringify(challenge.request), JSON.stringify(encoded(challenge)), 'the order too');
    assert.notEqual(challenge.request, request, 'a copy');
  }
});

test('a prepared request is frozen throughout, whatever is in it', () => {
  const request = { a: [1, { b: [] }], c: null, d: 'x' };
  const { request: own } = key.prepare({ realm: 'api.example.com', method: 'stripe', intent: 'x', request }).issue();
  assert.deepEqual(own, request);
  for (const part of [own, own.a, own.a[1], own.a[1].b]) assert.ok(Object.isFrozen(part));
  assert.ok(!Object.isFrozen(request.a));
});

test('later changes to the input do not change a challenge', () => {
  const request = { amount: '1', details: { networks: ['a'] } };
  const challenge = issue(request);
  request.details.networks.push('b');
  assert.deepEqual(challenge.request, { amount: '1', details: { networks: ['a'] } });
});

test('a getter that returns a new value each time is called once', () => {
  let asked = 0;
  const changing = { get amount() { return `${++asked}`; } };
  const challenge = issue({ changing });
  assert.deepEqual(challenge.request, encoded(challenge));
});

test('a value that JSON would lose or change is refused by name, without repeating it', () => {
  class Price {
    #amount = '1';
    get amount() {
      return this.#amount;
    }
  }
  class Lost {
    amount = '1';
    toJSON() {}
  }
  class Bag {
    #amounts = ['1'];
    *[Symbol.iterator]() {
      yield* this.#amounts;
    }
  }
  const lost = [
    () => ({ amount: '1' }), Symbol('x'), class {}, new Map([['amount', '1']]), new Set(['x']), Promise.resolve({ amount: '1' }), new Price(),
    Object.create({ amount: '1' }), { toJSON: () => undefined }, { toJSON: () => null }, { toJSON: () => () => 1 },
    new Date(NaN), new String('x'), new Uint8Array(2), /x/, new Error('x'),
    Object.assign(Object.create({ amount: '1' }), { currency: 'usd' }), Object.assign(Promise.resolve(), { a: 'b' }),
    Object.assign(new Price(), { currency: 'usd' }),
    new Lost(), Object.assign(new Bag(), { currency: 'usd' }),
    NaN, -Infinity, 1n, [undefined], [() => 1], [Symbol('x')], [[undefined]], Object.assign([], { 1: 'x' }),
  ];
  const why = /^"deep(\[\d\])*" in request,? (which is (of type |NaN|-Infinity)|is a promise: await it$)/;
  const isTold = (error) =>
    error instanceof MppError && error.code === 'invalid-argument' && why.test(error.message.replace('JSON would lose or change ', ''));
  for (const value of lost) {
    for (const request of [{ amount: '1', deep: value }, { amount: '1', a: [{ deep: value }] }]) {
      assert.throws(() => issue(request), isTold, typeof value);
    }
    assert.throws(() => issue(value), { code: 'invalid-argument' });
    assert.throws(() => key.prepare({ realm: 'api.example.com', method: 'stripe', intent: 'x', request: { value } }), { code: 'invalid-argument' });
    assert.throws(
      () => key.issue({ realm: 'api.example.com', method: 'stripe', intent: 'x', request: {}, opaque: { value }, expires: '2099-01-01T00:00:00Z' }),
      { code: 'invalid-argument' },
    );
  }
  const item = (what) => ({ message: `JSON would lose or change ${what} in request, which is NaN; pass plain data, or leave it out` });
  assert.throws(() => issue({ list: [1, 2, NaN] }), item('"list[2]"'));
  assert.throws(() => issue({ list: [1, [2, NaN]] }), item('"list[1][1]"'));
  assert.throws(() => issue({ list: [1, [2], { deep: NaN }] }), item('"deep"'));
  const receipt = { method: 'tempo', reference: '0x1', status: 'success', timestamp: '2025-01-15T12:04:32Z' };
  for (const [value, what] of [[new Map(), 'receipt'], [[[NaN]], 'receipt[0][0]'], [{ ...receipt, ids: [undefined] }, '"ids[0]" in receipt']]) {
    assert.throws(() => formatReceipt(value), (error) => error.message.startsWith(`JSON would lose or change ${what}, which is `), what);
  }
  assert.throws(() => issue({ 0: [undefined] }), { code: 'invalid-argument' });
  assert.throws(() => issue({ spt_1N4Zv32eZvKY: NaN }), (error) => /a member in request/.test(error.message) && !error.message.includes('1N4Zv'));
});

test('a member that is a promise is to be awaited, like the token of a wallet', () => {
  const challenge = issue({ amount: '1' });
  const message = '"spt" in credential is a promise: await it';
  for (const spt of [Promise.resolve('spt_1'), Object.assign(Promise.resolve(), { a: 'b' })]) {
    assert.throws(() => formatCredential({ challenge, payload: { spt } }), { code: 'invalid-argument', message });
  }
});

test('a member of terms that is undefined is refused by name, not left out', () => {
  const expires = '2099-01-01T00:00:00Z';
  const offer = { realm: 'api.example.com', method: 'stripe', intent: 'x', request: { amount: '100' } };
  const named = (f, what) => assert.throws(f, (error) => {
    const message = `JSON would lose or change ${what}, which is of type undefined; pass plain data, or leave it out`;
    return error instanceof MppError && error.code === 'invalid-argument' && error.message === message;
  });
  const challenge = key.issue({ ...offer, expires });
  const paid = formatCredential({ challenge, payload: { spt: 'spt_1' } });
  for (const member of [
    { currency: undefined }, { methodDetails: { currency: undefined } }, { recipients: [{ currency: undefined }] },
    { toJSON: () => ({ currency: undefined }) },
    { deep: { toJSON: () => ({ currency: undefined }) } }, Object.assign(Object.create(null), { currency: undefined }),
  ]) {
    const request = Object.assign(member, { amount: '100' });
    for (const f of [() => key.issue({ ...offer, request, expires }), () => key.prepare({ ...offer, request })]) named(f, '"currency" in request');
    for (const api of [whole, slim]) {
      for (const options of [{ request }, { opaque: member }]) {
        named(() => new api.ChallengeKey(SECRET).verify(paid, options), '"currency" in options');
      }
    }
    named(() => formatChallenge({ ...challenge, request }), '"currency" in challenge');
    named(() => formatCredential({ challenge: { ...challenge, request }, payload: {} }), '"currency" in credential');
    named(() => formatCredential({ challenge, payload: member }), '"currency" in credential');
  }
  named(() => key.prepare({ ...offer, opaque: { order: undefined } }), '"order" in opaque');
  named(() => formatCredential({ challenge, payload: { spt: undefined } }), '"spt" in credential');
  named(() => formatCredential({ challenge, payload: { spt_1N4Zv32eZvKY: undefined } }), 'a member in credential');

  // Fields that are optional may be undefined.
  const { encodedRequest, ...rest } = challenge;
  assert.equal(formatChallenge({ ...rest, encodedRequest: undefined, description: undefined }), formatChallenge(challenge));
  assert.equal(
    formatCredential({ challenge: { ...challenge, encodedRequest: undefined, opaque: undefined }, payload: { spt: 'spt_1' }, source: undefined }),
    paid,
  );
  assert.deepEqual(key.issue({ ...offer, description: undefined, opaque: undefined, expires }), challenge);
  assert.ok(key.verify(paid, { ...offer, opaque: undefined }));
});

test('methods are ignored, however the class is written', () => {
  function Terms() {
    this.amount = '100';
  }
  Terms.prototype.text = function () {
    return this.amount;
  };
  class Derived extends Terms {
    label() {}
  }
  const rootless = Object.assign(Object.create(Object.assign(Object.create(null), { text() {} })), { amount: '100' });
  for (const terms of [new Terms(), new Derived(), rootless]) assert.deepEqual(issue({ terms }).request, { terms: { amount: '100' } });
  Terms.prototype.currency = 'usd';
  const hidden = Object.defineProperty(new (class { amount = '1'; })(), 'recipient', { value: 'x' });
  class Hidden {
    amount = '1';
  }
  Object.defineProperty(Hidden.prototype, 'recipient', { value: 'x' });
  class Written {
    amount = '1';
    set recipient(text) {}
  }
  for (const terms of [new Terms(), hidden, new Hidden(), new Written(), Object.assign(new Error('x'), { amount: '1' })]) {
    assert.throws(() => issue({ terms }), { code: 'invalid-argument' });
  }
});

test('a value that JSON cannot represent is refused with an explanation', () => {
  const cycle = {};
  cycle.cycle = cycle;
  const throwing = { get amount() { throw new Error('sk_live_of_a_getter'); } };
  for (const request of [cycle, throwing, { amount: NaN }, { list: [1, -Infinity] }, { amount: 1n }, nested(40), nested(60)]) {
    assert.throws(() => issue(request), (error) => error instanceof MppError && !error.message.includes('sk_live'));
  }
});
