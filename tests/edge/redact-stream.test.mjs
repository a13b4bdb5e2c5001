// In Workers of every compatibility date, a stream that is to redact redacts, or is none.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Miniflare, NoOpLog } from 'miniflare';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const REDACTS = `
  import { redactStream } from 'mpp-wasm';
  export default {
    async fetch({ body }) {
      try {
        return new Response(body.pipeThrough(redactStream()));
      } catch ({ code, message }) {
        return new Response(code + ': ' + message);
      }
    },
  };
`;

let modules;
before(async () => {
  const runtime = { conditions: ['workerd', 'worker', 'browser'], external: ['*.wasm'] };
  const { outputFiles } = await build({ stdin: { contents: REDACTS, resolveDir: path('.') }, bundle: true, write: false, format: 'esm', ...runtime });
  modules = [
    { type: 'ESModule', path: 'worker.js', contents: outputFiles[0].text },
    { type: 'CompiledWasm', path: 'mpp_wasm_bg.wasm', contents: await readFile(path('../../pkg/mpp_wasm_bg.wasm')) },
  ];
});

for (const [compatibilityDate, expected, ...compatibilityFlags] of [
  ['2022-11-29', /^not-ready: .*2022-11-30/],
  ['2022-11-29', /^not-ready: /, 'streams_enable_constructors'],
  ['2022-11-29', /^password=•+\n$/, 'streams_enable_constructors', 'transformstream_enable_standard_constructor'],
  ['2022-11-30', /^password=•+\n$/],
  ['2026-04-01', /^not-ready: /, 'transformstream_disable_standard_constructor'],
]) {
  test(`a Worker of ${[compatibilityDate, ...compatibilityFlags].join(', ')}`, async () => {
    const worker = new Miniflare({ modules, cf: false, compatibilityDate, compatibilityFlags, log: new NoOpLog(), handleRuntimeStdio() {} });
    try {
      const answer = await worker.dispatchFetch('http://worker/', { method: 'POST', body: 'password=hunter2x\n' });
      assert.match(await answer.text(), expected);
    } finally {
      await worker.dispose();
    }
  });
}
