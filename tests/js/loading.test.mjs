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
import { ChallengeKey, MppError, formatCredential, parseChallenges } from 'mpp-wasm';
import { memory } from 'mpp-wasm/store/memory';

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
  for (const f of [
    () => redact('a=1'), () => redact({ user: 'bob' }), () => redact(['bob', 5]), () => redact(new Map([['a', 'b']])),
    () => parseChallenges('x'),
  ]) {
    assert.throws(f, (error) => error instanceof MppError && error.code === 'not-ready');
  }
});

test('a load that fails to compile can be retried', async (t) => {
  const { default: init, ...api } = await page(t, 'slim/browser.js');
  await assert.rejects(init(new Uint8Array(8)), { code: 'not-ready', message: /could not be loaded/ });
  await init(readFileSync(file('slim/mpp_wasm_slim_bg.wasm')));
  assert.deepEqual(api.parseChallenges(null).challenges, []);
});

test('the wasm is loaded once, however often that is asked for, and keys keep working', async (t) => {
  const secret = 'k'.repeat(32);
  const bytes = readFileSync(file('slim/mpp_wasm_slim_bg.wasm'));
  const request = { amount: '500', currency: 'usd' };
  const terms = { realm: 'api.example.com', method: 'stripe', intent: 'charge', request, expires: Date.now() + 60_000 };
  const challenge = new ChallengeKey(secret).issue(terms);
  const { default: init, ChallengeKey: SlimKey } = await page(t, 'slim/browser.js');
  const started = t.mock.method(WebAssembly, 'instantiate');
  await Promise.all([init(bytes), init(bytes)]);
  const key = new SlimKey(secret);
  await init(bytes);
  assert.equal(started.mock.callCount(), 1);
  assert.equal(key.verify(formatCredential({ challenge, payload: { spt: 'spt_1' } })).payload.spt, 'spt_1');
});

