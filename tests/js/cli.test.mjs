// The shell command, run as a process against a server on loopback.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { unavailable } from '../../pkg/cli/unreachable.js';
import * as selfSigned from './self-signed.mjs';

const CLI = fileURLToPath(new URL('../../pkg/cli.js', import.meta.url));
const REQUEST = { amount: '500', currency: 'usd', methodDetails: { networkId: 'profile_1', paymentMethodTypes: ['card'] } };
const DIRTY = 'ab\u001b[2J\u009b31m\u202e\n9. 0.01 USD';

const challenge = (request = REQUEST, rest = '') =>
  'Payment id="c", realm="127.0.0.1", method="stripe", intent="charge", ' +
  `request="${Buffer.from(JSON.stringify(request)).toString('base64url')}", expires="2099-01-01T00:00:00Z"${rest}`;
const base64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64');
const X402 = { scheme: 'exact', network: 'base-sepolia', maxAmountRequired: '10000', asset: '0x036CbD53842c5426634e7929541eC2318f3dCF7e', payTo: '0x1' };
const V1 = { x402Version: 1, accepts: [X402] };

let server;
let origin;
let other;
let seen;
let sent;

const ROUTES = {
  '/mpp': () => [402, { 'www-authenticate': [challenge(REQUEST, ', description="only $0.01"'), 'Payment id="x"'] }],
  '/x402/1': () => [402, {}, JSON.stringify({ x402Version: 1, accepts: [X402] })],
  '/x402/2': () => [402, { 'payment-required': base64({ x402Version: 2, accepts: [{ ...X402, network: 'eip155:84532', amount: '20000' }] }) }],
  '/l402': () => [402, { 'www-authenticate': 'LSAT macaroon="m", invoice="lnbc2500u1pvjluez"' }],
  '/bare': () => [402, {}],
  '/free': () => [200, {}, 'ok'],
  '/dirty': () => [402, { 'www-authenticate': challenge({ ...REQUEST, description: DIRTY, [DIRTY]: DIRTY }) }],
  '/hidden': () => [402, { 'www-authenticate': challenge({ ...REQUEST, 'am\u202eount': '1' }) }],
  '/near': () => [302, { location: '/mpp' }],
  '/see': () => [303, { location: '/mpp' }],
  '/moved': () => [307, { location: '/mpp' }],
  '/moved/301': () => [301, { location: '/mpp' }],
  '/moved/308': () => [308, { location: '/mpp' }],
  '/placed': () => [402, { location: '/free', 'www-authenticate': challenge() }],
  '/circle': () => [307, { location: '/circle' }],
  '/far': () => [302, { location: `${other}/stolen` }],
  '/nowhere': () => [302, { location: 'http://[' }],
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
  '/named': () => [302, { location: `${origin.replace('://', '://user@')}/mpp` }],
  '/named/secret': () => [302, { location: `${origin.replace('://', '://:secret@')}/mpp` }],
  '/dead': (response) => void response.destroy(),
  '/broken-off': (response) => broken(response, { 'www-authenticate': challenge() }, JSON.stringify(V1).slice(0, 10)),
  '/broken-page': (response) => broken(response, { 'www-authenticate': challenge() }, '<h1>Pay'),
  '/broken-problem': (response) => broken(response, { 'www-authenticate': challenge() }, '{"type":"https://paymentauth.org/problems/payment-required","title":"Pay'),
  '/broken-blank': (response) => broken(response, { 'www-authenticate': challenge() }, ' \r\n '),
  '/broken-both': (response) => broken(response, { 'payment-required': 'none' }, '{"x402Version":1,'),
  '/broken-header': (response) => broken(response, { 'payment-required': 'none' }, '<h1>Pay'),
  '/broken-bare': (response) => broken(response, {}, ''),
  '/broken-bare-page': (response) => broken(response, {}, '<h1>Pay'),
  '/broken-malformed': (response) => broken(response, { 'www-authenticate': 'Payment id="x"' }, ''),
  '/twice': () => [402, {}, '{"x402Version":1,"accepts":[],"accepts":[]}'],
  '/malformed': () => [402, { 'www-authenticate': 'Payment id="x"' }, 'Pay'],
  '/no-gzip-bare': () => [402, { 'content-encoding': 'gzip' }, 'no gzip at all'],
  '/expired': () => [402, { 'www-authenticate': challenge().replace('2099', '2001') }],
  '/expired-first': () => [402, { 'www-authenticate': `${challenge().replace('2099', '2001')}, ${challenge()}` }],
  '/expired-other': () => [402, { 'www-authenticate': `${challenge().replace('2099', '2001').replace('stripe', 'tempo')}, ${challenge()}` }],
  '/no-gzip': () => [402, { 'www-authenticate': challenge(), 'content-encoding': 'gzip' }, 'no gzip at all'],
};

