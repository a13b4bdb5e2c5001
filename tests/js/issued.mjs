// A key, an offer, terms, and the challenge and the credential made of them.
import assert from 'node:assert/strict';
import { ChallengeKey, MppError, formatCredential } from 'mpp-wasm';

export const SECRET = 'test-vector-secret-minimum-32-byte-secret';
export const NOW = Date.parse('2025-01-15T12:00:00Z');
export const OFFER = {
  realm: 'api.example.com',
  method: 'stripe',
  intent: 'charge',
  request: { currency: 'usd', amount: '100', methodDetails: { networkId: 'profile_1' } },
  description: 'One "answer" — é 😀',
  opaque: { order: '7' },
};
export const TERMS = {
  ...OFFER,
  request: { ...OFFER.request, methodDetails: { networkId: 'profile_1', n: 1.5e300 } },
  expires: new Date(NOW + 300_000),
};

export const key = new ChallengeKey(SECRET);
export const issue = (more = {}) => key.issue({ ...TERMS, ...more }, { now: NOW });
export const pay = (challenge, payload = { spt: 'spt_1' }) => formatCredential({ challenge, payload });

/** The code of the error that a function throws. */
export const code = (f) => {
  try {
    f();
  } catch (error) {
    assert.ok(error instanceof MppError, `${error}`);
    return error.code;
  }
  return 'nothing was thrown';
};

/** The error that a function throws. */
export const thrown = (f) => {
  try {
    f();
  } catch (error) {
    assert.ok(error instanceof MppError, `${error}`);
    return error;
  }
  assert.fail('nothing was thrown');
};
