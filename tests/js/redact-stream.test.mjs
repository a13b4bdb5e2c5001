// Text in pieces, through a TransformStream.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redact, redactStream } from 'mpp-wasm';

const TEXT =
  'paid with 4242 4242 4242 4242\r\n“é” spt_1N4Zv32eZvKYlo2C 😀\n' +
  '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG\n-----END PRIVATE KEY-----\n' +
  'card ４２４２４２４２４２４２４２４２';
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
  assert.equal(await through(['a\n', '\n', 'b\n', '\n']), 'a\n\nb\n\n', 'a blank line may come alone');
  assert.equal(await through(Array.from(BYTES, (byte) => Uint8Array.of(byte))), whole);
  assert.equal(await through([TEXT.slice(0, 20), new DataView(new ArrayBuffer(0)), new TextEncoder().encode(TEXT.slice(20)).buffer]), whole);
});

test('invalid UTF-8 is replaced as in a whole text, and a byte order mark stays', async () => {
  const bytes = Uint8Array.of(0xef, 0xbb, 0xbf, 0x61, 0xff, 0xe2, 0x82, 0x0a, 0xf0, 0x9f);
  const whole = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  for (let place = 0; place <= bytes.length; place += 1) assert.equal(await through([bytes.subarray(0, place), bytes.subarray(place)]), whole);
  assert.equal(await through(['\ud83d', '\ude00', '\ud83d', BYTES.subarray(0, 1), '\ude00', '\ud83d']), '😀\ufffdp\ufffd\ufffd');
});

test('a value on the line after its name is found, wherever the lines are cut', async () => {
  const text =
    '{\n  "name": "Authorization",\n  "value": "Basic Ym9iOmh1bnRlcjI="\n}\n' +
    'env:\n- name: DB_PASSWORD\n  value: hunter2\n- name: LEVEL\n  value: debug\n';
  const clean = text.replace('Basic Ym9iOmh1bnRlcjI=', '••••').replace('hunter2', '••••');
  assert.equal(redact(text), clean);
  for (let place = 0; place <= text.length; place += 1) assert.equal(await through([text.slice(0, place), text.slice(place)]), clean);
  assert.equal(await through(text.split(/(?<=\n)/)), clean);
});

test('bytes that begin as UTF-16 fail the stream, since nothing in them would be found', async () => {
  const little = Buffer.from('\ufeffcard 4242424242424242\n', 'utf16le');
  for (const bytes of [little, Buffer.from(little).swap16()]) {
    for (const at of [0, 1, 2, 3]) {
      const refusal = { code: 'invalid-argument', message: /UTF-16.*: convert them to UTF-8$/ };
      await assert.rejects(through([bytes.subarray(0, at), bytes.subarray(at)]), refusal);
    }
  }
  const others = [[0xff], [0xfe], [0xff, 0xff], [0x61, 0xff, 0xfe]];
  for (const other of others) assert.ok(await through([Uint8Array.from(other)]), 'what is neither is replaced');
});

test('a chunk of another type fails the stream, and is not repeated in the error', async () => {
  const gone = new Uint8Array(8);
  structuredClone(gone.buffer, { transfer: [gone.buffer] });
  for (const chunk of [42, {}, null, ['4242424242424242'], Symbol('4242424242424242'), gone]) {
    await assert.rejects(
      through(['a\n', chunk]),
      { name: 'MppError', code: 'invalid-argument', message: /^bytes must be a string|^the bytes are gone/ },
    );
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
