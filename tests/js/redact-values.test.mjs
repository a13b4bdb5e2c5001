// Values as programs hand them to a log: cookies by their names, bytes, and classes of another realm.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { maskCard, redact } from 'mpp-wasm';

test('redact walks the values that programs log', () => {
  const marker = 'spt_marker1234567890';
  const value = {
    text: `token ${marker}`, list: [marker], map: new Map([['x', marker]]), set: new Set([marker]), error: new Error(marker, { cause: marker }),
    headers: new Headers({ authorization: `Payment ${marker}` }), query: new URLSearchParams({ spt: marker }),
    bytes: new TextEncoder().encode(marker),
    boxed: new String(marker), url: new URL(`https://a.example/?token=${marker}`), form: Object.assign(new FormData(), { note: marker }),
    secret: { deep: marker }, amount: 1000, when: new Date(0), nothing: null,
  };
  value.self = value;
  const clean = redact(value);
  const shown = JSON.stringify(clean, (_, member) => (member instanceof Map || member instanceof Set ? [...member] : member));
  assert.doesNotMatch(shown, /marker/);
  assert.deepEqual([clean.amount, clean.nothing, clean.self, clean.when], [1000, null, '[circular]', value.when]);
  assert.equal(clean.url, 'https://a.example/?token=spt_••••');
  assert.deepEqual(redact({ call() {}, symbol: Symbol(marker), absent: undefined }), { call: '••••', symbol: '••••', absent: undefined });
});

test('maps and lists of entries are redacted like objects', () => {
  for (const [given, key] of [
    [{ x402Version: 1, payload: { signature: '0xdeadbeef' } }, 'payload'],
    [{ challenge: {}, payload: { x: 'y' } }, 'payload'],
    [{ user: 'bob', pass: 'hunt' }, 'pass'],
    [{ name: 'DB_PASSWORD', value: 'x' }, 'value'],
  ]) {
    const hidden = redact(given)[key];
    assert.notDeepEqual(hidden, given[key]);
    assert.deepEqual(redact(new Map(Object.entries(given))).get(key), hidden);
    assert.deepEqual(Object.fromEntries(redact(Object.entries(given)))[key], hidden);
    if (key !== 'value') assert.deepEqual(Object.fromEntries(redact({ sent: Object.entries(given) }).sent)[key], hidden);
  }
  assert.deepEqual(redact(new Map([[7, 'a'], [null, 'b']])), new Map([[7, 'a'], [null, 'b']]));
});

test('lists of anything but names and values stay lists', () => {
  for (const same of [
    [[1, 2], [3, 4]],
    [['a', 'b', 'c']],
    [['password', 'x', 'y']],
    ['ab', 'cd'],
    ['a', ['b', 'c'], 'de'],
    [],
    ['--verbose', new Set([1]), '--level', 5, '--none', undefined],
  ]) {
    assert.deepEqual(redact(same), same);
  }
});

test('an object with a method named entries is shown by its members', () => {
  assert.deepEqual(redact({ entries: () => [['a', 'b']], password: 'x', n: 1 }), { entries: '••••', password: '••••', n: 1 });
  const another = redact({ [Symbol.toStringTag]: 'FormData', password: 'x', n: 1 });
  assert.deepEqual(another, { password: '••••', n: 1 }, 'as is one without it, like the form-data of npm');
});

test('a member whose name all objects inherit is a member like any other', () => {
  const given = JSON.parse('{"__proto__":"a","constructor":{"password":"x"}}');
  const copy = redact(given);
  assert.deepEqual(Object.getOwnPropertyDescriptor(copy, '__proto__'), Object.getOwnPropertyDescriptor(given, '__proto__'));
  assert.deepEqual(copy.constructor, { password: '••••' });
});

test('what is more than 32 levels deep is hidden', () => {
  const nest = (levels, value) => (levels === 0 ? value : { in: nest(levels - 1, value) });
  assert.deepEqual(redact(nest(32, 'x')), nest(32, 'x'));
  assert.deepEqual(redact(nest(33, 'x')), nest(32, '••••'));
});

