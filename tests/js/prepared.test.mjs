// Prepared offers: what they issue and verify is what their key would.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { ChallengeKey, bodyDigest, formatChallenge, parseCredential } from 'mpp-wasm';
import { NOW, OFFER, SECRET, key, pay, thrown } from './issued.mjs';

const FIELDS = ['id', 'realm', 'method', 'intent', 'request', 'encodedRequest', 'description', 'digest', 'expires', 'header', 'opaque'];

test('a prepared offer issues what the key issues', () => {
  const all = { ...OFFER, digest: 'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:', header: 'Payment-Authorization' };
  const least = { realm: 'a', method: 'x', intent: 'session', request: {} };
  for (const offer of [OFFER, all, least]) {
    const prepared = key.prepare(offer);
    for (const expires of [NOW + 1, new Date(NOW + 86_400_000)]) {
      const challenge = prepared.issue({ now: NOW, expires });
      assert.deepEqual(challenge, key.issue({ ...offer, expires }, { now: new Date(NOW) }));
      assert.deepEqual(Object.keys(challenge), FIELDS.filter((name) => name in challenge));
      assert.equal(prepared.header({ now: NOW, expires }), formatChallenge(challenge));
    }
  }
});

test('a prepared offer\'s challenge lasts five minutes by default; invalid times and terms throw', () => {
  const prepared = key.prepare(OFFER);
  assert.equal(prepared.issue({ now: NOW }).expires, '2025-01-15T12:05:00.000Z');
  assert.ok(key.check(pay(prepared.issue())).ok, 'now is the present');
  assert.notEqual(prepared.issue({ now: NOW }).id, prepared.issue({ now: NOW + 1 }).id);
  for (const wrong of [{ now: NOW, expires: NOW }, { now: NaN }, { now: NOW, expires: Infinity }]) {
    assert.equal(thrown(() => prepared.issue(wrong)).code, 'invalid-argument');
    assert.equal(thrown(() => prepared.header(wrong)).code, 'invalid-argument');
  }
  for (const offer of [{ ...OFFER, expires: NOW }, { ...OFFER, realm: 'a|b' }, { ...OFFER, request: { amount: '1.0' } }, 'text', null]) {
    assert.equal(thrown(() => key.prepare(offer)).code, 'invalid-argument');
  }
});

test('a challenge of a prepared offer may have a digest and correlation data of its own', () => {
  const body = '{"hello": "world"}';
  const other = { realm: 'a', method: 'x', intent: 'session', request: {}, header: 'Payment-Authorization' };
  for (const offer of [{ ...OFFER, opaque: undefined }, other]) {
    const prepared = key.prepare(offer);
    for (const own of [{ opaque: { nonce: 'é 😀' } }, { opaque: 'e30' }, { digest: bodyDigest(body) }, { digest: bodyDigest(body), opaque: {} }]) {
      const challenge = prepared.issue({ now: NOW, ...own });
      assert.deepEqual(challenge, key.issue({ ...offer, ...own, expires: new Date(NOW + 300_000) }, { now: NOW }));
      assert.deepEqual(Object.keys(challenge), FIELDS.filter((name) => name in challenge));
      assert.equal(prepared.header({ now: NOW, ...own }), formatChallenge(challenge));
      assert.throws(() => { challenge.request.amount = '1'; }, TypeError);
      const found = prepared.verify(pay(challenge), { now: NOW, body: own.digest ? body : null });
      assert.deepEqual(found.challenge, challenge);
      if (own.digest) assert.equal(prepared.check(pay(challenge), { now: NOW, body: 'other' }).error.code, 'verification-failed');
      assert.equal('digest' in prepared.issue({ now: NOW }) || 'opaque' in prepared.issue({ now: NOW }), false);
    }
    const [one, other] = [0, 1].map(() => prepared.issue({ now: NOW, opaque: { nonce: randomUUID() } }));
    assert.notEqual(one.id, other.id, 'two payers within a millisecond');
    assert.equal(prepared.check(pay({ ...one, opaque: other.opaque }), { now: NOW }).error.code, 'invalid-challenge');
  }
});

test('what all challenges of an offer have cannot be given to one of them, and what it is given must be valid', () => {
  const whole = key.prepare({ ...OFFER, digest: bodyDigest('x') });
  const open = key.prepare({ ...OFFER, opaque: undefined });
  for (const [prepared, own, code, message] of [
    [whole, { opaque: { order: '7' } }, 'invalid-argument', /^options\.opaque: the offer has one already/],
    [whole, { digest: bodyDigest('y') }, 'invalid-argument', /^options\.digest: the offer has one already/],
    [open, { opaque: { nonce: undefined } }, 'invalid-argument', /"nonce" in opaque/],
    [open, { opaque: { nonce: 7 } }, 'invalid-argument', /flat object of strings/],
    [open, { opaque: '\ud800' }, 'invalid-argument', /^a string in options has a lone surrogate/],
    [open, { opaque: null }, 'invalid-argument', /options\.opaque must be an object/],
    [open, { opaque: 'not base64url!' }, 'invalid-encoding', /./],
    [open, { opaque: 'e30\0' }, 'invalid-encoding', /./],
    [open, { digest: 'md5' }, 'invalid-header', /./],
    [open, { digest: `${bodyDigest('x')}\0=e30` }, 'invalid-encoding', /./],
    [open, { opaque: { much: 'a'.repeat(13_000) } }, 'too-large', /./],
    [open, { nonce: 'x' }, 'invalid-argument', /unknown field "nonce"/],
  ]) {
    for (const call of ['issue', 'header']) {
      const error = thrown(() => prepared[call]({ now: NOW, ...own }));
      assert.equal(error.code, code, `${JSON.stringify(own)}: ${error.message}`);
      assert.match(error.message, message);
    }
  }
});

