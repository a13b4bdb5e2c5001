// The packed tarball, and folders that it is installed into.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const here = fileURLToPath(new URL('.', import.meta.url));
export const root = join(here, '../..');
export const pkg = join(root, 'pkg');
export const execute = promisify(execFile);

const request = { amount: '1000', currency: 'usd', methodDetails: { networkId: 'profile_1', paymentMethodTypes: ['card'] } };
const encoded = Buffer.from(JSON.stringify(request)).toString('base64url');

/** The challenge that consumers are given. `sees` checks what they say of it. */
export const header =
  'Payment id="x7Tg2pLqR9mKvNwY3hBcZa", realm="api.example.com", method="stripe", intent="charge", ' +
  `expires="2099-01-01T00:00:00Z", request="${encoded}"`;

/** The wasm file of each entry. */
export const WASM = { '': 'mpp_wasm_bg.wasm', '/slim': 'slim/mpp_wasm_slim_bg.wasm', '/edge': 'edge/mpp_wasm_edge_bg.wasm' };

/** Packs pkg/ into the folder `temp`. Resolves with that, the tarball's `files`, and what installs it and removes all this. */
export async function pack() {
  const temp = await mkdtemp(join(tmpdir(), 'mpp-wasm-packaging-'));
  const { stdout } = await execute('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', temp], { cwd: pkg });
  const [{ filename, files }] = JSON.parse(stdout);

  /** A fresh folder with the tarball and, if named, a consumer from tests/packaging. */
  async function install(consumer) {
    const dir = await mkdtemp(join(temp, 'consumer-'));
    await writeFile(join(dir, 'package.json'), '{"private":true,"type":"module"}');
    const quiet = ['--offline', '--no-audit', '--no-fund', '--loglevel=error'];
    await execute('npm', ['install', ...quiet, join(temp, filename)], { cwd: dir });
    if (consumer) await cp(join(here, consumer), dir, { recursive: true });
    return dir;
  }

  return { temp, files, install, remove: () => rm(temp, { recursive: true, force: true }) };
}

/** Runs a script with Node in `dir`. Resolves with its output. A failure shows both of its streams. */
export async function node(dir, ...args) {
  const { stdout } = await execute(process.execPath, args, { cwd: dir }).catch(error => {
    throw new Error(`${error.message}\n${error.stdout}`);
  });
  return stdout;
}

/** Checks what a consumer says of `header`. */
export function sees(text) {
  assert.match(text, /"id":"x7Tg2pLqR9mKvNwY3hBcZa"/);
  assert.match(text, /"amount":"1000"/);
}

/** Checks the paywall and, by the names they export, the stores of this runtime. */
export function seesEdge(text) {
  const { edge, stores } = JSON.parse(text);
  assert.equal(edge, 'function');
  for (const names of stores) assert.notDeepEqual(names, []);
}
