// The public functions, imported by name.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { test } from 'node:test';
import {
  ChallengeKey, MppError, bodyDigest, credentialType, decode, detect, formatChallenge, formatCredential, formatReceipt,
  maskAddress, maskCard, maskCardNumber, parseChallenges, parseCredential, parseReceipt, rankOffers, redact,
} from 'mpp-wasm';

const SECRET = 'test-vector-secret-minimum-32-byte-secret';
const NOW = Date.parse('2025-01-15T12:00:00Z');
const TERMS = {
  realm: 'api.example.com',
  method: 'stripe',
  intent: 'charge',
  request: { currency: 'usd', amount: '100', methodDetails: { networkId: 'profile_1', n: 1.5e300 } },
  expires: new Date(NOW + 300_000),
  description: 'One "answer" — é 😀',
  opaque: { order: '7' },
};

const key = new ChallengeKey(SECRET);
const issue = (more = {}) => key.issue({ ...TERMS, ...more }, { now: NOW });
const pay = (challenge, payload = { spt: 'spt_1' }) => formatCredential({ challenge, payload });
const code = (f) => {
  try {
    f();
  } catch (error) {
    assert.ok(error instanceof MppError, `${error}`);
    return error.code;
  }
  return 'nothing was thrown';
};

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
  for (const field of ['realm', 'method', 'intent', 'request', 'expires']) assert.match(message({ [field]: undefined }), new RegExp(`terms needs ${field}`));
  for (const field of ['realm', 'method', 'intent', 'digest', 'description', 'header']) {
    for (const value of [7, null, {}]) assert.match(message({ [field]: value }), new RegExp(`terms\\.${field} must be a string`));
  }
  for (const request of [null, 'e30', 7, []]) assert.match(message({ request }), /^terms\.request must be an object$/);
  for (const opaque of [7, ['a'], { a: 7 }]) assert.match(message({ opaque }), /opaque/);
  for (const text of ['a\0b', 'a\nb', 'a\ud800']) {
    for (const field of ['realm', 'description']) assert.notEqual(message({ [field]: text }), 'nothing was thrown', JSON.stringify(text));
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

test('bug 16: names like __proto__ are data', () => {
  const request = JSON.parse('{"__proto__":{"polluted":true},"constructor":"x","amount":"1"}');
  const { challenges } = parseChallenges(formatChallenge(issue({ request })));
  assert.deepEqual(Object.keys(challenges[0].request).sort(), ['__proto__', 'amount', 'constructor']);
  assert.equal({}.polluted, undefined);
  assert.deepEqual(Object.keys(redact(request)).sort(), ['__proto__', 'amount', 'constructor']);
});

test('bug 18: lone surrogates are refused', () => {
  assert.equal(code(() => issue({ request: { amount: '\ud800' } })), 'invalid-json');
});

test('receipts keep the fields a method adds', () => {
  const receipt = { method: 'tempo', reference: '0x1', status: 'success', timestamp: '2025-01-15T12:04:32Z', chainId: 42431 };
  assert.deepEqual(parseReceipt(formatReceipt(receipt)), receipt);
  assert.equal(code(() => parseReceipt('e30')), 'malformed-receipt');
  assert.equal(code(() => formatReceipt({ ...receipt, status: 'failed' })), 'malformed-receipt');
  for (const absent of [null, undefined, '', ' ']) {
    assert.throws(() => parseReceipt(absent), { code: 'malformed-receipt', message: /no Payment-Receipt header; for browsers, Access-Control-Expose-Headers must list it/ });
  }
});

test('decode returns what a spend request needs', () => {
  const decoded = decode(formatChallenge(issue()));
  assert.equal(decoded.network_id, 'profile_1');
  assert.deepEqual(Object.keys(decoded).sort(), ['description', 'expires', 'id', 'intent', 'method', 'network_id', 'realm', 'request_json']);
  assert.equal(code(() => decode('Bearer x')), 'no-challenge');
  assert.equal(code(() => decode(402)), 'invalid-argument');
});

test('detect tells protocols apart, and finds several at once', () => {
  const header = formatChallenge(issue());
  const x402 = { x402Version: 2, accepts: [{ scheme: 'exact', network: 'base', amount: '10000' }] };
  const answer = { status: 402, headers: { 'WWW-Authenticate': `${header}, L402 macaroon="m", invoice="i"`, 'PAYMENT-REQUIRED': btoa(JSON.stringify(x402)) } };
  const found = detect(answer);
  assert.deepEqual(found.protocols, ['mpp', 'x402', 'l402']);
  assert.deepEqual([found.x402, found.l402], [{ version: 2, accepts: x402.accepts }, { macaroon: 'm', invoice: 'i' }]);
  assert.deepEqual(detect(new Response('', { status: 402, headers: answer.headers })), found);
  assert.deepEqual(detect({ status: 402, headers: {}, body: '{"x402Version":1,"accepts":[]}' }).protocols, ['x402']);
  assert.deepEqual(detect({ status: 402, headers: {} }).protocols, ['unknown']);
  assert.deepEqual(detect({ status: 200, headers: answer.headers }).protocols, []);
});

test('credentialType matches the wallet\'s table', () => {
  const response = (header) => ({ status: 402, headers: header ? { 'www-authenticate': header } : {} });
  const rows = [
    [{ response: response(formatChallenge(issue())) }, 'shared_payment_token'],
    [{ response: response(formatChallenge(issue({ method: 'tempo' }))), cardForm: true }, 'unsupported'],
    [{ response: response() }, 'unsupported'],
    [{ agentSteering: true, cardForm: true }, 'link_pay_token'],
    [{ cardForm: true }, 'card'],
    [{ stripeElements: true }, 'card'],
    [{}, 'unknown'],
  ];
  for (const [seen, type] of rows) assert.equal(credentialType(seen).type, type, JSON.stringify(seen));
  assert.ok(credentialType().reason && credentialType().next);
});

test('rankOffers ranks offers, and falls back to all of them', () => {
  const [stripe, tempo] = [{ method: 'stripe', intent: 'charge' }, { method: 'tempo', intent: 'charge' }];
  assert.deepEqual(rankOffers('tempo/*, */*;q=0.5', [stripe, tempo]), [tempo, stripe]);
  assert.deepEqual(rankOffers('tempo/charge', [stripe, tempo]), [tempo]);
  for (const header of [undefined, null, '', 'nonsense', 'lightning/charge']) assert.deepEqual(rankOffers(header, [stripe, tempo]), [stripe, tempo]);
});

test('masking and redaction: the same vectors as in Rust', () => {
  const load = (name) => JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url)));
  for (const { name, input, expected, reveal } of load('card-mask.json')) {
    assert.equal(maskCardNumber(input, reveal === 'nothing' ? { reveal: [] } : undefined), expected, name);
  }
  for (const { name, input, expected } of [...load('card-redact.json'), ...load('card-named.json')]) assert.equal(redact(input), expected, name);
});

