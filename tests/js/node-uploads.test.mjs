// Request bodies of Node's own server.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { ServerResponse, createServer } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { listener } from 'mpp-wasm/node';
import { LARGE, MIB, ORIGIN, at, raw, settled, start, until, up } from './node-server.mjs';

test('a request body is read no faster than the handler reads it', async (t) => {
  let socket;
  let proceed;
  const wait = new Promise((resolve) => (proceed = resolve));
  const handle = listener(async (request) => {
    let bytes = 0;
    for await (const chunk of request.body) {
      if (bytes === 0) await wait;
      bytes += chunk.length;
    }
    return new Response(`${bytes}`);
  }, { publicOrigin: ORIGIN });
  const port = await up(t, (req, res) => ((socket = req.socket), handle(req, res)));
  const answer = fetch(at(port), { method: 'POST', body: Buffer.alloc(LARGE) });
  await until(() => socket?.bytesRead > 0);
  assert.ok((await settled(() => socket.bytesRead)) < 2 * MIB);
  proceed();
  assert.equal(await (await answer).text(), `${LARGE}`);
});

test('a request has a body from the first byte on, and one of no bytes has none', async (t) => {
  const port = await start(t, async (request) => Response.json([request.body === null, await request.text()]));
  for (const body of ['', 'x']) {
    const answer = await raw(port, `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`);
    assert.ok(answer.includes(JSON.stringify([body === '', body])), answer);
  }
});

test('a request body that breaks off fails for its reader, and harms nobody who does not read it', async (t) => {
  const read = [];
  const asked = [];
  const port = await start(t, async (request) => {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    if (pathname === '/reads') await request.text().catch(({ name }) => read.push(name));
    if (pathname === '/waits') await once(request.signal, 'abort').then(() => read.push('aborted'));
    return new Response('x');
  });
  for (const path of ['/reads', '/waits']) {
    const socket = connect(port, '127.0.0.1');
    socket.write(`POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf`);
    await until(() => asked.includes(path));
    socket.destroy();
  }
  await until(() => read.length === 2);
  assert.equal(await (await fetch(at(port))).text(), 'x');
});

for (const [size, first] of [[65_536, 1], [20_000, 2]]) {
  test(`between two parts of a body, other sockets are read, once there were more than a few bytes (${size} each)`, async () => {
    let turns = 0;
    const seen = [];
    // All parts are there from the start.
    const parts = ['a', 'b', 'c', 'd'].map((part) => Buffer.alloc(size, part));
    const told = { method: 'POST', url: '/', rawHeaders: [], headers: { 'content-length': `${4 * size}` } };
    const req = Object.assign(Readable.from(parts), told);
    const res = new ServerResponse(req);
    const handle = listener(async (request) => {
      const next = () => ((turns += 1), setImmediate(next).unref());
      setImmediate(next);
      for await (const chunk of request.body) seen.push([`${Buffer.from(chunk)}`[0], turns]);
      return new Response(null);
    }, { publicOrigin: ORIGIN });
    handle(req, res);
    await until(() => res.headersSent);
    assert.equal(seen.map(([part]) => part).join(''), 'abcd');
    for (let at = first; at < parts.length; at += 1) assert.ok(seen[at][1] - seen[at - 1][1] >= 2, `${seen}`);
  });
}

/** Like many HTTP clients, writes a whole body before it reads. Then asks once more, over the same connection. */
const UPLOADER = `
  const { workerData: { port, head, size }, parentPort } = require('node:worker_threads');
  const socket = require('node:net').connect(port, '127.0.0.1').pause();
  socket.on('error', (error) => parentPort.postMessage(error.code));
  const bytes = 'x'.repeat(size);
  const chunk = size.toString(16) + '\\r\\n' + bytes + '\\r\\n';
  const body = Buffer.from(head.includes('chunked') ? chunk + '0\\r\\n\\r\\n' : bytes);
  socket.write(head);
  const write = (at) => {
    if (at < body.length) return socket.write(body.subarray(at, at + 65536), () => write(at + 65536));
    let text = '';
    socket.resume().on('data', (part) => (text += part)).on('end', () => parentPort.postMessage(text.match(/^HTTP.1.1 (\\d+)/gm).join()));
    socket.write('GET / HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n');
  };
  write(0);
`;

