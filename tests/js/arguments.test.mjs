// Mistakes of callers are refused with an error that names them, never taken for something else.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, get } from 'node:http';
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

/** Values that are no time, or one half a century ago. */
const NO_MOMENT = [null, '', '0', 'soon', '2025-01-15T12:00:00Z', false, true, [], {}, 5n, NaN, Infinity, new Date('soon')];
const SECONDS = [0, 1, -1, 1_795_699_039, new Date(0)];

test('nothing is valid without a time, or at the wrong time', () => {
  for (const api of [whole, slim]) {
    const own = new api.ChallengeKey(SECRET);
    assert.equal(own.check(expired).error.code, 'payment-expired');
    assert.equal(own.check(expired, { now: undefined }).error.code, 'payment-expired');
    for (const now of NO_MOMENT) {
      refused(() => own.verify(expired, { now }), /now must be a Date or milliseconds/);
      assert.match(own.check(expired, { now }).error.message, /now must be a Date or milliseconds/);
    }
    for (const now of SECONDS) refused(() => own.verify(expired, { now }), /now must be in milliseconds .* looks like seconds/);
    assert.ok(own.verify(expired, { now: PAST }) && own.verify(expired, { now: new Date(PAST) }));
    assert.ok(own.verify(expired, { now: runInNewContext(`new Date(${PAST})`) }), 'a Date of another realm');
  }
  const offer = key.prepare(OFFER);
  for (const now of NO_MOMENT) {
    for (const f of [
      () => key.issue({ ...OFFER, expires: PAST }, { now }),
      () => offer.issue({ now }),
      () => offer.header({ now }),
      () => detect({ status: 402, headers: {} }, { now }),
    ]) {
      refused(f, /now must be a Date or milliseconds/);
    }
  }
  for (const expires of ['2099-01-15T12:05:00Z', null, {}]) {
    for (const f of [() => offer.issue({ expires }), () => offer.header({ expires })]) refused(f, /expires must be a Date or milliseconds/);
  }
  const [earliest, latest] = [1e11, Date.parse('9999-12-31T23:59:59.999Z')];
  for (const now of [earliest, latest]) assert.ok(detect({ status: 402, headers: {} }, { now }));
  refused(() => detect({ status: 402, headers: {} }, { now: earliest - 1 }), /looks like seconds/);
  refused(() => detect({ status: 402, headers: {} }, { now: latest + 1 }), /now is after the year 9999/);
  refused(() => offer.issue({ expires: 4_070_908_800 }), /expires .* looks like seconds/);
});

test('an unknown option is an error, not a silent default', () => {
  const offer = key.prepare(OFFER);
  refused(() => offer.issue({ ttl: 5 }), /options: unknown field "ttl"; known fields: now, expires/);
  refused(() => offer.header({ ttl: 5 }), /"ttl"/);
  refused(() => key.issue({ ...OFFER, expires: PAST + 300_000 }, { Now: PAST }), /"Now"/);
  for (const api of [whole, slim]) {
    refused(() => new api.ChallengeKey(SECRET, { prev: [SECRET] }), /"prev"; known fields: previous/);
    refused(() => new api.ChallengeKey(SECRET, [SECRET]), /unknown field/);
    refused(() => new api.ChallengeKey(SECRET, { previous: SECRET }), /previous must be an array/);
    const missing = (what, secret, ...previous) => assert.throws(
      () => new api.ChallengeKey(secret, { previous }),
      { code: 'bad-secret', message: `${what} is missing; generate one with: openssl rand -base64 32` },
    );
    missing('the signing secret', undefined, SECRET);
    missing('previous[1]', SECRET, SECRET, undefined);
    refused(() => new api.ChallengeKey(SECRET, null), /options must be an object/);
    refused(() => new api.ChallengeKey(SECRET).verify(expired, null), /options must be an object/);
    assert.ok(new api.ChallengeKey(SECRET, { previous: undefined, prev: undefined }));
  }
  // A name with figures, or a long one, might be a secret in the wrong place.
  for (const name of ['sk_live_51MqDcVKA5fE', 'a'.repeat(25)]) refused(() => new ChallengeKey(SECRET, { [name]: 1 }), /unknown field; known fields/);
  refused(() => new ChallengeKey(SECRET, { ['a'.repeat(24)]: 1 }), /unknown field "a{24}"; known fields/);
});

