// The installed tarball in what bundlers, tracers and test runners make of a program.
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { nodeFileTrace } from '@vercel/nft';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { header, here, node, pack, root, sees, seesEdge, WASM } from './installed.mjs';

let packed;
before(async () => {
  packed = await pack();
});
after(() => packed.remove());

/** A script for pages. */
const SCRIPT = { bundle: true, platform: 'browser', format: 'iife', logLevel: 'silent' };

test('the wasm file of each entry is deployed with it, where only traced files are', async () => {
  const dir = await packed.install();
  for (const [entry, wasm] of Object.entries(WASM)) {
    const server = join(dir, 'server.mjs');
    await writeFile(server, `import 'mpp-wasm${entry}';`);
    const { fileList } = await nodeFileTrace([server], { base: dir });
    const traced = [...fileList].filter(file => file.endsWith('.wasm'));
    assert.deepEqual(traced, [join('node_modules/mpp-wasm', wasm)]);
  }
});

test('a browser bundle loads the one wasm file beside it', async () => {
  const dir = await packed.install('browser');
  const inputs = await bundle(dir, { format: 'esm', platform: 'browser', outfile: join(dir, 'dist/consumer.mjs') });
  assert.deepEqual(entries(inputs), ['browser.js']);

  const text = await readFile(join(dir, 'dist/consumer.mjs'), 'utf8');
  assert.deepEqual([...new Set(text.match(/[\w.-]+\.wasm\b/g))], ['mpp_wasm_compact_bg.wasm']);

  await cp(join(dir, 'node_modules/mpp-wasm/mpp_wasm_compact_bg.wasm'), join(dir, 'dist/mpp_wasm_compact_bg.wasm'));
  const { tooEarly, challenges, fetched } = JSON.parse(await node(dir, 'page.mjs', header));
  sees(JSON.stringify(challenges));
  assert.deepEqual(fetched, ['mpp_wasm_compact_bg.wasm']);
  assert.match(tooEarly, /init\(\)/);
});

test('a bundle of any format loads the wasm file from the address it is given', async () => {
  const dir = await packed.install();
  const contents = `
    import init, { parseChallenges } from 'mpp-wasm';
    init('https://cdn.example/any.wasm').then(() => console.log(JSON.stringify(parseChallenges(process.argv[2]))));
  `;
  // Stands in for a page, as in browser/page.mjs.
  const js = `globalThis.fetch = async (url) => new Response(
    String(url) === 'https://cdn.example/any.wasm' && require('fs').readFileSync('node_modules/mpp-wasm/mpp_wasm_compact_bg.wasm'),
    { headers: { 'content-type': 'application/wasm' } },
  );`;
  // For a script esbuild itself warns that import.meta is empty.
  await build({ ...SCRIPT, absWorkingDir: dir, stdin: { contents, resolveDir: dir }, banner: { js }, outfile: join(dir, 'page.cjs') });
  sees(await node(dir, 'page.cjs', header));
});

test('a bundle that cannot locate its wasm file rejects, and says what to do', async () => {
  const dir = await packed.install();
  for (const entry of ['mpp-wasm', 'mpp-wasm/slim']) {
    const contents = `
      import init from '${entry}';
      init().catch(({ name, code, message }) => console.log(name, code, message));
    `;
    await build({ ...SCRIPT, absWorkingDir: dir, stdin: { contents, resolveDir: dir }, outfile: join(dir, 'page.cjs') });
    assert.match(
      await node(dir, 'page.cjs'),
      /^MppError not-ready the wasm file could not be loaded: serve it next to the script, pass its URL to init\(\)/,
    );
  }
});

test('a bundled server works with the wasm file beside it, and without it says what to do', async () => {
  const dir = await packed.install();
  await writeFile(join(dir, 'consumer.mjs'), `
    import { parseChallenges } from 'mpp-wasm';
    import { paywall } from 'mpp-wasm/edge';
    console.log(typeof paywall, JSON.stringify(parseChallenges(process.argv[2])));
  `);
  for (const format of ['esm', 'cjs']) {
    const outfile = join(dir, format, `server.${format === 'esm' ? 'mjs' : 'cjs'}`);
    // For CommonJS esbuild itself warns that import.meta is empty.
    const entryPoints = [join(dir, 'consumer.mjs')];
    await build({ absWorkingDir: dir, entryPoints, bundle: true, platform: 'node', format, outfile, logLevel: 'silent' });
    if (format === 'cjs') {
      await assert.rejects(node(dir, outfile, header), /MppError2?: a CommonJS bundle cannot locate its wasm file: make it an ES module/);
      continue;
    }
    for (const file of ['node_modules/mpp-wasm/mpp_wasm_bg.wasm', 'node_modules/mpp-wasm/edge/mpp_wasm_edge_bg.wasm']) {
      const why = new RegExp(
        `MppError2?: the wasm file is not next to this script: mark mpp-wasm as external in your bundler \\(Next.*\\), or copy ${file} there`,
      );
      await assert.rejects(node(dir, outfile, header), why);
      await cp(join(dir, file), join(dir, format, basename(file)));
    }
    sees(await node(dir, outfile, header));
  }
});

