// Challenges, credentials and receipts, by the public functions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ChallengeKey, MppError, bodyDigest, decode, formatChallenge, formatCredential, formatReceipt, parseChallenges, parseCredential,
  parseReceipt, rankOffers, redact,
} from 'mpp-wasm';
import { fromThrown } from '../../pkg/error.js';
import { NOW, SECRET, TERMS, code, issue, key, pay } from './issued.mjs';

test('a challenge survives a round trip over the wire', () => {
  const challenge = issue();
  const header = formatChallenge(challenge);
  assert.match(header, /^[ -~]+$/, 'pure ASCII');
  const { challenges, malformed } = parseChallenges(`Bearer realm="x", ${header}, Payment id=""`);
  assert.deepEqual(challenges, [challenge]);
  assert.deepEqual(malformed.map((error) => [error instanceof MppError, error.code]), [[true, 'malformed-challenge']]);
  assert.deepEqual(challenge.request, TERMS.request);
  assert.equal(challenge.expires, '2025-01-15T12:05:00.000Z');
});

test('a challenge without an expiry is neither issued nor accepted', () => {
  const { id, encodedRequest, expires, ...endless } = issue();
  assert.equal(code(() => key.issue(endless)), 'invalid-argument');
  assert.equal(code(() => key.verify(pay({ id, ...endless }))), 'invalid-challenge');
});

test('errors about terms name missing, mistyped and unknown fields', () => {
  const message = (more, call = (terms) => key.issue(terms, { now: NOW })) => {
    try {
      call({ ...TERMS, ...more });
    } catch (error) {
      assert.ok(error instanceof MppError && error.code === 'invalid-argument', `${error} ${error.code}`);
      return error.message;
    }
    return 'nothing was thrown';
  };
  for (const field of ['realm', 'method', 'intent', 'request', 'expires']) {
    assert.match(message({ [field]: undefined }), new RegExp(`terms needs ${field}`));
  }
  for (const field of ['realm', 'method', 'intent', 'digest', 'description', 'header']) {
    for (const value of [7, null, {}]) assert.match(message({ [field]: value }), new RegExp(`terms\\.${field} must be a string`));
  }
  for (const request of [null, 'e30', 7, []]) assert.match(message({ request }), /^terms\.request must be an object$/);
  for (const opaque of [7, ['a'], { a: 7 }]) assert.match(message({ opaque }), /opaque/);
  for (const text of ['a\0b', 'a\nb', 'a\ud800']) {
    for (const field of ['realm', 'description']) assert.notEqual(message({ [field]: text }), 'nothing was thrown', JSON.stringify(text));
  }
  for (const none of [undefined, null, 'x']) {
    assert.equal(message({}, () => key.issue(none)), 'terms must be an object');
    assert.equal(message({}, () => key.prepare(none)), 'offer must be an object');
  }
  assert.match(message({ expires: 'soon' }, (terms) => key.prepare(terms)), /offer: unknown field "expires"/);
  assert.match(message({ expires: {} }), /expires \(unless an RFC 3339 string\) must be a Date or milliseconds/);
  assert.match(message({ reallm: 'x' }), /unknown field "reallm"; known fields: realm, method/);
  assert.doesNotMatch(message({ spt_1N4Zv32eZvKY: 'x' }), /1N4Zv/);
  assert.ok(issue({ reallm: undefined, description: '', digest: undefined }).id, 'undefined is not there');
  assert.deepEqual(Object.keys(issue({ description: '' })).filter((name) => name === 'description'), ['description'], 'an empty text is there');
});

test('a credential verifies as issued, and against the expected terms', () => {
  const expected = { now: NOW, realm: TERMS.realm, method: 'stripe', intent: 'charge', request: TERMS.request, opaque: TERMS.opaque };
  assert.deepEqual(key.verify(pay(issue()), expected).payload, { spt: 'spt_1' });
  assert.deepEqual(key.verify(parseCredential(pay(issue())), expected).payload, { spt: 'spt_1' });
  for (const other of [{ realm: 'b' }, { method: 'tempo' }, { intent: 'session' }, { request: { amount: '1' } }, { opaque: {} }]) {
    assert.equal(code(() => key.verify(pay(issue()), { ...expected, ...other })), 'invalid-challenge', JSON.stringify(other));
  }
  assert.equal(code(() => key.verify(pay(issue()), { now: NOW + 300_000 })), 'payment-expired');
  assert.equal(code(() => key.verify(pay(issue()), { now: NOW, reallm: 'x' })), 'invalid-argument', 'a typo expects nothing');
});

test('a body is bound to its challenge', () => {
  const challenge = issue({ digest: bodyDigest('{"a":1}') });
  assert.ok(key.verify(pay(challenge), { now: NOW, body: '{"a":1}' }));
  assert.ok(key.verify(pay(challenge), { now: NOW, body: new TextEncoder().encode('{"a":1}').buffer }));
  assert.equal(code(() => key.verify(pay(challenge), { now: NOW, body: '{"a":2}' })), 'verification-failed');
  assert.equal(code(() => key.verify(pay(challenge), { now: NOW, body: null })), 'verification-failed');
  assert.equal(code(() => key.verify(pay(challenge), { now: NOW })), 'invalid-argument', 'not waved through unseen');
  assert.equal(code(() => key.verify(pay(issue()), { now: NOW, body: 'x' })), 'verification-failed');
});

