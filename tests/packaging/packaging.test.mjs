// What users get: the packed tarball, installed into empty folders and imported by its public name.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { basename, join, relative, sep } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { nodeFileTrace } from '@vercel/nft';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');
const pkg = join(root, 'pkg');
const execute = promisify(execFile);

const request = { amount: '1000', currency: 'usd', methodDetails: { networkId: 'profile_1', paymentMethodTypes: ['card'] } };
const encoded = Buffer.from(JSON.stringify(request)).toString('base64url');
const header =
  'Payment id="x7Tg2pLqR9mKvNwY3hBcZa", realm="api.example.com", method="stripe", intent="charge", ' +
  `expires="2099-01-01T00:00:00Z", request="${encoded}"`;

let temp;
let packed;

before(async () => {
  temp = await mkdtemp(join(tmpdir(), 'mpp-wasm-packaging-'));
  const { stdout } = await execute('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', temp], { cwd: pkg });
  [packed] = JSON.parse(stdout);
});

after(() => rm(temp, { recursive: true, force: true }));

test('the tarball contains the whitelist of package.json and nothing else', async () => {
  const manifest = JSON.parse(await readFile(join(pkg, 'package.json'), 'utf8'));
  const files = packed.files.map(file => file.path).sort();
  assert.deepEqual(files, ['README.md', 'package.json', ...manifest.files].sort());
  assert.deepEqual(files.filter(file => file.endsWith('.wasm')), ['edge/mpp_wasm_edge_bg.wasm', 'mpp_wasm_bg.wasm', 'slim/mpp_wasm_slim_bg.wasm']);
  assert.deepEqual(files.filter(file => /snippets|\.gitignore|^package\.json\./.test(file)), []);
  assert.deepEqual(await filesBelow(pkg), files, 'a file of pkg/ is missing from the whitelist');
});