test('the data shared by an offer\'s challenges cannot be changed', () => {
  const prepared = key.prepare(OFFER);
  const challenge = prepared.issue({ now: NOW });
  assert.throws(() => { challenge.request.methodDetails.networkId = 'another'; }, TypeError);
  challenge.realm = 'another';
  assert.equal(prepared.issue({ now: NOW }).realm, OFFER.realm);
});

test('a prepared offer verifies as its key does when all of the offer is expected', () => {
  const digest = 'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:';
  const body = '{"hello": "world"}';
  for (const [offer, seen] of [
    [OFFER, {}],
    [{ ...OFFER, digest }, { body }],
    [{ realm: 'a', method: 'x', intent: 'session', request: {} }, { body: null }],
  ]) {
    const prepared = key.prepare(offer);
    const challenge = prepared.issue({ now: NOW });
    const { digest: _, description, header, ...terms } = offer;
    const elsewhere = (more) => key.issue({ ...offer, expires: NOW + 300_000, ...more }, { now: NOW });
    const credentials = [
      [challenge, {}],
      [challenge, { now: NOW + 300_000 }],
      [challenge, { body: 'other' }],
      [challenge, { now: NaN }],
      [challenge, { now: 1 }],
      [{ ...challenge, id: elsewhere({ realm: 'b' }).id }, {}],
      [{ ...challenge, expires: '2099-01-01T00:00:00Z' }, {}],
      ...[
        { realm: 'b' }, { method: 'y' }, { intent: 'subscription' }, { request: { ...offer.request, amount: '1' } },
        { header: 'Payment-Authorization' }, { opaque: { order: '8' } },
      ].map((more) => [elsewhere(more), {}]),
    ];
    const codes = credentials.map(([challenge, options], n) => {
      const credential = pay(challenge, { spt: 'spt_é' });
      const all = { ...terms, now: NOW, ...seen, ...options };
      const own = { now: NOW, ...seen, ...options };
      const expected = key.check(credential, all);
      const found = prepared.check(credential, own);
      // Payment-Authorization cannot be expected of a key; the offer compares the field by itself.
      if (challenge.header === undefined) {
        assert.equal(found.error?.code, expected.error?.code, `credential ${n}`);
      }
      assert.deepEqual(prepared.check(parseCredential(credential), own), found);
      if (!found.ok) {
        const { code, message } = thrown(() => prepared.verify(credential, own));
        assert.deepEqual({ code, message }, { code: found.error.code, message: found.error.message });
        return code;
      }
      assert.deepEqual(found, expected);
      assert.deepEqual(prepared.verify(credential, own), key.verify(credential, all));
      return 'verified';
    });
    assert.deepEqual(codes.slice(0, 2), ['verified', 'payment-expired'], `${codes}`);
    assert.deepEqual([...new Set(codes.slice(5, -1))], ['invalid-challenge'], `${codes}`);
    assert.equal(codes.at(-1), offer.opaque ? 'invalid-challenge' : 'verified', 'correlation data that the offer does not have');
  }
});

test('an offer with a digest verifies only what is bound to it', () => {
  const [a, b] = ['body A', 'body B'].map((body) => ({ body, offer: key.prepare({ ...OFFER, digest: bodyDigest(body) }) }));
  const unbound = key.prepare(OFFER);
  const code = (offer, payer, body) => offer.check(pay(payer.issue({ now: NOW })), { now: NOW, ...body !== undefined && { body } }).error?.code;
  assert.equal(code(a.offer, a.offer, a.body), undefined);
  assert.equal(code(a.offer, a.offer, b.body), 'verification-failed');
  assert.equal(code(a.offer, a.offer, undefined), 'invalid-argument');
  for (const body of [undefined, null, a.body, b.body]) {
    assert.equal(code(a.offer, unbound, body), 'invalid-challenge', `unbound, ${body}`);
    assert.equal(code(a.offer, b.offer, body), 'invalid-challenge', `bound to B, ${body}`);
  }
});

test('a prepared offer cannot be told to compare less, and its request stays frozen', () => {
  const prepared = key.prepare(OFFER);
  const credential = pay(prepared.issue({ now: NOW }));
  for (const name of ['realm', 'request', 'opaque', 'nwo']) {
    assert.match(thrown(() => prepared.verify(credential, { now: NOW, [name]: 'x' })).message, /unknown field/);
  }
  const { challenge } = prepared.verify(credential, { now: NOW });
  assert.throws(() => { challenge.request.amount = '1'; }, TypeError);
  assert.equal(thrown(() => prepared.verify(null)).code, 'payment-required');
});

test('an offer prepared with a rotated key verifies challenges of the former secret', () => {
  const former = pay(new ChallengeKey('f'.repeat(32)).prepare(OFFER).issue());
  const rotated = (previous) => new ChallengeKey(SECRET, { previous }).prepare(OFFER);
  assert.ok(rotated(['g'.repeat(32), 'f'.repeat(32)]).check(former).ok);
  assert.equal(rotated(['g'.repeat(32)]).check(former).error.code, 'invalid-challenge');
});