test('a card and an address are copied and masked', () => {
  const card = {
    id: 'card_1', brand: 'visa', number: '4242424242424242', cvc: '123', exp_month: 12,
    billing_address: { name: 'Jane Doe', line1: '1 Main St', city: 'Paris', postal_code: '75001', country: 'FR' },
  };
  const before = structuredClone(card);
  const masked = maskCard(card);
  assert.deepEqual(card, before);
  assert.deepEqual([masked.number, masked.cvc, masked.brand], ['•••• •••• •••• 4242', '•••', 'visa']);
  assert.deepEqual([masked.billing_address.city, masked.billing_address.postal_code], ['Paris', '75001']);
  assert.doesNotMatch(JSON.stringify(masked), /Jane|Main|123|4242424/);
  assert.equal(maskAddress({ line_1: '1 Main St', locality: 'Rome' }).locality, 'Rome');
});

test('redact walks the values that programs log', () => {
  const marker = 'spt_marker1234567890';
  const value = {
    text: `token ${marker}`, list: [marker], map: new Map([['x', marker]]), set: new Set([marker]), error: new Error(marker, { cause: marker }),
    headers: new Headers({ authorization: `Payment ${marker}` }), query: new URLSearchParams({ spt: marker }), bytes: new TextEncoder().encode(marker),
    boxed: new String(marker), url: new URL(`https://a.example/?token=${marker}`), form: Object.assign(new FormData(), { note: marker }),
    secret: { deep: marker }, amount: 1000, when: new Date(0), nothing: null,
  };
  value.self = value;
  const clean = redact(value);
  const shown = JSON.stringify(clean, (_, member) => (member instanceof Map || member instanceof Set ? [...member] : member));
  assert.doesNotMatch(shown, /marker/);
  assert.deepEqual([clean.amount, clean.nothing, clean.self, clean.when], [1000, null, '[circular]', value.when]);
});