test('a container that has itself twice is shown once', () => {
  const value = { list: [] };
  value.list.push(value, value);
  assert.deepEqual(redact(value), { list: ['[circular]', '[circular]'] });
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

test('redact loses no member when names are hidden alike', () => {
  const given = { sk_live_aaaa1111: 1, sk_live_bbbb2222: 2, 'sk_live_•••• (2)': 3, a: 4 };
  const hidden = { 'sk_live_••••': 1, 'sk_live_•••• (2)': 2, 'sk_live_•••• (2) (2)': 3, a: 4 };
  for (const value of [given, hidden]) {
    assert.deepEqual(redact(value), hidden);
    assert.deepEqual(redact(new Map(Object.entries(value))), new Map(Object.entries(hidden)));
  }
  assert.deepEqual(
    maskCard({ '4242424242424242': 1, '4242 4242 4242 4242': 2 }),
    { '•••• •••• •••• 4242': '••••', '•••• •••• •••• 4242 (2)': '••••' },
  );
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
  assert.deepEqual(Object.keys(redact(new Error('x'))).sort(), ['message', 'name', 'stack'], 'no cause that is not there');
  assert.equal(redact(new Error('x', { cause: new Error('password=hunter2') })).cause.message, 'password=••••');
  assert.deepEqual(redact(Object.create({ name: 'x', message: 'x' })), {}, 'what is no error has only its own');
  const { errors } = redact(new AggregateError([new Error('password=hunter2'), 7], 'both failed'));
  assert.deepEqual([errors.length, errors[0].message, errors[1]], [2, 'password=••••', 7]);
});

test('values of cookies are hidden under the names of Express, Koa, Next, Playwright, HAR, Lambda and Sentry', () => {
  for (const [given, clean] of [
    [{ cookies: { sid: 'abc', n: 5, signed: true } }, { cookies: { sid: '••••', n: '••••', signed: true } }],
    [{ signedCookies: { sid: { user: 'bob' } } }, { signedCookies: { sid: { user: '••••' } } }],
    [{ cookies: new Map([['sid', { name: 'sid', value: 'abc' }]]) }, { cookies: new Map([['sid', { name: 'sid', value: '••••' }]]) }],
    [
      { cookies: [{ name: 'sid', value: 'abc', domain: 'a.example', path: '/', expires: -1, httpOnly: true, sameSite: 'Lax' }] },
      { cookies: [{ name: 'sid', value: '••••', domain: 'a.example', path: '/', expires: -1, httpOnly: true, sameSite: 'Lax' }] },
    ],
    [
      { cookies: [{ name: 'sid', value: 'abc', 'Max-Age': 3600, maxAge: 60, priority: 'High' }] },
      { cookies: [{ name: 'sid', value: '••••', 'Max-Age': 3600, maxAge: 60, priority: 'High' }] },
    ],
    [{ cookies: ['sid=abc; Path=/'] }, { cookies: ['••••'] }],
    [{ cookies: [['sid', 'abc']] }, { cookies: [['••••', '••••']] }],
    [{ cookies: { value: 'abc' } }, { cookies: { value: '••••' } }],
    [{ cookies: 'sid=abc' }, { cookies: '••••' }],
    [{ cookie: { sid: 'abc' } }, { cookie: '••••' }],
  ]) {
    assert.deepEqual(redact(given), clean);
    assert.doesNotMatch(redact(JSON.stringify(given)), /abc|bob/, 'in text too');
  }
  const same = { cookies: true, cookiesOf: { theme: 'dark' }, a: { cookies: 'accepted' }, b: { cookies: [] }, c: { cookies: {} }, d: { cookies: 3 } };
  assert.deepEqual(redact(same), same);
  assert.equal(redact(JSON.stringify(same)), JSON.stringify(same));
});

test('a number of any kind can be a card or a secret, and is itself otherwise', () => {
  for (const as of [Number, BigInt, String]) {
    assert.deepEqual(
      redact({ n: as('4242424242424242'), password: as('5'), count: as('7') }),
      { n: '••••••••••••4242', password: '••••', count: as('7') },
    );
  }
});

test('bytes are hidden, also as the JSON of a buffer', () => {
  const bytes = JSON.parse(JSON.stringify({ body: Buffer.from('hunter2') }));
  assert.deepEqual(redact(bytes), { body: '••••' });
  assert.equal(redact(JSON.stringify(bytes)), '{"body":{"type":"Buffer","data":["••••"]}}');
  for (const same of [
    { type: 'Buffer', size: 7, data: [1] },
    { type: 'Buffer', size: 7 },
    { type: 'Array', data: [1] },
    { kind: 'Buffer', data: [1] },
  ]) {
    assert.deepEqual(redact(same), same);
  }
});

test('the arguments of a call are redacted like a list', () => {
  (function () {
    assert.deepEqual([redact(arguments), redact({ args: arguments })], [['--token', '••••'], { args: ['--token', '••••'] }]);
  })('--token', 'hunter2');
});

test('classes of another realm are redacted like those of this one', () => {
  const run = (code) => redact(runInNewContext(code));
  assert.equal(run(`new String('sk_live_4eC39HqLyjWDarjtT1')`), 'sk_live_••••');
  assert.equal(run('new Number(4242424242424242)'), '••••••••••••4242');
  assert.deepEqual(run(`new Map([['password', 'hunter2']])`), new Map([['password', '••••']]));
  assert.deepEqual(run(`new Set(['--token', 'hunter2'])`), new Set(['--token', '••••']));
  assert.deepEqual(run('new Date(5)'), new Date(5));
  assert.deepEqual([run('new ArrayBuffer(3)'), run('new Uint8Array(3)')], ['••••', '••••']);
  const { name, message } = run(`new TypeError('password=hunter2')`);
  assert.deepEqual({ name, message }, { name: 'TypeError', message: 'password=••••' });
  assert.equal(run(`({ get [Symbol.toStringTag]() { return 'String'; } })`), '••••', 'one that only says so');
  assert.equal(run(`({ [Symbol.toStringTag]: 'Date', getTime: () => 4242424242424242 })`), '••••', 'nor is it asked for its time');
  assert.equal(run(`({ [Symbol.toStringTag]: 'URL', href: { password: 'hunter2' } })`), '[object Object]', 'one of another make');
});

test('codes that are used once are hidden, and versions under the same name are not', () => {
  const given = {
    otp: 123456, user_otp: '0042', mfaCode: 'ab12', recovery_codes: 2, bootp: 'on',
    versions: { otp: 27, elixir: '1.18' }, list: [['otp', '123456']],
  };
  const clean = {
    otp: '••••', user_otp: '••••', mfaCode: '••••', recovery_codes: 2, bootp: 'on',
    versions: { otp: 27, elixir: '1.18' }, list: [['otp', '••••']],
  };
  assert.deepEqual(redact(given), clean);
});

test('a name with any mark at its end, or none, is the same name', () => {
  for (const name of ['token', 'token_', 'to-ken', 'Token', 'PASSWORD1', 'password-2', 'x-api-key', '__Host-mpp-pass-w5cIhZzqHFI']) {
    assert.match(redact({ [name]: 'hunter' })[name], /^•+$/, name);
  }
  for (const name of ['level', 'id', 'n', '', '_', 'é', 'status', 'tokens_', 'userid']) {
    assert.equal(redact({ [name]: 'hunter' })[name], 'hunter', name);
  }
});
