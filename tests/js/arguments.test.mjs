// What callers get wrong: refused in words that name it, never taken for something else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import * as whole from 'mpp-wasm';
import * as slim from 'mpp-wasm/slim';

const { ChallengeKey, MppError, credentialType, detect, formatChallenge, formatCredential, rankOffers } = whole;
const SECRET = 'test-vector-secret-minimum-32-byte-secret';
const PAST = Date.parse('2025-01-15T12:00:00Z');
const OFFER = { realm: 'api.example.com', method: 'stripe', intent: 'charge', request: { amount: '100', currency: 'usd' } };

const key = new ChallengeKey(SECRET);
const challenge = key.issue({ ...OFFER, expires: PAST + 300_000 }, { now: PAST });
const expired = formatCredential({ challenge, payload: { spt: 'spt_1' } });

const refused = (f, sentence = /./) => {
  assert.throws(f, (error) => {
    assert.ok(error instanceof MppError, `${error}`);
    assert.equal(error.code, 'invalid-argument');
    assert.match(error.message, sentence);
    return true;
  });
};

/** What stands for no moment, or for one half a century ago. */
const NO_MOMENT = [null, '', '0', 'soon', '2025-01-15T12:00:00Z', false, true, [], {}, 5n, NaN, Infinity, new Date('soon')];
const SECONDS = [0, 1, -1, 1_795_699_039, new Date(0)];

test('at no moment, and at the wrong one, nothing is good', () => {
  for (const api of [whole, slim]) {
    const own = new api.ChallengeKey(SECRET);
    assert.equal(own.check(expired).error.code, 'payment-expired');
    assert.equal(own.check(expired, { now: undefined }).error.code, 'payment-expired');
    for (const now of NO_MOMENT) {
      refused(() => own.verify(expired, { now }), /now is a Date, or milliseconds/);
      assert.match(own.check(expired, { now }).error.message, /now is a Date, or milliseconds/);
    }
    for (const now of SECONDS) refused(() => own.verify(expired, { now }), /now is in milliseconds .* looks like seconds/);
    assert.ok(own.verify(expired, { now: PAST }) && own.verify(expired, { now: new Date(PAST) }));
    assert.ok(own.verify(expired, { now: runInNewContext(`new Date(${PAST})`) }), 'a Date of another realm');
  }
  const offer = key.prepare(OFFER);
  for (const now of NO_MOMENT) {
    for (const f of [() => key.issue({ ...OFFER, expires: PAST }, { now }), () => offer.issue({ now }), () => offer.header({ now }), () => detect({ status: 402, headers: {} }, { now })]) {
      refused(f, /now is a Date, or milliseconds/);
    }
  }
  for (const expires of ['2099-01-15T12:05:00Z', null, {}]) {
    for (const f of [() => offer.issue({ expires }), () => offer.header({ expires })]) refused(f, /expires is a Date, or milliseconds/);
  }
  refused(() => offer.issue({ expires: 4_070_908_800 }), /expires .* looks like seconds/);
});

test('options nobody reads are no silent default', () => {
  const offer = key.prepare(OFFER);
  refused(() => offer.issue({ ttl: 5 }), /the options has an unknown field "ttl"; it knows now, expires/);
  refused(() => offer.header({ ttl: 5 }), /"ttl"/);
  refused(() => key.issue({ ...OFFER, expires: PAST + 300_000 }, { Now: PAST }), /"Now"/);
  for (const api of [whole, slim]) {
    refused(() => new api.ChallengeKey(SECRET, { prev: [SECRET] }), /"prev"; it knows previous/);
    refused(() => new api.ChallengeKey(SECRET, [SECRET]), /unknown field/);
    refused(() => new api.ChallengeKey(SECRET, { previous: SECRET }), /previous is an array/);
    refused(() => new api.ChallengeKey(SECRET, null), /the options is an object/);
    refused(() => new api.ChallengeKey(SECRET).verify(expired, null), /the options is an object/);
    assert.ok(new api.ChallengeKey(SECRET, { previous: undefined, prev: undefined }));
  }
  refused(() => new ChallengeKey(SECRET, { sk_live_51MqDcVKA5fE: 1 }), /unknown field; it knows/);
});

test('check returns what verify throws, whatever it is given for a credential', () => {
  for (const credential of [undefined, null, 5, {}, { challenge: {}, payload: {} }]) {
    refused(() => key.verify(credential));
    assert.equal(key.check(credential).error.code, 'invalid-argument');
  }
});

test('an Accept-Payment is a text', () => {
  for (const header of [5, {}, true, Symbol('x'), ['stripe/charge']]) refused(() => rankOffers(header, [OFFER]), /acceptPayment is a string/);
});

test('an answer is read whoever made its headers', () => {
  const header = formatChallenge(challenge);
  class Others {
    #fields = new Map([['www-authenticate', header]]);
    get(name) {
      return this.#fields.get(name.toLowerCase()) ?? null;
    }
  }
  const of = (headers) => ({ status: 402, headers });
  for (const headers of [
    new Headers({ 'WWW-Authenticate': header }), new Others(), { 'WWW-Authenticate': header }, { 'www-authenticate': [header] },
    new Map([['WWW-Authenticate', header]]), [['X-Other', 'x'], ['WWW-Authenticate', header]], Object.entries({ 'www-authenticate': header }),
  ]) {
    assert.deepEqual(detect(of(headers)).protocols, ['mpp']);
    assert.equal(credentialType({ response: of(headers) }).type, 'shared_payment_token');
  }
  assert.equal(detect(of([['WWW-Authenticate', header], ['www-authenticate', header]])).offers.length, 2, 'both fields of a name');
  const warned = (url) => detect({ ...of(new Others()), url }, { now: PAST }).offers[0].warnings.map(({ code }) => code);
  assert.ok(warned('http://api.example.com/paid').includes('plain-http'), 'the address of an answer is looked at');
  assert.ok(!warned('/paid').includes('plain-http'), 'a path is none');
  refused(() => detect({ status: '402', headers: {} }), /status is a number/);
});
