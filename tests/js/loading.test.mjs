// Calls before the wasm is loaded, and foreign files in its place.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
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

test('a foreign wasm file is reported as such and never used', async (t) => {
  const empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
  const { default: init, parseChallenges } = await page(t, 'slim/browser.js');
  for (let again = 0; again < 2; again++) {
    await assert.rejects(init(empty), { name: 'MppError', code: 'not-ready' });
    assert.throws(() => parseChallenges(null), { code: 'not-ready' });
  }
  await assert.rejects(init(readFileSync(file('slim/mpp_wasm_slim_bg.wasm'))), { code: 'not-ready', message: /reload the page/ });
});

test('Node prints classes by their names', () => {
  const of = (entry, script) => execFileSync(process.execPath, ['--input-type=module', '-e', `import * as m from '${entry}'; import { inspect } from 'node:util'; ${script}`], { cwd: file('..'), encoding: 'utf8' });
  for (const entry of ['mpp-wasm', 'mpp-wasm/slim', 'mpp-wasm/edge']) {
    assert.match(of(entry, "console.log(m.MppError.name, inspect(new m.MppError('internal', 'what failed')))"), /^MppError MppError: what failed\n {4}at /);
  }
  for (const entry of ['mpp-wasm', 'mpp-wasm/slim']) assert.equal(of(entry, "console.log(new m.ChallengeKey('k'.repeat(32)))"), 'ChallengeKey {}\n');
});
