// The calls that pass texts in and integers out: for every text they return what the slow path returned.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { getHeapSnapshot } from 'node:v8';
import { ChallengeKey, MppError, decode, formatChallenge, formatCredential, parseChallenges, parseCredential } from 'mpp-wasm';
import * as slim from 'mpp-wasm/slim';
import { NOW, OFFER, SECRET, key, pay, thrown } from './issued.mjs';

/** The names and values that the core knows. */
const WORDS = /WORDS: [^=]+= \[([^\]]*)\]/.exec(readFileSync(new URL('../../src/wasm/words.rs', import.meta.url), 'utf8'))[1].match(/\w+/g);

const issue = (more = {}) => key.issue({ ...OFFER, expires: NOW + 300_000, ...more }, { now: NOW });

test('check performs every check of verify, and returns what verify throws', () => {
  const challenge = issue({ digest: 'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:' });
  const body = '{"hello": "world"}';
  const good = pay(challenge, { spt: 'spt_é', deep: [{ n: 1.5 }] });
  assert.deepEqual(key.check(good, { now: NOW, body }), { ok: true, challengeId: challenge.id, payload: { spt: 'spt_é', deep: [{ n: 1.5 }] } });

  const bad = [
    [good, { now: NOW + 300_000, body }],
    [good, { now: NOW, body: 'other' }],
    [good, { now: NOW }],
    [good, { now: NOW, body, realm: 'b.example.com' }],
    [good, { now: NOW, body, request: { ...OFFER.request, amount: '1' } }],
    [good, { now: NOW, body, reaml: 'a typing error' }],
    [pay({ ...challenge, id: challenge.id.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')) }), { now: NOW, body }],
    [pay({ ...challenge, realm: 'evil.example.com' }), { now: NOW, body }],
    ['Payment e30', { now: NOW, body }],
    ['Bearer x', { now: NOW, body }],
    [`${good}, ${good}`, { now: NOW, body }],
    [`Payment ${'A'.repeat(70_000)}`, { now: NOW, body }],
    [good, { now: NaN, body }],
  ];
  for (const [credential, options] of bad) {
    const { ok, error, ...rest } = key.check(credential, options);
    const { code, message, problem } = thrown(() => key.verify(credential, options));
    assert.deepEqual({ ok, code: error.code, message: error.message, problem: error.problem, rest }, { ok: false, code, message, problem, rest: {} });
    assert.ok(error instanceof MppError);
  }
  assert.deepEqual(new Set(bad.map(([credential, options]) => key.check(credential, options).error.code)), new Set([
    'payment-expired', 'verification-failed', 'invalid-argument', 'invalid-challenge', 'malformed-credential', 'multiple-credentials',
    'payment-required',
  ]));
});

test('a getter of an expectation may call the package itself', () => {
  const challenge = issue();
  const good = pay(challenge);
  const options = { now: NOW, get request() { return parseChallenges('Bearer x') && OFFER.request; } };
  assert.deepEqual(key.verify(good, options), key.verify(good, { now: NOW }));
  assert.deepEqual(new slim.ChallengeKey(SECRET).check(good, options), { ok: true, challengeId: challenge.id, payload: { spt: 'spt_1' } });
});

test('a parsed credential is checked like its text', () => {
  const challenge = issue();
  const text = pay(challenge);
  assert.deepEqual(key.verify(parseCredential(text), { now: NOW }), key.verify(text, { now: NOW }));
  assert.deepEqual(key.check(parseCredential(text), { now: NOW }), { ok: true, challengeId: challenge.id, payload: { spt: 'spt_1' } });
});

/** Runs `f` while every object inherits a member that cannot be set, as after `Object.freeze(Object.prototype)`. */
const inheriting = (name, member, f) => {
  Object.defineProperty(Object.prototype, name, { ...member, configurable: true });
  try {
    return f();
  } finally {
    delete Object.prototype[name];
  }
};

test('members of a peer are data, whatever all objects inherit under their names', () => {
  const request = { amount: '100', memo: 'own' };
  const seen = [];
  for (const member of [{ value: 'inherited' }, { get: () => 'inherited', set: (value) => seen.push(value) }]) {
    const challenge = issue({ request });
    const header = formatChallenge(challenge);
    const paid = pay(challenge, { memo: 'own' });
    inheriting('memo', member, () => {
      assert.deepEqual(parseChallenges(header).challenges.map((one) => one.request), [request]);
      // The second time, its terms are remembered.
      for (let time = 0; time < 3; time++) assert.deepEqual(key.verify(paid, { now: NOW }).challenge.request, request);
      assert.deepEqual(parseCredential(paid).payload, { memo: 'own' });
      assert.deepEqual(issue({ request }), challenge);
      assert.deepEqual(key.prepare({ ...OFFER, request }).issue({ now: NOW }).request, request);
    });
  }
  assert.deepEqual(seen, []);
});

test('non-ASCII texts, escaped or raw, long or short, one after another', () => {
  const challenge = issue();
  const header = formatChallenge(challenge);
  const raw = header.replace(/description="[^"]*\\"[^"]*\\"[^"]*"/, 'description="naïve – 漢字 😀"');
  const long = formatChallenge(issue({ request: { ...OFFER.request, note: '漢'.repeat(3000) } }));
  const many = Array.from({ length: 64 }, () => header).join(', ');
  for (let round = 0; round < 3; round++) {
    assert.deepEqual(parseChallenges(header).challenges, [challenge]);
    assert.equal(parseChallenges(`Basic realm="é", ${raw}`).challenges[0].description, 'naïve – 漢字 😀');
    assert.equal(parseChallenges(raw).challenges[0].id, challenge.id);
    assert.equal(parseChallenges(long).challenges[0].request.note, '漢'.repeat(3000));
    assert.deepEqual(parseChallenges(many).challenges, Array.from({ length: 64 }, () => challenge));
    assert.equal(thrown(() => parseChallenges(`${many}, ${header}`)).code, 'too-large');
    assert.equal(thrown(() => parseChallenges('é'.repeat(10_000_000))).code, 'too-large');
    assert.deepEqual(parseChallenges(''), { challenges: [], malformed: [] });
    assert.deepEqual(key.verify(pay(challenge, { note: '漢字' }), { now: NOW }).payload, { note: '漢字' });
  }
});

test('a text arrives whole, whatever it begins with, however long it is and however many bytes its characters take', () => {
  const { description } = parseChallenges(`${formatChallenge(issue({ description: undefined }))}, description="\ufeffa"`).challenges[0];
  assert.equal(description, '\ufeffa');
  const other = new slim.ChallengeKey(SECRET);
  // Gives back the room that earlier texts needed.
  for (const text of ['x'.repeat(1024 * 1024), 'x']) assert.throws(() => decode(text), MppError);
  for (let length = 100; length < 12_000; length = Math.ceil(length * 1.1)) {
    const note = '漢'.repeat(length);
    // Read by the other file, because a longer text would make room here.
    assert.equal(other.verify(pay(issue(), { note }), { now: NOW }).payload.note, note);
  }
});

test('requests and payloads are what JSON.parse reads, however they are built', () => {
  const texts = [
    '{}',
    '{"a":null,"b":true,"c":false,"d":[1,2.5,-0.25,1e+21,-0,[],{},[[]],"x",""],"e":{"f":{}}}',
    '{"__proto__":{"x":1},"a":"1"}',
    '{"x":"__proto__"}',
    '{"constructor":{"prototype":1},"toString":"x"}',
    '{"q":"a\\"b\\\\c\\n\\u00e9"}',
    '{"é":"ü😀"}',
    '{"10":"a","9":"b","x":1}',
    `{"list":[${Array.from({ length: 400 }, (_, n) => n)}]}`,
    `{"deep":${'['.repeat(28)}1${']'.repeat(28)}}`,
    '{ "spaced" : [ 1 , { "b" : "c" } ] }',
    ' \t\r\n{"after white space":[1,"2"]}\n ',
    // Names and values that the core knows (src/wasm/words.rs), and others of their lengths and letters.
    '{"amount":"usd","Amount":"USD","amounT":"link","methodDetails":{"networkId":"card","paymentMethodTypes":["card","link","amount"]}}',
    '{"channelId":1,"chainelId":2,"to":"to","ot":"","too":{"spt":"spt"},"cumulativeAmount":[{"cumulativeamount":"t"}],' +
      `"${'a'.repeat(300)}":"recipient"}`,
    JSON.stringify(Object.fromEntries(WORDS.map((word, at) => [word, WORDS.at(at - 1)]))),
  ];
  const same = (value, text) => {
    assert.deepEqual(value, JSON.parse(text));
    assert.deepEqual(Object.keys(value), Object.keys(JSON.parse(text)));
    assert.equal(JSON.stringify(value), JSON.stringify(JSON.parse(text)));
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
  };
  for (const text of texts) {
    const challenge = `Payment id="1", realm="a", method="x", intent="y", request="${Buffer.from(text).toString('base64url')}"`;
    const { challenges } = parseChallenges([challenge, challenge].join(', '));
    assert.equal(challenges.length, 2, text);
    for (const { request } of challenges) same(request, text);

    const signed = issue({ request: { ...JSON.parse(text), amount: '1' } });
    const echo = JSON.stringify({ ...signed, request: signed.encodedRequest, encodedRequest: undefined });
    const credential = `Payment ${Buffer.from(`{ "challenge": ${echo}, "payload" : ${text}, "source": "did:x" }`).toString('base64url')}`;
    const verified = key.verify(credential, { now: NOW });
    same(verified.payload, text);
    same(key.check(credential, { now: NOW }).payload, text);
    assert.equal(verified.source, 'did:x');
    assert.deepEqual(parseCredential(credential), verified);
    assert.deepEqual(verified.challenge.request, JSON.parse(Buffer.from(signed.encodedRequest, 'base64url')));
  }
});

test('a member with a name that the core knows is set by its number, and its request is not parsed a second time', (t) => {
  const texts = WORDS.map((word) => JSON.stringify({ [word]: '7' }));
  const challenges = texts.map((text) => `Payment id="1", realm="a", method="x", intent="y", request="${Buffer.from(text).toString('base64url')}"`);
  const parse = t.mock.method(JSON, 'parse');
  const requests = challenges.map((challenge) => parseChallenges(challenge).challenges[0].request);
  const parsed = parse.mock.calls.map(({ arguments: [text] }) => text);
  assert.deepEqual([requests.map((request) => JSON.stringify(request)), parsed], [texts, []]);
});

test('64 challenges whose trees fill the room, and 64 that need more', () => {
  const one = (n, request) =>
    `Payment id="${n}", realm="a", method="x", intent="y", request="${Buffer.from(JSON.stringify(request)).toString('base64url')}"`;
  // Four tokens of three integers each: 64 requests of them fill the room for trees.
  const full = Array.from({ length: 64 }, (_, n) => ({ n: [n] }));
  for (const requests of [full, full.toSpliced(63, 1, { n: [63, 'more'] }), full]) {
    for (const read of [parseChallenges, slim.parseChallenges]) {
      const { challenges, malformed } = read(requests.map((request, n) => one(n, request)).join(', '));
      assert.deepEqual(challenges.map(({ id, request }) => [id, request]), requests.map((request, n) => [`${n}`, request]));
      assert.deepEqual(malformed, []);
    }
  }
});

test('all 64 challenges of a header have their requests, though not all trees have room', () => {
  const request = (n) => ({ n, list: [1, { b: `${n}` }], none: null });
  const header = Array.from(
    { length: 64 },
    (_, n) => `Payment id="${n}", realm="a", method="x", intent="y", request="${Buffer.from(JSON.stringify(request(n))).toString('base64url')}"`,
  );
  const { challenges } = parseChallenges(header.join(', '));
  assert.deepEqual(challenges.map(({ request }) => request), header.map((_, n) => request(n)));
});

test('the request of terms that a key has seen is a new object each time, and the same data', () => {
  const requests = [
    OFFER.request,
    { amount: '100', currency: 'usd', n: -0.5, list: [1, [null, { deep: true }], {}], empty: {}, é: 'é' },
    JSON.parse('{"amount":"1","currency":"usd","__proto__":{"a":{"b":1}},"x":{"__proto__":{"c":2}}}'),
    ...Array.from({ length: 9 }, (_, at) => ({ amount: `${at}`, currency: 'usd', more: { at } })),
  ];
  const paid = requests.map((request) => [request, pay(issue({ request, expires: '2099-01-15T12:00:00Z' }))]);
  const own = new ChallengeKey(SECRET);
  const destroy = (value) => {
    for (const name of Object.keys(value)) {
      if (typeof value[name] === 'object' && value[name] !== null) destroy(value[name]);
      delete value[name];
    }
  };
  Object.prototype.polluted = { by: 'somebody' };
  try {
    for (let round = 0; round < 4; round += 1) {
      for (const [request, credential] of paid) {
        const { request: read, encodedRequest } = own.verify(credential).challenge;
        assert.deepEqual(read, request);
        assert.equal(JSON.stringify(read), JSON.stringify(JSON.parse(Buffer.from(encodedRequest, 'base64url'))));
        destroy(read);
      }
    }
  } finally {
    delete Object.prototype.polluted;
  }
});

test('a credential whose terms are remembered is what it would be if they were not', () => {
  const own = new ChallengeKey(SECRET);
  const digest = 'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:';
  const extras = [
    {}, { description: undefined }, { opaque: undefined, digest }, { opaque: 'eyJvIjoi4oKsIn0', description: 'é' },
    { header: 'Payment-Authorization' },
  ];
  const payloads = [{ spt: 'spt_1' }, { spt: 'spt_é', list: [1, { deep: '€' }] }, { text: 'a\n"b"', n: -0.5 }, {}];
  for (let round = 0; round < 3; round += 1) {
    for (const extra of extras) {
      for (const payload of payloads) {
        for (const source of [undefined, 'did:example:é']) {
          const challenge = issue({ ...extra, expires: `2099-01-15T12:00:0${round}Z` });
          const credential = formatCredential({ challenge, payload, source });
          const seen = extra.digest ? { body: '{"hello": "world"}' } : {};
          const found = own.verify(credential, seen);
          const read = parseCredential(credential);
          assert.deepStrictEqual(found, read);
          // The members stand in the same order, too.
          assert.equal(JSON.stringify(found), JSON.stringify(read));
          const offer = own.prepare(Object.fromEntries(Object.entries({ ...OFFER, ...extra }).filter(([, value]) => value !== undefined)));
          assert.equal(JSON.stringify(offer.verify(credential, seen)), JSON.stringify(read));
        }
      }
    }
  }
});

test('what a key remembers keeps no payload alive', async () => {
  const own = new ChallengeKey(SECRET);
  const pays = () => {
    const marker = `spt_${randomUUID()}`;
    const credential = pay(issue({ description: undefined, expires: '2099-01-15T12:00:00Z' }), { spt: marker });
    for (let round = 0; round < 3; round += 1) own.verify(credential);
    // The last text stays until the next one.
    parseChallenges('');
    return Buffer.from(marker);
  };
  const marker = pays();
  const heap = Buffer.concat(await getHeapSnapshot().toArray());
  assert.ok(heap.includes('test-vector-secret-minimum'));
  assert.ok(!heap.includes(marker));
});

test('malformed challenges are listed beside the good ones, in order', () => {
  const { challenges, malformed } = parseChallenges(`Payment id="", ${formatChallenge(issue())}, Payment x`);
  assert.deepEqual([challenges.length, malformed.map(({ code }) => code)], [1, ['malformed-challenge', 'malformed-challenge']]);
  assert.ok(malformed.every((error) => error instanceof MppError));
});

test('the slim file parses and verifies what the full one does', () => {
  const read = (name) => JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8')).cases;
  const outcome = (f) => {
    try {
      return f();
    } catch (error) {
      assert.ok(error instanceof slim.MppError);
      return error.code;
    }
  };
  const same = (a, b) => assert.deepEqual(outcome(b), outcome(a));
  const plain = ({ challenges, malformed }) => ({ challenges, malformed: malformed.map(({ code, message }) => [code, message]) });
  let seen = 0;
  for (const { input } of read('challenge-parse').filter(({ input }) => typeof input === 'string')) {
    same(() => plain(parseChallenges(input)), () => plain(slim.parseChallenges(input)));
    seen++;
  }
  const small = new slim.ChallengeKey(SECRET);
  for (const { input } of read('credential-parse').filter(({ input }) => typeof input === 'string')) {
    same(() => key.verify(input, { now: NOW }), () => small.verify(input, { now: NOW }));
    seen++;
  }
  const challenge = issue();
  const good = pay(challenge);
  same(() => key.verify(good, { now: NOW, realm: OFFER.realm }), () => small.verify(good, { now: NOW, realm: OFFER.realm }));
  assert.deepEqual(small.check(good, { now: NOW }), { ok: true, challengeId: challenge.id, payload: { spt: 'spt_1' } });
  assert.ok(seen > 100, `${seen}`);
  assert.equal(slim.maskCardNumber('4242 4242 4242 4242'), '•••• •••• •••• 4242');
  assert.deepEqual(slim.maskCard({ number: '4242424242424242', cvc: '123' }), { number: '•••• •••• •••• 4242', cvc: '•••' });
});