/** A response with headers and the start of a body, but no end. */
function broken(response, headers, beginning) {
  response.writeHead(402, { ...headers, 'content-length': 1000 });
  response.flushHeaders();
  if (beginning) response.write(beginning, () => response.destroy());
  else response.socket.end();
}

before(async () => {
  seen = [];
  server = createServer((request, response) => {
    seen.push(request);
    const answer = ROUTES[request.url]?.(response);
    if (Array.isArray(answer)) response.writeHead(answer[0], answer[1]).end(answer[2]);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${server.address().port}`;
  other = `http://localhost:${server.address().port}`;
});

after(() => {
  server.closeAllConnections();
  server.close();
});

/** Runs the command. Resolves with `{ code, stdout, stderr }`. */
function run(args, input, program = [CLI]) {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [...program, ...args], { timeout: 20_000 });
    const out = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => (out[name] += text));
    child.on('error', fail).on('close', (code) => done({ code, ...out }));
    child.stdin.on('error', () => {}).end(input);
  });
}

async function json(...args) {
  const { code, stdout, stderr } = await run([...args, '--format', 'json']);
  assert.deepEqual([code, stderr], [0, '']);
  return JSON.parse(stdout);
}

async function refused(args, expected, words, input) {
  const { code, stdout, stderr } = await run(args, input);
  assert.deepEqual([code, stdout], [1, ''], args.join(' '));
  const error = JSON.parse(stderr);
  assert.deepEqual([Object.keys(error), error.code], [['code', 'message'], expected], error.message);
  assert.match(error.message, words);
}

test('help for the program and for each command', async () => {
  for (const args of [[], ['help'], ['--help']]) assert.match((await run(args)).stdout, /^ {2}mpp-wasm decode --challenge.*\n {6}Decodes.*\n {2}mpp-wasm detect URL.*\n {6}Requests.*\n {2}mpp-wasm mask.*\n {6}Masks.*\n {2}mpp-wasm redact.*\n {6}Removes.*\n\n/m);
  for (const args of [['-h'], ['help', '-h'], ['help', '--help'], ['--help', 'detect'], ['-V', '-h']]) assert.match((await run(args)).stdout, /decode --challenge[^]*detect URL[^]*--version/);
  for (const args of [['help', 'decode'], ['decode', '--help'], ['help', 'decode', '-h'], ['decode', '--challenge', 'x', '-h']]) assert.match((await run(args)).stdout, /--challenge +a header value/);
  for (const args of [['help', 'detect'], ['detect', '--help'], ['detect', origin, '-h']]) assert.match((await run(args)).stdout, /--method +the/);
  await refused(['pay'], 'invalid-argument', /no such command; the commands are decode, detect, mask, redact$/);
  await refused(['constructor'], 'invalid-argument', /no such command/);
  await refused(['help', 'pay'], 'invalid-argument', /no such command/);
});

test('the version is that of the package, wherever it is asked for', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../pkg/package.json', import.meta.url), 'utf8'));
  for (const args of [['--version'], ['-V'], ['detect', '--version'], ['redact', '-V'], ['decode', '--challenge', 'x', '-V']]) {
    assert.deepEqual(await run(args), { code: 0, stdout: `mpp-wasm ${version}\n`, stderr: '' }, args.join(' '));
  }
});

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
  await refused(['decode', '--challange', 'x'], 'invalid-argument', /^Unknown option '--challange'$/);
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
  assert.match(await text(challenge().replace(', expires="2099-01-01T00:00:00Z"', '')), /\n! The challenge does not say when it expires\. \[no-expiry\]\n$/);
  assert.match((await run(['detect', `${origin}/mpp`])).stdout, /^ +until +2099-01-01T00:00:00Z \(in [\d,]+ days\)$/m);
  // A second that was inserted is a moment like any other.
  assert.match(await text(challenge().replace('2099-01-01T00:00:00Z', '2016-12-31T23:59:60Z')), /^expires +2016-12-31T23:59:60Z \(\d[\d,]+ days ago\)$/m);
});

