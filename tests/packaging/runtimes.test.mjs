// The packed package in its target runtimes: a shop in Node's, Deno's and Bun's own server, and in the server of node:http
// in all of them, paid there, with payers who leave and a response that breaks off.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { createClient } from '../stripe-sim/client.mjs';
import { startStripeSim } from '../stripe-sim/start.mjs';
import { execute, pack, root } from './installed.mjs';

const modules = join(root, 'node_modules');

let packed;
let dir;

before(async () => {
  packed = await pack();
  dir = await packed.install('runtimes');
});

after(() => packed.remove());

/**
 * The command that runs a script in each runtime. Bun's install script, which moves its program, may have been blocked.
 */
const RUNTIMES = {
  node: async () => [process.execPath],
  deno: async () => [process.execPath, join(modules, 'deno/bin.cjs'), 'run', '--allow-all'],
  bun: async () => {
    const platforms = (await readdir(join(modules, '@oven'))).map((name) => join('@oven', name, 'bin/bun'));
    const programs = [...platforms, 'bun/bin/bun.exe'].map((name) => join(modules, name));
    return [programs.find((program) => existsSync(program)), 'run'];
  },
};

const OFFER = { unpaid: 402, offer: ['100', 'usd'] };
const PAID = { ...OFFER, status: 200, receipt: 'success' };
const TOLD = ['challenged', 'paid', 'delivered'];
const EXPECTED = {
  free: [200, 'free', ['a=1', 'b=2']],
  fault: 502,
  get: { ...PAID, bytes: 4, told: TOLD },
  post: { ...PAID, bytes: 'POST an order, é'.length + 1, told: TOLD },
  streamed: { ...PAID, bytes: 80_000, told: TOLD },
  leftHalfway: { ...PAID, bytes: 'not all', told: TOLD },
  leftWaiting: { ...OFFER, bytes: 'not all', told: ['challenged', 'released'] },
  leftWork: { ...OFFER, bytes: 'not all', told: TOLD },
  broken: { ...PAID, bytes: 'not all', told: [...TOLD, 'error', 'owed'] },
  masked: ['•••• •••• •••• 4242'],
  redacted: { token: '••••', note: '•••• •••• •••• 4242' },
  stream: 'card •••• •••• •••• 4242',
  error: ['MppError', 'bad-secret'],
};

/** Runtime and server. Node has only one. */
const SHOPS = [['node', 'node'], ['deno', 'own'], ['deno', 'node'], ['bun', 'own'], ['bun', 'node']];

for (const [name, server] of SHOPS) {
  const where = server === 'own' ? 'in its own server' : 'behind node:http';
  test(`a shop in ${name}, ${where}, is paid, and nobody pays for what they do not get`, async (t) => {
    const simulator = await startStripeSim();
    t.after(() => simulator.close());
    const stripe = createClient(simulator.url, { key: 'sk_test_123456789' });
    const tokens = await Promise.all(Array.from({ length: 7 }, () => stripe.mintToken({ currency: 'usd', maxAmount: 100 })));
    const [program, ...args] = await RUNTIMES[name]();
    const { stdout, stderr } = await execute(program, [...args, 'consumer.mjs', server, simulator.url, ...tokens], { cwd: dir });
    assert.deepEqual(JSON.parse(stdout), EXPECTED);
    // Deno and Bun print what their own servers cannot send.
    assert.doesNotMatch(stderr, /a secret/, 'the message of an exception is told');
    const { data } = (await stripe.get('/v1/payment_intents?limit=100')).json;
    const became = data.reverse().map(({ status }) => status);
    assert.deepEqual(became, ['succeeded', 'succeeded', 'succeeded', 'succeeded', 'canceled', 'succeeded', 'succeeded']);
  });
}

const CODINGS = { gzip: gzipSync, 'x-gzip': gzipSync, deflate: deflateSync, br: brotliCompressSync };

for (const name of Object.keys(RUNTIMES)) {
  test(`${name} says of a body which coding it has, whatever the origin was asked for`, async (t) => {
    const server = createServer((request, response) => {
      const [path, query] = request.url.slice(1).split('?');
      const named = decodeURIComponent(path);
      const codings = named.toLowerCase().split(', ');
      const body = codings.reduce((bytes, coding) => CODINGS[coding](bytes), 'hello '.repeat(50));
      const isPart = query === 'part' && request.headers.range;
      const sent = isPart ? body.subarray(5) : body;
      response.writeHead(isPart ? 206 : 200, { 'content-encoding': named, 'content-length': sent.length }).end(sent);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    t.after(() => server.close().closeAllConnections());
    const [program, ...args] = await RUNTIMES[name]();
    const { stdout } = await execute(program, [...args, 'codings.mjs', `http://127.0.0.1:${server.address().port}`], { cwd: dir });
    assert.deepEqual(JSON.parse(stdout), []);
  });
}

test('a program that may not read the wasm file is told so, and not to look for it', async () => {
  const script = join(dir, 'denied.mjs');
  await writeFile(script, "await import('mpp-wasm/edge').catch(({ code, message }) => console.log(code, message));");
  const scripts = [script, ...['package.json', 'edge/node.js'].map((name) => join(dir, 'node_modules/mpp-wasm', name))];
  const [permission] = ['--permission', '--experimental-permission'].filter((flag) => process.allowedNodeEnvironmentFlags.has(flag));
  const node = [permission, '--no-warnings', ...scripts.map((path) => `--allow-fs-read=${path}`), script];
  for (const args of [[join(modules, 'deno/bin.cjs'), 'run', script], node]) {
    const { stdout } = await execute(process.execPath, args, { cwd: dir });
    assert.match(stdout, /^not-ready the wasm file may not be read: allow it, in Deno with --allow-read/);
  }
});

test('where there is no WebAssembly, that is said, and what to do', async () => {
  const script = join(dir, 'no-wasm.mjs');
  await writeFile(script, `
    const { default: init } = await import(process.argv[2]).catch((error) => ({ default: () => Promise.reject(error) }));
    await init().catch(({ name, code, message }) => console.log(name, code, message));
  `);
  const ask = async (entry, ...flags) => (await execute(process.execPath, [...flags, script, `mpp-wasm${entry}`], { cwd: dir })).stdout;
  const said = /^MppError not-ready mpp-wasm needs WebAssembly, and here is none: React Native has none, so let a server/;
  // Not of `/edge`: without it, Node has no `fetch` either, and ends first.
  for (const entry of ['', '/slim', '/inline']) assert.match(await ask(entry, '--jitless'), said, entry);
  for (const entry of ['', '/slim']) assert.match(await ask(entry, '--jitless', '--conditions=browser'), said, entry);
  for (const entry of ['', '/slim', '/edge']) assert.match(await ask(entry, '--conditions=react-native'), said, entry);
});
