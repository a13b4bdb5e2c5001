// The real components, on loopback: the deployable Worker in workerd, the Stripe simulator, an origin.
import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Miniflare, NoOpLog } from 'miniflare';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bundle = fileURLToPath(new URL('../../target/worker', import.meta.url));

/** Bundles www/worker exactly as `wrangler deploy` would, without deploying. Takes about 1500 ms. */
export async function bundleWorker() {
  const env = { ...process.env, CLOUDFLARE_CF_FETCH_ENABLED: 'false', WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true', CI: 'true' };
  const wrangler = `${root}/node_modules/wrangler/bin/wrangler.js`;
  await promisify(execFile)(process.execPath, [wrangler, 'deploy', '--dry-run', '--outdir', bundle], { cwd: `${root}/www/worker`, env });
}

/** The files that wrangler would upload, by name, the main module first. The folder may also hold wasm of former builds. */
export async function bundled() {
  const main = await readFile(`${bundle}/index.js`);
  const wasm = (await readdir(bundle)).filter((name) => name.endsWith('.wasm') && main.includes(name));
  return Object.fromEntries([['index.js', main], ...(await Promise.all(wasm.map(async (name) => [name, await readFile(`${bundle}/${name}`)])))]);
}

/**
 * Starts the bundled Worker in workerd. `vars` are its variables and secrets, and `CLAIMS` if that is not to be bound.
 * Resolves with `{ url, close }`, or rejects with workerd's output. `log`: let workerd and the Worker write to the
 * terminal. `date` and `flags`: for compatibility, in place of those in wrangler.jsonc.
 */
export async function startWorker({ vars, port = 0, log = false, date = '2026-04-01', flags = ['enable_request_signal'] }) {
  const module = ([path, contents]) => ({ type: path.endsWith('.wasm') ? 'CompiledWasm' : 'ESModule', path, contents });
  const said = [];
  const miniflare = new Miniflare({
    modules: Object.entries(await bundled()).map(module),
    host: '127.0.0.1',
    port,
    cf: false,
    compatibilityDate: date,
    compatibilityFlags: flags,
    bindings: Object.fromEntries(Object.entries(vars).filter(([, value]) => value !== undefined)),
    durableObjects: 'CLAIMS' in vars ? {} : { CLAIMS: { className: 'ClaimStore', useSQLite: true } },
    log: new NoOpLog(),
    handleRuntimeStdio(stdout, stderr) {
      for (const stream of [stdout, stderr]) {
        stream.on('data', (chunk) => (log ? process.stderr.write(chunk) : said.push(String(chunk))));
      }
    },
  });
  try {
    const url = (await miniflare.ready).origin;
    return { url, said, close: () => miniflare.dispose() };
  } catch (error) {
    await miniflare.dispose().catch(() => {});
    throw new Error(`the Worker did not start: ${said.join('') || error.message}`);
  }
}

/** Starts a sample origin that echoes each request. Resolves with `{ url, seen, close }`. */
export async function startOrigin({ port = 0, answer = defaultAnswer } = {}) {
  const seen = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const asked = { method: request.method, path: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() };
    seen.push(asked);
    answer(asked, response);
  });
  // As in the simulator: no idle connection is closed just as the Worker sends.
  server.keepAliveTimeout = 600_000;
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, seen, close };
}

function defaultAnswer({ method, path }, response) {
  response.setHeader('content-type', 'application/json');
  response.end(`${JSON.stringify({ served: path, method })}\n`);
}