test('an expectation for a credential is never left out by mistake', () => {
  const request = { amount: '9', currency: 'usd' };
  const getters = new (class {
    get request() {
      return request;
    }
  })();
  const inherited = Object.create({ request });
  const offers = { '/premium': request };
  for (const api of [whole, slim]) {
    const own = new api.ChallengeKey(SECRET);
    const good = (options) => own.check(expired, { now: PAST, ...options });
    assert.ok(good({}).ok && good({ ...OFFER }).ok && good({ body: undefined, opaque: undefined }).ok);
    for (const options of [new Map([['realm', 'x']]), new Date(PAST), [], new Set(['x']), () => {}]) {
      refused(() => own.verify(expired, options), /options must be a(n| plain) object/);
      assert.equal(own.check(expired, options).error.code, 'invalid-argument');
    }
    refused(() => own.verify(expired, new Request('https://api.example.com/paid')), /unknown field/);
    refused(() => own.verify(expired, { now: PAST, request: offers['/premuim'] }), /options\.request is undefined/);
    assert.equal(good({ request: offers['/premuim'] }).error.code, 'invalid-argument');
    for (const options of [getters, inherited]) {
      options.now = PAST;
      assert.equal(own.check(expired, options).error.code, 'invalid-challenge');
    }
    const clock = { getTime: () => (own.check('Payment e30'), PAST) };
    assert.equal(own.verify(expired, { now: clock }).payload.spt, 'spt_1', 'a clock that asks something itself');
  }
  const other = { ...OFFER, request };
  const clock = { getTime: () => (key.issue({ ...other, expires: PAST + 300_000 }, { now: PAST }), PAST) };
  const { request: said, encodedRequest } = key.issue({ ...OFFER, expires: PAST + 300_000 }, { now: clock });
  assert.deepEqual(JSON.parse(Buffer.from(encodedRequest, 'base64url')), said);
  refused(() => detect({ status: 402, headers: {} }, new Map([['limit', { usd: '1.00' }]])), /options must be a plain object/);
});

test('a value that JSON would lose is refused, not compared as missing', () => {
  const lost = [
    () => OFFER.request, Symbol('x'), class {}, new Map([['amount', '1']]), Promise.resolve(OFFER.request),
    { toJSON() {} }, { toJSON: () => null }, Object.create(OFFER.request),
    new (class {
      #amount = '1';
    })(),
  ];
  for (const api of [whole, slim]) {
    const own = new api.ChallengeKey(SECRET);
    for (const value of lost) {
      for (const field of ['realm', 'method', 'intent', 'request', 'opaque']) {
        const options = { now: PAST, ...OFFER, [field]: value };
        refused(
          () => own.verify(expired, options),
          new RegExp(`^(JSON would lose or change )?"${field}" in options(, which is of type | is a promise: await it$)`),
        );
        assert.equal(own.check(expired, options).error.code, 'invalid-argument');
      }
      refused(() => own.verify(expired, { now: PAST, request: { ...OFFER.request, methodDetails: { more: value } } }), /"more" in options/);
    }
    const hidden = new (class {
      get request() {}
    })();
    hidden.now = PAST;
    refused(() => own.verify(expired, hidden), /options\.request is undefined/);
  }
  for (const value of lost) {
    refused(() => formatChallenge({ ...challenge, expires: value }));
    refused(() => formatCredential({ challenge, payload: { spt: 'spt_1' }, source: value }));
    refused(() => formatCredential({ challenge, payload: { spt: value } }));
    refused(() => credentialType({ cardForm: value }));
    refused(() => rankOffers('stripe/charge', [{ method: 'stripe', intent: value }]));
  }
});

