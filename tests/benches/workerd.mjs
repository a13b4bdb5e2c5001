// Plain workerd with nothing in front of it: a Worker on a free loopback port.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import workerd from 'workerd';

/** A memory disk, if there is one, so that the speed of this machine's disk is not measured. */
const MEMORY = '/dev/shm';
const FLAGS = ['nodejs_compat', 'enable_request_signal'];

/**
 * Starts a Worker. `modules`: `{ name: contents }`, the main one first. `vars`: its variables. `objects`: the Durable
 * Object classes, each bound under its name in capitals. The field `cf-blob` of a request becomes its `cf`. Resolves with
 * `{ url, pid, said, close }` as soon as it listens.
 */
export async function startWorkerd({ modules, vars = {}, objects = {} }) {
  const folder = await mkdtemp(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'mpp-wasm-workerd-'));
  await Promise.all(Object.entries(modules).map(([name, contents]) => writeFile(join(folder, name), contents)));
  await mkdir(join(folder, 'objects'));
  await writeFile(join(folder, 'config.capnp'), config(Object.keys(modules), vars, objects, join(folder, 'objects')));
  const serve = ['serve', join(folder, 'config.capnp'), '--experimental', '--control-fd=3'];
  const child = spawn(workerd.default, serve, { stdio: ['ignore', 'inherit', 'pipe', 'pipe'] });
  const said = [];
  child.stderr.on('data', (text) => said.push(text));
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const port = await new Promise((resolve, reject) => {
    child.stdio[3].on('data', (text) => {
      const [, found] = /"port":\s*(\d+)/.exec(text) ?? [];
      if (found) resolve(found);
    });
    exited.then((code) => reject(new Error(`workerd ended with ${code}: ${said.join('')}`)));
  });
  const close = async () => {
    child.kill('SIGKILL');
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  return { url: `http://127.0.0.1:${port}`, pid: child.pid, said, close };
}

/** The CPU time of a process's threads, in nanoseconds. Only Linux reports it; elsewhere wall-clock time is used. */
export function spent(pid) {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.reduce((sum, thread) => sum + Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]), 0);
  } catch {
    return performance.now() * 1e6;
  }
}

function config(modules, vars, objects, disk) {
  const kind = (name) => (name.endsWith('.wasm') ? 'wasm' : 'esModule');
  const bindings = Object.entries(vars).map(([name, value]) =>
    typeof value === 'string'
      ? `(name = "${name}", text = ${JSON.stringify(value)})`
      : `(name = "${name}", json = ${JSON.stringify(JSON.stringify(value))})`,
  );
  for (const [name, className] of Object.entries(objects)) bindings.push(`(name = "${name}", durableObjectNamespace = "${className}")`);
  const namespaces = Object.values(objects).map((className) => `(className = "${className}", uniqueKey = "${className}", enableSql = true)`);
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["public", "private", "local"])),
    (name = "disk", disk = (path = ${JSON.stringify(disk)}, writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (cfBlobHeader = "cf-blob"), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [${modules.map((name) => `(name = "${name}", ${kind(name)} = embed "${name}")`).join(', ')}],
  compatibilityDate = "2026-04-01",
  compatibilityFlags = [${FLAGS.map((flag) => `"${flag}"`).join(', ')}],
  bindings = [${bindings.join(', ')}],
  durableObjectNamespaces = [${namespaces.join(', ')}],
  # SQLite, as deployed, needs a disk.
  durableObjectStorage = (localDisk = "disk"),
  globalOutbound = "internet",
);
`;
}
