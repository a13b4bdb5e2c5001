// `mpp-wasm detect`: what it says of a response that it has in part, or that it cannot read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REQUEST, V1, challenge, json, run, serve } from './cli.mjs';

let sent;
const { origin } = await serve({
  '/mpp': () => [402, { 'www-authenticate': challenge() }],
  '/endless': (response) => {
    response.writeHead(402);
    sent = 0;
    const more = () => {
      do sent += 65_536; while (response.write('x'.repeat(65_536)));
    };
    response.on('drain', more).on('error', () => {});
    more();
  },
  '/padded': () => [402, { 'www-authenticate': challenge() }, ' '.repeat(270_000) + JSON.stringify(V1)],
  '/long': () => [402, { 'www-authenticate': challenge() }, JSON.stringify({ pad: 'x'.repeat(270_000), ...V1 })],
  '/marked': () => [402, { 'www-authenticate': challenge() }, `\ufeff${JSON.stringify(V1)}`],
  '/whole': () => [402, {}, 'x'.repeat(256 * 1024)],
  '/wide': () => [402, {}, '\u00e4'.repeat(128 * 1024 + 1)],
  '/problem': () => [402, { 'www-authenticate': challenge() }, JSON.stringify({ title: 'Payment Required', detail: 'x'.repeat(270_000) })],
  '/broken-off': (response) => broken(response, { 'www-authenticate': challenge() }, JSON.stringify(V1).slice(0, 10)),
  '/broken-page': (response) => broken(response, { 'www-authenticate': challenge() }, '<h1>Pay'),
  '/broken-problem': (response) =>
    broken(response, { 'www-authenticate': challenge() }, '{"type":"https://paymentauth.org/problems/payment-required","title":"Pay'),
  '/broken-blank': (response) => broken(response, { 'www-authenticate': challenge() }, ' \r\n '),
  '/broken-both': (response) => broken(response, { 'payment-required': 'none' }, '{"x402Version":1,'),
  '/broken-header': (response) => broken(response, { 'payment-required': 'none' }, '<h1>Pay'),
  '/broken-bare': (response) => broken(response, {}, ''),
  '/broken-bare-page': (response) => broken(response, {}, '<h1>Pay'),
  '/broken-malformed': (response) => broken(response, { 'www-authenticate': 'Payment id="x"' }, ''),
  '/twice': () => [402, {}, '{"x402Version":1,"accepts":[],"accepts":[]}'],
  '/malformed': () => [402, { 'www-authenticate': 'Payment id="x"' }, 'Pay'],
  '/no-gzip-bare': () => [402, { 'content-encoding': 'gzip' }, 'no gzip at all'],
  '/no-gzip': () => [402, { 'www-authenticate': challenge(), 'content-encoding': 'gzip' }, 'no gzip at all'],
  '/bare': () => [402, {}],
});

/** A response with headers and the start of a body, but no end. */
function broken(response, headers, beginning) {
  response.writeHead(402, { ...headers, 'content-length': 1000 });
  response.flushHeaders();
  if (beginning) response.write(beginning, () => response.destroy());
  else response.socket.end();
}

test('detect finds nothing in a body that it cannot see in full, or that looks like a response itself', async () => {
  for (const path of ['/padded', '/long', '/marked']) {
    const { protocols, offers } = await json('detect', origin + path);
    assert.deepEqual(protocols, ['mpp', 'x402'], path);
    const warned = offers.every(({ warnings }) => warnings.some(({ code }) => code === 'conflicting-terms'));
    assert.equal(warned, path !== '/marked', path);
    if (path === '/marked') assert.equal(offers[1].display, "0.01 USDC on Base's test network Sepolia");
  }
  const cheap = challenge({ ...REQUEST, amount: '1' });
  for (const [before, mark] of [['', ''], ['* Connected\n> GET / HTTP/2\n> \n', '< ']]) {
    const text = `${before}${mark}HTTP/2 402\n${mark}www-authenticate: ${challenge()}\n${mark}\nHTTP/2 402\nwww-authenticate: ${cheap}\n\npay\n`;
    assert.match((await run(['detect', '-'], text)).stdout, /^1\. 5\.00 USD/m);
    assert.match((await run(['decode', '--challenge', text, '--format', 'json'])).stdout, /"amount": ?"500"/);
  }
});

test('detect reports what arrived before a body broke off', async () => {
  for (const [path, protocols, warned] of [['/broken-off', ['mpp', 'x402'], true], ['/broken-page', ['mpp'], false], ['/no-gzip', ['mpp'], false]]) {
    const found = await json('detect', origin + path);
    assert.deepEqual([found.status, found.incomplete, found.protocols], [402, true, protocols], path);
    assert.deepEqual(found.offers.map(({ display }) => display), ['5.00 USD'], path);
    assert.equal(found.offers[0].warnings.some(({ code }) => code === 'conflicting-terms'), warned, path);
    const { stdout } = await run(['detect', origin + path]);
    assert.match(stdout, /^The response broke off, is longer than this command reads, or could not be decoded/m);
  }
  for (const path of ['/mpp', '/marked', '/whole']) assert.equal((await json('detect', origin + path)).incomplete, undefined, path);
  for (const path of ['/padded', '/long', '/endless', '/wide']) assert.equal((await json('detect', origin + path)).incomplete, true, path);
});

