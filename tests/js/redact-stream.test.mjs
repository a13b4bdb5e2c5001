// Text in pieces: through a TransformStream, and through the shell command.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { lstat, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { redact, redactStream } from 'mpp-wasm';

const CLI = fileURLToPath(new URL('../../pkg/cli.js', import.meta.url));
const TEXT = 'paid with 4242 4242 4242 4242\r\n“é” spt_1N4Zv32eZvKYlo2C 😀\n-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG\n-----END PRIVATE KEY-----\ncard ４２４２４２４２４２４２４２４２';
const BYTES = new TextEncoder().encode(TEXT);

async function through(chunks) {
  const stream = new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  }).pipeThrough(redactStream());
  const out = [];
  for await (const chunk of stream) out.push(chunk);
  assert.ok(out.every((chunk) => chunk instanceof Uint8Array && chunk.length > 0));
  return Buffer.concat(out).toString();
}

test('bytes and text give the same result at every split', async () => {
  const whole = redact(TEXT);
  assert.doesNotMatch(whole, /4242 4242|1N4Z|MIIE|４２４２４/);
  for (let place = 0; place <= BYTES.length; place += 1) assert.equal(await through([BYTES.subarray(0, place), BYTES.subarray(place)]), whole);
  for (let place = 0; place <= TEXT.length; place += 1) assert.equal(await through([TEXT.slice(0, place), TEXT.slice(place)]), whole);
  assert.equal(await through(Array.from(BYTES, (byte) => Uint8Array.of(byte))), whole);
  assert.equal(await through([TEXT.slice(0, 20), new DataView(new ArrayBuffer(0)), new TextEncoder().encode(TEXT.slice(20)).buffer]), whole);
});

test('invalid UTF-8 is replaced as in a whole text, and a byte order mark stays', async () => {
  const bytes = Uint8Array.of(0xef, 0xbb, 0xbf, 0x61, 0xff, 0xe2, 0x82, 0x0a, 0xf0, 0x9f);
  const whole = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  for (let place = 0; place <= bytes.length; place += 1) assert.equal(await through([bytes.subarray(0, place), bytes.subarray(place)]), whole);
  assert.equal(await through(['\ud83d', '\ude00', '\ud83d', BYTES.subarray(0, 1), '\ude00', '\ud83d']), '😀\ufffdp\ufffd\ufffd');
});

test('a chunk of another type fails the stream, and is not repeated in the error', async () => {
  const gone = new Uint8Array(8);
  structuredClone(gone.buffer, { transfer: [gone.buffer] });
  for (const chunk of [42, {}, null, ['4242424242424242'], Symbol('4242424242424242'), gone]) {
    await assert.rejects(through(['a\n', chunk]), { name: 'MppError', code: 'invalid-argument', message: /^bytes must be a string|^the bytes are gone/ });
  }
});

test('a line is emitted before the next one begins; a stream can be abandoned', async () => {
  const { readable, writable } = redactStream();
  const [reader, writer] = [readable.getReader(), writable.getWriter()];
  void writer.write('card 4242424242424242\nsecret spt_1N4Zv32');
  assert.equal(Buffer.from((await reader.read()).value).toString(), 'card ••••••••••••4242\n');
  await reader.cancel();
  await writer.closed.catch(() => {});
});

test('ten megabytes, in lines or as one line, take linear time and bounded memory', async () => {
  const line = `${'x'.repeat(900)} 4242424242424242 ${'y'.repeat(80)}\n`;
  const block = new TextEncoder().encode(line.repeat(64));
  const blocks = Array(160).fill(block);
  assert.equal((await through(blocks)).length, line.length * 64 * 160);
  const flat = new TextEncoder().encode(line.repeat(64).replaceAll('\n', ' '));
  assert.equal(await through(Array(160).fill(flat)), '••••');
});

let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mpp-wasm-'));
});
after(() => rm(folder, { recursive: true }));