test('an option that has no effect is refused, with a hint where to go', async () => {
  for (const command of ['mask', 'redact']) await refused([command, '--format', 'json'], 'invalid-argument', /^Unknown option '--format'$/);
  for (const command of ['decode', 'detect']) await refused([command, '--json'], 'invalid-argument', /^Unknown option '--json': use --format json$/);
  await refused(['mask', '--json'], 'invalid-argument', /^Unknown option '--json'$/);
});

test('standard input has a size limit, beyond which nothing is waited for', async () => {
  const child = spawn(process.execPath, [CLI, 'decode', '--challenge', '-'], { timeout: 20_000 });
  let stderr = '';
  child.stderr.on('data', (text) => (stderr += text));
  child.stdin.on('error', () => {}).write('x'.repeat(256 * 1024 + 1));
  const code = await new Promise((done) => child.on('close', done));
  assert.deepEqual([code, JSON.parse(stderr)], [1, { code: 'invalid-argument', message: 'standard input is over 256 KiB' }]);
  await refused(['decode', '--challenge', '-'], 'too-large', /header value is over/, 'x'.repeat(256 * 1024));
});

test('detect explains every kind of 402', async () => {
  for (const [path, protocols, displays] of [
    ['/mpp', ['mpp'], ['5.00 USD']],
    ['/near', ['mpp'], ['5.00 USD']],
    ['/x402/1', ['x402'], ["0.01 USDC on Base's test network Sepolia"]],
    ['/x402/2', ['x402'], ["0.02 USDC on Base's test network Sepolia"]],
    ['/l402', ['l402'], ['250000 sat on Lightning']],
    ['/bare', ['unknown'], []],
    ['/free', [], []],
  ]) {
    const found = await json('detect', origin + path);
    assert.deepEqual([found.protocols, found.offers.map(({ display }) => display)], [protocols, displays], path);
    const text = (await run(['detect', origin + path])).stdout;
    for (const display of displays) assert.ok(text.includes(display), text);
  }
  const mpp = await json('detect', `${origin}/near`, '--limit', '4.00 USD');
  assert.deepEqual([mpp.url, mpp.status, mpp.credential.type], [`${origin}/mpp`, 402, 'shared_payment_token']);
  assert.deepEqual(mpp.offers[0].warnings.map(({ code }) => code), ['amount-over-limit', 'description-price-mismatch', 'malformed-sibling']);
  assert.deepEqual(mpp.mpp.malformed.map(({ code }) => code), ['malformed-challenge']);
  const text = (await run(['detect', `${origin}/mpp`])).stdout;
  assert.match(text, /^1\. 5\.00 USD \(MPP, stripe, charge\)$/m);
  assert.match(text, /^ {3}for {5}only \$0\.01\n {3}to {6}profile_1\n {3}until {3}2099/m);
  assert.match(text, /^ {3}! .* \[description-price-mismatch\]$/m);
  assert.match(text, /cannot be read/);
  assert.match((await run(['detect', `${origin}/l402`])).stdout, /^1\. 250000 sat on Lightning \(L402, lightning\)$/m);
  assert.match((await run(['detect', `${origin}/free`])).stdout, /answered 200 and does not ask for payment/);
  assert.match((await run(['detect', `${origin}/bare`])).stdout, /any protocol/);
});

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
    assert.match((await run(['detect', origin + path])).stdout, /^The response broke off, is longer than this command reads, or could not be decoded/m);
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
    assert.deepEqual([stdout.includes(missing), stdout.includes('conflicting-terms'), stdout.includes(speaks)], [maybe, maybe, false], text.slice(-9));
    assert.equal(JSON.parse((await run(['detect', '-', '--format', 'json'], text)).stdout).incomplete, true);
  }
  for (const [length, incomplete] of [[256 * 1024, undefined], [256 * 1024 + 1, true]]) {
    const { stdout } = await run(['detect', '-', '--format', 'json'], `${head}\r\n${'x'.repeat(length)}`);
    assert.deepEqual([JSON.parse(stdout).incomplete, stdout.includes('"incomplete"')], [incomplete, incomplete === true]);
  }
});