test('a name beside a value can mark it as secret, whatever else is there, and the names in a list count together', () => {
  for (const names of [{ name: 'Admin', key: 'password' }, { key: 'password', name: 'Admin' }]) assert.deepEqual(redact({ ...names, value: 'hunter2' }), { ...names, value: '••••' });
  const number = '4242424242424241';
  assert.deepEqual(redact({ auth: Object.entries({ user: 'bob', pass: 'letmein!' }) }), { auth: [['user', 'bob'], ['pass', '••••']] });
  assert.deepEqual(redact({ card_number: [['a', number]], headers: [['cookie', 'a=b'], ['accept', 'x']] }), {
    card_number: [['••••', '•••• •••• •••• 4241']], headers: [['cookie', '••••'], ['accept', 'x']],
  });
});

test('"pass" is a password beside a login, and a count or a test result elsewhere', () => {
  for (const user of ['user', 'username', 'Login']) {
    for (const pass of ['abcd efgh ijkl mnop', 'pässwört1!', '12345678', 'hunter', 'correct horse battery', 'q', 12345678]) {
      assert.deepEqual(redact({ auth: { [user]: 'me@gmail.com', pass } }), { auth: { [user]: 'me@gmail.com', pass: '••••' } });
      const text = JSON.stringify({ [user]: 'me@gmail.com', pass });
      assert.equal(redact(text), text.replace(`:${JSON.stringify(pass)}}`, typeof pass === 'string' ? ':"••••"}' : ':••••}'), 'in text too');
    }
  }
  assert.deepEqual(redact({ pass: 'abcd efgh ijkl mnop', other: { pass: 'pässwört1!' } }), { pass: '••••', other: { pass: '••••' } });
  assert.deepEqual(redact({ EMAIL_PASS: 'hunter', REDIS_PASS: 'x y', APP_PASS: 'hunter22' }), { EMAIL_PASS: '••••', REDIS_PASS: '••••', APP_PASS: '••••' });
  for (const names of [{ name: 'Admin', key: 'pass' }, { key: 'pass', name: 'Admin' }]) assert.deepEqual(redact({ ...names, value: 'letmein!9' }), { ...names, value: '••••' });
  for (const name of ['user.pass', 'user[pass]', '_pass', 'MAIL_PASS']) assert.deepEqual(redact({ user: 'bob', [name]: 'abc' }), { user: 'bob', [name]: '••••' }, name);
  const named = { key: 'Admin', name: 'smtp.pass', value: 'letmein!9' };
  for (const clean of [redact(named), JSON.parse(redact(JSON.stringify(named)))]) assert.deepEqual(clean, { ...named, value: '••••' }, 'the same names as in text');
  for (const same of [
    { user: 'ci', pass: 12, fail: 0 }, { user: 'bob', pass: 'yes' }, { user: 'bob', pass: true }, { user: { id: 1 }, pass: 'all is well' }, { login: 'bob', pass: ['it adds'] },
    { pass: 'bestätigt' }, { pass: '合格しました' }, { pass: 'it must hold' }, { ALL_PASS: 'true', FIRST_PASS: 'constant-folding', TESTS_PASS: '1234' }, { name: 'pass', value: '12' },
  ]) {
    assert.deepEqual(redact(same), same);
    assert.equal(redact(JSON.stringify(same)), JSON.stringify(same));
  }
});

