// Node's own server around a fetch-style handler, and its clients.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { listener } from 'mpp-wasm/node';

export const ORIGIN = 'https://api.example.com';
export const MIB = 1024 * 1024;
/** More than the buffers of two sockets hold. */
export const LARGE = 64 * MIB;

/** Serves for the duration of a test. Resolves with the port. */
export async function up(t, handler) {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close().closeAllConnections());
  return server.address().port;
}

export const start = (t, fetch) => up(t, listener(fetch, { publicOrigin: ORIGIN }));
export const at = (port, path = '/') => `http://127.0.0.1:${port}${path}`;

/** Sends text over a socket. Resolves with all that comes back. `encoding`: of both. */
export async function raw(port, text, encoding = 'utf8') {
  const socket = connect(port, '127.0.0.1').setEncoding(encoding);
  socket.end(text, encoding);
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  return answer;
}

/** Waits until `f` returns true, or resolves with it. */
export async function until(f) {
  for (let tries = 0; tries < 3000 && !(await f()); tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(await f());
}

/** Waits until a number no longer grows. */
export async function settled(read) {
  for (let before = -1; before !== read(); ) {
    before = read();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return read();
}
