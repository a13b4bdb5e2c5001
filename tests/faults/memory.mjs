// The memory that a Worker retains: in its heap, its wasm and its process.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { send } from '../edge/payer.mjs';

/** workerd keeps a Durable Object for ten seconds after its last call. */
const LEFT_MS = 12_000;

/** Node types whose names are class or function names. The names of other types are their contents. */
const NAMED = new Set(['array', 'closure', 'native', 'object', 'synthetic']);

/** The resident memory of workerd's process, in bytes. */
async function resident({ worker: { pid } }) {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'));
  return Number(kilobytes) * 1024;
}

/** The size of the wasm's memory, in bytes. */
export async function wasm({ url }) {
  return (await send(url, '/_memory')).json;
}

/** The number of requests and responses still reachable after garbage collection. */
export async function kept({ url }) {
  return (await send(url, '/_collect')).json;
}

/**
 * What is still in use after Durable Objects are evicted and garbage is collected: the number of heap nodes of each
 * kind, and the bytes of the whole process.
 */
export async function left(stack) {
  await sleep(LEFT_MS);
  await kept(stack);
  const bytes = await resident(stack);
  return { process: bytes, heap: kinds(await snapshot(stack.worker.inspector)) };
}

/** A snapshot of the V8 heap. */
async function snapshot(inspector) {
  const socket = new WebSocket(inspector, { maxPayload: 2 ** 30 });
  await once(socket, 'open');
  const chunks = [];
  const taken = new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (message) => {
      const { id, method, params } = JSON.parse(message);
      if (method === 'HeapProfiler.addHeapSnapshotChunk') chunks.push(params.chunk);
      if (id === 1) resolve();
    });
  });
  socket.send(JSON.stringify({ id: 1, method: 'HeapProfiler.takeHeapSnapshot', params: { reportProgress: false } }));
  try {
    await taken;
  } finally {
    socket.close();
  }
  return JSON.parse(chunks.join(''));
}

/** The number of nodes of each kind in a snapshot: objects by their class, strings and code each as one kind. */
function kinds({ snapshot: { meta }, nodes, strings }) {
  const [width, type, name] = [meta.node_fields.length, meta.node_fields.indexOf('type'), meta.node_fields.indexOf('name')];
  const counts = new Map();
  for (let at = 0; at < nodes.length; at += width) {
    const of = meta.node_types[type][nodes[at + type]];
    const kind = NAMED.has(of) ? `${of} ${strings[nodes[at + name]]}` : of;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}
