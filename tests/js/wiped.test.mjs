// A credential leaves nothing in the memory of the wasm.
import assert from 'node:assert/strict';
import { test } from 'node:test';

const memories = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = function (...args) {
  const instance = new Instance(...args);
  memories.push(instance.exports.memory);
  return instance;
};
WebAssembly.Instance.prototype = Instance.prototype;
const whole = await import('mpp-wasm');
const slim = await import('mpp-wasm/slim');
WebAssembly.Instance = Instance;

const TOKEN = 'spt_marker1234567890abcdef';
const key = new whole.ChallengeKey('k'.repeat(32));
const offer = key.prepare({ realm: 'api.example.com', method: 'stripe', intent: 'charge', request: { amount: '100', currency: 'usd' } });
const challenge = offer.issue();
const credential = whole.formatCredential({ challenge, payload: { spt: TOKEN } });

const held = (text) => memories.reduce((sum, { buffer }) => sum + Buffer.from(buffer).toString('latin1').split(text).length - 1, 0);

test('a token and its credential are wiped when a call returns', () => {
  assert.equal(memories.length, 2);
  assert.deepEqual([held(TOKEN), held(credential.slice(-40))], [0, 0], 'of writing it');
  const ways = [
    (api) => new api.ChallengeKey('k'.repeat(32)).verify(credential),
    (api) => new api.ChallengeKey('k'.repeat(32)).check(credential),
    (api) => new api.ChallengeKey('k'.repeat(32)).verify(`${' '.repeat(6000)}${credential}`),
    (api) => api === whole && offer.verify(credential),
    (api) => api === whole && offer.check(credential),
    (api) => api.parseCredential?.(credential),
    (api) => new api.ChallengeKey('k'.repeat(32)).check(credential, { realm: 'other.example' }),
    (api) => new api.ChallengeKey('another'.repeat(8)).check(credential),
    (api) => api.redact?.(`Authorization: ${credential} and ${TOKEN}`),
    (api) => api.redact?.(TOKEN),
  ];
  for (const api of [whole, slim]) {
    for (const way of ways) {
      way(api);
      assert.deepEqual([held(TOKEN), held(credential.slice(-40))], [0, 0]);
    }
  }
  assert.equal(held('k'.repeat(32)), 0, 'nor is the secret there');
});

test('the memory search finds text that is present', () => {
  whole.parseChallenges(`Payment realm="${TOKEN}"`);
  assert.notEqual(held(TOKEN), 0);
});