test('the last part of a form name or of a path decides, in every container', () => {
  const number = '4242424242424241';
  const form = { 'card[number]': number, 'card[cvc]': '123', 'user[password]': 'hunter2', 'payment_method_data[shared_payment_granted_token]': 'tok', 'card.cvc': '123', 'user.pass': 'hunter22', 'users[3]': 'bob' };
  const hidden = { ...Object.fromEntries(Object.keys(form).map((name) => [name, '••••'])), 'card[number]': '•••• •••• •••• 4241', 'card[cvc]': '•••', 'card.cvc': '•••', 'users[3]': 'bob' };
  for (const given of [form, Object.assign(new URLSearchParams(form), {}), new Map(Object.entries(form)), Object.entries(form)]) {
    const clean = redact(given);
    assert.deepEqual(clean instanceof Map || Array.isArray(clean) ? Object.fromEntries(clean) : clean, hidden);
  }
  const data = new FormData();
  data.append('card[cvc]', '123');
  assert.deepEqual(redact(data), { 'card[cvc]': '•••' });
  assert.deepEqual(redact({ name: 'user[password]', value: 'abc' }), { name: 'user[password]', value: '••••' });
  const text = JSON.parse(redact(JSON.stringify(form)));
  assert.deepEqual({ ...text, 'card[number]': hidden['card[number]'] }, hidden);
});

test('maps and lists of entries are redacted like objects', () => {
  for (const [given, key] of [[{ x402Version: 1, payload: { signature: '0xdeadbeef' } }, 'payload'], [{ challenge: {}, payload: { x: 'y' } }, 'payload'], [{ user: 'bob', pass: 'hunt' }, 'pass'], [{ name: 'DB_PASSWORD', value: 'x' }, 'value']]) {
    const hidden = redact(given)[key];
    assert.notDeepEqual(hidden, given[key]);
    assert.deepEqual(redact(new Map(Object.entries(given))).get(key), hidden);
    assert.deepEqual(Object.fromEntries(redact(Object.entries(given)))[key], hidden);
    if (key !== 'value') assert.deepEqual(Object.fromEntries(redact({ sent: Object.entries(given) }).sent)[key], hidden);
  }
  assert.deepEqual(redact(new Map([[7, 'a'], [null, 'b']])), new Map([[7, 'a'], [null, 'b']]));
});

test('sets are redacted like lists, and lists of a class of their own like plain ones', () => {
  class Own extends Array {
    map() {
      return this;
    }
  }
  for (const list of [['--token', 'hunter2'], [['password', 'hunter2'], ['a', 'b']], ['spt_1N4Zv32', { cvc: '123' }]]) {
    const hidden = redact(list);
    assert.doesNotMatch(JSON.stringify(hidden), /hunter2|1N4Z|123/);
    assert.deepEqual(redact(new Set(list)), new Set(hidden));
    for (const own of [Own.of(...list), Object.assign([...list], { map: () => list, every: () => true })]) {
      assert.deepEqual([redact(own), redact({ own }).own], [hidden, hidden]);
      assert.equal(redact(own).constructor, Array);
    }
  }
});

test('what cannot be read is hidden, and shared objects are walked once', () => {
  const fails = () => {
    throw new Error('password=hunter2');
  };
  const prototype = new Proxy({ a: 1 }, { getPrototypeOf: fails });
  const value = (valueOf) => Object.assign(new String('x'), { valueOf });
  for (const given of [prototype, Object.create(String.prototype)]) assert.deepEqual([redact(given), redact({ given })], ['••••', { given: '••••' }]);
  for (const valueOf of [fails, () => ({ password: 'hunter2' })]) assert.equal(redact(value(valueOf)), 'x');
  let shared = { token: 'hunter2', n: 1 };
  let reads = 0;
  Object.defineProperty(shared, 'read', { enumerable: true, get: () => (reads += 1) });
  for (let level = 0; level < 24; level += 1) shared = { l: shared, r: shared, list: [shared] };
  let clean = redact(shared);
  for (let level = 0; level < 24; level += 1) clean = level % 2 ? clean.l : clean.list[0];
  assert.deepEqual({ ...clean, read: 0 }, { token: '••••', n: 1, read: 0 });
  assert.ok(reads <= 3, `${reads}`);
  const whole = { k: { v: { w: 'hi' } } };
  let deep = whole;
  for (let level = 0; level < 29; level += 1) deep = { deep };
  assert.deepEqual(redact({ deep, whole }).whole, whole, 'a copy cut off by the depth limit stays down there');
  const one = { n: '123' };
  assert.deepEqual(redact({ cvc: [one, one], password: one, note: one }), { cvc: '••••', password: '••••', note: one });
});