test('nothing in the tarball names the machine that built it', async () => {
  const registries = await readdir(join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry/src'));
  // Each is named after its host and a hash.
  const names = [homedir() + sep, root, ...registries.map(name => name.replace(/-[0-9a-f]+$/, ''))];
  assert.ok(names.length > 2 && names.every(name => name.length > 3));
  for (const { path } of packed.files) {
    const bytes = await readFile(join(pkg, path));
    assert.deepEqual(names.filter(name => bytes.includes(name)), [], path);
  }
});

test('every exported path is a file of the tarball', async () => {
  const { exports, bin, types, sideEffects } = JSON.parse(await readFile(join(pkg, 'package.json'), 'utf8'));
  const filesOf = target => (typeof target === 'string' ? target : Object.values(target).flatMap(filesOf));
  const targets = filesOf(exports);
  const files = new Set(packed.files.map(file => `./${file.path}`));
  const missing = [...targets, ...Object.values(bin), ...sideEffects, types].filter(target => !files.has(target));
  assert.deepEqual(missing, []);
});

test('Node imports it by name', async () => {
  const dir = await install('node');
  const text = await node(dir, 'consumer.mjs', header);
  sees(text);
  seesEdge(text);
  assert.equal(JSON.parse(text).errors, 1, 'MppError is one class, whoever throws it');
});

test('CommonJS requires it, in Node that can', { skip: !process.features.require_module }, async () => {
  const dir = await install();
  const script = "for (const entry of ['', '/slim', '/edge', '/node', '/store/memory', '/store/redis']) require(`mpp-wasm${entry}`)";
  await node(dir, '--input-type=commonjs', '-e', script);
});

test('each entry that Node loads is one file', async () => {
  for (const entry of ['node.js', 'slim/node.js', 'edge/node.js']) {
    const text = await readFile(join(pkg, entry), 'utf8');
    assert.doesNotMatch(text, /^import\b|\bimport\(|\brequire\(/m, entry);
  }
});

test('the wasm file of each entry is deployed with it, where only traced files are', async () => {
  const dir = await install();
  for (const [entry, wasm] of [['', 'mpp_wasm_bg'], ['/slim', 'slim/mpp_wasm_slim_bg'], ['/edge', 'edge/mpp_wasm_edge_bg']]) {
    const server = join(dir, 'server.mjs');
    await writeFile(server, `import 'mpp-wasm${entry}';`);
    const { fileList } = await nodeFileTrace([server], { base: dir });
    const traced = [...fileList].filter(file => file.endsWith('.wasm'));
    assert.deepEqual(traced, [join('node_modules/mpp-wasm', `${wasm}.wasm`)]);
  }
});

test('wasm calls pass single numbers, for which engines have ready-made wrappers', async () => {
  for (const file of packed.files.map(({ path }) => path).filter(path => path.endsWith('.wasm'))) {
    const all = signatures(await readFile(join(pkg, file)));
    const costly = all.filter(({ params, results }) => results.length > 1 || [...params, ...results].some(type => !NUMBERS.includes(type)));
    assert.ok(all.length > 5, file);
    assert.deepEqual(costly, [], file);
  }
});

for (const resolution of ['bundler', 'nodenext']) {
  test(`TypeScript type-checks a program against it (${resolution})`, async () => {
    const dir = await install('types');
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    await node(dir, tsc, '--project', `tsconfig.${resolution}.json`);
  });
}

test('the examples of its README compile in TypeScript as they stand', async () => {
  const dir = await install();
  const readme = await readFile(join(dir, 'node_modules/mpp-wasm/README.md'), 'utf8');
  const all = [...readme.matchAll(/```[jt]s\n([\s\S]*?)```/g)].map(([, code]) => code);
  const [server] = all.filter(code => code.includes("from 'mpp-wasm/node'"));
  const [offer] = all.filter(code => code.includes('new ChallengeKey('));
  // What an example takes from the one before it, or leaves to its reader.
  const given = [
    [/app\.get\('\/report'/, `${server}\ndeclare const app: { get(path: string, listener: (req: import('node:http').IncomingMessage, res: import('node:http').ServerResponse, next: (error: unknown) => void) => void): void };`],
    [/app\.get\('\/paid'|app\.fetch/, `import { Hono } from 'hono';\nconst app = new Hono();\n${server}`],
    [/\bmyStore\b/, "import { memory as myStore } from 'mpp-wasm/store/memory';"],
    [/\b(key|offer)\.check\(/, offer],
    [/\bsell\(/, "declare const sell: (payload: import('mpp-wasm').JsonObject) => Response;"],
    [/\bauthorization\b/, 'declare const authorization: string | null;'],
  ];
  for (const [at, code] of all.entries()) {
    const before = given.filter(([needs]) => needs.test(code)).map(([, text]) => text);
    const whole = [...before, code, 'export {};'].join('\n');
    await writeFile(join(dir, `example${at}.ts`), whole);
  }
  await writeFile(join(dir, 'wallet.ts'), "export declare function tokenFor(challenge: import('mpp-wasm').DecodedChallenge): Promise<string>;");
  for (const name of ['@types', 'hono']) await symlink(join(root, 'node_modules', name), join(dir, 'node_modules', name));
  // With the types of a page as well, as by default, and without them.
  for (const lib of [undefined, ['ES2022']]) {
    const compilerOptions = { strict: true, noEmit: true, target: 'ES2022', module: 'nodenext', types: ['node'], lib };
    await writeFile(join(dir, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    await node(dir, join(root, 'node_modules/typescript/bin/tsc'), '--project', '.');
  }
  assert.ok(all.length > 8);
});

test('a browser bundle loads the one wasm file beside it', async () => {
  const dir = await install('browser');
  const inputs = await bundle(dir, { format: 'esm', platform: 'browser', outfile: join(dir, 'dist/consumer.mjs') });
  assert.deepEqual(entries(inputs), ['browser.js']);

  const text = await readFile(join(dir, 'dist/consumer.mjs'), 'utf8');
  assert.deepEqual([...new Set(text.match(/[\w.-]+\.wasm\b/g))], ['mpp_wasm_bg.wasm']);

  await cp(join(dir, 'node_modules/mpp-wasm/mpp_wasm_bg.wasm'), join(dir, 'dist/mpp_wasm_bg.wasm'));
  const { tooEarly, challenges, fetched } = JSON.parse(await node(dir, 'page.mjs', header));
  sees(JSON.stringify(challenges));
  assert.deepEqual(fetched, ['mpp_wasm_bg.wasm']);
  assert.match(tooEarly, /init\(\)/);
});

test('a bundle of any format loads the wasm file from the address it is given', async () => {
  const dir = await install();
  const contents = `
    import init, { parseChallenges } from 'mpp-wasm';
    init('https://cdn.example/any.wasm').then(() => console.log(JSON.stringify(parseChallenges(process.argv[2]))));
  `;
  // Stands in for a page, as in browser/page.mjs.
  const js = `globalThis.fetch = async url => new Response(String(url) === 'https://cdn.example/any.wasm' && require('fs').readFileSync('node_modules/mpp-wasm/mpp_wasm_bg.wasm'), { headers: { 'content-type': 'application/wasm' } });`;
  // For a script esbuild itself warns that import.meta is empty.
  await build({ absWorkingDir: dir, stdin: { contents, resolveDir: dir }, bundle: true, platform: 'browser', format: 'iife', banner: { js }, outfile: join(dir, 'page.cjs'), logLevel: 'silent' });
  sees(await node(dir, 'page.cjs', header));
});

test('a bundle that cannot locate its wasm file rejects, and says what to do', async () => {
  const dir = await install();
  for (const entry of ['mpp-wasm', 'mpp-wasm/slim']) {
    const contents = `
      import init from '${entry}';
      init().catch(({ name, code, message }) => console.log(name, code, message));
    `;
    await build({ absWorkingDir: dir, stdin: { contents, resolveDir: dir }, bundle: true, platform: 'browser', format: 'iife', outfile: join(dir, 'page.cjs'), logLevel: 'silent' });
    assert.match(await node(dir, 'page.cjs'), /^MppError not-ready the wasm file could not be loaded: serve it next to the script, pass its URL to init\(\)/);
  }
});

test('a bundled server works with the wasm file beside it, and without it says what to do', async () => {
  const dir = await install();
  await writeFile(join(dir, 'consumer.mjs'), `
    import { parseChallenges } from 'mpp-wasm';
    import { paywall } from 'mpp-wasm/edge';
    console.log(typeof paywall, JSON.stringify(parseChallenges(process.argv[2])));
  `);
  for (const format of ['esm', 'cjs']) {
    const outfile = join(dir, format, `server.${format === 'esm' ? 'mjs' : 'cjs'}`);
    // For CommonJS esbuild itself warns that import.meta is empty.
    await build({ absWorkingDir: dir, entryPoints: [join(dir, 'consumer.mjs')], bundle: true, platform: 'node', format, outfile, logLevel: 'silent' });
    if (format === 'cjs') {
      await assert.rejects(node(dir, outfile, header), /MppError2?: a CommonJS bundle cannot locate its wasm file: make it an ES module/);
      continue;
    }
    for (const file of ['node_modules/mpp-wasm/mpp_wasm_bg.wasm', 'node_modules/mpp-wasm/edge/mpp_wasm_edge_bg.wasm']) {
      const why = new RegExp(`MppError2?: the wasm file is not next to this script: mark mpp-wasm as external in your bundler \\(Next.*\\), or copy ${file} there`);
      await assert.rejects(node(dir, outfile, header), why);
      await cp(join(dir, file), join(dir, format, basename(file)));
    }
    sees(await node(dir, outfile, header));
  }
});

test('test runners that run pages in Node load the wasm from its file', async () => {
  const dir = await install();
  await writeFile(join(dir, 'page.mjs'), `
    import init, { parseChallenges } from 'mpp-wasm';
    import initSlim, { parseChallenges as parseSlim } from 'mpp-wasm/slim';
    import { paywall } from 'mpp-wasm/edge';
    import { memory } from 'mpp-wasm/store/memory';
    await Promise.all([init(), initSlim()]);
    const [header] = process.argv.slice(2);
    const stripe = { secretKey: 'sk_test_123456789', networkId: 'profile_1' };
    const site = paywall({ realm: 'localhost', secret: 's'.repeat(32), stripe, store: memory() });
    const { status } = await site.charge('1.00 USD', () => new Response('got'))(new Request('http://localhost/paid'));
    console.log(JSON.stringify([parseChallenges(header), parseSlim(header), status]));
  `);
  const [full, slim, status] = JSON.parse(await node(dir, '--conditions=browser', 'page.mjs', header));
  for (const parsed of [full, slim]) sees(JSON.stringify(parsed.challenges));
  assert.equal(status, 402);
});

test('a file that a page cannot load is reported, and its paywall still answers', async () => {
  const dir = await install();
  await writeFile(join(dir, 'page.mjs'), `
    import init, { MppError } from 'mpp-wasm';
    import { paywall } from 'mpp-wasm/edge';
    import { memory } from 'mpp-wasm/store/memory';
    process.getBuiltinModule = undefined; // as in a page
    const answers = [() => new Response('no', { status: 404 }), () => new Response('<!doctype html>'), () => { throw new TypeError('fetch failed'); }];
    const out = [];
    for (const answer of answers) {
      globalThis.fetch = async () => answer();
      const error = await init().catch((error) => error);
      out.push([error instanceof MppError, error.code, error.message, typeof error.cause]);
    }
    const said = [];
    console.error = (line) => said.push(line);
    const stripe = { secretKey: 'sk_test_123456789', networkId: 'profile_1' };
    const site = paywall({ realm: 'localhost', secret: 's'.repeat(32), stripe, store: memory(), routes: { '/paid': '1.00 USD' }, origin: () => new Response('free') });
    const response = await site.fetch(new Request('http://localhost/paid'));
    console.log(JSON.stringify({ out, status: response.status, challenge: response.headers.get('www-authenticate'), said }));
  `);
  const { out, status, challenge, said } = JSON.parse(await node(dir, '--conditions=browser', 'page.mjs'));
  assert.deepEqual(out.map(([, , message]) => /perhaps an HTML page/.test(message)), [false, true, false]);
  // The owner of a paywall sees what to do about it, and the kind of the cause.
  assert.deepEqual(said, ['mpp-wasm: not-ready: MppError: the wasm file could not be loaded: serve it next to the script, or mark mpp-wasm as external in your bundler (TypeError)']);
  for (const [own, code, message, cause] of out) {
    assert.deepEqual([own, code, cause], [true, 'not-ready', 'object']);
    assert.match(message, /could not be loaded: serve it next to the script/);
  }
  assert.deepEqual([status, challenge], [500, null]);
});

test('a Worker that needs only the paywall bundles only the paywall', async () => {
  const dir = await install('paywall');
  const runtime = { conditions: ['workerd', 'worker', 'browser'], external: ['*.wasm', 'cloudflare:*'] };
  const inputs = await bundle(dir, { format: 'esm', ...runtime, outfile: join(dir, 'dist/worker.mjs') });
  assert.deepEqual(entries(inputs), ['edge/workerd.js']);
  const text = await readFile(join(dir, 'dist/worker.mjs'), 'utf8');
  assert.deepEqual([...new Set(text.match(/[\w.-]+\.wasm\b/g))], ['mpp_wasm_edge_bg.wasm']);
});

test('a page that counts bytes loads only the slim file', async () => {
  const dir = await install('slim');
  const inputs = await bundle(dir, { format: 'esm', platform: 'browser', outfile: join(dir, 'dist/consumer.mjs') });
  assert.deepEqual(entries(inputs), ['slim/browser.js']);
  const text = await readFile(join(dir, 'dist/consumer.mjs'), 'utf8');
  assert.deepEqual([...new Set(text.match(/[\w.-]+\.wasm\b/g))], ['mpp_wasm_slim_bg.wasm']);

  await cp(join(dir, 'node_modules/mpp-wasm/slim/mpp_wasm_slim_bg.wasm'), join(dir, 'dist/mpp_wasm_slim_bg.wasm'));
  await cp(join(here, 'browser/page.mjs'), join(dir, 'page.mjs'));
  const { tooEarly, challenges, fetched } = JSON.parse(await node(dir, 'page.mjs', header));
  sees(JSON.stringify(challenges));
  assert.deepEqual(fetched, ['mpp_wasm_slim_bg.wasm']);
  assert.match(tooEarly, /mpp-wasm\/slim.*init\(\)/);
});

test('a Worker bundle answers over HTTP in workerd', async () => {
  await answersInWorkerd({ external: ['*.wasm', 'cloudflare:*'] }, ['workerd.js', 'edge/workerd.js', 'slim/workerd.js']);
});

test('so does one that Nitro makes, where only what is asked for as a module is one', async () => {
  const unwasm = {
    name: 'unwasm',
    setup: ({ onResolve }) => onResolve({ filter: /\.wasm\?module$/ }, ({ path }) => ({ path: path.replace('?module', ''), external: true })),
  };
  const nitro = { conditions: ['workerd', 'worker', 'browser', 'unwasm'], external: ['cloudflare:*'], plugins: [unwasm] };
  await answersInWorkerd(nitro, ['unwasm.js', 'edge/unwasm.js', 'slim/unwasm.js']);
});

test('so does one for the Edge Runtime of Next.js, which gives modules of another realm', async () => {
  const dir = await install();
  const given = {
    name: 'given',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\.wasm\?module$/ }, ({ path }) => ({ path: basename(path, '?module'), namespace: 'given' }));
      onLoad({ filter: /./, namespace: 'given' }, ({ path }) => ({ contents: `module.exports = modules['${path}'];` }));
    },
  };
  await writeFile(join(dir, 'route.mjs'), `
    import { parseChallenges } from 'mpp-wasm';
    import { paywall } from 'mpp-wasm/edge';
    import { parseChallenges as slim } from 'mpp-wasm/slim';
    const site = paywall({ realm: 'localhost', secret: 's'.repeat(32), stripe: { secretKey: 'sk_test_1', networkId: 'profile_1' }, store: { swap() {} } });
    const guarded = site.charge('1.00 USD', () => new Response('got'));
    result = (async () => ({ all: parseChallenges(header), slim: slim(header), status: (await guarded(new Request('http://localhost/'))).status }))();
  `);
  const outfile = join(dir, 'dist/route.js');
  const options = { conditions: ['edge-light', 'worker', 'browser'], format: 'iife', bundle: true, metafile: true, plugins: [given] };
  const { metafile } = await build({ absWorkingDir: dir, entryPoints: ['route.mjs'], outfile, ...options });
  const inputs = Object.keys(metafile.inputs).filter(input => input.includes('node_modules/mpp-wasm/'));
  assert.deepEqual(entries(inputs), ['unwasm.js', 'edge/unwasm.js', 'slim/unwasm.js']);

  const modules = {};
  for (const file of ['mpp_wasm_bg.wasm', 'edge/mpp_wasm_edge_bg.wasm', 'slim/mpp_wasm_slim_bg.wasm']) {
    modules[basename(file)] = new WebAssembly.Module(await readFile(join(dir, 'node_modules/mpp-wasm', file)));
  }
  const web = { console, crypto, Headers, Request, Response, TextDecoder, TextEncoder, URL };
  const { all, slim, status } = await runInNewContext(`${await readFile(outfile, 'utf8')}; result`, { ...web, modules, header, result: undefined });
  sees(JSON.stringify(all));
  sees(JSON.stringify(slim));
  assert.equal(status, 402);
});

/** `runtime`: options of the bundle. `expected`: the entries it must have. */
async function answersInWorkerd(runtime, expected) {
  const dir = await install('workerd');
  const outfile = join(dir, 'dist/worker.mjs');
  const inputs = await bundle(dir, { format: 'esm', conditions: ['workerd', 'worker', 'browser'], ...runtime, outfile });
  assert.deepEqual(entries(inputs), expected);

  const wasm = name => readFile(join(dir, 'node_modules/mpp-wasm', name));
  const worker = new Miniflare({
    cf: false,
    compatibilityDate: '2026-04-01',
    modules: [
      { type: 'ESModule', path: 'worker.mjs', contents: await readFile(outfile, 'utf8') },
      ...(await Promise.all(
        ['mpp_wasm_bg.wasm', 'edge/mpp_wasm_edge_bg.wasm', 'slim/mpp_wasm_slim_bg.wasm'].map(async file => ({ type: 'CompiledWasm', path: basename(file), contents: await wasm(file) })),
      )),
    ],
  });
  try {
    const response = await fetch(await worker.ready, { headers: { 'x-challenge': header } });
    const text = await response.text();
    assert.equal(response.status, 200, text);
    sees(text);
    seesEdge(text);
  } finally {
    await worker.dispose();
  }
}

test('the inline entry is one script, with no file to fetch and no top-level await', async () => {
  const dir = await install('inline');
  const outfile = join(await mkdtemp(join(temp, 'alone-')), 'script.cjs');
  const inputs = await bundle(dir, { format: 'iife', platform: 'browser', outfile });
  assert.deepEqual(entries(inputs), ['inline.js']);
  sees(await node(dir, outfile, header));
  sees(await node(dir, 'consumer.mjs', header));
});

test('the shell command decodes a challenge, or reports as JSON why it cannot', async () => {
  const dir = await install();
  const decode = challenge =>
    execute('npx', ['--no-install', 'mpp-wasm', 'decode', '--challenge', challenge, '--format', 'json'], { cwd: dir });

  const { stdout } = await decode(header);
  assert.equal(JSON.parse(stdout).network_id, 'profile_1');

  const failure = await decode('Basic realm="x"').then(() => assert.fail('it should fail'), error => error);
  assert.equal(failure.code, 1);
  const error = JSON.parse(failure.stdout || failure.stderr.split('\n').find(line => line.startsWith('{')));
  assert.equal(typeof error.code, 'string');
  assert.equal(typeof error.message, 'string');
});

/** A fresh folder with the tarball and, if named, a consumer from tests/packaging. */
async function install(consumer) {
  const dir = await mkdtemp(join(temp, 'consumer-'));
  await writeFile(join(dir, 'package.json'), '{"private":true,"type":"module"}');
  const quiet = ['--offline', '--no-audit', '--no-fund', '--loglevel=error'];
  await execute('npm', ['install', ...quiet, join(temp, packed.filename)], { cwd: dir });
  if (consumer) await cp(join(here, consumer), dir, { recursive: true });
  return dir;
}

/** Runs a script with Node in `dir`. Resolves with its output. A failure shows both of its streams. */
async function node(dir, ...args) {
  const { stdout } = await execute(process.execPath, args, { cwd: dir }).catch(error => {
    throw new Error(`${error.message}\n${error.stdout}`);
  });
  return stdout;
}

/** Bundles consumer.mjs. Resolves with the package files that were included. */
async function bundle(dir, options) {
  const entry = join(dir, 'consumer.mjs');
  const result = await build({ absWorkingDir: dir, entryPoints: [entry], bundle: true, metafile: true, ...options });
  assert.deepEqual(result.warnings, []);
  return Object.keys(result.metafile.inputs).filter(input => input.includes('node_modules/mpp-wasm/'));
}

/** i32, i64, f32 and f64. */
const NUMBERS = [0x7f, 0x7e, 0x7d, 0x7c];

/** All function types of a wasm file: its first section, or the one after a custom section. */
function signatures(wasm) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const list = item => Array.from({ length: number() }, item);
  for (;;) {
    const id = wasm[at++];
    const end = number() + at;
    if (id === 1) return list(() => ((at += 1), { params: list(() => wasm[at++]), results: list(() => wasm[at++]) }));
    at = end;
  }
}

/** The runtime entries among the inputs. More than one per wasm file would mean two copies of it. */
function entries(inputs) {
  const files = inputs.map(input => input.split('node_modules/mpp-wasm/')[1]);
  return files.filter(name => /^((edge|slim)\/)?(browser|inline|node|unwasm|workerd)\.js$/.test(name)).sort(byLength);
}

function byLength(a, b) {
  return a.length - b.length || (a < b ? -1 : 1);
}

function sees(text) {
  assert.match(text, /"id":"x7Tg2pLqR9mKvNwY3hBcZa"/);
  assert.match(text, /"amount":"1000"/);
}

/** Checks the paywall and, by the names they export, the stores of this runtime. */
function seesEdge(text) {
  const { edge, stores } = JSON.parse(text);
  assert.equal(edge, 'function');
  for (const names of stores) assert.notDeepEqual(names, []);
}

async function filesBelow(dir) {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath ?? entry.path, entry.name));
  return files.map(file => relative(dir, file).replaceAll('\\', '/')).sort();
}
