// Bytes over the network: ours as users of the package bundle it, and the peer's. Minified, scripts and wasm together.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));

/** The peer's Worker is bundled lean, without what it loads only for MCP. */
export const PEER_WORKER = {
  conditions: ['workerd', 'worker', 'browser'],
  external: ['node:*', 'cloudflare:*', '@modelcontextprotocol/sdk/*'],
};

/** Resolves with `{ ours: { name: { raw, gzip, brotli } }, mppx: … }`. */
export async function sizes() {
  return {
    ours: {
      'Worker bundle': await worker(),
      'browser entry': await entry('browser.js', 'mpp_wasm_compact_bg.wasm'),
      'slim entry': await entry('slim/browser.js', 'slim/mpp_wasm_slim_bg.wasm'),
    },
    mppx: {
      'Worker bundle': measure([await bundle(`${here}/workers/mppx.mjs`, PEER_WORKER)]),
      'browser entry': measure([await bundle(`${here}/workers/mppx-browser.mjs`, { platform: 'browser' })]),
    },
  };
}

/** www/worker, exactly as `wrangler deploy --minify` uploads it. */
async function worker() {
  const out = await mkdtemp(join(tmpdir(), 'mpp-wasm-bundle-'));
  try {
    const env = { ...process.env, CLOUDFLARE_CF_FETCH_ENABLED: 'false', WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true', CI: 'true' };
    const args = [`${root}/node_modules/wrangler/bin/wrangler.js`, 'deploy', '--dry-run', '--minify', '--outdir', out];
    await promisify(execFile)(process.execPath, args, { cwd: `${root}/www/worker`, env });
    const names = (await readdir(out)).filter((name) => /\.(js|wasm)$/.test(name)).sort();
    return measure(await Promise.all(names.map((name) => readFile(join(out, name)))));
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

/** An entry of the package as a page loads it: the script and its wasm. */
async function entry(script, wasm) {
  return measure([await bundle(`${root}/pkg/${script}`, { platform: 'browser' }), await readFile(`${root}/pkg/${wasm}`)]);
}

/** A bundle of one script, minified. */
export async function bundle(entry, options) {
  const settings = { bundle: true, minify: true, write: false, format: 'esm', target: 'es2022' };
  const { outputFiles } = await build({ entryPoints: [entry], ...settings, ...options });
  return outputFiles[0].contents;
}

/** Each file is compressed separately, as it is served. */
function measure(files) {
  const sum = (f) => files.reduce((total, file) => total + f(file).length, 0);
  return {
    raw: sum((file) => file),
    gzip: sum((file) => gzipSync(file, { level: 9 })),
    brotli: sum((file) =>
      brotliCompressSync(file, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: file.length } }),
    ),
  };
}