test('card codes and credentials are found under the names that other programs use', () => {
  const codes = ['verification_value', 'payment_cvc', 'card_cvc2', 'cardCvv2', 'cc_cvv', 'ccCvc', 'cvvNumber', 'cvv_code', 'cardSecurityCode', 'cardVerificationNumber', 'cvn', 'user_cvc', 'stripe_cvc', 'inputCvv', 'cybersource_cvn', 'cvc_number', 'cvv_value'];
  for (const name of codes) {
    assert.deepEqual(redact({ [name]: '123', n: '123' }), { [name]: '•••', n: '123' }, name);
    assert.deepEqual(redact(JSON.stringify({ [name]: '1234' })), JSON.stringify({ [name]: '•••' }), name);
  }
  const headers = ['HTTP_AUTHORIZATION', 'HTTP_COOKIE', 'HTTP_X_PAYMENT', 'HTTP_PAYMENT_AUTHORIZATION', 'REDIRECT_HTTP_AUTHORIZATION', 'x-amzn-remapped-authorization', 'x-forwarded-authorization', 'X-Original-Cookie', 'grpcgateway-authorization'];
  for (const name of headers) assert.deepEqual(redact({ [name]: 'Basic abc' }), { [name]: '••••' }, name);
  for (const same of [
    { incorrect_cvc: 412, invalidCvv: 970, wrong_cvc: 123, missing_cvc: '123' },
    { incorrect_cvc: "Your card's security code is incorrect.", invalid_cvv: 'invalid', cvn: 'CVN-65', missing_security_code: 3 },
    { pre_authorization: 'required', last_authorization: { amount: 500 }, accept_cookie: 'yes', session_cookie: true, xsrfCookieName: 'XSRF' },
  ]) assert.deepEqual(redact(same), same);
});

test('names beside values are looked up once, however many values there are', () => {
  const many = new URLSearchParams('value=1&payload=1&'.repeat(50_000));
  assert.equal(redact(many).value, '1');
});

test('redact reads names that are stored beside their values', async () => {
  const basic = 'Basic dXNlcjpwYXNzd29yZA==';
  const sent = { authorization: basic, cookie: 'sid=abc', 'x-payment': 'eyJ4NDAyVmVyc2lvbiI6MX0', 'x-api-key': 'correcthorse', accept: 'text/html' };
  const hidden = { authorization: '••••', cookie: '••••', 'x-payment': 'eyJ••••', 'x-api-key': '••••', accept: 'text/html' };
  // What Node keeps of a request, pairs of header lines, and lists recognizable only by their members.
  const raw = await new Promise((resolve, reject) => {
    const server = createServer((request, response) => {
      response.end();
      server.close();
      resolve(redact(request).rawHeaders);
    });
    server.listen(0, '127.0.0.1', () => get({ port: server.address().port, host: '127.0.0.1', agent: false, headers: sent }).on('error', reject));
  });
  for (const [name, value] of Object.entries(hidden)) assert.equal(raw[raw.indexOf(name) + 1], value, name);
  assert.deepEqual(Object.fromEntries(redact([...new Headers(sent)])), hidden);
  assert.deepEqual(redact({ trailers: Object.entries(sent).flat() }).trailers.slice(0, 6), ['authorization', 'Basic ••••', 'cookie', '••••', 'x-payment', '••••']);
  assert.deepEqual(redact(['node', 'x', '--password', 'correcthorse', '--card-number', '4242424242424241', '-u', 'bob:hunter2', '--token', '--verbose']), [
    'node', 'x', '--password', '••••', '--card-number', '••••••••••••4241', '-u', 'bob:••••', '--token', '--verbose',
  ]);
  assert.deepEqual(redact([{ name: 'Authorization', value: basic }, { name: 'Accept', value: 'x' }, { Key: 'DB_PASSWORD', Value: 'correcthorse' }, { name: 'n', value: 5 }]), [
    { name: 'Authorization', value: '••••' }, { name: 'Accept', value: 'x' }, { Key: 'DB_PASSWORD', Value: '••••' }, { name: 'n', value: 5 },
  ]);
  for (const same of [
    { required: ['username', 'password', 'email', 'token', 'name'], headers: ['Authorization', 'Content-Type', 'Cookie', 'X-Api-Key', 'Accept'] },
    { pairs: [['a', 'b'], ['c', 1]], empty: [], names: [{ name: 'password', value: '' }, { name: 'password', type: 'text' }] },
    { pass: 48213, says: { pass: 'passed' }, cases: [{ pass: 'skipped' }] },
    { pass: true, passes: ['password'], tests: { pass: 12, fail: 0 }, more: { pass: ['it adds'], fail: [] }, says: { pass: 'all is well' } },
    { durationMs: 61437.32665016328, dd: { trace_id: '4835897229337105092' }, amount: '42000000000000000' },
  ]) assert.deepEqual(redact(same), same);
  assert.deepEqual(redact({ auth: { user: 'bob', pass: 'hunter2' } }), { auth: { user: 'bob', pass: '••••' } });
  assert.deepEqual(redact({ challenge: {}, payload: { pairs: [['0xab', '0xcd']] } }).payload, { pairs: [['••••', '••••']] });
});