test('detect says that it does not know the terms only of what it has read', async () => {
  const [unknown, missing, unread] = ['in any protocol known here', 'Its body, which may hold the terms, is missing', 'A challenge cannot be read'];
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
    assert.deepEqual([unknown, missing, unread].filter((words) => stdout.includes(words)), said, `${path}: ${stdout}`);
  }
});

test('detect does not advise to pay what has expired', async () => {
  const token = /ask the wallet for a shared payment token/;
  for (const [path, isAdvised] of [['/mpp', true], ['/expired', false], ['/expired-first', false], ['/expired-other', true]]) {
    const { stdout } = await run(['detect', origin + path]);
    assert.equal(token.test(stdout), isAdvised, `${path}: ${stdout}`);
    assert.equal(stdout.includes('Request a new challenge first'), !isAdvised, path);
    const { credential } = await json('detect', origin + path);
    assert.deepEqual([credential.type, token.test(credential.next)], ['shared_payment_token', isAdvised], path);
  }
});

test('detect reports the deposit of a session', async () => {
  const session = { amount: '25', unitType: 'token', suggestedDeposit: '10000000', currency: '0x20c0000000000000000000000000000000000000', recipient: '0x1', methodDetails: { chainId: 4217 } };
  const request = Buffer.from(JSON.stringify(session)).toString('base64url');
  const { stdout } = await run(['detect', '-'], `Payment id="1", realm="r", method="tempo", intent="session", request="${request}"`);
  assert.match(stdout, /^1\. 0\.000025 pathUSD per token on Tempo \(MPP, tempo, session\)\n {3}deposit 10\.00 pathUSD on Tempo\n {3}to {6}0x1\n/m);
});

test('detect reads the output of curl and sends no request', async () => {
  const asked = seen.length;
  const limit = ['--limit', '4.00 USD'];
  const body = JSON.stringify({ x402Version: 1, accepts: [X402] });
  const printed = {
    '-i': `HTTP/1.1 402 Payment Required\r\nWWW-Authenticate: ${challenge()}\r\nContent-Type: application/json\r\n\r\n${body}`,
    '-v': `*   Trying 127.0.0.1:80...\n> GET / HTTP/1.1\n> \n< HTTP/1.1 402 Payment Required\n< WWW-Authenticate: ${challenge()}\n< \n${body}* Connection #0 to host left intact\n`,
  };
  for (const [option, text] of Object.entries(printed)) {
    const { code, stdout } = await run(['detect', '-', '--format', 'json', ...limit], text);
    const found = JSON.parse(stdout);
    assert.deepEqual([code, found.url, found.status, found.protocols], [0, undefined, 402, ['mpp', 'x402']], option);
    assert.deepEqual(found.offers.map(({ display }) => display.split(' on ')[0]), ['5.00 USD', '0.01 USDC'], option);
    assert.ok(found.offers[0].warnings.some(({ code }) => code === 'amount-over-limit'));
  }
  assert.match((await run(['detect', '-'], challenge())).stdout, /^The server asks for payment \(402\)\.\n\n1\. 5\.00 USD/);
  assert.match((await run(['detect', '-'], 'HTTP/2 200\n\nok')).stdout, /^The server answered 200 and does not ask for payment/);
  for (const option of [['--method', 'POST'], ['--header', 'A: b']]) await refused(['detect', '-', ...option], 'invalid-argument', /no effect/);
  assert.equal(seen.length, asked);
});

test('detect says if what is piped is no response; a challenge alone is one, even if it cannot be read', async () => {
  for (const text of ['', 'a page\n', '{"error":"payment required"}']) {
    const { code, stdout, stderr } = await run(['detect', '-'], text);
    assert.deepEqual([code, stdout, JSON.parse(stderr).code], [1, '', 'invalid-argument'], text);
    assert.match(JSON.parse(stderr).message, /no HTTP response and no challenge/);
  }
  assert.match((await run(['detect', '-'], 'WWW-Authenticate: Payment id="x"\r\n')).stdout, /^A challenge cannot be read: /m);
});

