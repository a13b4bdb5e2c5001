// `mpp-wasm redact`: a stream from standard input to standard output.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { redact } from 'mpp-wasm';
import { CLI, PATIENCE, refused, run } from './cli.mjs';

const TEXT =
  'paid with 4242 4242 4242 4242\r\n“é” spt_1N4Zv32eZvKYlo2C 😀\n' +
  '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG\n-----END PRIVATE KEY-----\n' +
  'card ４２４２４２４２４２４２４２４２';

test('mpp-wasm redact: standard input to standard output', async () => {
  assert.deepEqual(await run(['redact'], TEXT), { code: 0, stdout: redact(TEXT), stderr: '' });
  assert.deepEqual(await run(['redact'], ''), { code: 0, stdout: '', stderr: '' });
  const long = 'card 4242424242424242 x\n'.repeat(200_000);
  assert.equal((await run(['redact'], long)).stdout, 'card ••••••••••••4242 x\n'.repeat(200_000));
  const wrong = await run(['redact', '4242424242424242'], '');
  assert.deepEqual([wrong.code, wrong.stdout, JSON.parse(wrong.stderr).code], [1, '', 'invalid-argument']);
});

test('mpp-wasm redact passes no UTF-16 on', async () => {
  await refused(['redact'], 'invalid-argument', /UTF-16/, Buffer.from('\ufeffcard 4242424242424242\r\n', 'utf16le'));
});

test('mpp-wasm redact keeps up with tail -f', async () => {
  const child = spawn(process.execPath, [CLI, 'redact'], { timeout: PATIENCE });
  try {
    for (const number of ['1', '2', '3']) {
      child.stdin.write(`line ${number} 4242424242424242\nunfinished`);
      const [chunk] = await once(child.stdout, 'data');
      assert.match(String(chunk), new RegExp(`line ${number} ••••••••••••4242\n$`));
    }
    child.stdin.end();
    assert.equal((await once(child, 'close'))[0], 0);
  } finally {
    child.kill();
  }
});

test('mpp-wasm redact exits when its reader closes', async () => {
  const child = spawn(process.execPath, [CLI, 'redact'], { timeout: PATIENCE });
  const err = [];
  child.stderr.on('data', (chunk) => err.push(chunk));
  child.stdin.on('error', () => {});
  child.stdout.destroy();
  const writing = setInterval(() => child.stdin.write('spt_1N4Zv32eZvKYlo2C\n'), 10);
  const [status] = await once(child, 'close');
  clearInterval(writing);
  assert.deepEqual([status, Buffer.concat(err).toString()], [0, '']);
});