/** Runs a command with standard input. Resolves with its output. */
async function run(args, input) {
  const child = spawn(process.execPath, [CLI, ...args], { timeout: 30_000 });
  const [out, err] = [[], []];
  child.stdout.on('data', (chunk) => out.push(chunk));
  child.stderr.on('data', (chunk) => err.push(chunk));
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [status] = await once(child, 'close');
  return { status, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
}

test('mpp-wasm redact: standard input to standard output', async () => {
  assert.deepEqual(await run(['redact'], TEXT), { status: 0, out: redact(TEXT), err: '' });
  assert.deepEqual(await run(['redact'], ''), { status: 0, out: '', err: '' });
  const long = 'card 4242424242424242 x\n'.repeat(200_000);
  assert.equal((await run(['redact'], long)).out, 'card ••••••••••••4242 x\n'.repeat(200_000));
  const wrong = await run(['redact', '4242424242424242'], '');
  assert.deepEqual([wrong.status, wrong.out, JSON.parse(wrong.err).code], [1, '', 'invalid-argument']);
});

test('mpp-wasm redact keeps up with tail -f', async () => {
  const child = spawn(process.execPath, [CLI, 'redact'], { timeout: 30_000 });
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
  const child = spawn(process.execPath, [CLI, 'redact'], { timeout: 30_000 });
  const err = [];
  child.stderr.on('data', (chunk) => err.push(chunk));
  child.stdin.on('error', () => {});
  child.stdout.destroy();
  const writing = setInterval(() => child.stdin.write('spt_1N4Zv32eZvKYlo2C\n'), 10);
  const [status] = await once(child, 'close');
  clearInterval(writing);
  assert.deepEqual([status, Buffer.concat(err).toString()], [0, '']);
});

test('mpp-wasm mask masks a card object', async () => {
  const card = { brand: 'visa', number: '4242424242424242', cvc: '123', exp_month: 12, billing_address: { name: 'Jane Doe', city: 'Paris' } };
  const masked = { brand: 'visa', number: '•••• •••• •••• 4242', cvc: '•••', exp_month: '••••', billing_address: { name: '••••', city: 'Paris' } };
  const shown = async (args, input) => JSON.parse((await run(['mask', ...args], input)).out);
  assert.deepEqual(await shown([], JSON.stringify(card)), masked);
  assert.deepEqual(await shown([], JSON.stringify([card, card])), [masked, masked]);
  assert.deepEqual(await shown([], `\ufeff${JSON.stringify(card)}\r\n`), masked, 'as Windows programs write it');
  assert.deepEqual(await shown(['--reveal', 'expiry'], JSON.stringify(card)), { ...masked, brand: '••••', number: '•••• •••• •••• ••••', exp_month: 12, billing_address: { name: '••••', city: '••••' } });
  for (const [args, input] of [[[], '{"number":"4242424242424242"'], [[], '4242424242424242'], [[], ''], [['--reveal', 'cvc'], '{"cvc":"4242"}'], [['4242424242424242'], '{}'], [[], `"${'4242'.repeat(300_000)}"`]]) {
    const { status, out, err } = await run(['mask', ...args], input);
    assert.deepEqual([status, out, JSON.parse(err).code], [1, '', 'invalid-argument']);
    assert.doesNotMatch(err, /4242/);
  }
});

test('--output creates a new file that only its owner can read, and never follows a link', async () => {
  for (const [command, input] of [['mask', '{"number":"4242424242424242"}'], ['redact', 'card 4242424242424242\n']]) {
    const file = join(folder, command);
    const elsewhere = join(folder, `${command}-elsewhere`);
    assert.deepEqual(await run([command, '--output', file], input), { status: 0, out: '', err: '' });
    assert.match(await readFile(file, 'utf8'), /• ?4242/);
    if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o777, 0o600);
    await symlink(elsewhere, join(folder, `${command}-dangling`));
    await writeFile(elsewhere + '-target', 'kept');
    await symlink(elsewhere + '-target', join(folder, `${command}-link`));
    for (const taken of [file, join(folder, `${command}-dangling`), join(folder, `${command}-link`), folder, join(folder, 'no', 'such')]) {
      const { status, err } = await run([command, '--output', taken], input);
      assert.deepEqual([status, JSON.parse(err).code], [1, 'invalid-argument'], taken);
    }
    assert.equal(await readFile(elsewhere + '-target', 'utf8'), 'kept');
    await assert.rejects(lstat(elsewhere));
  }
});