test('a client that is still writing a body that nobody reads gets its answer, and that of its next request', async (t) => {
  const ends = [];
  /** Reads on while the response is sent. */
  const readOn = async (body) => {
    let bytes = 0;
    for await (const chunk of body) bytes += chunk.length;
    return bytes;
  };
  const handle = listener(async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/cancels') await request.body.getReader().cancel();
    if (pathname === '/begins') await request.body.getReader().read();
    if (pathname === '/reads') ends.push(readOn(request.body).catch(({ name }) => name));
    return new Response(null, { status: request.method === 'GET' ? 200 : 413 });
  }, { publicOrigin: ORIGIN });
  const port = await up(t, (req, res) => {
    if (req.url === '/parsed') req.once('data', () => handle(req.pause(), res));
    else handle(req, res);
  });
  for (const path of ['/', '/cancels', '/begins', '/reads', '/parsed']) {
    for (const length of [`Content-Length: ${10 * MIB}`, 'Transfer-Encoding: chunked']) {
      for (let again = 0; again < 3; again += 1) {
        const head = `PUT ${path} HTTP/1.1\r\nHost: a\r\n${length}\r\n\r\n`;
        const worker = new Worker(UPLOADER, { eval: true, workerData: { port, head, size: 10 * MIB } });
        assert.deepEqual(await once(worker, 'message'), ['HTTP/1.1 413,HTTP/1.1 200'], `${path} ${length}`);
        await worker.terminate();
      }
    }
  }
  // Half a body must not look whole.
  for (const end of await Promise.all(ends)) assert.ok(end === 'TypeError' || end === 10 * MIB, `${end}`);
});

test('where the connection ends with the response, a client that is still writing gets its answer too', async (t) => {
  const handle = listener(async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/begins') await request.body.getReader().read();
    if (pathname === '/cancels') await request.body.cancel();
    return new Response(null, { status: 413, headers: pathname === '/closes' ? { connection: 'close' } : {} });
  }, { publicOrigin: ORIGIN });
  const port = await up(t, handle);
  const length = `Content-Length: ${10 * MIB}\r\n`;
  const closes = `HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${length}`;
  const closing = ['PUT /', 'PUT /begins', 'PUT /cancels', 'GET /', 'PUT http://a.example/'].map((line) => `${line} ${closes}`);
  const heads = [`PUT / HTTP/1.0\r\n${length}`, `PUT /closes HTTP/1.1\r\nHost: a\r\n${length}`, ...closing];
  for (const head of heads) {
    const worker = new Worker(UPLOADER, { eval: true, workerData: { port, head: `${head}\r\n`, size: 10 * MIB } });
    assert.match((await once(worker, 'message'))[0], /^HTTP\/1\.1 4(13|00)$/, head);
    await worker.terminate();
  }
});

test('a connection that ends with a response closes once the request is read, even if its client keeps its own side open', async (t) => {
  let served;
  const handle = listener(async (request) => {
    if (request.url.endsWith('/reads')) await request.text();
    return new Response('ours');
  }, { publicOrigin: ORIGIN });
  const port = await up(t, (req, res) => (({ socket: served } = req), handle(req, res)));
  const post = (more, body, path = '/') => `POST ${path} HTTP/1.1\r\nHost: a\r\n${more}Content-Length: 4\r\n\r\n${body}`;
  const closes = 'Connection: close\r\n';
  for (const [first, then] of [
    [post(closes, 'body'), ''],
    [post(closes, 'body', '/reads'), ''],
    [post(closes, 'bo'), 'dy'],
    [post('', 'bo'), `dy${post(closes, 'body')}`],
  ]) {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    t.after(() => socket.destroy());
    socket.write(first);
    await once(socket, 'data');
    socket.resume().write(then);
    await until(() => served.closed);
  }
});

test('an endless body is read no longer than the server allows a request to take', async (t) => {
  const handle = listener(() => new Response(null, { status: 402 }), { publicOrigin: ORIGIN });
  const server = createServer({ connectionsCheckingInterval: 50 }, handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close().closeAllConnections());
  const closed = [];
  for (const connection of ['keep-alive', 'close']) {
    const socket = connect({ port: server.address().port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {});
    socket.write(`POST / HTTP/1.1\r\nHost: a\r\nConnection: ${connection}\r\nTransfer-Encoding: chunked\r\n\r\n`);
    const more = setInterval(() => socket.write('1\r\nx\r\n'), 10);
    t.after(() => clearInterval(more));
    const [first] = await once(socket, 'data');
    assert.match(`${first}`, /^HTTP\/1\.1 402 /);
    // Before it closes, it may be reset, for which `once` would reject.
    closed.push(new Promise((resolve) => socket.once('close', resolve)));
  }
  // Not before, so that on a slow machine the answer comes first.
  server.headersTimeout = server.requestTimeout = 1;
  await Promise.all(closed);
});
