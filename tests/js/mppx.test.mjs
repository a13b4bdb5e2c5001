// The package beside mppx, an independent implementation: each reads and verifies what the other writes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BodyDigest, Challenge, Credential, Receipt } from 'mppx';
import { bodyDigest, ChallengeKey, formatChallenge, formatCredential, formatReceipt, parseChallenges, parseCredential, parseReceipt } from 'mpp-wasm';

const SECRET = 'test-vector-secret-minimum-32-byte-secret';
const EXPIRES = '2099-01-15T12:05:00Z';
const BODY = '{"hello": "wörld"}';
const REQUEST = { amount: '100', currency: 'usd', methodDetails: { networkId: 'profile_x', paymentMethodTypes: ['card', 'link'] } };
const BASE = { realm: 'api.example.com', method: 'stripe', intent: 'charge', request: REQUEST, expires: EXPIRES };

/** Terms of ours by the names of mppx. */
const withMeta = ({ opaque, ...rest }) => ({ ...rest, meta: opaque });

/** Optional parts of a challenge, by the names that `ChallengeKey` and mppx use. */
const CASES = [
  ['plain', {}],
  ['a digest', { digest: bodyDigest(BODY) }, undefined, BODY],
  ['a bare digest', { digest: BodyDigest.compute(BODY) }, undefined, BODY],
  ['opaque', { opaque: { order: '7', 'ünï': '“—”😀' } }, withMeta],
  ['a description', { description: 'Café — “naïve” 😀 \\ "quoted", Payment id="x"' }],
  ['another header', { header: 'Payment-Authorization' }],
  ['the default header', { header: 'Authorization' }],
  ['everything', { digest: bodyDigest(BODY), opaque: { a: 'b' }, description: 'ü', header: 'Payment-Authorization' }, withMeta, BODY],
  [
    'a request with every kind of value',
    { request: { z: [1, 2.5, 1e21, -0, null, true], a: { é: '\u2028', '😀': '\u0007', '\ufb33': 1 }, amount: '1' } },
  ],
  ['a method with signs', { method: 'a:b_c-d', intent: 'authorize' }],
  ['milliseconds', { expires: '2099-01-15T12:05:00.123Z' }],
];

const ours = new ChallengeKey(SECRET);
const theirs = (terms, toMppx = (same) => same) => Challenge.from({ ...toMppx({ ...BASE, ...terms }), secretKey: SECRET });

for (const [name, terms, toMppx, body] of CASES) {
  test(`${name}: the same id`, () => {
    const issued = ours.issue({ ...BASE, ...terms });
    // mppx keeps a digest as received. We always write the RFC 9530 form.
    assert.equal(issued.id, theirs({ ...terms, ...(terms.digest && { digest: issued.digest }) }, toMppx).id);
  });

  test(`${name}: ours is read and verified by mppx`, () => {
    const header = formatChallenge(ours.issue({ ...BASE, ...terms }));
    assert.match(header, /^[ -~]+$/);
    const [challenge, ...others] = Challenge.deserializeList(header);
    assert.deepEqual(others, []);
    assert.equal(Challenge.verify(challenge, { secretKey: SECRET }), true);
    assert.equal(Challenge.verify(challenge, { secretKey: `${SECRET}.` }), false);
    assert.equal(Challenge.verify({ ...challenge, expires: '2099-01-15T12:05:01Z' }, { secretKey: SECRET }), false);
    assert.equal(challenge.description, terms.description);
    assert.deepEqual(challenge.request, JSON.parse(JSON.stringify(terms.request ?? REQUEST)));
  });

  test(`${name}: mppx's is read and verified by us`, () => {
    const challenge = theirs(terms, toMppx);
    const { challenges, malformed } = parseChallenges(Challenge.serialize(challenge));
    assert.deepEqual([challenges.length, malformed], [1, []]);
    assert.deepEqual([challenges[0].id, challenges[0].description], [challenge.id, terms.description]);
    const written = Credential.serialize({ challenge, payload: { spt: 'spt_1' } });
    const verified = ours.verify(written, { realm: BASE.realm, request: { ...(terms.request ?? REQUEST) }, body: body ?? null });
    assert.deepEqual([verified.challenge.id, verified.payload], [challenge.id, { spt: 'spt_1' }]);
    for (const change of [
      { realm: 'x' }, { expires: '2099-01-15T12:05:01Z' }, { request: { ...challenge.request, amount: '2' } }, { id: 'x' },
    ]) {
      const wrong = Credential.serialize({ challenge: { ...challenge, ...change }, payload: {} });
      assert.throws(() => ours.verify(wrong, { body: body ?? null }), { code: 'invalid-challenge' });
    }
  });
}