test('test runners that run pages in Node load the wasm from its file', async () => {
  const dir = await packed.install();
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
  const dir = await packed.install();
  await writeFile(join(dir, 'page.mjs'), `
    import init, { MppError } from 'mpp-wasm';
    import { paywall } from 'mpp-wasm/edge';
    import { memory } from 'mpp-wasm/store/memory';
    process.getBuiltinModule = undefined; // as in a page
    const answers = [
      () => new Response('no', { status: 404 }),
      () => new Response('<!doctype html>'),
      () => { throw new TypeError('fetch failed'); },
    ];
    const out = [];
    for (const answer of answers) {
      globalThis.fetch = async () => answer();
      const error = await init().catch((error) => error);
      out.push([error instanceof MppError, error.code, error.message, typeof error.cause]);
    }
    const said = [];
    console.error = (line) => said.push(line);
    const stripe = { secretKey: 'sk_test_123456789', networkId: 'profile_1' };
    const site = paywall({
      realm: 'localhost', secret: 's'.repeat(32), stripe, store: memory(), routes: { '/paid': '1.00 USD' },
      origin: () => new Response('free'),
    });
    const response = await site.fetch(new Request('http://localhost/paid'));
    console.log(JSON.stringify({ out, status: response.status, challenge: response.headers.get('www-authenticate'), said }));
  `);
  const { out, status, challenge, said } = JSON.parse(await node(dir, '--conditions=browser', 'page.mjs'));
  assert.deepEqual(out.map(([, , message]) => /perhaps an HTML page/.test(message)), [false, true, false]);
  // The owner of a paywall sees what to do about it, and the kind of the cause.
  assert.deepEqual(said, [
    'mpp-wasm: not-ready: MppError: the wasm file could not be loaded: serve it next to the script, ' +
      "mark mpp-wasm as external in your bundler, or import 'mpp-wasm/edge/inline' (TypeError)",
  ]);
  for (const [own, code, message, cause] of out) {
    assert.deepEqual([own, code, cause], [true, 'not-ready', 'object']);
    assert.match(message, /could not be loaded: serve it next to the script/);
  }
  assert.deepEqual([status, challenge], [500, null]);
});

test('a Worker that needs only the paywall bundles only the paywall', async () => {
  const dir = await packed.install('paywall');
  const runtime = { conditions: ['workerd', 'worker', 'browser'], external: ['*.wasm', 'cloudflare:*'] };
  const inputs = await bundle(dir, { format: 'esm', ...runtime, outfile: join(dir, 'dist/worker.mjs') });
  assert.deepEqual(entries(inputs), ['edge/workerd.js']);
  const text = await readFile(join(dir, 'dist/worker.mjs'), 'utf8');
  assert.deepEqual([...new Set(text.match(/[\w.-]+\.wasm\b/g))], ['mpp_wasm_edge_bg.wasm']);
});