test('a paywall in a page loads with its first request, and answers 500 while that fails', async (t) => {
  const said = t.mock.method(console, 'error', () => {});
  const bytes = readFileSync(file('edge/mpp_wasm_edge_bg.wasm'));
  t.mock.method(process, 'getBuiltinModule', () => undefined);
  let isServed = false;
  t.mock.method(globalThis, 'fetch', async () => {
    if (!isServed) throw new TypeError('Failed to fetch');
    return new Response(bytes, { headers: { 'content-type': 'application/wasm' } });
  });
  const { paywall } = await page(t, 'edge/browser.js');
  const config = { realm: 'api.example.com', secret: 'k'.repeat(32), stripe: { secretKey: 'sk_test_1', networkId: 'profile_1' }, store: memory() };
  const site = paywall({ ...config, routes: { '/paid': '1.00 USD' }, origin: () => new Response('served') });
  const guarded = site.charge('2.00 USD', () => new Response('served'));
  const ask = (f) => f(new Request('https://api.example.com/paid'));
  for (const f of [site.fetch, guarded]) {
    const answer = await ask(f);
    assert.deepEqual([answer.status, await answer.text()], [500, 'The paywall could not be loaded.\n']);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.match(said.mock.calls.at(-1).arguments[0], /^mpp-wasm: not-ready: MppError: .*could not be loaded/);
  }
  isServed = true;
  const amounts = [guarded, site.fetch].map(
    async (f) => parseChallenges((await ask(f)).headers.get('www-authenticate')).challenges[0].request.amount,
  );
  assert.deepEqual(await Promise.all(amounts), ['200', '100']);
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
  const inputs = [
    url('application-wasm'), new URL(url('application-wasm')), new Request(url('application-wasm')), fetch(url('application-wasm')),
    new WebAssembly.Module(bytes), url('text-plain'),
    // Where a test runner runs a page in Node.
    file('slim/mpp_wasm_slim_bg.wasm'),
  ];
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
  for (const input of [
    bytes, new WebAssembly.Module(bytes), response, Promise.resolve(response), { href: 'https://a.example/b' },
    { method: 'GET', url: 'a', headers: new Headers() },
  ]) {
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

/** The wasm of another build: of the same shape, but asking for the imports of its own script. */
function otherBuild(bytes) {
  const [{ module }] = WebAssembly.Module.imports(new WebAssembly.Module(bytes));
  const other = Buffer.from(bytes);
  for (let at; (at = other.indexOf(module)) >= 0; ) other.write('x', at);
  return other;
}

test('the wasm of another build or entry is reported as such, and not used', async (t) => {
  const wasm = {
    browser: readFileSync(file('mpp_wasm_compact_bg.wasm')),
    'edge/browser': readFileSync(file('edge/mpp_wasm_edge_bg.wasm')),
    'slim/browser': readFileSync(file('slim/mpp_wasm_slim_bg.wasm')),
  };
  const message = 'the wasm file is not the one this script belongs to: serve that one, and reload the page';
  for (const entry of ['browser', 'slim/browser']) {
    const { default: init, parseChallenges } = await page(t, `${entry}.js`);
    for (const bytes of [otherBuild(wasm[entry]), ...Object.values(wasm).filter((bytes) => bytes !== wasm[entry])]) {
      await assert.rejects(init(bytes), { name: 'MppError', code: 'not-ready', message });
      const response = new Response(bytes, { headers: { 'content-type': 'application/wasm' } });
      await assert.rejects(init(response), { code: 'not-ready', message: /not the one this script belongs to/ });
      assert.throws(() => parseChallenges(null), { code: 'not-ready' });
    }
    await init(wasm[entry]);
    assert.deepEqual(parseChallenges(null).challenges, []);
  }
});

test('each engine\'s word for a missing import, and for a policy against wasm, is understood', async (t) => {
  const bytes = readFileSync(file('slim/mpp_wasm_slim_bg.wasm'));
  const { CompileError, LinkError } = WebAssembly;
  const cases = [
    [new TypeError('WebAssembly.instantiate(): Import #0 "./a.js": module is not an object or function'), /not the one this script belongs to/],
    [new TypeError("import object field './a.js' is not an Object"), /not the one this script belongs to/],
    [new TypeError('import ./a.js:b must be an object'), /not the one this script belongs to/],
    [new LinkError('import function ./a.js:b must be callable'), /not the one this script belongs to/],
    [
      new CompileError(
        "WebAssembly.instantiate(): Refused to compile or instantiate WebAssembly module because 'unsafe-eval' is not an allowed source " +
          "of script in the following Content Security Policy directive: \"script-src 'self'\"",
      ),
      /forbids wasm: add 'wasm-unsafe-eval' to script-src/,
    ],
    [
      new CompileError(
        'WebAssembly.instantiate(): Compiling or instantiating WebAssembly module violates the following Content Security policy ' +
          "directive because neither 'wasm-eval' nor 'unsafe-eval' is an allowed source of script",
      ),
      /forbids wasm: add/,
    ],
    [new CompileError('call to WebAssembly.instantiate() blocked by CSP'), /forbids wasm: add/],
    [
      new EvalError(
        "Refused to create a WebAssembly object because 'unsafe-eval' or 'wasm-unsafe-eval' is not an allowed source of script " +
          'in the following Content Security Policy directive',
      ),
      /forbids wasm: add/,
    ],
    // The fetch is forbidden, not the wasm.
    [
      new TypeError("Failed to fetch. Refused to connect because it violates the document's Content Security Policy."),
      /could not be loaded: serve it next to the script/,
    ],
    [new TypeError('Failed to fetch'), /could not be loaded: serve it next to the script/],
  ];
  const { default: init } = await page(t, 'slim/browser.js');
  const isNotReady = (error, message) => error instanceof MppError && error.code === 'not-ready' && message.test(error.message);
  for (const [cause, message] of cases) {
    const refuses = t.mock.method(WebAssembly, 'instantiate', async () => { throw cause; });
    const told = (error) => isNotReady(error, message) && error.cause === cause && !/HTML/.test(error.message);
    await assert.rejects(init(bytes), told, cause.message);
    refuses.mock.restore();
  }
  // A script that starts the wasm as it loads. What is not understood stays what it is.
  const [, , , , [policy, message]] = cases;
  const other = new CompileError('out of memory');
  for (const [cause, told] of [[policy, (error) => isNotReady(error, message)], [other, (error) => error === other]]) {
    const refuses = t.mock.method(WebAssembly, 'Module', function () { throw cause; });
    await assert.rejects(page(t, 'inline.js'), told, cause.message);
    refuses.mock.restore();
  }
});

test('Node prints classes by their names', () => {
  const of = (entry, script) => {
    const whole = `import * as m from '${entry}'; import { inspect } from 'node:util'; ${script}`;
    return execFileSync(process.execPath, ['--input-type=module', '-e', whole], { cwd: file('..'), encoding: 'utf8' });
  };
  for (const entry of ['mpp-wasm', 'mpp-wasm/slim', 'mpp-wasm/edge']) {
    assert.match(
      of(entry, "console.log(m.MppError.name, inspect(new m.MppError('internal', 'what failed')))"),
      /^MppError MppError: what failed\n {4}at /,
    );
  }
  for (const entry of ['mpp-wasm', 'mpp-wasm/slim']) assert.equal(of(entry, "console.log(new m.ChallengeKey('k'.repeat(32)))"), 'ChallengeKey {}\n');
});
