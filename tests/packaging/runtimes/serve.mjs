// Serves `(request) => Response` with the runtime's own server.
const LOCAL = { port: 0, hostname: '127.0.0.1' };

/** Resolves with `{ url, close }`. */
export async function serve(fetch) {
  if (globalThis.Deno) {
    const server = Deno.serve({ ...LOCAL, onListen() {} }, (request) => fetch(request));
    return { url: `http://127.0.0.1:${server.addr.port}`, close: () => server.shutdown() };
  }
  if (globalThis.Bun) {
    const server = Bun.serve({ ...LOCAL, fetch: (request) => fetch(request) });
    return { url: `http://127.0.0.1:${server.port}`, close: () => server.stop(true) };
  }
  const { createServer } = await import('node:http');
  const server = createServer((req, res) => answer(fetch, req, res).catch(() => res.destroy()));
  await new Promise((listening) => server.listen(LOCAL.port, LOCAL.hostname, listening));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close().closeAllConnections() };
}

/** Node's server has its own request type. */
async function answer(fetch, req, res) {
  const { Readable } = await import('node:stream');
  const { pipeline } = await import('node:stream/promises');
  const gone = new AbortController();
  res.on('close', () => res.writableFinished || gone.abort());
  const body = ['GET', 'HEAD'].includes(req.method) ? undefined : Readable.toWeb(req);
  const request = new Request(`http://${req.headers.host}${req.url}`, { method: req.method, headers: req.headers, body, duplex: 'half', signal: gone.signal });
  const response = await fetch(request);
  res.writeHead(response.status, [...response.headers].flat());
  if (response.body) await pipeline(Readable.fromWeb(response.body), res);
  else res.end();
}