test('detect checks the host of what curl printed if it is told the URL', async () => {
  const unchecked = /^The host was not checked: give --url\.$/m;
  const text = `HTTP/1.1 402\r\nWWW-Authenticate: ${challenge()}\r\n\r\n`;
  const { stdout } = await run(['detect', '-'], text);
  assert.match(stdout, unchecked);
  for (const [url, warned] of [['https://127.0.0.1/paid', []], ['https://api.example.com/paid', ['realm-mismatch']], ['https://127.0.0.1', []]]) {
    const checked = await run(['detect', '-', '--url', url], text);
    const { href } = new URL(url);
    assert.ok(checked.stdout.startsWith(`${href} asks for payment (402).`), checked.stdout);
    assert.doesNotMatch(checked.stdout, unchecked);
    const found = JSON.parse((await run(['detect', '-', '--url', url, '--format', 'json'], text)).stdout);
    assert.deepEqual([found.url, found.offers[0].warnings.map(({ code }) => code)], [href, warned]);
  }
  assert.doesNotMatch((await run(['detect', `${origin}/mpp`])).stdout, unchecked);
  assert.doesNotMatch((await run(['detect', '-'], 'HTTP/1.1 402\r\n\r\n')).stdout, unchecked, 'there is none to check');
  seen.length = 0;
  await refused(['detect', '-', '--url', '/paid'], 'invalid-argument', /url must be an absolute/);
  await refused(['detect', `${origin}/mpp`, '--url', origin], 'invalid-argument', /--url is only for -/);
  assert.equal(seen.length, 0);
});

test('a limit may be finer than a cent, and a wrong one is refused before the request', async () => {
  for (const [limit, warned] of [['0.01 USD', false], ['0.005 USD', true], ['0.010000 USD', false], ['0.009999 USD', true]]) {
    const { offers } = await json('detect', `${origin}/x402/1`, '--limit', limit);
    assert.equal(offers[0].warnings.some(({ code }) => code === 'amount-over-limit'), warned, limit);
  }
  seen.length = 0;
  for (const limit of ['5', '0.5 USD', '1 XYZ', '1,00 USD', `0.${'0'.repeat(18)}1 USD`]) await refused(['detect', `${origin}/mpp`, '--limit', limit], 'invalid-argument', /./);
  const twice = (...limits) => ['detect', `${origin}/mpp`, ...limits.flatMap((limit) => ['--limit', limit])];
  await refused(twice('9.00 USD', '4.00 USD'), 'invalid-argument', /only once per currency/);
  await refused(twice('9.00 USD', '4.00 usd'), 'invalid-argument', /one amount per currency/);
  assert.equal(seen.length, 0);
});

test('detect sends the request it is given, and pays nothing', async () => {
  seen.length = 0;
  await json('detect', `${origin}/mpp`, '--method', 'POST', '--header', 'Authorization: Bearer t', '--header', 'X-Two : 2 ', '--header', 'A:1');
  assert.deepEqual(seen.map(({ method, headers }) => [method, headers.authorization, headers['x-two'], headers.a]), [['POST', 'Bearer t', '2', '1']]);
  seen.length = 0;
  for (const method of ['patch', 'Get']) await json('detect', `${origin}/mpp`, '--method', method);
  assert.deepEqual(seen.map(({ method }) => method), ['PATCH', 'GET']);
  seen.length = 0;
  for (const header of ['Authorization: Payment e30', 'authorization:payment e30', 'Authorization: L402 a:b', 'Authorization: Bearer x, Payment abc', 'Authorization: Bearer x,\tPayment abc', 'Payment-Authorization: x', 'X-PAYMENT: x', 'payment-signature: x']) {
    await refused(['detect', `${origin}/mpp`, '--header', header], 'invalid-argument', /no payment credential/);
  }
  for (const header of ['nonsense', ': x', 'a b: c', 'X: a\nb']) {
    await refused(['detect', `${origin}/mpp`, '--header', header], 'invalid-argument', /Name: value/);
  }
  for (const header of ['Connection: close', 'Content-Length: 5', 'Expect: 100-continue', 'Host: x', 'Keep-Alive: 5', 'transfer-encoding: chunked', 'Upgrade: h2c']) {
    await refused(['detect', `${origin}/mpp`, '--header', header], 'invalid-argument', /belongs to the connection/);
  }
  assert.equal(seen.length, 0);
});