test('an object with visible members is serialized with them, whatever its class', () => {
  class Stored {
    constructor(members) {
      Object.assign(this, members);
    }
  }
  const stored = new Stored({ ...challenge, request: new Stored(challenge.request) });
  assert.equal(formatChallenge(stored), formatChallenge(challenge));
  const terms = { ...OFFER, expires: PAST + 300_000 };
  assert.deepEqual(key.issue(new Stored({ ...terms, request: new Stored(OFFER.request) }), { now: PAST }), key.issue(terms, { now: PAST }));
});

test('offers are ranked by their method and intent, whatever else they contain', () => {
  class Own {
    constructor(method) {
      this.own = this;
      this.method = method;
    }
    get intent() {
      return 'charge';
    }
  }
  const offers = [new Own('tempo'), { method: 'stripe', intent: 'charge', handle: () => {}, amount: 5n }];
  assert.deepEqual(rankOffers('stripe/*', offers), [offers[1]]);
  for (const none of [undefined, null, () => offers, new Set(offers), 'stripe/charge', { offers }]) {
    refused(() => rankOffers('stripe/*', none), /offers must be an array/);
  }
  refused(() => rankOffers('stripe/*', [undefined]), /^offers\[0\] must be an object/);
  refused(() => rankOffers('stripe/*', [offers[1], { method: 7, intent: 'charge' }]), /^offers\[1\]\.method must be a string/);
});

test('a charge needs an amount', () => {
  for (const request of [{}, { currency: 'usd' }, { amount: null }, { amount: '' }, { Amount: '1' }]) {
    for (const f of [() => key.issue({ ...OFFER, request, expires: PAST + 300_000 }, { now: PAST }), () => key.prepare({ ...OFFER, request })]) {
      refused(f, /a charge needs an amount/);
    }
  }
  assert.ok(key.prepare({ ...OFFER, intent: 'session', request: {} }));
});

test('transferred bytes are not read as empty', () => {
  const gone = (bytes) => (structuredClone(bytes, { transfer: [bytes.buffer ?? bytes] }), bytes);
  for (const bytes of [gone(new Uint8Array(32)), gone(new ArrayBuffer(32)), gone(new DataView(new ArrayBuffer(32)))]) {
    for (const api of [whole, slim]) {
      const own = new api.ChallengeKey(SECRET);
      refused(() => own.verify(expired, { now: PAST, body: bytes }), /the bytes are gone/);
      assert.equal(own.check(expired, { now: PAST, body: bytes }).error.code, 'invalid-argument');
      refused(() => new api.ChallengeKey(bytes), /the bytes are gone/);
    }
    refused(() => whole.bodyDigest(bytes), /the bytes are gone/);
  }
});

test('a challenge expires at a time, written in a form that every reader understands', () => {
  for (const expires of [10n, Symbol('soon'), ['2099-01-01'], true, null, {}]) {
    refused(() => key.issue({ ...OFFER, expires }), /expires.* must be a Date or milliseconds/);
  }
  refused(() => key.issue({ ...OFFER, expires: 4_070_908_800 }), /expires.* looks like seconds/);
  refused(() => key.issue({ ...OFFER, expires: 1e300 }), /expires.* is after the year 9999/);
  for (const far of [253_402_300_800_000, new Date(253_402_300_800_000), 9e15]) {
    refused(() => key.issue({ ...OFFER, expires: far }), /^expires.* is after the year 9999/);
    refused(() => key.prepare(OFFER).header({ expires: far }), /^expires is after the year 9999/);
    refused(() => key.verify(expired, { now: far }), /^now is after the year 9999/);
  }
  assert.equal(key.issue({ ...OFFER, expires: '2099-01-01t00:00:00z' }).expires, '2099-01-01T00:00:00Z');
});

