import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('./server.mjs', import.meta.url));
/** How long the simulator may take to listen, in milliseconds. It is long because a busy machine is slow. */
const PATIENCE = 300_000;
/** How long it may take to exit before it is killed, in milliseconds. It has nothing to lose. */
const GRACE = 5_000;

/**
 * Starts the simulator as a separate process. It ends with `close()`, or when this process ends.
 *
 * @param {{port?: number, host?: string}} [options] port 0, the default, takes any free one
 * @returns {Promise<{url: string, pid: number, close(): Promise<void>}>}
 * @throws {Error} if it does not start to listen
 */
export async function startStripeSim({ port = 0, host = '127.0.0.1' } = {}) {
  const child = spawn(process.execPath, [SERVER, '--port', String(port), '--host', host, '--exit-with-parent'],
    { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const close = () => closeProcess(child, exited);
  try {
    const { url } = JSON.parse(await firstLine(child, exited));
    // A test that forgets to call close() must still be able to exit.
    for (const handle of [child, child.stdin, child.stdout]) handle.unref();
    return { url, pid: child.pid, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function firstLine(child, exited) {
  const lines = createInterface({ input: child.stdout });
  let timer;
  try {
    return await Promise.race([
      once(lines, 'line').then(([line]) => line),
      exited.then(([code]) => { throw new Error(`the Stripe simulator exited with code ${code} before it listened`); }),
      new Promise((resolve, reject) => {
        timer = setTimeout(() => reject(new Error('the Stripe simulator did not start in time')), PATIENCE);
      }),
    ]);
  } finally {
    clearTimeout(timer);
    lines.close();
  }
}

async function closeProcess(child, exited) {
  child.ref();
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE);
  child.stdin.end();
  await exited;
  clearTimeout(timer);
}
