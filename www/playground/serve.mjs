// Serves the built playground on loopback, as any static host would. Run as a program, it serves what cargo xtask site
// built: node www/playground/serve.mjs [PORT]
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The output folder of `cargo xtask site`. */
export const FOLDER = fileURLToPath(new URL('../../target/site', import.meta.url));

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/**
 * Serves `folder` below the path `base`. Resolves with `{ url, seen, close }`. `types`: media types in place of the
 * usual ones. `redirect`: the target a path redirects to, or a promise of it; `undefined` for none.
 */
export async function serveSite(folder, { port = 0, base = '/', types = TYPES, redirect = () => undefined } = {}) {
  const seen = [];
  const answer = async ({ url }, response) => {
    const [pathname] = url.split('?', 1);
    seen.push(pathname);
    const elsewhere = await redirect(pathname);
    if (elsewhere) return response.writeHead(302, { location: elsewhere, 'cache-control': 'no-store' }).end();
    const name = pathname === base ? 'index.html' : pathname.slice(base.length);
    // The site is flat, so a name with a path in it is not one of its files.
    const file = pathname.startsWith(base) && /^[\w-]+\.\w+$/.test(name) && (await readFile(join(folder, name)).catch(() => undefined));
    if (!file) return response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n');
    response.writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream' }).end(file);
  };
  const server = createServer((request, response) => {
    // Only `redirect` fails: whatever else is asked for is a file or is not there.
    answer(request, response).catch(() => response.writeHead(502, 'Bad Gateway', { 'content-type': 'text/plain' }).end('No target to redirect to\n'));
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}${base}`, seen, close };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await serveSite(FOLDER, { port: Number(process.argv[2] ?? 0) });
  console.log(`${url}  Press Ctrl-C to stop.`);
}