test('detect follows redirects only within one origin', async () => {
  seen.length = 0;
  await refused(['detect', `${origin}/far`, '--header', 'Authorization: Bearer t'], 'origin-unavailable', /another origin, http:\/\/localhost/);
  assert.deepEqual(seen.map(({ url }) => url), ['/far']);
  await refused(['detect', `${origin}/circle`], 'origin-unavailable', /too many times/);
  await refused(['detect', `${origin}/nowhere`], 'origin-unavailable', /invalid URL/);
  for (const path of ['/named', '/named/secret']) {
    seen.length = 0;
    await refused(['detect', origin + path], 'origin-unavailable', /redirects to a URL with a user name or password/);
    assert.deepEqual(seen.map(({ url }) => url), [path]);
  }
  assert.deepEqual([(await json('detect', `${origin}/placed`)).status], [402], 'only a redirect is followed');
});

test('a redirect keeps the method, except that 303 asks for another resource', async () => {
  for (const [path, method, then] of [['/see', 'POST', 'GET'], ['/see', 'HEAD', 'HEAD'], ['/moved', 'POST', 'POST'], ['/moved/301', 'HEAD', 'HEAD'], ['/moved/308', 'POST', 'POST']]) {
    seen.length = 0;
    const { incomplete } = await json('detect', origin + path, '--method', method);
    assert.deepEqual(seen.map(({ method, url }) => [method, url]), [[method, path], [then, '/mpp']]);
    assert.equal(incomplete, undefined, 'to HEAD, there is no body to miss');
  }
});

test('detect does not read endless bodies', async () => {
  const found = await json('detect', `${origin}/endless`);
  assert.deepEqual(found.protocols, ['unknown']);
  assert.ok(sent < 64 * 1024 * 1024, `${sent} bytes`);
});

test('a request that fails is reported as JSON', async () => {
  for (const url of ['nonsense', 'ftp://x/', 'file:///etc/passwd', 'http://user@127.0.0.1/', 'http://:pw@127.0.0.1/']) {
    await refused(['detect', url], 'invalid-argument', /URL/);
  }
  await refused(['detect'], 'invalid-argument', /one URL/);
  await refused(['detect', origin, '--method', 'BAD METHOD'], 'invalid-argument', /method/);
  for (const limit of ['5', 'USD 5.00', 'five USD', ' USD', '5.00 USD EUR']) await refused(['detect', origin, '--limit', limit], 'invalid-argument', /^--limit must be .*1\.00 USD/);
});

test('a server that gives no answer is told apart by what went wrong, in words of our own', async (t) => {
  const listen = async (server) => {
    await new Promise((done) => server.listen(0, '127.0.0.1', done));
    t.after(() => server.close());
    return server.address().port;
  };
  const says = (greeting) => createTcpServer((socket) => socket.on('error', () => {}).end(greeting));
  const closed = await listen(says(''));
  const ssh = await listen(says('SSH-2.0-\u001b[2Jstolen\r\n'));
  const tls = await listen(createHttpsServer(selfSigned, (request, response) => response.end('ok')));
  const gone = createTcpServer();
  const refusing = await listen(gone);
  await new Promise((done) => gone.close(done));
  for (const [url, words] of [
    ['http://no-such-host.invalid/', /host name/],
    [`http://127.0.0.1:${refusing}/`, /refused the connection/],
    [`https://127.0.0.1:${tls}/`, /certificate is not trusted/],
    [`${origin.replace('http:', 'https:')}/free`, /TLS connection failed.*http:\/\//],
    [`http://127.0.0.1:${ssh}/`, /did not answer in HTTP$/],
    [`${origin}/dead`, /closed the connection without an answer/],
    ['http://127.0.0.1:1/', /port.*fetch refuses/],
  ]) {
    await refused(['detect', url], 'origin-unavailable', words);
  }
  // Node's fetch does not notice that this server has closed the connection.
  const script = `import { ask } from ${JSON.stringify(new URL('../../pkg/cli/fetch.js', import.meta.url))};
    ask('http://127.0.0.1:${closed}/', { method: 'GET', header: [], seconds: 1 }).catch(({ code, message }) => console.log(code, message));`;
  const { code, stdout } = await run(['--input-type=module', '--eval', script], '', []);
  assert.match(`${code} ${stdout}`, /^0 origin-unavailable (the server did not answer within 1 seconds|the server closed the connection without an answer)\n$/);
});

test('every reason is a phrase of a closed list, whatever the error says', () => {
  const reason = (cause) => unavailable(new TypeError('stolen', { cause })).message;
  for (const [code, words] of [
    ['ENOTFOUND', /not found/], ['EAI_AGAIN', /name server/], ['ECONNREFUSED', /refused/], ['EHOSTUNREACH', /no route/], ['ENETUNREACH', /no route/],
    ['ETIMEDOUT', /in time/], ['UND_ERR_CONNECT_TIMEOUT', /in time/], ['ERR_TLS_CERT_ALTNAME_INVALID', /another host/], ['CERT_HAS_EXPIRED', /expired/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', /not trusted/], ['SELF_SIGNED_CERT_IN_CHAIN', /not trusted/], ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /not trusted/],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /not trusted/], ['INVALID_CA', /not trusted/], ['ERR_SSL_WRONG_VERSION_NUMBER', /TLS connection failed/],
    ['EPROTO', /TLS connection failed/], ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', /refused the TLS/], ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', /refused the TLS/],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', /refused the TLS/], ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', /refused the TLS/],
    ['HPE_INVALID_CONSTANT', /in HTTP/], ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', /in HTTP/], ['UND_ERR_HEADERS_OVERFLOW', /too long/], ['ECONNRESET', /closed/], ['UND_ERR_SOCKET', /closed/],
    ['E_SOMETHING_ELSE', /cannot be reached/], [undefined, /cannot be reached/],
  ]) {
    const text = reason(Object.assign(new Error('stolen'), { code }));
    assert.match(text, words, code);
    assert.doesNotMatch(text, /stolen/);
  }
  assert.match(reason(undefined), /cannot be reached/);
  assert.match(unavailable(Object.assign(new TypeError('stolen'), { code: 'ECONNREFUSED' })).message, /refused/);
  // Newer versions of Node leave the code out.
  assert.match(reason(Object.assign(new Error('stolen'), { name: 'HTTPParserError', code: undefined })), /in HTTP$/);
});