test('nothing is written that no reader accepts', () => {
  const long = 'a'.repeat(70_000);
  for (const field of ['id', 'digest']) {
    assert.throws(() => formatChallenge({ ...challenge, [field]: long }), { code: 'too-large', message: /over 64 KiB/ });
  }
  for (const nothing of [undefined, null, 'text', Symbol('x'), () => 1]) {
    for (const write of [formatChallenge, formatCredential, whole.formatReceipt]) {
      refused(() => write(nothing), /^(challenge|credential|receipt) must be an object$/);
    }
  }
  refused(() => formatChallenge({ ...challenge, id: '' }), /needs an id/);
  refused(() => formatCredential({ challenge: { ...challenge, id: '' }, payload: {} }), /needs an id/);
  const expires = PAST + 300_000;
  const much = (length) => ({ a: 'a'.repeat(length) });
  assert.throws(() => key.issue({ ...OFFER, expires, opaque: much(13_000) }, { now: PAST }), { code: 'too-large' });
  assert.throws(() => key.prepare({ ...OFFER, opaque: much(13_000) }), { code: 'too-large' });
  refused(() => key.issue({ ...OFFER, expires, realm: 'a'.repeat(1025) }, { now: PAST }), /the realm is over 1 KiB/);
  refused(() => key.prepare({ ...OFFER, realm: 'a'.repeat(1025) }), /the realm is over 1 KiB/);
  assert.throws(() => formatCredential({ challenge, payload: much(47_000) }), { code: 'too-large', message: /over 60 KiB/ });
  // The largest possible challenge, and a payload of the same size.
  const terms = {
    ...OFFER,
    realm: 'é'.repeat(512),
    description: '"'.repeat(2048),
    opaque: much(12_000),
    request: { ...OFFER.request, ...much(12_000) },
    expires,
  };
  const most = key.issue(terms, { now: PAST });
  assert.deepEqual(whole.parseChallenges(formatChallenge(most)).challenges, [most]);
  const paid = formatCredential({ challenge: most, payload: much(4_000) });
  assert.equal(key.verify(paid, { now: PAST }).payload.a.length, 4_000);
});

test('check returns what verify throws, whatever is passed as a credential', () => {
  for (const credential of [5, {}, { challenge: {}, payload: {} }]) {
    refused(() => key.verify(credential));
    assert.equal(key.check(credential).error.code, 'invalid-argument');
  }
  // What a caller's own getter throws is no reason why a credential is invalid.
  const own = new RangeError('from a getter');
  for (const f of ['check', 'verify']) assert.throws(() => key[f]('', { get now() { throw own; } }), (error) => error === own, f);
});

test('a missing header counts as empty', () => {
  for (const api of [whole, slim]) {
    // `fetch` gives null for it, Node's http gives undefined.
    for (const none of [null, undefined]) {
      const { code, problem } = new api.ChallengeKey(SECRET).check(none).error;
      assert.deepEqual([code, problem?.status], ['payment-required', 402]);
      assert.deepEqual(api.parseChallenges(none), { challenges: [], malformed: [] });
      assert.throws(() => api.decode(none), { code: 'no-challenge', message: /^there is no WWW-Authenticate header; .*Expose-Headers/ });
    }
    for (const other of [5, {}, ['Payment e30'], () => 'Payment e30', Symbol('x')]) {
      refused(() => api.parseChallenges(other), /^header, like response\.headers\.get\('www-authenticate'\), must be a string$/);
      refused(() => api.decode(other), /^header, like response\.headers\.get\('www-authenticate'\), must be a string$/);
    }
    const request = new Request('https://api.example.com', { headers: { authorization: expired } });
    for (const other of [request, request.headers, { authorization: expired }, [expired]]) {
      refused(() => new api.ChallengeKey(SECRET).verify(other), /^credential, like request\.headers\.get\('authorization'\), must be a string$/);
    }
  }
  const response = new Response();
  refused(() => whole.parseReceipt(response), /^header, like response\.headers\.get\('payment-receipt'\), must be a string$/);
  refused(() => whole.parseCredential(response), /^credential, like request\.headers\.get\('authorization'\), must be a string$/);
  refused(() => key.prepare(OFFER).verify(response), /^credential, like request/);
  for (const none of [null, undefined]) {
    assert.throws(() => whole.parseCredential(none), { code: 'malformed-credential' });
    assert.throws(() => whole.parseReceipt(none), { code: 'malformed-receipt' });
  }
});