test('a page that counts bytes loads only the slim file', async () => {
  const dir = await packed.install('slim');
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
  const dir = await packed.install();
  const given = {
    name: 'given',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\.wasm\?module$/ }, ({ path }) => ({ path: basename(path, '?module'), namespace: 'given' }));
      onLoad({ filter: /./, namespace: 'given' }, ({ path }) => ({ contents: `module.exports = modules['${path}'];` }));
    },
  };
  await writeFile(join(dir, 'consumer.mjs'), `
    import { parseChallenges } from 'mpp-wasm';
    import { paywall } from 'mpp-wasm/edge';
    import { parseChallenges as slim } from 'mpp-wasm/slim';
    const stripe = { secretKey: 'sk_test_1', networkId: 'profile_1' };
    const site = paywall({ realm: 'localhost', secret: 's'.repeat(32), stripe, store: { swap() {} } });
    const guarded = site.charge('1.00 USD', () => new Response('got'));
    result = (async () => ({ all: parseChallenges(header), slim: slim(header), status: (await guarded(new Request('http://localhost/'))).status }))();
  `);
  const outfile = join(dir, 'dist/route.js');
  const inputs = await bundle(dir, { conditions: ['edge-light', 'worker', 'browser'], format: 'iife', plugins: [given], outfile });
  assert.deepEqual(entries(inputs), ['unwasm.js', 'edge/unwasm.js', 'slim/unwasm.js']);

  const modules = {};
  for (const file of Object.values(WASM)) {
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
  const dir = await packed.install('workerd');
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
        Object.values(WASM).map(async file => ({ type: 'CompiledWasm', path: basename(file), contents: await wasm(file) })),
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

test('the inline entries make one script, with no file to fetch and no top-level await', async () => {
  const dir = await packed.install('inline');
  const outfile = join(await mkdtemp(join(packed.temp, 'alone-')), 'script.cjs');
  const inputs = await bundle(dir, { format: 'iife', platform: 'browser', outfile });
  assert.deepEqual(entries(inputs), ['inline.js', 'edge/inline.js']);
  for (const script of [outfile, 'consumer.mjs']) {
    const { status, amount, ...parsed } = JSON.parse(await node(dir, script, header));
    sees(JSON.stringify(parsed));
    assert.deepEqual([status, amount], [402, '100']);
  }
});

test('with the settings of the README, Jest compiles all that it loads of this package to CommonJS', async () => {
  const dir = await packed.install();
  const readme = await readFile(join(dir, 'node_modules/mpp-wasm/README.md'), 'utf8');
  const [settings] = /"moduleNameMapper".*\n.*/.exec(readme);
  // Stands in for Jest: maps names, and compiles each file on its own, in a Node where `require` takes no ES module.
  await writeFile(join(dir, 'jest.cjs'), `
    const Module = require('node:module');
    const { readFileSync } = require('node:fs');
    const { transformSync } = require(${JSON.stringify(join(root, 'node_modules/esbuild'))});
    const { moduleNameMapper, transformIgnorePatterns } = {${settings}};
    const [[name, to]] = Object.entries(moduleNameMapper);
    const resolve = Module._resolveFilename;
    Module._resolveFilename = (asked, ...rest) => resolve(asked.replace(new RegExp(name), to), ...rest);
    require.extensions['.js'] = (module, file) => {
      if (transformIgnorePatterns.some((ignored) => new RegExp(ignored).test(file))) throw new Error('not compiled: ' + file);
      module._compile(transformSync(readFileSync(file, 'utf8'), { format: 'cjs' }).code, file);
    };
    const { parseChallenges } = require('mpp-wasm');
    const { paywall } = require('mpp-wasm/edge');
    const { memory } = require('mpp-wasm/store/memory');
    for (const entry of ['node', 'store/redis', 'store/conformance', 'private-file']) require('mpp-wasm/' + entry);
    const stripe = { secretKey: 'sk_test_123456789', networkId: 'profile_1' };
    const site = paywall({ realm: 'localhost', secret: 's'.repeat(32), stripe, store: memory() });
    const answer = site.charge('1.00 USD', () => new Response('got'))(new Request('http://localhost/paid'));
    answer.then(({ status }) => console.log(status, JSON.stringify(parseChallenges(process.argv[2]))));
  `);
  const said = await node(dir, ...(process.features.require_module ? ['--no-experimental-require-module'] : []), 'jest.cjs', header);
  sees(said);
  assert.match(said, /^402 /);
});

/** Bundles consumer.mjs. Resolves with the package files that were included. */
async function bundle(dir, options) {
  const entry = join(dir, 'consumer.mjs');
  const result = await build({ absWorkingDir: dir, entryPoints: [entry], bundle: true, metafile: true, ...options });
  assert.deepEqual(result.warnings, []);
  return Object.keys(result.metafile.inputs).filter(input => input.includes('node_modules/mpp-wasm/'));
}

/** The runtime entries among the inputs. More than one per wasm file would mean two copies of it. */
function entries(inputs) {
  const files = inputs.map(input => input.split('node_modules/mpp-wasm/')[1]);
  return files.filter(name => /^((edge|slim)\/)?(browser|inline|node|unwasm|workerd)\.js$/.test(name)).sort(byLength);
}

function byLength(a, b) {
  return a.length - b.length || (a < b ? -1 : 1);
}
