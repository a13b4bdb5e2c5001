// What the shell command writes, and what it does if it cannot.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { lstat, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { CLI, PATIENCE, REQUEST, challenge, json, run, serve } from './cli.mjs';

const DIRTY = 'ab\u001b[2J\u009b31m\u202e\n9. 0.01 USD';
const { origin } = await serve({
  '/mpp': () => [402, { 'www-authenticate': challenge() }],
  '/dirty': () => [402, { 'www-authenticate': challenge({ ...REQUEST, description: DIRTY, [DIRTY]: DIRTY }) }],
  '/null': () => [402, { 'www-authenticate': `${challenge({ ...REQUEST, externalId: null })}, Payment id="x"` }],
  '/hidden': () => [402, { 'www-authenticate': challenge({ ...REQUEST, 'am\u202eount': '1' }) }],
});

const folder = await mkdtemp(join(tmpdir(), 'mpp-wasm-'));
after(() => rm(folder, { recursive: true }));

test('text from a merchant never reaches a terminal unsanitized', async () => {
  const safe = /^[\n\x20-\x7e]*$/;
  for (const args of [['--format', 'json'], []]) {
    const { stdout } = await run(['detect', `${origin}/dirty`, ...args]);
    assert.match(stdout, safe);
    assert.doesNotMatch(stdout, /\\u/);
    assert.doesNotMatch(stdout, /^9\./m, 'a line break does not start a line of ours');
    assert.match(stdout, /control-characters/);
    assert.equal(stdout.includes('"ab\\n9. 0.01 USD":'), args.length > 0, 'JSON keeps the member, under a name that is safe to show');
  }
  const hidden = await json('detect', `${origin}/hidden`);
  assert.equal(hidden.mpp.challenges[0].request.amount, '500', 'a hidden character puts no false amount in place');
  const dirty = challenge({ ...REQUEST, [DIRTY]: DIRTY });
  for (const format of ['json', 'text']) assert.match((await run(['decode', '--challenge', dirty, '--format', format])).stdout, safe);
});

test('JSON keeps null, and errors with code and message; text has one line for each field', async () => {
  const request = { ...REQUEST, externalId: null };
  const terms = `${challenge(request, ', description="  Pay\tfor \u00a0\u2800 \u2800 it  "')}, Payment id="x"`;
  const { mpp, offers } = await json('detect', `${origin}/null`);
  assert.deepEqual([mpp.challenges[0].request, mpp.malformed], [request, [{ code: 'malformed-challenge', message: 'the challenge has no realm' }]]);
  assert.equal(offers.length, 1);
  assert.match((await run(['decode', '--challenge', terms])).stdout, /^description Pay for it\n/m);
});

/** Runs the command with its standard output, or both outputs, on a full disk. */
function onFullDisk(args, input, both) {
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['pipe', full, both ? full : 'pipe'], timeout: PATIENCE });
  closeSync(full);
  let stderr = '';
  child.stderr?.on('data', (text) => (stderr += text));
  child.stdin.on('error', () => {}).end(input);
  return new Promise((done) => child.on('close', (code) => done([code, stderr])));
}

test('output that cannot be written is reported as JSON', { skip: process.platform !== 'linux' }, async () => {
  const message = `${JSON.stringify({ code: 'internal', message: 'standard output cannot be written: ENOSPC' })}\n`;
  for (const [args, input] of [
    [['redact'], 'a\n'.repeat(100_000)],
    [['redact'], 'a'],
    [['mask'], '{"number":"4242424242424242"}'],
    [['--help']],
    [['decode', '--challenge', challenge()]],
    [['detect', `${origin}/mpp`]],
  ]) {
    assert.deepEqual(await onFullDisk(args, input), [1, message], args.join(' '));
  }
  assert.deepEqual(await onFullDisk(['--help'], '', true), [1, '']);
});

test('an error that is not of this package is not quoted', { skip: process.platform !== 'linux' }, async () => {
  for (const args of [['redact'], ['mask'], ['decode', '--challenge', '-']]) {
    // Opened for writing only, so that reading fails.
    const input = openSync('/dev/null', 'w');
    const child = spawn(process.execPath, [CLI, ...args], { stdio: [input, 'ignore', 'pipe'], timeout: PATIENCE });
    closeSync(input);
    let stderr = '';
    child.stderr.on('data', (text) => (stderr += text));
    const code = await new Promise((done) => child.on('close', done));
    assert.deepEqual([code, stderr], [1, '{"code":"internal","message":"the command failed"}\n'], args.join(' '));
  }
});

test('a closed pipe is not a failure', async () => {
  const big = challenge({ ...REQUEST, filler: 'x'.repeat(10_000) });
  const child = spawn(process.execPath, [CLI, 'decode', '--challenge', '-'], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (text) => (stderr += text));
  child.stdin.end(big);
  const code = await new Promise((done) => child.on('close', done));
  assert.deepEqual([code, stderr], [0, '']);
});

test('--output creates a new file that only its owner can read, and never follows a link', async () => {
  for (const [command, input] of [['mask', '{"number":"4242424242424242"}'], ['redact', 'card 4242424242424242\n']]) {
    const file = join(folder, command);
    const elsewhere = join(folder, `${command}-elsewhere`);
    assert.deepEqual(await run([command, '--output', file], input), { code: 0, stdout: '', stderr: '' });
    assert.match(await readFile(file, 'utf8'), /• ?4242/);
    if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o777, 0o600);
    await symlink(elsewhere, join(folder, `${command}-dangling`));
    await writeFile(elsewhere + '-target', 'kept');
    await symlink(elsewhere + '-target', join(folder, `${command}-link`));
    for (const taken of [file, join(folder, `${command}-dangling`), join(folder, `${command}-link`), folder, join(folder, 'no', 'such'), '']) {
      const { code, stdout, stderr } = await run([command, '--output', taken], input);
      assert.deepEqual([code, stdout, JSON.parse(stderr).code], [1, '', 'invalid-argument'], taken);
    }
    assert.equal(await readFile(elsewhere + '-target', 'utf8'), 'kept');
    await assert.rejects(lstat(elsewhere));
  }
});