test('a mistake in an amount, a time or a challenge is named for what it is', () => {
  const answer = { status: 402, headers: {} };
  for (const usd of ['1,00', '-1']) refused(() => detect(answer, { limit: { usd } }), /^a price must look like "1\.00 USD"/);
  for (const usd of ['1.00 USD', '1e3', '', 1]) {
    refused(() => detect(answer, { limit: { usd } }), /^limit must hold amounts as strings with a point, by currency: \{ usd: "1\.00" \}$/);
  }
  for (const limit of ['1.00 USD', null]) refused(() => detect(answer, { limit }), /by currency: \{ usd: "1\.00" \}$/);
  refused(() => detect(answer, { limit: { usd: '1.0' } }), /^this currency has two decimals, like 1\.00$/);
  refused(() => detect(answer, { limit: { dollars: '1.00' } }), /ISO 4217/);
  const receipt = { status: 'success', method: 'stripe', reference: 'pi_1', timestamp: new Date(PAST).toISOString() };
  const broken = (more, message) => assert.throws(() => whole.formatReceipt({ ...receipt, ...more }), { code: 'malformed-receipt', message });
  broken({ timestamp: PAST }, "the receipt's timestamp must be a string in RFC 3339");
  broken({ timestamp: undefined }, 'the receipt has no timestamp');
  broken({ reference: 7 }, "the receipt's reference must be a string that is not empty");
  const request = { ...OFFER.request, methodDetails: { networkId: 'profile_1', paymentMethodTypes: ['card'] } };
  const decoded = whole.decode(key.prepare({ ...OFFER, request }).header());
  refused(
    () => formatCredential({ challenge: decoded, payload: { spt: 'spt_1' } }),
    /challenge\.request must be an object, as parseChallenges returns it/,
  );
  refused(() => formatChallenge(decoded), /challenge\.request must be an object, as parseChallenges returns it/);
});

test('an Accept-Payment must be a string', () => {
  for (const header of [5, {}, true, Symbol('x'), ['stripe/charge']]) refused(() => rankOffers(header, [OFFER]), /acceptPayment must be a string/);
});

test('a response is read whatever type its headers have', () => {
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
    Object.assign(new (class Fields {})(), { 'www-authenticate': header }), new Map([['WWW-Authenticate', header]]),
    [['X-Other', 'x'], [5, 'x'], ['WWW-Authenticate', header]], Object.entries({ 'www-authenticate': header }),
  ]) {
    assert.deepEqual(detect(of(headers)).protocols, ['mpp']);
    assert.equal(credentialType({ response: of(headers) }).type, 'shared_payment_token');
  }
  for (const none of [5, null, undefined, {}]) assert.deepEqual(detect(of({ 'www-authenticate': none })).protocols, ['unknown']);
  assert.equal(detect(of([['WWW-Authenticate', header], ['www-authenticate', header]])).offers.length, 2, 'both fields of a name');
  const warned = (url) => detect({ ...of(new Others()), url }, { now: PAST }).offers[0].warnings.map(({ code }) => code);
  assert.ok(warned('http://api.example.com/paid').includes('plain-http'), 'the address of a response is looked at');
  assert.ok(!warned('/paid').includes('plain-http'), 'a path is none');
  for (const status of ['402', null, undefined]) refused(() => detect({ status, headers: {} }), /^response\.status must be a number/);
  assert.deepEqual(detect(whole.parseMessage('WWW-Authenticate: Payment')).protocols, [], 'a message may lack one');
  const raw = ['WWW-Authenticate', header];
  for (const headers of [header, `WWW-Authenticate: ${header}\n`, '', raw, new Set(raw), 5, () => raw]) {
    refused(() => detect(of(headers)), /^response\.headers must be a Headers, an object by name or \[name, value\] pairs/);
    refused(() => credentialType({ response: of(headers) }), /^observation\.response\.headers must be a Headers/);
  }
  for (const one of [
    { status: 402 }, Object.assign(new Map(), { status: 402 }), { status: 402, header: { 'www-authenticate': header } }, of(null),
    { status: 200, body: '' },
  ]) {
    refused(() => detect(one), /^response\.headers is missing/);
    refused(() => credentialType({ response: one }), /^observation\.response\.headers is missing/);
  }
  refused(() => detect(of(Promise.resolve(new Headers()))), /^response\.headers is a promise: await it$/);
  refused(() => detect(Promise.resolve(new Response())), /^response is a promise: await it$/);
  refused(() => detect(Object.assign(new Map(), { headers: {} })), /^response\.status must be a number$/);
  for (const none of [undefined, null, 402]) refused(() => detect(none), /^response must be an object$/);
  for (const none of [new Map([['status', 402]]), [402]]) refused(() => detect(none), /^response must be a plain object$/);
});

