// What the READMEs say is so: imports exist, exports are listed, commands are known, examples parse.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

const root = new URL('../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const README = read('README.md');
const NPM = read('pkg-template/README.md');

const blocks = (text, language) => [...text.matchAll(new RegExp('```' + language + '\\n([\\s\\S]*?)```', 'g'))].map(([, code]) => code);

/** Modules that only a Worker can load. */
const WORKERS_ONLY = new Set(['mpp-wasm/store/durable-object']);

test('the README keeps to its size', () => {
  assert.ok(README.split('\n').length <= 150);
});

test('every import of an example exists', async () => {
  let seen = 0;
  for (const code of [...blocks(README, 'js'), ...blocks(NPM, 'js')]) {
    await transform(code, { loader: 'js', format: 'esm', supported: { 'top-level-await': true } });
    for (const [, names, from] of code.matchAll(/import \{ ([^}]*) \} from '([^']*)'/g)) {
      for (const name of names.split(',').map((one) => one.trim())) {
        seen += 1;
        if (WORKERS_ONLY.has(from)) {
          assert.match(read(`pkg-template/${from.replace('mpp-wasm/', '')}.js`), new RegExp(`export (class|function) ${name}\\b`));
        } else {
          assert.ok(name in (await import(from)), `${name} of ${from}`);
        }
      }
    }
  }
  assert.ok(seen > 8);
});

test('the table of exports is the package', async () => {
  const row = README.split('\n').find((line) => line.startsWith('| `mpp-wasm` |'));
  const listed = [...row.split('|')[2].matchAll(/`(\w+)`/g)].map(([, name]) => name).sort();
  const exported = Object.keys(await import('mpp-wasm')).filter((name) => name !== 'default').sort();
  assert.deepEqual(listed, exported);
  const declared = [...read('pkg-template/index.d.ts').matchAll(/export (?:function|class|const) (\w+)/g)].map(([, name]) => name);
  assert.deepEqual([...new Set(declared)].sort(), exported);
});

test('the codes of the types are the codes of Rust', () => {
  const union = read('pkg-template/index.d.ts').match(/export type ErrorCode =([\s\S]*?);/)[1];
  const typed = [...union.matchAll(/'([a-z-]+)'/g)].map(([, code]) => code).sort();
  const rust = [...read('src/error.rs').matchAll(/^ {4}\w+ = "([a-z-]+)", \w+;/gm)].map(([, code]) => code).sort();
  assert.ok(rust.length > 20);
  assert.deepEqual(typed, rust);
});

test('every command it names is a command', () => {
  const help = read('xtask/src/main.rs');
  for (const [, name] of `${README}${read('www/worker/README.md')}`.matchAll(/cargo xtask ([a-z]+)/g)) {
    assert.match(help, new RegExp(`"${name}"`), name);
  }
});

test('every file it links is there', () => {
  for (const [, path] of README.matchAll(/\]\(((?!https?:)[^)]+)\)/g)) assert.ok(readFileSync(fileURLToPath(new URL(path, root))).length > 0);
});
