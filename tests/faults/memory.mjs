// What a Worker holds on to: its live JavaScript, its wasm, its process.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { send } from '../edge/payer.mjs';

/** workerd keeps a Durable Object for ten seconds after its last call. */
const LEFT_MS = 12_000;

/** Bytes of workerd's process that are in memory. */
async function resident({ worker: { pid } }) {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'));
  return Number(kilobytes) * 1024;
}

/** Bytes of the wasm's memory. */
export async function wasm({ url }) {
  return (await send(url, '/_memory')).json;
}

/** How many of all requests and answers are still there when garbage is collected. */
export async function kept({ url }) {
  return (await send(url, '/_collect')).json;
}

/**
 * What is still in use when Durable Objects have left and garbage is collected: bytes of JavaScript, with what it holds on
 * to outside of its heap, and of the whole process.
 */
export async function left(stack) {
  await sleep(LEFT_MS);
  await kept(stack);
  const socket = new WebSocket(stack.worker.inspector);
  await once(socket, 'open');
  try {
    socket.send(JSON.stringify({ id: 1, method: 'Runtime.getHeapUsage' }));
    const [message] = await once(socket, 'message');
    const { usedSize, embedderHeapUsedSize, backingStorageSize } = JSON.parse(message).result;
    return { script: usedSize + embedderHeapUsedSize + backingStorageSize, process: await resident(stack) };
  } finally {
    socket.close();
  }
}