test('detect reads the beginning of piped input, however long it is', async () => {
  const head = `HTTP/1.1 402 Payment Required\r\nWWW-Authenticate: ${challenge()}\r\n`;
  const v1 = JSON.stringify(V1);
  const verbose = `* ${'.'.repeat(400_000)}\n< HTTP/1.1 402\n< www-authenticate: ${challenge()}\n< \n`;
  for (const [text, protocols, warned] of [
    [`${head}\r\n<p>${'x'.repeat(400_000)}`, ['mpp'], false],
    [`${head}\r\n<p>${'\u00e4'.repeat(400_000)}`, ['mpp'], false],
    [Buffer.from(`${head}\r\n<p>${'\u00e4'.repeat(400_000)}`, 'latin1'), ['mpp'], false],
    [`\ufeff${head}\r\nok`, ['mpp'], false],
    [`${head}\r\n${' '.repeat(600_000)}${v1}`, ['mpp', 'x402'], true],
    [`${verbose}{"a":"${'x'.repeat(200_000)}",${v1.slice(1)}`, ['mpp', 'x402'], true],
  ]) {
    const { code, stdout } = await run(['detect', '-', '--format', 'json'], text);
    assert.equal(code, 0);
    const found = JSON.parse(stdout);
    assert.deepEqual([found.status, found.protocols], [402, protocols]);
    assert.deepEqual(found.offers.map(({ display }) => display), ['5.00 USD']);
    assert.equal(found.offers[0].warnings.some(({ code }) => code === 'conflicting-terms'), warned);
  }
});

test('detect makes no claim about a part that it has not seen', async () => {
  const [speaks, missing] = ['It has x402 terms', 'The missing part may hold x402 terms: ask again, or read the whole response.'];
  const cut = 'The response broke off, is longer than this command reads, or could not be decoded';
  for (const [path, said, unsaid] of [
    ['/broken-problem', [missing], [speaks]],
    ['/broken-off', [missing], [speaks]],
    ['/broken-blank', [], [missing, speaks, 'conflicting-terms']],
    ['/broken-header', [speaks], [missing]],
    ['/broken-both', [speaks, missing], []],
    ['/padded', [cut, missing], [speaks]],
    ['/long', [cut, missing], [speaks]],
    ['/problem', [cut, missing], [speaks]],
    ['/endless', [cut], [missing, speaks]],
    ['/twice', [speaks], [missing, cut]],
    ['/mpp', [], [missing, speaks, cut]],
  ]) {
    const { stdout } = await run(['detect', origin + path]);
    for (const words of said) assert.ok(stdout.includes(words), `${path}: ${stdout}`);
    for (const words of unsaid) assert.ok(!stdout.includes(words), `${path}: ${stdout}`);
  }
  const head = `HTTP/1.1 402 Payment Required\r\nWWW-Authenticate: ${challenge()}\r\n`;
  const verbose = `< HTTP/1.1 402\r\n< www-authenticate: ${challenge()}\r\n< \r\n`;
  const blanks = ' '.repeat(600_000);
  for (const [text, maybe] of [
    [`${head}\r\n{"title":"${'x'.repeat(600_000)}`, true],
    [`${head}\r\n{"title":"${'x'.repeat(300_000)}"}`, true],
    [`${head}\r\n<p>${'x'.repeat(300_000)}`, false],
    [`${head}\r\n${blanks}`, true],
    [`${verbose}${blanks}`, true],
    [`${head}X-A: ${'x'.repeat(600_000)}`, false],
    [`${head}X-A: ${blanks}`, false],
    [`${head}X-A: x\r\n${blanks}`, false],
    [`${head}\r\n<p>${'x'.repeat(600_000)}`, false],
  ]) {
    const { stdout } = await run(['detect', '-'], text);
    assert.match(stdout, /^The response broke off, is longer than this command reads/m);
    const parts = [missing, 'conflicting-terms', speaks].map((part) => stdout.includes(part));
    assert.deepEqual(parts, [maybe, maybe, false], text.slice(-9));
    assert.equal(JSON.parse((await run(['detect', '-', '--format', 'json'], text)).stdout).incomplete, true);
  }
  for (const [length, incomplete] of [[256 * 1024, undefined], [256 * 1024 + 1, true]]) {
    const { stdout } = await run(['detect', '-', '--format', 'json'], `${head}\r\n${'x'.repeat(length)}`);
    assert.deepEqual([JSON.parse(stdout).incomplete, stdout.includes('"incomplete"')], [incomplete, incomplete === true]);
  }
  // Fewer characters than bytes, and bytes that are no UTF-8 and need three each: what comes after the field is cut off.
  for (const text of [`${head}\r\n${'\u00e4'.repeat(128 * 1024 + 1)}`, Buffer.from(`${head}X-A: ${'\u00e4'.repeat(200_000)}\r\n\r\n`, 'latin1')]) {
    assert.equal(JSON.parse((await run(['detect', '-', '--format', 'json'], text)).stdout).incomplete, true);
  }
});

test('detect says that it does not know the terms only of what it has read', async () => {
  const [unknown, missing, unread] = ['in any protocol known here', 'Its body, which may hold the terms, is missing', 'A challenge cannot be read'];
  const words = [unknown, missing, unread, 'list no way to pay'];
  for (const [path, said] of [
    ['/bare', [unknown]],
    ['/broken-bare', [missing]],
    ['/no-gzip-bare', [missing]],
    ['/broken-bare-page', [unknown]],
    ['/broken-malformed', [unread]],
    ['/malformed', [unread]],
    ['/broken-blank', []],
    ['/broken-header', []],
    ['/twice', []],
  ]) {
    const { stdout } = await run(['detect', origin + path]);
    assert.deepEqual(words.filter((one) => stdout.includes(one)), said, `${path}: ${stdout}`);
  }
});

test('detect does not read endless bodies', async () => {
  const found = await json('detect', `${origin}/endless`);
  assert.deepEqual(found.protocols, ['unknown']);
  assert.ok(sent < 64 * 1024 * 1024, `${sent} bytes`);
});