test('a response of node:http is read as it is', async (t) => {
  const server = createServer((req, res) => res.writeHead(402, { 'WWW-Authenticate': ['Basic realm="x"', formatChallenge(challenge)] }).end()).listen(
    0,
  );
  await once(server, 'listening');
  t.after(() => server.close());
  const [message] = await once(get({ port: server.address().port }), 'response');
  message.resume();
  const { offers, protocols } = detect(message);
  assert.deepEqual([protocols, offers.map(({ display }) => display)], [['mpp'], ['1.00 USD']]);
  assert.equal(credentialType({ response: message }).type, 'shared_payment_token');
  refused(() => detect({ status: 402, headers: message.rawHeaders }), /not text or rawHeaders/);
  refused(() => credentialType(message), /pass a response as \{ response \}/);
});

test('an observation is read whole, or refused', async () => {
  const response = new Response('', { status: 402, headers: { 'WWW-Authenticate': formatChallenge(challenge) } });
  assert.equal(credentialType({ response }).type, 'shared_payment_token');
  assert.equal(credentialType({ response: undefined, cardForm: true, agentSteering: undefined }).type, 'card');
  for (const one of [response, { status: 402, headers: {} }]) refused(() => credentialType(one), /pass a response as \{ response \}/);
  refused(
    () => credentialType({ status: 402 }),
    /observation: unknown field "status"; known fields: response, agentSteering, cardForm, stripeElements/,
  );
  refused(() => credentialType(Promise.resolve(response)), /^observation is a promise: await it$/);
  refused(() => credentialType(new Map([['response', response]])), /^observation must be a plain object$/);
  refused(() => credentialType({ response: Promise.resolve(response) }), /^observation\.response is a promise: await it$/);
  refused(() => credentialType({ response: 402 }), /^observation\.response must be an object$/);
});

test('a body is the text of the response, and never taken for nothing', async () => {
  const body = { x402Version: 1, accepts: [{ scheme: 'exact', network: 'base-sepolia', maxAmountRequired: '10000', asset: '0x1', payTo: '0x1' }] };
  const text = JSON.stringify(body);
  const of = (body) => ({ status: 402, headers: {}, body });
  assert.deepEqual(detect(of(text)).protocols, ['x402']);
  const { body: stream } = new Response(text);
  for (const other of [body, [], new TextEncoder().encode(text), Buffer.from(text), new ArrayBuffer(2), stream, Promise.resolve(text), 5, false]) {
    refused(() => detect(of(other)), /^response\.body must be the text of the response body/);
    refused(() => credentialType({ response: of(other) }), /^observation\.response\.body must be the text of the response body/);
  }
  for (const none of [undefined, null]) assert.deepEqual(detect(of(none)).protocols, ['unknown']);
  const response = new Response(text, { status: 402 });
  assert.deepEqual(detect(response).protocols, ['unknown'], 'the stream of a Response is not read');
  assert.equal(await response.text(), text);
});