test('redact hides the value that a report of failed validation shows', () => {
  for (const name of ['path', 'param', 'field', 'property']) {
    assert.deepEqual(redact({ value: 'hunter2', msg: 'Invalid value', [name]: 'password' }), { value: '••••', msg: 'Invalid value', [name]: 'password' });
    assert.deepEqual(redact({ [name]: 'card.cvc', value: '123' }), { [name]: 'card.cvc', value: '•••' });
    const same = { [name]: 'email', value: 'bob@example.com' };
    assert.deepEqual(redact(same), same);
  }
});

test('the name beside a value is called the same in text and in objects', () => {
  const both = (value) => [redact(value), JSON.parse(redact(JSON.stringify(value)))];
  for (const name of ['name', 'key', 'header', 'path', 'param', 'field', 'property', 'Name', 'PATH']) {
    for (const clean of both({ [name]: 'password', value: 'hunter2' })) assert.deepEqual(clean, { [name]: 'password', value: '••••' }, name);
  }
  for (const name of ['label', 'title', 'id', 'type', 'attribute', 'names', 'keys']) {
    for (const clean of both({ [name]: 'password', value: 'hunter2' })) assert.deepEqual(clean, { [name]: 'password', value: 'hunter2' }, name);
  }
});

test('redact knows names that card processors, wallets and x402 use', () => {
  for (const name of ['cardCode', 'card_code', 'ccv', 'cvd', 'cv2', 'cvNumber', 'cc_cid']) assert.deepEqual(redact({ [name]: '123' }), { [name]: '•••' }, name);
  const words = 'test test test test test test test test test test test junk';
  assert.deepEqual(redact({ mnemonic: words, seedPhrase: 'a b', seed_phrase: 'a' }), { mnemonic: '••••', seedPhrase: '••••', seed_phrase: '••••' });
  assert.deepEqual(redact({ paymentHeader: 'eyJ4NDAy', payment_header: 'eyJ4NDAy' }), { paymentHeader: 'eyJ••••', payment_header: 'eyJ••••' });
  for (const start of ['{ "', '{\n  "', '{\r\n  "', '{\t"']) {
    const given = { paymentHeader: Buffer.from(`${start}x402Version": 1}`).toString('base64') };
    for (const clean of [redact(given), JSON.parse(redact(JSON.stringify(given)))]) assert.deepEqual(clean, { paymentHeader: '••••' }, 'also if the JSON was indented');
  }
  for (const same of [
    { cardCode: 'VISA' }, { cv2: '4.8.1' }, { mnemonic: 'mov eax, 1' }, { paymentHeader: 'Pay now' },
    { invoice: { number: 'A1B2C3D4-0001' } }, { issue: { number: 42 } }, { version: { number: '1.2.3' } },
  ]) assert.deepEqual(redact(same), same);
  assert.deepEqual(redact({ card: { number: '4242424242424241' } }), { card: { number: '•••• •••• •••• 4241' } });
});

test('redact hides a password that is entered again', () => {
  for (const name of ['password_confirmation', 'passwordConfirmation', 'password1', 'password2', 'new_password1', 'confirm_password', 'password_confirm', 'password_repeat', 'password_again', 'passwd2', 'pwdRepeat']) {
    assert.deepEqual(redact({ [name]: 'hunter2' }), { [name]: '••••' }, name);
  }
  const same = { confirmation: 'abc12345', again: 'yes', password_hint2: 'dog', user1: 'bob', passwordAgainAt: 12 };
  assert.deepEqual(redact(same), same);
});

