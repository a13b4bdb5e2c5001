// Calls that never return from the wasm, because the stack is full or memory runs out: the next call still works.
import assert from 'node:assert/strict';
import { test } from 'node:test';

const instances = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = function (...args) {
  const instance = new Instance(...args);
  instances.push(instance.exports);
  return instance;
};
WebAssembly.Instance.prototype = Instance.prototype;
const whole = await import('mpp-wasm');
const slim = await import('mpp-wasm/slim');
WebAssembly.Instance = Instance;

const SECRET = 'k'.repeat(32);
const key = new whole.ChallengeKey(SECRET);
const request = { amount: '500', currency: 'usd', methodDetails: { networkId: 'profile_1' } };
const terms = { realm: 'api.example.com', method: 'stripe', intent: 'charge', request };
const offer = key.prepare(terms);
const challenge = offer.issue();
const header = whole.formatChallenge(challenge);
const credential = whole.formatCredential({ challenge, payload: { spt: 'spt_1' } });

/** Every entry point of the wasm, with its result. */
const WAYS = [
  [() => whole.redact('paid with 4242 4242 4242 4242'), 'paid with •••• •••• •••• 4242'],
  [() => JSON.stringify(whole.redact({ password: 'hunter2' })).includes('hunter2'), false],
  [() => key.verify(credential).payload.spt, 'spt_1'],
  [() => key.check(credential).ok, true],
  [() => new slim.ChallengeKey(SECRET).check(credential).ok, true],
  [() => offer.header().startsWith('Payment id='), true],
  [() => offer.verify(credential).payload.spt, 'spt_1'],
  [() => offer.check(credential).ok, true],
  [() => key.issue({ ...terms, expires: Date.now() + 60_000 }).realm, 'api.example.com'],
  [() => whole.parseChallenges(header).challenges.length, 1],
  [() => whole.decode(header).network_id, 'profile_1'],
  [() => slim.decode(header).network_id, 'profile_1'],
  [() => whole.detect({ status: 402, headers: { 'www-authenticate': header } }).offers.length, 1],
  [() => whole.formatChallenge(challenge), header],
  [() => whole.maskCard({ number: '4242 4242 4242 4242', brand: 'Visa', last4: '4242' }).last4, '4242'],
  [() => slim.maskCardNumber('4242 4242 4242 4242'), '•••• •••• •••• 4242'],
];

const works = () => WAYS.forEach(([way, expected]) => assert.equal(way(), expected, `${way}`));

/** The stacks of the wasm files. */
const stacks = () => instances.map((exports) => exports.__wbindgen_add_to_stack_pointer(0));

/** How much memory the wasm files have. */
const bytes = () => instances.reduce((sum, { memory }) => sum + memory.buffer.byteLength, 0);

/** Calls `way` on the way back from an overflow, with hardly any stack left. The results of the calls that returned. */
function overflow(way, before) {
  const results = new Set();
  let left = 100;
  const deeper = () => {
    try {
      deeper();
    } catch (error) {
      if (left > 0) {
        left -= 1;
        results.add(way());
      }
      throw error;
    }
  };
  const from = (depth) => (depth === 0 ? deeper() : from(depth - 1));
  assert.throws(() => from(before), RangeError);
  return results;
}

test('a full stack aborts the call that meets it and no later one', () => {
  works();
  const before = stacks();
  for (const [way, expected] of WAYS) {
    for (let n = 1; n <= 20; n++) {
      // Neither half of the result nor the unredacted text.
      for (const result of overflow(way, n)) assert.equal(result, expected, `${way}`);
      // What comes next uses what the aborted call had, or does not.
      if (n % 2) assert.equal(whole.formatChallenge(challenge), header, `after ${way}`);
      assert.equal(way(), expected, `${way}`);
    }
  }
  works();
  assert.deepEqual(stacks(), before, 'nothing of the stack is lost');
});

test('a call that ends with an error is not taken for one that never returned, which costs memory', () => {
  const before = bytes();
  for (let n = 0; n < 1000; n++) {
    for (const wrong of [{}, () => {}]) assert.throws(() => whole.formatChallenge(wrong), { name: 'MppError' });
    assert.equal(whole.decode(header).network_id, 'profile_1');
  }
  assert.ok(bytes() - before < 1024 * 1024, `${bytes() - before}`);
});

test('of a header over its limit, no more is passed on than shows that it is', () => {
  const long = 'a'.repeat(8 * 1024 * 1024);
  const before = bytes();
  for (const cut of [whole, slim]) assert.throws(() => cut.parseChallenges(long), { code: 'too-large' });
  for (const read of [whole.parseCredential, (text) => key.verify(text)]) assert.throws(() => read(long), { code: 'malformed-credential' });
  assert.ok(bytes() - before < 1024 * 1024, `${bytes() - before}`);
});

test('a text too large for the memory is refused, and the next one is read', () => {
  // All the memory a wasm can have, except for a megabyte.
  for (const { memory } of instances) memory.grow(65_536 - 16 - memory.buffer.byteLength / 65_536);
  const long = 'a'.repeat(8 * 1024 * 1024);
  for (let n = 0; n < 10; n++) {
    assert.throws(() => whole.redact(long), { name: 'MppError', code: 'internal', message: /not enough memory for this input/ });
    assert.throws(() => whole.parseMessage(long), { name: 'MppError', code: 'internal' });
    works();
  }
  // The first call after one that never returned, whichever it is.
  for (const [way, expected] of WAYS) {
    assert.throws(() => whole.parseMessage(long), { code: 'internal' });
    assert.equal(way(), expected, `${way}`);
  }
});
