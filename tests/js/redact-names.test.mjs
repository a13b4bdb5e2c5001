// Names under which redaction hides a value, and those under which it shows one.
import assert from 'node:assert/strict';
import { createServer, get } from 'node:http';
import { test } from 'node:test';
import { formatCredential, parseCredential, redact } from 'mpp-wasm';
import { issue, pay } from './issued.mjs';

test('a name beside a value can mark it as secret, whatever else is there, and the names in a list count together', () => {
  for (const names of [{ name: 'Admin', key: 'password' }, { key: 'password', name: 'Admin' }]) {
    assert.deepEqual(redact({ ...names, value: 'hunter2' }), { ...names, value: '••••' });
  }
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
  assert.deepEqual(
    redact({ EMAIL_PASS: 'hunter', REDIS_PASS: 'x y', APP_PASS: 'hunter22' }),
    { EMAIL_PASS: '••••', REDIS_PASS: '••••', APP_PASS: '••••' },
  );
  for (const names of [{ name: 'Admin', key: 'pass' }, { key: 'pass', name: 'Admin' }]) {
    assert.deepEqual(redact({ ...names, value: 'letmein!9' }), { ...names, value: '••••' });
  }
  for (const name of ['Pass', 'PASS', 'user.pass', 'user[pass]', '_pass', 'MAIL_PASS']) {
    assert.deepEqual(redact({ user: 'bob', [name]: 'abc' }), { user: 'bob', [name]: '••••' }, name);
  }
  const named = { key: 'Admin', name: 'smtp.pass', value: 'letmein!9' };
  for (const clean of [redact(named), JSON.parse(redact(JSON.stringify(named)))]) {
    assert.deepEqual(clean, { ...named, value: '••••' }, 'the same names as in text');
  }
  const auth = { user: 'bob', pass: 'it is me' };
  for (const count of ['subtotal', 'failedLogins', 'failOver']) {
    const given = { ...auth, [count]: 1 };
    for (const clean of [redact(given), JSON.parse(redact(JSON.stringify(given)))]) assert.deepEqual(clean, { ...given, pass: '••••' }, count);
  }
  for (const same of [
    ...['fail', 'Failed', 'SKIPPED', 'total', 'TOTAL'].map((count) => ({ ...auth, [count]: 1 })),
    ...['YES', 'no', 'ok', 'true', 'false', 'pass', 'Passed', 'FAIL', 'failed', 'skipped'].map((pass) => ({ ...auth, pass })),
    { user: 'bob', compass: 'north' },
    { user: 'ci', pass: 12, fail: 0 }, { user: 'bob', pass: 'yes' }, { user: 'bob', pass: true },
    { user: { id: 1 }, pass: 'all is well' }, { login: 'bob', pass: ['it adds'] },
    { pass: 'bestätigt' }, { pass: '合格しました' }, { pass: 'it must hold' },
    { ALL_PASS: 'true', FIRST_PASS: 'constant-folding', TESTS_PASS: '1234' }, { name: 'pass', value: '12' },
  ]) {
    assert.deepEqual(redact(same), same);
    assert.equal(redact(JSON.stringify(same)), JSON.stringify(same));
  }
});