test('redact hides a key whose name is written with dots', () => {
  for (const name of ['api.key', 'fs.s3a.secret.key', 'stripe.api.key', 'app.private.key']) assert.deepEqual(redact({ [name]: 'abcd1234efgh' }), { [name]: '••••' }, name);
  const same = { 'cache.key': 'abcd1234efgh', 'primary.key': 'abcd1234efgh', 'ssh.public.key': 'abcd1234efgh', 'build.number': 12345678 };
  assert.deepEqual(redact(same), same);
});

test('redact shows the directories of a shell', () => {
  const same = { env: { PWD: '/home/alice/app', OLDPWD: 'C:\\Users\\alice' } };
  assert.deepEqual(redact(same), same);
  assert.deepEqual(redact({ PWD: 'hunter2', Pwd: '/home', pwd: '/home', DB_PWD: '/home' }), { PWD: '••••', Pwd: '••••', pwd: '••••', DB_PWD: '••••' });
});

test('redact loses no member when names are hidden alike', () => {
  const given = { sk_live_aaaa1111: 1, sk_live_bbbb2222: 2, 'sk_live_•••• (2)': 3, a: 4 };
  const hidden = { 'sk_live_••••': 1, 'sk_live_•••• (2)': 2, 'sk_live_•••• (2) (2)': 3, a: 4 };
  for (const value of [given, hidden]) {
    assert.deepEqual(redact(value), hidden);
    assert.deepEqual(redact(new Map(Object.entries(value))), new Map(Object.entries(hidden)));
  }
  assert.deepEqual(maskCard({ '4242424242424242': 1, '4242 4242 4242 4242': 2 }), { '•••• •••• •••• 4242': '••••', '•••• •••• •••• 4242 (2)': '••••' });
  const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`sk_live_${at}`, at]));
  assert.equal(Object.keys(redact(many)).length, 20_000);
  const repeated = new URLSearchParams('a=1&a=2');
  assert.deepEqual(redact(repeated), { a: '2' });
});

test('redact copies dates without their own members, and keeps the errors of an AggregateError', () => {
  const date = Object.assign(new Date(7), { password: 'hunter2', toJSON: () => 'hunter2' });
  const copy = redact({ date }).date;
  assert.deepEqual([copy instanceof Date, copy.getTime(), Object.keys(copy), JSON.stringify(copy)], [true, 7, [], '"1970-01-01T00:00:00.007Z"']);
  assert.ok(Number.isNaN(redact(new Date(NaN)).getTime()));
  const { errors } = redact(new AggregateError([new Error('password=hunter2'), 7], 'both failed'));
  assert.deepEqual([errors.length, errors[0].message, errors[1]], [2, 'password=••••', 7]);
});

test('redact hides every proof of payment, whatever its members are called', () => {
  const signature = `0x76f8${'ab'.repeat(32)}`;
  const tempo = issue({ method: 'tempo', request: { amount: '1', currency: '0x20c0000000000000000000000000000000000000' } });
  const credential = parseCredential(formatCredential({ challenge: tempo, payload: { type: 'transaction', signature, more: [{ nonce: 7 }, signature], payload: { signature } } }));
  const clean = redact({ paid: credential });
  assert.deepEqual(clean.paid.payload, { type: '••••', signature: '••••', more: [{ nonce: '••••' }, '••••'], payload: { signature: '••••' } });
  assert.deepEqual(clean.paid.challenge, redact(tempo));
  assert.deepEqual(redact(parseCredential(pay(issue(), { spt: 'spt_1N4Zv32eZvKYlo2C' }))).payload, { spt: 'spt_••••' });
  assert.deepEqual(redact({ x402Version: 2, payload: { signature, authorization: { nonce: signature } } }).payload, { signature: '••••', authorization: { nonce: '••••' } });
  assert.deepEqual(redact({ event: 'push', payload: { signature: 'x' } }), { event: 'push', payload: { signature: 'x' } });
  for (const name of ['X-PAYMENT', 'Payment-Signature', 'payment-authorization']) {
    assert.deepEqual(Object.values(redact({ [name]: signature })), ['••••'], name);
    assert.deepEqual(Object.values(redact(new Headers({ [name]: signature }))), ['••••'], name);
  }
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
