// Serves `(request) => Response`: with the runtime's own server, or with the one of node:http, which all of them have.
import { createServer } from 'node:http';
import { listener } from 'mpp-wasm/node';

const LOCAL = { port: 0, hostname: '127.0.0.1' };

/** Resolves with `{ url, close }`. */
export async function serve(fetch, server) {
  if (server === 'own' && globalThis.Deno) {
    const server = Deno.serve({ ...LOCAL, onListen() {} }, (request) => fetch(request));
    return { url: `http://127.0.0.1:${server.addr.port}`, close: () => server.shutdown() };
  }
  if (server === 'own' && globalThis.Bun) {
    const server = Bun.serve({ ...LOCAL, fetch: (request) => fetch(request) });
    return { url: `http://127.0.0.1:${server.port}`, close: () => server.stop(true) };
  }
  const own = createServer(listener(fetch, { publicOrigin: 'http://127.0.0.1' }));
  await new Promise((listening) => own.listen(LOCAL.port, LOCAL.hostname, listening));
  return { url: `http://127.0.0.1:${own.address().port}`, close: () => own.close().closeAllConnections() };
}
