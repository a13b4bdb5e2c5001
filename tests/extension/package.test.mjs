// The package that is submitted to stores: reproducible, clean for the add-ons linter, and loading nothing from
// elsewhere.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';

const BUILD = fileURLToPath(new URL('../../www/extension/build.mjs', import.meta.url));
const place = mkdtempSync(join(tmpdir(), 'mpp-wasm-extension-'));
after(() => rmSync(place, { recursive: true, force: true }));

/** Builds it in a folder and a time zone. Returns the zip. */
function build(name, zone) {
  const zip = join(place, `${name}.zip`);
  execFileSync(process.execPath, [BUILD, join(place, name), zip], { env: { ...process.env, TZ: zone } });
  return readFileSync(zip);
}

const first = build('first', 'UTC');

test('two builds have the same bytes, whatever the folder and time zone', () => {
  const sum = (bytes) => createHash('sha256').update(bytes).digest('hex');
  assert.equal(sum(build('second', 'Pacific/Auckland')), sum(first));
  assert.equal(...['first-firefox.zip', 'second-firefox.zip'].map((name) => sum(readFileSync(join(place, name)))));
});

test('the zip contains the whole folder', () => {
  const files = unzipSync(first);
  const folder = join(place, 'first');
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
  assert.equal(Object.keys(files).length, names);
  for (const [name, bytes] of Object.entries(files)) assert.deepEqual(Buffer.from(bytes), readFileSync(join(folder, name)), name);
  for (const name of ['manifest.json', 'background.js', 'mpp_wasm_compact_bg.wasm', '_locales/de/messages.json', 'LICENSE-THIRD-PARTY']) {
    assert.ok(files[name], name);
  }
});

test('the wasm comes from the built package, and nothing is loaded from elsewhere', () => {
  const files = unzipSync(first);
  const pkg = dirname(createRequire(import.meta.url).resolve('mpp-wasm/package.json'));
  const wasm = readFileSync(join(pkg, 'mpp_wasm_compact_bg.wasm'));
  assert.deepEqual(Buffer.from(files['mpp_wasm_compact_bg.wasm']), wasm);
  assert.ok(Buffer.from(files['background.js']).includes(wasm.toString('base64')), 'the worker has the same inside');
  for (const [name, bytes] of Object.entries(files).filter(([name]) => /\.(js|html|css)$/.test(name))) {
    const text = Buffer.from(bytes).toString();
    assert.doesNotMatch(text, /\b(src|href)="(https?:)?\/\/|\burl\((https?:)?\/\/|import\(?\s*["']https?:/, name);
    assert.doesNotMatch(text, /\beval\(|new Function\(|innerHTML|insertAdjacentHTML|XMLHttpRequest|sendBeacon/, name);
  }
});

test('Firefox’s manifest lacks only the service worker, which Firefox would ignore', () => {
  const [both, firefox] = ['first', 'first-firefox'].map((name) => JSON.parse(readFileSync(join(place, name, 'manifest.json'))));
  assert.deepEqual(both.background, { service_worker: 'background.js', scripts: ['background.js'], type: 'module' });
  delete both.background.service_worker;
  assert.deepEqual(firefox, both);
  const [mine, theirs] = ['first.zip', 'first-firefox.zip'].map((name) => unzipSync(readFileSync(join(place, name))));
  assert.deepEqual(Object.keys(theirs), Object.keys(mine));
});

// The options that web-ext lint passes to its linter are that linter's defaults.
test('the add-ons linter finds nothing', () => {
  const linter = join(dirname(createRequire(import.meta.url).resolve('addons-linter/package.json')), 'bin/addons-linter');
  let said;
  try {
    said = execFileSync(process.execPath, [linter, join(place, 'first-firefox'), '--output', 'json', '--warnings-as-errors'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    said = error.stdout;
  }
  const { errors, warnings, notices } = JSON.parse(said);
  assert.deepEqual([...errors, ...warnings, ...notices].map(({ code, message, file }) => `${code}: ${message} (${file})`), []);
});
