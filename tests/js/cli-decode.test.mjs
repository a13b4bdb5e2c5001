// `mpp-wasm decode`: what it reads, and what it says of it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { fromNow } from '../../pkg/cli/from-now.js';
import { CLI, PATIENCE, REQUEST, challenge, json, refused, run, serve } from './cli.mjs';

const { origin } = await serve({ '/mpp': () => [402, { 'www-authenticate': challenge() }] });

test('decode reads an argument or standard input, as text or JSON', async () => {
  const decoded = await json('decode', '--challenge', challenge());
  assert.deepEqual(decoded, {
    id: 'c', realm: '127.0.0.1', method: 'stripe', intent: 'charge', expires: '2099-01-01T00:00:00Z', network_id: 'profile_1', request_json: REQUEST,
  });
  const piped = await run(['decode', '--challenge', '-', '--format', 'json'], `HTTP/1.1 402\r\nWWW-Authenticate: ${challenge()}\r\n`);
  assert.deepEqual(JSON.parse(piped.stdout), decoded);
  assert.match((await run(['decode', '--challenge', challenge()])).stdout, /^network_id +profile_1$/m);
  const behind = await run(['decode', '--challenge', `X-A: b\nBearer realm="a", ${challenge()}`]);
  assert.deepEqual([behind.code, behind.stdout.includes('\n!')], [0, false], 'which detect does not take for a header');
  await refused(['decode', '--challenge', 'Bearer x'], 'no-challenge', /stripe/);
  await refused(['decode', '--challenge', challenge({ ...REQUEST, methodDetails: {} })], 'invalid-request', /methodDetails\.networkId/);
  await refused(['decode'], 'invalid-argument', /--challenge/);
  await refused(['decode', '--challenge', challenge(), 'more'], 'invalid-argument', /--challenge/);
  await refused(['decode', '--challenge', challenge(), '--format', 'yaml'], 'invalid-argument', /json or text/);
  await refused(['decode', '--challenge', challenge(), '--format='], 'invalid-argument', /json or text/);
  await refused(['decode', '--challenge'], 'invalid-argument', /^Option '--challenge <value>' argument missing$/);
  await refused(['decode', '--\u202egnellahc\u009b31m'], 'invalid-argument', /^Unknown option; the options are --challenge, --format$/);
  await refused(['decode', '--challange', 'x'], 'invalid-argument', /^Unknown option '--challange'; the options are --challenge, --format$/);
});

test('as text, decode writes one field a line, the request as JSON, and each warning after an empty line', async () => {
  const header = challenge(REQUEST, ', description="A report"').replace(', expires="2099-01-01T00:00:00Z"', '');
  assert.equal((await run(['decode', '--challenge', header])).stdout, `id          c
realm       127.0.0.1
method      stripe
intent      charge
description A report
network_id  profile_1
request
${JSON.stringify(REQUEST, null, 2)}

! The challenge does not say when it expires. [no-expiry]
`);
});

test('a control character in the header does not silence the warnings of decode', async () => {
  const header = challenge(REQUEST, ', description="only 0.01 USD\u0007"').replace('2099', '2020');
  const { stdout } = await run(['decode', '--challenge', '-'], header);
  assert.deepEqual(stdout.match(/\[[a-z-]+\]$/gm), ['[malformed-challenge]', '[description-price-mismatch]', '[expired]']);
  assert.match(stdout, /^expires +2020-01-01T00:00:00Z \(.+ days ago\)$/m);
});

test('decode and detect tell people how far away the end of a challenge is, and decode that it has expired; the JSON has no field more', async () => {
  const ending = (millis) => challenge().replace('2099-01-01T00:00:00Z', new Date(Date.now() + millis).toISOString());
  const text = async (header) => (await run(['decode', '--challenge', header])).stdout;
  for (const [millis, when, note] of [
    [-2.5 * 86_400_000, '2 days ago', 'The challenge has expired; request a new one. [expired]'],
    [-5.5 * 60_000, '5 minutes ago', 'The challenge has expired; request a new one. [expired]'],
    [40_000, '\\d+ seconds', 'The challenge expires within a minute. [expires-soon]'],
    [3.5 * 3_600_000, 'in 3 hours', undefined],
  ]) {
    const header = ending(millis);
    const said = await text(header);
    assert.match(said, new RegExp(`^expires +\\S+Z \\((in )?${when}\\)$`, 'm'));
    assert.equal(said.split('\n! ')[1]?.trim(), note);
    const { expires, ...rest } = await json('decode', '--challenge', header);
    assert.deepEqual(Object.keys(rest), ['id', 'realm', 'method', 'intent', 'network_id', 'request_json']);
    assert.ok(header.includes(`"${expires}"`));
  }
  assert.match(
    await text(challenge().replace(', expires="2099-01-01T00:00:00Z"', '')),
    /\n! The challenge does not say when it expires\. \[no-expiry\]\n$/,
  );
  assert.match((await run(['detect', `${origin}/mpp`])).stdout, /^ +until +2099-01-01T00:00:00Z \(in [\d,]+ days\)$/m);
  // A second that was inserted is a moment like any other.
  assert.match(
    await text(challenge().replace('2099-01-01T00:00:00Z', '2016-12-31T23:59:60Z')),
    /^expires +2016-12-31T23:59:60Z \(\d[\d,]+ days ago\)$/m,
  );
});

test('a moment is as far away as the largest unit that fits, rounded towards now', (t) => {
  const now = Date.parse('2025-01-15T12:00:00Z');
  t.mock.method(Date, 'now', () => now);
  const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];
  for (const [millis, words] of [
    [0, 'in 0 seconds'], [1, 'in 0 seconds'], [second, 'in 1 second'], [2 * second - 1, 'in 1 second'],
    [minute - 1, 'in 59 seconds'], [minute, 'in 1 minute'], [hour - 1, 'in 59 minutes'], [hour, 'in 1 hour'],
    [day - 1, 'in 23 hours'], [day, 'in 1 day'], [2 * day - 1, 'in 1 day'], [1000 * day, 'in 1,000 days'],
    [-second, '1 second ago'], [-minute, '1 minute ago'], [-2 * hour + 1, '1 hour ago'], [-day, '1 day ago'],
  ]) {
    assert.equal(fromNow(now + millis), words, millis);
  }
});

test('standard input has a size limit, beyond which nothing is waited for', async () => {
  const child = spawn(process.execPath, [CLI, 'decode', '--challenge', '-'], { timeout: PATIENCE });
  let stderr = '';
  child.stderr.on('data', (text) => (stderr += text));
  child.stdin.on('error', () => {}).write('x'.repeat(256 * 1024 + 1));
  const code = await new Promise((done) => child.on('close', done));
  assert.deepEqual([code, JSON.parse(stderr)], [1, { code: 'invalid-argument', message: 'standard input is over 256 KiB' }]);
  await refused(['decode', '--challenge', '-'], 'too-large', /header value is over/, 'x'.repeat(256 * 1024));
});
