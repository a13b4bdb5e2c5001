// Calls before the wasm is loaded, and foreign files in its place.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { MppError } from 'mpp-wasm';

const file = (name) => new URL(`../../pkg/${name}`, import.meta.url);
/** A browser entry of a package that has not been loaded yet. */
const page = (t, name) => {
  const place = mkdtempSync(join(tmpdir(), 'mpp-wasm-'));
  t.after(() => rmSync(place, { recursive: true }));
  cpSync(file(''), place, { recursive: true });
  return import(pathToFileURL(join(place, name)));
};

test('before loading, every function says so, even for nested values', async (t) => {
  const { redact, parseChallenges } = await page(t, 'browser.js');
  for (const f of [() => redact('a=1'), () => redact({ user: 'bob' }), () => redact(['bob', 5]), () => redact(new Map([['a', 'b']])), () => parseChallenges('x')]) {
    assert.throws(f, (error) => error instanceof MppError && error.code === 'not-ready');
  }
});

test('a load that fails to compile can be retried', async (t) => {
  const { default: init, ...api } = await page(t, 'slim/browser.js');
  await assert.rejects(init(new Uint8Array(8)), { code: 'not-ready', message: /could not be loaded/ });
  await init(readFileSync(file('slim/mpp_wasm_slim_bg.wasm')));
  assert.deepEqual(api.parseChallenges(null).challenges, []);
});

test('a foreign wasm file is reported as such and never used, and does not keep the right one out', async (t) => {
  const empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
  const { default: init, parseChallenges } = await page(t, 'slim/browser.js');
  for (let again = 0; again < 2; again++) {
    await assert.rejects(init(empty), { name: 'MppError', code: 'not-ready', message: /not the one this script belongs to/ });
    assert.throws(() => parseChallenges(null), { code: 'not-ready' });
  }
  await init(readFileSync(file('slim/mpp_wasm_slim_bg.wasm')));
  assert.deepEqual(parseChallenges(null).challenges, []);
});

test('a page can load the wasm from a URL, a request, a response or a module, whatever type it is served as', async (t) => {
  const bytes = readFileSync(file('slim/mpp_wasm_slim_bg.wasm'));
  const server = createServer((request, response) => {
    const status = request.url === '/missing' ? 404 : 200;
    response.writeHead(status, { 'content-type': request.url.slice(1).replace('-', '/') }).end(bytes);
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const warned = t.mock.method(console, 'warn', () => {});
  const url = (path) => `http://127.0.0.1:${server.address().port}/${path}`;
  const inputs = [url('application-wasm'), new URL(url('application-wasm')), new Request(url('application-wasm')), fetch(url('application-wasm')), new WebAssembly.Module(bytes), url('text-plain')];
  for (const input of inputs) {
    const { default: init, parseChallenges } = await page(t, 'slim/browser.js');
    await init(input);
    assert.deepEqual(parseChallenges(null).challenges, []);
  }
  assert.equal(warned.mock.callCount(), 1);
  const { default: init } = await page(t, 'slim/browser.js');
  await assert.rejects(init(url('missing')), (error) => error.code === 'not-ready' && /404/.test(error.cause.message));
});

test('a page can load the wasm where there are no web classes, or they are those of another window', async (t) => {
  const bytes = readFileSync(file('slim/mpp_wasm_slim_bg.wasm'));
  t.mock.method(console, 'warn', () => {});
  // As another window has them: equal in shape, of another class.
  const response = { ok: true, url: 'a', headers: new Headers({ 'content-type': 'application/wasm' }), arrayBuffer: async () => bytes };
  t.mock.method(globalThis, 'fetch', async (input) => (input.href === 'https://a.example/b' || input.method === 'GET' ? response : undefined));
  const saved = { Request, Response, URL };
  t.after(() => Object.assign(globalThis, saved));
  for (const input of [bytes, new WebAssembly.Module(bytes), response, Promise.resolve(response), { href: 'https://a.example/b' }, { method: 'GET', url: 'a', headers: new Headers() }]) {
    const { default: init, parseChallenges } = await page(t, 'slim/browser.js');
    for (const name of Object.keys(saved)) delete globalThis[name];
    try {
      await init(input);
    } finally {
      Object.assign(globalThis, saved);
    }
    assert.deepEqual(parseChallenges(null).challenges, []);
  }
});

test('Node prints classes by their names', () => {
  const of = (entry, script) => execFileSync(process.execPath, ['--input-type=module', '-e', `import * as m from '${entry}'; import { inspect } from 'node:util'; ${script}`], { cwd: file('..'), encoding: 'utf8' });
  for (const entry of ['mpp-wasm', 'mpp-wasm/slim', 'mpp-wasm/edge']) {
    assert.match(of(entry, "console.log(m.MppError.name, inspect(new m.MppError('internal', 'what failed')))"), /^MppError MppError: what failed\n {4}at /);
  }
  for (const entry of ['mpp-wasm', 'mpp-wasm/slim']) assert.equal(of(entry, "console.log(new m.ChallengeKey('k'.repeat(32)))"), 'ChallengeKey {}\n');
});