test('a digest in either form binds the body', () => {
  assert.notEqual(bodyDigest(BODY), BodyDigest.compute(BODY));
  for (const digest of [bodyDigest(BODY), BodyDigest.compute(BODY), BodyDigest.compute(BODY).replace(/=+$/, '')]) {
    const written = Credential.serialize({ challenge: theirs({ digest }), payload: {} });
    assert.equal(ours.verify(written, { body: BODY }).challenge.digest, digest);
    for (const body of ['other', '', null]) assert.throws(() => ours.verify(written, { body }), { code: 'verification-failed' });
    assert.throws(() => ours.verify(written), { code: 'invalid-argument' }, 'not looking is no way round');
  }
});

test('the ids of the reference suite', () => {
  const terms = { realm: 'api.example.com', method: 'tempo', intent: 'charge', request: { amount: '1000000' }, secretKey: SECRET };
  for (const [header, id] of [
    [undefined, '6QDs0BmhrI_v67iWeCMvGqQJEFQ6ErWKlk7zi5xL6t0'],
    ['Payment-Authorization', 're8MIMJYpIJ0r_aiizscg6ghtipQM8IpOa_NtpwIU8E'],
  ]) {
    const challenge = Challenge.from({ ...terms, ...(header && { header }) });
    assert.equal(challenge.id, id);
    // Bound, but without an expiry: we neither issue nor accept these.
    assert.throws(() => ours.verify(Credential.serialize({ challenge, payload: {} })), { code: 'invalid-challenge', message: /expiry/ });
  }
});

test('a realm with "|", with which mppx can give two sets of terms the same id, is refused here', () => {
  const one = Challenge.from({ ...BASE, realm: 'a|b', method: 'tempo', secretKey: SECRET });
  assert.throws(() => ours.verify(Credential.serialize({ challenge: one, payload: {} })), { code: 'invalid-challenge' });
  assert.throws(() => ours.issue({ ...BASE, realm: 'a|b' }), { code: 'invalid-argument' });
});

test('a header name that mppx allows is refused', () => {
  const challenge = theirs({ header: 'Cookie' });
  assert.throws(() => ours.verify(Credential.serialize({ challenge, payload: {} })), { code: 'malformed-credential' });
  assert.throws(() => ours.issue({ ...BASE, header: 'Cookie' }), { code: 'invalid-argument' });
});

test('keys rotate under mppx too', () => {
  const rotated = new ChallengeKey('a-new-secret-of-more-than-32-bytes-here', { previous: [SECRET] });
  const written = Credential.serialize({ challenge: theirs({}), payload: {} });
  assert.equal(rotated.verify(written, { body: null }).challenge.realm, BASE.realm);
  assert.throws(() => new ChallengeKey('a-new-secret-of-more-than-32-bytes-here').verify(written, { body: null }), { code: 'invalid-challenge' });
  assert.equal(Challenge.verify(Challenge.deserialize(formatChallenge(rotated.issue(BASE))), { secretKey: SECRET }), false);
});

test('several challenges in one header', () => {
  const list = [ours.issue(BASE), ours.issue({ ...BASE, method: 'tempo', description: 'a, Payment b="c"' })].map(formatChallenge);
  const header = ['Bearer realm="x, Payment y"', ...list].join(', ');
  assert.deepEqual(Challenge.deserializeList(header).map(({ method }) => method), ['stripe', 'tempo']);
  const both = [theirs({}), theirs({ method: 'tempo' })].map(Challenge.serialize).join(', ');
  assert.deepEqual(parseChallenges(both).challenges.map(({ method }) => method), ['stripe', 'tempo']);
});

test('credentials in both directions', () => {
  const challenge = ours.issue({ ...BASE, opaque: { a: 'ü' }, description: '—' });
  const written = formatCredential({ challenge, payload: { spt: 'spt_1', externalId: '“x”' }, source: 'did:key:z6Mk' });
  const read = Credential.deserialize(written);
  assert.deepEqual([read.challenge.id, read.payload, read.source], [challenge.id, { spt: 'spt_1', externalId: '“x”' }, 'did:key:z6Mk']);
  assert.equal(Challenge.verify(read.challenge, { secretKey: SECRET }), true);
  const back = parseCredential(Credential.serialize(read));
  assert.deepEqual([back.challenge.id, back.payload, back.source], [challenge.id, read.payload, read.source]);
});

test('receipts in both directions, including method fields', () => {
  const receipt = {
    status: 'success', method: 'stripe', timestamp: '2026-01-15T12:00:00.000Z', reference: 'pi_1', externalId: 'Ünï — 😀',
    more: { a: [1] },
  };
  assert.deepEqual(Receipt.deserialize(formatReceipt(receipt)), receipt);
  assert.deepEqual(parseReceipt(Receipt.serialize(receipt)), receipt);
});