test('keys rotate', () => {
  const next = new ChallengeKey('another-secret-of-at-least-32-bytes!', { previous: [SECRET] });
  assert.ok(next.verify(pay(issue()), { now: NOW }));
  const after = new ChallengeKey('another-secret-of-at-least-32-bytes!');
  assert.equal(code(() => after.verify(pay(issue()), { now: NOW })), 'invalid-challenge');
  assert.equal(code(() => new ChallengeKey('short')), 'bad-secret');
  assert.equal(code(() => new ChallengeKey(undefined)), 'bad-secret');
});

test('received text is preserved: padded base64 is echoed byte for byte', () => {
  const padded = 'eyJhbW91bnQiOiIxIn0=';
  const header = `Payment id="x", realm="r", method="stripe", intent="charge", request="${padded}"`;
  const [challenge] = parseChallenges(header).challenges;
  assert.equal(challenge.encodedRequest, padded);
  assert.equal(parseCredential(pay(challenge)).challenge.encodedRequest, padded);
  const changed = { ...challenge, request: { amount: '2' } };
  assert.equal(code(() => formatChallenge(changed)), 'invalid-argument');
  assert.ok(formatChallenge({ ...changed, encodedRequest: undefined }));
});

test('names like __proto__ are data', () => {
  const request = JSON.parse('{"__proto__":{"polluted":true},"constructor":"x","amount":"1"}');
  const { challenges } = parseChallenges(formatChallenge(issue({ request })));
  assert.deepEqual(Object.keys(challenges[0].request).sort(), ['__proto__', 'amount', 'constructor']);
  assert.equal({}.polluted, undefined);
  assert.deepEqual(Object.keys(redact(request)).sort(), ['__proto__', 'amount', 'constructor']);
});

test('lone surrogates are refused', () => {
  assert.equal(code(() => issue({ request: { amount: '\ud800' } })), 'invalid-json');
});

test('receipts keep the fields a method adds', () => {
  const receipt = { method: 'tempo', reference: '0x1', status: 'success', timestamp: '2025-01-15T12:04:32Z', chainId: 42431 };
  assert.deepEqual(parseReceipt(formatReceipt(receipt)), receipt);
  assert.equal(code(() => parseReceipt('e30')), 'malformed-receipt');
  assert.equal(code(() => formatReceipt({ ...receipt, status: 'failed' })), 'malformed-receipt');
  for (const absent of [null, undefined, '', ' ']) {
    assert.throws(() => parseReceipt(absent), {
      code: 'malformed-receipt',
      message: /no Payment-Receipt header; for browsers, Access-Control-Expose-Headers must list it/,
    });
  }
});

test('decode returns what a spend request needs', () => {
  const decoded = decode(formatChallenge(issue()));
  assert.equal(decoded.network_id, 'profile_1');
  assert.deepEqual(Object.keys(decoded).sort(), ['description', 'expires', 'id', 'intent', 'method', 'network_id', 'realm', 'request_json']);
  // A header may stand behind any number of others.
  assert.deepEqual(decode(`x-long: ${'a'.repeat(70_000)}\nwww-authenticate: ${formatChallenge(issue())}`), decoded);
  assert.equal(code(() => decode('Bearer x')), 'no-challenge');
  assert.equal(code(() => decode(402)), 'invalid-argument');
});

test('rankOffers ranks offers, and falls back to all of them', () => {
  const [stripe, tempo] = [{ method: 'stripe', intent: 'charge' }, { method: 'tempo', intent: 'charge' }];
  assert.deepEqual(rankOffers('tempo/*, */*;q=0.5', [stripe, tempo]), [tempo, stripe]);
  assert.deepEqual(rankOffers('tempo/charge', [stripe, tempo]), [tempo]);
  for (const header of [undefined, null, '', 'nonsense', 'lightning/charge']) assert.deepEqual(rankOffers(header, [stripe, tempo]), [stripe, tempo]);
});

test('errors contain no secrets', () => {
  const marker = 'spt_marker1234567890';
  for (const f of [
    () => parseCredential(`Payment ${marker}`),
    () => key.verify(`Payment ${marker}`),
    () => key.verify(pay(issue(), { spt: marker }), { now: NOW, realm: 'other' }),
    () => parseReceipt(marker),
    () => new ChallengeKey(marker),
    () => formatCredential({ challenge: marker, payload: marker }),
    () => decode(`Payment id="${marker}"`),
  ]) {
    try {
      f();
      assert.fail('nothing was thrown');
    } catch (error) {
      assert.doesNotMatch(`${error.stack} ${JSON.stringify(error)} ${error.message}`, /marker/);
      assert.ok(error instanceof MppError);
    }
  }
});

test('an error has a problem only where one applies, and what others throw stays what it is', () => {
  assert.deepEqual(Object.keys(new MppError('internal', 'what failed')), ['name', 'code']);
  assert.deepEqual(
    { ...fromThrown({ code: 'bad-config', message: '', problem: { status: 500 } }) },
    { name: 'MppError', code: 'bad-config', problem: { status: 500 } },
  );
  for (const thrown of [undefined, null, 'x', {}, { code: 7 }, new RangeError(), Object.assign(new Error(), { code: 'ENOENT' })]) {
    assert.equal(fromThrown(thrown), thrown);
  }
});
