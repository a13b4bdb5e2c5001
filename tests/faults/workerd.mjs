// A separate workerd with its Durable Objects on disk: a process that can be killed and restarted on its data.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import workerd from 'workerd';
import { send } from '../edge/payer.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const PATIENCE = 300_000;

const bundled = {};

/** A Worker of this folder as one script. */
function bundle(name) {
  bundled[name] ??= build({
    entryPoints: [path(`./${name}.mjs`)], bundle: true, write: false, format: 'esm', logLevel: 'error',
    conditions: ['workerd', 'worker', 'browser'], external: ['*.wasm', 'cloudflare:*'],
  }).then(({ outputFiles }) => outputFiles[0].text);
  return bundled[name];
}

/** A folder for the claims of one or more processes that run one after another. */
export const claimsFolder = () => mkdtemp(join(tmpdir(), 'mpp-wasm-workerd-'));

/**
 * Starts workerd with `vars` as the Worker's variables, its claims in `folder` and its clock `ahead` milliseconds fast.
 * `inspected`: with an inspector and on-demand garbage collection. Resolves with
 * `{ url, inspector, pid, said, peek(id), kill(), close() }`. `kill` sends SIGKILL. `close` also removes the folder.
 */
export async function startWorkerd({ vars, folder, ahead = 0, inspected = false }) {
  const own = folder ?? (await claimsFolder());
  await mkdir(join(own, 'claims'), { recursive: true });
  for (const name of ['worker', 'peek']) await writeFile(join(own, `${name}.js`), await bundle(name));
  await writeFile(join(own, 'mpp_wasm_edge_bg.wasm'), await readFile(path('../../pkg/edge/mpp_wasm_edge_bg.wasm')));
  await writeFile(
    join(own, 'config.capnp'),
    config({ ...vars, CLOCK_AHEAD_MS: String(ahead) }, join(own, 'claims'), inspected ? ['--expose-gc'] : []),
  );
  const inspection = inspected ? ['--inspector-addr=127.0.0.1:0'] : [];
  const child = spawn(workerd.default, ['serve', 'config.capnp', '--experimental', '--control-fd=3', ...inspection], {
    cwd: own,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(String(chunk)));
  const exited = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  const close = async () => {
    await kill();
    await rm(own, { recursive: true, force: true });
  };
  try {
    const sockets = ['http', 'peek', ...inspection.map(() => 'inspector')];
    const ports = await listening(sockets, child.stdio[3], exited, said);
    const at = (socket) => `http://127.0.0.1:${ports.get(socket)}`;
    const peek = async (id) => (await send(at('peek'), `/?id=${encodeURIComponent(id)}`)).json;
    const inspector = inspected ? `ws://127.0.0.1:${ports.get('inspector')}/main` : undefined;
    return { url: at('http'), inspector, pid: child.pid, said, peek, kill, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The ports of `sockets`, as workerd reports them. */
async function listening(sockets, control, exited, said) {
  const ports = new Map();
  let timer;
  try {
    await Promise.race([
      (async () => {
        for await (const line of createInterface({ input: control })) {
          const { event, socket, port } = JSON.parse(line);
          ports.set(event === 'listen-inspector' ? 'inspector' : socket, port);
          if (sockets.every((name) => ports.has(name))) return;
        }
        await exited;
      })(),
      new Promise((_, reject) => { timer = setTimeout(() => reject(new Error('workerd was not ready in five minutes')), PATIENCE); }),
    ]);
  } finally {
    clearTimeout(timer);
  }
  if (ports.size < sockets.length) throw new Error(`workerd ended before it was ready: ${said.join('')}`);
  return ports;
}

function config(vars, claims, flags) {
  const given = Object.entries(vars).filter(([, value]) => value !== undefined);
  const bindings = given.map(([name, value]) => {
    const typed = typeof value === 'string' ? `text = ${quote(value)}` : `json = ${quote(JSON.stringify(value))}`;
    return `(name = ${JSON.stringify(name)}, ${typed})`;
  });
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  v8Flags = [${flags.map(quote).join(', ')}],
  services = [
    (name = "main", worker = .main),
    (name = "peek", worker = .peek),
    (name = "internet", network = (allow = ["public", "private"])),
    (name = "claims", disk = (path = ${quote(claims)}, writable = true)),
  ],
  sockets = [
    (name = "http", address = "127.0.0.1:0", http = (), service = "main"),
    (name = "peek", address = "127.0.0.1:0", http = (), service = "peek"),
  ],
);
const main :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js"), (name = "mpp_wasm_edge_bg.wasm", wasm = embed "mpp_wasm_edge_bg.wasm")],
  compatibilityDate = "2026-04-01",
  compatibilityFlags = ["enable_request_signal"],
  bindings = [${bindings.join(', ')}, (name = "CLAIMS", durableObjectNamespace = "ClaimStore")],
  durableObjectNamespaces = [(className = "ClaimStore", uniqueKey = "claims", enableSql = true)],
  durableObjectStorage = (localDisk = "claims"),
);
const peek :Workerd.Worker = (
  modules = [(name = "peek.js", esModule = embed "peek.js")],
  compatibilityDate = "2026-04-01",
  bindings = [(name = "CLAIMS", durableObjectNamespace = (className = "ClaimStore", serviceName = "main"))],
);
`;
}

/** A Cap'n Proto text literal. Non-ASCII bytes stay as they are. */
const quote = (text) => `"${text.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n')}"`;
