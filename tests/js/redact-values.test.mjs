// Values as programs hand them to a log: cookies by their names, bytes, and classes of another realm.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { redact } from 'mpp-wasm';

test('values of cookies are hidden under the names of Express, Koa, Next, Playwright, HAR, Lambda and Sentry', () => {
  for (const [given, clean] of [
    [{ cookies: { sid: 'abc', n: 5, signed: true } }, { cookies: { sid: '••••', n: '••••', signed: true } }],
    [{ signedCookies: { sid: { user: 'bob' } } }, { signedCookies: { sid: { user: '••••' } } }],
    [{ cookies: new Map([['sid', { name: 'sid', value: 'abc' }]]) }, { cookies: new Map([['sid', { name: 'sid', value: '••••' }]]) }],
    [
      { cookies: [{ name: 'sid', value: 'abc', domain: 'a.example', path: '/', expires: -1, httpOnly: true, sameSite: 'Lax' }] },
      { cookies: [{ name: 'sid', value: '••••', domain: 'a.example', path: '/', expires: -1, httpOnly: true, sameSite: 'Lax' }] },
    ],
    [{ cookies: ['sid=abc; Path=/'] }, { cookies: ['••••'] }],
    [{ cookies: [['sid', 'abc']] }, { cookies: [['••••', '••••']] }],
    [{ cookies: 'sid=abc' }, { cookies: '••••' }],
    [{ cookie: { sid: 'abc' } }, { cookie: '••••' }],
  ]) {
    assert.deepEqual(redact(given), clean);
    assert.doesNotMatch(redact(JSON.stringify(given)), /abc|bob/, 'in text too');
  }
  const same = { cookies: true, a: { cookies: 'accepted' }, b: { cookies: [] }, c: { cookies: {} }, d: { cookies: 3 } };
  assert.deepEqual(redact(same), same);
  assert.equal(redact(JSON.stringify(same)), JSON.stringify(same));
});

test('bytes are hidden, also as the JSON of a buffer', () => {
  const bytes = JSON.parse(JSON.stringify({ body: Buffer.from('hunter2') }));
  assert.deepEqual(redact(bytes), { body: '••••' });
  assert.equal(redact(JSON.stringify(bytes)), '{"body":{"type":"Buffer","data":["••••"]}}');
  const same = { type: 'Buffer', size: 7, data: [1] };
  assert.deepEqual(redact(same), same);
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
});