test('the last part of a form name or of a path decides, in every container', () => {
  const number = '4242424242424241';
  const form = {
    'card[number]': number,
    'card[cvc]': '123',
    'user[password]': 'hunter2',
    'payment_method_data[shared_payment_granted_token]': 'tok',
    'card.cvc': '123',
    'user.pass': 'hunter22',
    'users[3]': 'bob',
  };
  const hidden = {
    ...Object.fromEntries(Object.keys(form).map((name) => [name, '••••'])),
    'card[number]': '•••• •••• •••• 4241',
    'card[cvc]': '•••',
    'card.cvc': '•••',
    'users[3]': 'bob',
  };
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

test('card codes and credentials are found under the names that other programs use', () => {
  const codes = [
    'verification_value', 'payment_cvc', 'card_cvc2', 'cardCvv2', 'cc_cvv', 'ccCvc', 'cvvNumber', 'cvv_code', 'cardSecurityCode',
    'cardVerificationNumber', 'cvn', 'user_cvc', 'stripe_cvc', 'inputCvv', 'cybersource_cvn', 'cvc_number', 'cvv_value',
  ];
  for (const name of codes) {
    assert.deepEqual(redact({ [name]: '123', n: '123' }), { [name]: '•••', n: '123' }, name);
    assert.deepEqual(redact(JSON.stringify({ [name]: '1234' })), JSON.stringify({ [name]: '•••' }), name);
  }
  const headers = [
    'HTTP_AUTHORIZATION', 'HTTP_COOKIE', 'HTTP_X_PAYMENT', 'HTTP_PAYMENT_AUTHORIZATION', 'REDIRECT_HTTP_AUTHORIZATION',
    'x-amzn-remapped-authorization', 'x-forwarded-authorization', 'X-Original-Cookie', 'grpcgateway-authorization',
  ];
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
  for (const raw of ['rawHeaders', 'rawTrailers']) assert.deepEqual(redact({ [raw]: ['token', '--key'] }), { [raw]: ['token', '••••'] });
  const about = { rawHeaders: ['x-about', 'password', 'accept', 'text/html'] };
  assert.deepEqual(redact(about), about, 'a value names nothing');
  assert.deepEqual(
    redact(['--key', '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n']),
    ['--key', '••••'],
    'also if what is left of the text is no list',
  );
  assert.deepEqual(Object.fromEntries(redact([...new Headers(sent)])), hidden);
  assert.deepEqual(
    redact({ trailers: Object.entries(sent).flat() }).trailers.slice(0, 6),
    ['authorization', 'Basic ••••', 'cookie', '••••', 'x-payment', '••••'],
  );
  assert.deepEqual(
    redact(['node', 'x', '--password', 'correcthorse', '--card-number', '4242424242424241', '-u', 'bob:hunter2', '--token', '--verbose']),
    ['node', 'x', '--password', '••••', '--card-number', '••••••••••••4241', '-u', 'bob:••••', '--token', '--verbose'],
  );
  assert.deepEqual(
    redact([
      { name: 'Authorization', value: basic },
      { name: 'Accept', value: 'x' },
      { Key: 'DB_PASSWORD', Value: 'correcthorse' },
      { name: 'n', value: 5 },
    ]),
    [
      { name: 'Authorization', value: '••••' },
      { name: 'Accept', value: 'x' },
      { Key: 'DB_PASSWORD', Value: '••••' },
      { name: 'n', value: 5 },
    ],
  );
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
    assert.deepEqual(
      redact({ value: 'hunter2', msg: 'Invalid value', [name]: 'password' }),
      { value: '••••', msg: 'Invalid value', [name]: 'password' },
    );
    assert.deepEqual(redact({ [name]: 'card.cvc', value: '123' }), { [name]: 'card.cvc', value: '•••' });
    for (const value of ['rejectedValue', 'rejected_value']) {
      assert.deepEqual(redact({ [name]: 'password', [value]: 'hunter2' }), { [name]: 'password', [value]: '••••' });
    }
    const same = { [name]: 'email', value: 'bob@example.com' };
    assert.deepEqual(redact(same), same);
  }
});

test('a value is masked as the card that its name says, and a number names nothing', () => {
  const given = { name: 'card_number', value: '4242424242424241' };
  assert.deepEqual(redact(given), { ...given, value: '•••• •••• •••• 4241' });
  const same = { name: 7, value: 'x' };
  assert.deepEqual(redact(same), same);
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
  for (const name of ['cardCode', 'card_code', 'ccv', 'cvd', 'cv2', 'cvNumber', 'cc_cid']) {
    assert.deepEqual(redact({ [name]: '123' }), { [name]: '•••' }, name);
  }
  const words = 'test test test test test test test test test test test junk';
  assert.deepEqual(redact({ mnemonic: words, seedPhrase: 'a b', seed_phrase: 'a' }), { mnemonic: '••••', seedPhrase: '••••', seed_phrase: '••••' });
  assert.deepEqual(redact({ paymentHeader: 'eyJ4NDAy', payment_header: 'eyJ4NDAy' }), { paymentHeader: 'eyJ••••', payment_header: 'eyJ••••' });
  for (const start of ['{ "', '{\n  "', '{\r\n  "', '{\t"']) {
    const given = { paymentHeader: Buffer.from(`${start}x402Version": 1}`).toString('base64') };
    for (const clean of [redact(given), JSON.parse(redact(JSON.stringify(given)))]) {
      assert.deepEqual(clean, { paymentHeader: '••••' }, 'also if the JSON was indented');
    }
  }
  for (const same of [
    { cardCode: 'VISA' }, { cv2: '4.8.1' }, { mnemonic: 'mov eax, 1' }, { paymentHeader: 'Pay now' },
    { invoice: { number: 'A1B2C3D4-0001' } }, { issue: { number: 42 } }, { version: { number: '1.2.3' } },
  ]) assert.deepEqual(redact(same), same);
  assert.deepEqual(redact({ card: { number: '4242424242424241' } }), { card: { number: '•••• •••• •••• 4241' } });
});

test('redact hides a password that is entered again', () => {
  for (const name of [
    'password_confirmation', 'passwordConfirmation', 'password1', 'password2', 'new_password1', 'confirm_password',
    'password_confirm', 'password_repeat', 'password_again', 'passwd2', 'pwdRepeat',
  ]) {
    assert.deepEqual(redact({ [name]: 'hunter2' }), { [name]: '••••' }, name);
  }
  const same = { confirmation: 'abc12345', again: 'yes', password_hint2: 'dog', user1: 'bob', passwordAgainAt: 12 };
  assert.deepEqual(redact(same), same);
});

test('redact hides a key whose name is written with dots', () => {
  for (const name of ['api.key', 'fs.s3a.secret.key', 'stripe.api.key', 'app.private.key']) {
    assert.deepEqual(redact({ [name]: 'abcd1234efgh' }), { [name]: '••••' }, name);
  }
  const same = { 'cache.key': 'abcd1234efgh', 'primary.key': 'abcd1234efgh', 'ssh.public.key': 'abcd1234efgh', 'build.number': 12345678 };
  assert.deepEqual(redact(same), same);
});

test('redact shows the directories of a shell', () => {
  const same = { env: { PWD: '/home/alice/app', OLDPWD: 'C:\\Users\\alice' } };
  assert.deepEqual(redact(same), same);
  assert.deepEqual(
    redact({ PWD: 'hunter2', Pwd: '/home', pwd: '/home', DB_PWD: '/home' }),
    { PWD: '••••', Pwd: '••••', pwd: '••••', DB_PWD: '••••' },
  );
});

test('redact hides every proof of payment, whatever its members are called', () => {
  const signature = `0x76f8${'ab'.repeat(32)}`;
  const tempo = issue({ method: 'tempo', request: { amount: '1', currency: '0x20c0000000000000000000000000000000000000' } });
  const credential = parseCredential(
    formatCredential({
      challenge: tempo,
      payload: { type: 'transaction', signature, more: [{ nonce: 7 }, signature], payload: { signature } },
    }),
  );
  const clean = redact({ paid: credential });
  assert.deepEqual(clean.paid.payload, { type: '••••', signature: '••••', more: [{ nonce: '••••' }, '••••'], payload: { signature: '••••' } });
  assert.deepEqual(clean.paid.challenge, redact(tempo));
  assert.deepEqual(redact(parseCredential(pay(issue(), { spt: 'spt_1N4Zv32eZvKYlo2C' }))).payload, { spt: 'spt_••••' });
  assert.deepEqual(
    redact({ x402Version: 2, payload: { signature, authorization: { nonce: signature } } }).payload,
    { signature: '••••', authorization: { nonce: '••••' } },
  );
  const named = { name: 'a', path: 'b', domain: 'c', value: 'd' };
  assert.deepEqual(redact({ challenge: {}, payload: named }).payload, { name: '••••', path: '••••', domain: '••••', value: '••••' });
  assert.deepEqual(redact({ challenge: {}, payload: [['password', 'hunter2']] }).payload, [['••••', '••••']]);
  assert.deepEqual(redact({ event: 'push', payload: { signature: 'x' } }), { event: 'push', payload: { signature: 'x' } });
  for (const name of ['X-PAYMENT', 'Payment-Signature', 'payment-authorization']) {
    assert.deepEqual(Object.values(redact({ [name]: signature })), ['••••'], name);
    assert.deepEqual(Object.values(redact(new Headers({ [name]: signature }))), ['••••'], name);
  }
});

test('of a long key only the end counts, so that it is not read as a whole for each member of its list', (t) => {
  const count = 200;
  const start = 'é'.repeat(20_000);
  let read = 0;
  const { encodeInto } = TextEncoder.prototype;
  t.mock.method(TextEncoder.prototype, 'encodeInto', function (text, bytes) {
    read += text.length;
    return Reflect.apply(encodeInto, this, [text, bytes]);
  });
  const list = Array.from({ length: count }, (_, at) => [`${at}`]);
  const spellings = Object.fromEntries(['value', 'Value', 'VALUE'].map((name) => [name, list]));
  assert.deepEqual(redact({ [start]: list, named: { name: start, ...spellings } }), { [start]: list, named: { name: start, ...spellings } });
  assert.ok(read < count * start.length, `it read ${read} characters`);
  for (const name of [`${start}_password`, `${start}.db.password`, `${start}[password]`]) {
    assert.deepEqual(redact({ [name]: ['x', 1], named: { name, value: ['x'] } }), { [name]: '••••', named: { name, value: '••••' } });
  }
  for (const name of [`${start}_cookies`, `${start}[pass]`]) {
    const hidden = redact({ [name]: ['hunter2x=1'] })[name];
    assert.deepEqual(hidden, ['••••'], name);
  }
});