test('text from a merchant never reaches a terminal unsanitized', async () => {
  const safe = /^[\n\x20-\x7e]*$/;
  for (const args of [['--format', 'json'], []]) {
    const { stdout } = await run(['detect', `${origin}/dirty`, ...args]);
    assert.match(stdout, safe);
    assert.doesNotMatch(stdout, /\\u/);
    assert.doesNotMatch(stdout, /^9\./m, 'a line break does not start a line of ours');
    assert.match(stdout, /control-characters/);
  }
  const hidden = await json('detect', `${origin}/hidden`);
  assert.equal(hidden.mpp.challenges[0].request.amount, '500', 'a hidden character puts no false amount in place');
  const dirty = challenge({ ...REQUEST, [DIRTY]: DIRTY });
  for (const format of ['json', 'text']) assert.match((await run(['decode', '--challenge', dirty, '--format', format])).stdout, safe);
});

/** Runs the command with its standard output, or both outputs, on a full disk. */
function onFullDisk(args, input, both) {
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['pipe', full, both ? full : 'pipe'], timeout: 20_000 });
  closeSync(full);
  let stderr = '';
  child.stderr?.on('data', (text) => (stderr += text));
  child.stdin.on('error', () => {}).end(input);
  return new Promise((done) => child.on('close', (code) => done([code, stderr])));
}

test('output that cannot be written is reported as JSON', { skip: process.platform !== 'linux' }, async () => {
  const message = `${JSON.stringify({ code: 'internal', message: 'standard output cannot be written: ENOSPC' })}\n`;
  for (const [args, input] of [
    [['redact'], 'a\n'.repeat(100_000)], [['redact'], 'a'], [['mask'], '{"number":"4242424242424242"}'], [['--help']], [['decode', '--challenge', challenge()]], [['detect', `${origin}/mpp`]],
  ]) {
    assert.deepEqual(await onFullDisk(args, input), [1, message], args.join(' '));
  }
  assert.deepEqual(await onFullDisk(['--help'], '', true), [1, '']);
});

test('an error that is not of this package is not quoted', { skip: process.platform !== 'linux' }, async () => {
  for (const args of [['redact'], ['mask'], ['decode', '--challenge', '-']]) {
    // Opened for writing only, so that reading fails.
    const input = openSync('/dev/null', 'w');
    const child = spawn(process.execPath, [CLI, ...args], { stdio: [input, 'ignore', 'pipe'], timeout: 20_000 });
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
