// A real redis-server on loopback, empty and removed after its test, and a REST endpoint in front of it like Upstash's.
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';

/** How long redis-server may take to start, in milliseconds. It is long because a busy machine is slow. */
const PATIENCE = 300_000;

/** How many ports are tried. */
const TRIES = 10;

/**
 * Starts redis-server. Resolves with `{ url, port, pid, close }`. `password` and `options` as on its command line. With
 * `sentinelOf`, the port of a server, it is a sentinel that knows this server as "claims".
 */
export async function startRedis(options = {}) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await startOn(randomPort(), options);
    } catch (error) {
      if (tries === TRIES) throw error;
    }
  }
}

/**
 * A port that is probably free: redis-server chooses none itself. It is below those that the system gives to connections, and so
 * is the port 10,000 above it, which a node of a cluster takes too.
 */
const randomPort = () => randomInt(10_000, 22_768);

async function startOn(port, { password, options = [], sentinelOf }) {
  const dir = await mkdtemp(join(tmpdir(), 'mpp-wasm-redis-'));
  if (sentinelOf) {
    // A sentinel writes into its file.
    const file = join(dir, 'sentinel.conf');
    await writeFile(file, `sentinel monitor claims 127.0.0.1 ${sentinelOf} 1\n`);
    return running([file, '--sentinel', '--port', String(port), '--bind', '127.0.0.1', '--dir', dir], { dir, port });
  }
  const own = [
    '--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', dir,
    ...(password ? ['--requirepass', password] : []),
  ];
  return running([...own, ...options], { dir, port, password });
}

async function running(args, { dir, port, password }) {
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const close = async () => {
    child.kill('SIGKILL');
    await exited;
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await ready(child, exited);
  } catch (error) {
    await close();
    throw error;
  }
  return { url: `redis://${password ? `:${encodeURIComponent(password)}@` : ''}127.0.0.1:${port}`, port, pid: child.pid, close };
}

async function ready(child, exited) {
  let timer;
  try {
    await Promise.race([
      (async () => {
        for await (const line of createInterface({ input: child.stdout })) if (/Ready to accept connections|Sentinel ID is/.test(line)) return;
        // Its output may end before its exit is known.
        await exited;
        throw new Error('redis-server ended before it was ready');
      })(),
      new Promise((_, reject) => { timer = setTimeout(() => reject(new Error('redis-server was not ready in five minutes')), PATIENCE); }),
    ]);
  } finally {
    clearTimeout(timer);
    child.stdout.resume();
  }
}

/**
 * Starts a proxy in front of a server on loopback. Resolves with `{ port, connections, closed, lead, silence, close }`:
 * `connections` says how many were opened, `closed` waits until the client has closed the one with a number, `lead`
 * connects later ones to another port, and `silence` lets the open ones, or `upcoming` new ones, stay open without ever
 * an answer.
 */
export async function startProxy(port) {
  const links = [];
  let silent = 0;
  const listener = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    const link = { near, far, isSilent: silent > 0 };
    silent -= 1;
    links.push(link);
    const end = () => [near, far].forEach((socket) => socket.destroy());
    for (const [from, to] of [[near, far], [far, near]]) {
      from.on('data', (chunk) => link.isSilent || to.write(chunk));
      from.on('error', end).on('close', end);
    }
  });
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  return {
    port: listener.address().port,
    connections: () => links.length,
    closed: async (at) => links[at].near.closed || void (await once(links[at].near, 'close')),
    lead: (to) => { port = to; },
    silence: (upcoming = 0) => {
      silent = upcoming;
      for (const link of links) link.isSilent = true;
    },
    close: () => {
      for (const { near } of links) near.destroy();
      listener.close();
    },
  };
}

/**
 * Starts a REST endpoint. It takes a POST with a command as a JSON array and answers `{ result }` or, with 400, `{
 * error }`; without the token it answers 401. `answer`, if given, gets each request first; if it returns true, it has
 * answered.
 */
export async function startRest({ url, token, answer = () => false }) {
  const client = new Redis(url, { lazyConnect: false, maxRetriesPerRequest: 0 });
  client.on('error', () => {});
  const server = createHttpServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    if (answer(request, response)) return;
    const say = (status, value) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (request.method !== 'POST' || request.headers.authorization !== `Bearer ${token}`) return say(401, { error: 'Unauthorized' });
    try {
      say(200, { result: await client.call(...JSON.parse(Buffer.concat(chunks).toString())) });
    } catch (error) {
      say(400, { error: error.message });
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const close = async () => {
    client.disconnect();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}
