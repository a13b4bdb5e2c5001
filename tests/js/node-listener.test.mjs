// `listener`: a fetch-style handler behind Node's own server and Express, over sockets.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, createServer as createRelay } from 'node:net';
import { test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import express from 'express';
import { MppError } from 'mpp-wasm';
import { paywall } from 'mpp-wasm/edge';
import { listener } from 'mpp-wasm/node';
import { memory } from 'mpp-wasm/store/memory';
import * as selfSigned from './self-signed.mjs';
import { shop } from './shop.mjs';

const ORIGIN = 'https://api.example.com';
const MIB = 1024 * 1024;
/** More than the buffers of two sockets hold. */
const LARGE = 64 * MIB;

/** Serves for the duration of a test. Resolves with the port. */
async function up(t, handler) {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close().closeAllConnections());
  return server.address().port;
}

const start = (t, fetch) => up(t, listener(fetch, { origin: ORIGIN }));
const at = (port, path = '/') => `http://127.0.0.1:${port}${path}`;

/** Sends text over a socket. Resolves with all that comes back. */
async function raw(port, text) {
  const socket = connect(port, '127.0.0.1');
  socket.end(text);
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  return answer;
}

/** Waits until `f` is true. */
async function until(f) {
  for (let tries = 0; tries < 1000 && !f(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(f());
}

/** Waits until a number no longer grows. */
async function settled(read) {
  for (let before = -1; before !== read(); ) {
    before = read();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return read();
}

test('the origin must be written out, and nothing else is taken for it', () => {
  const site = () => new Response();
  for (const origin of [undefined, null, '', 'api.example.com', 'https://api.example.com/', 'https://api.example.com/a', 'https://API.example.com', 'ftp://api.example.com', 'https://user@api.example.com', 7, {}]) {
    assert.throws(() => listener(site, { origin }), (error) => error instanceof MppError && error.code === 'bad-config' && /even if TLS ends in front/.test(error.message), String(origin));
  }
  assert.throws(() => listener(site), { code: 'bad-config', message: /^origin must be/ });
  assert.throws(() => listener(site, { orgin: ORIGIN }), { code: 'bad-config', message: /unknown field "orgin"; known fields: origin/ });
  for (const fetch of [undefined, {}, { fetch: site }]) assert.throws(() => listener(fetch, { origin: ORIGIN }), { code: 'bad-config', message: /^listener needs a handler/ });
  for (const origin of [ORIGIN, 'http://127.0.0.1:8402', 'https://api.example.com:8443']) listener(site, { origin });
});

test('a handler gets the URL that the client asked for, and every field', async (t) => {
  const seen = [];
  const port = await start(t, async (request) => {
    seen.push([request.method, request.url, request.headers.get('authorization'), request.headers.get('cookie'), request.headers.get('x-a')]);
    return new Response(await request.text());
  });
  const answer = await raw(port, 'POST //a/../b?c=%20 HTTP/1.1\r\nHost: other.example\r\nAuthorization: Payment a\r\nAuthorization: Payment b\r\nCookie: a=1\r\nCookie: b=2\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello');
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n[^]*hello/);
  assert.deepEqual(seen, [['POST', `${ORIGIN}//b?c=%20`, 'Payment a, Payment b', 'a=1; b=2', '1, 2']]);
  // For a proxy, and methods that a Request cannot have.
  for (const line of ['GET http://other.example/ HTTP/1.1', 'OPTIONS * HTTP/1.1', 'TRACE / HTTP/1.1']) {
    assert.match(await raw(port, `${line}\r\nHost: a\r\n\r\n`), /^HTTP\/1\.1 400 /, line);
  }
  assert.match(await raw(port, 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello'), /^HTTP\/1\.1 200 /);
  assert.equal(seen.length, 2);
});

test('in Express, routers keep their paths, cookies of others stay, and errors go to next', async (t) => {
  const app = express();
  app.use((req, res, next) => (res.cookie('own', '1'), next()));
  const cookies = new Headers([['set-cookie', 'a=1'], ['set-cookie', 'b=2'], ['x-own', 'yes']]);
  app.use('/below', express.Router().get('/x', listener((request) => new Response(request.url, { headers: cookies }), { origin: ORIGIN })));
  app.get('/fails', listener(() => Promise.reject(new TypeError('why')), { origin: ORIGIN }));
  app.get('/nothing', listener(() => {}, { origin: ORIGIN }));
  app.use((error, req, res, next) => res.status(418).send(error.name));
  const port = await up(t, app);
  const answer = await fetch(at(port, '/below/x?y'));
  assert.deepEqual([answer.status, answer.headers.getSetCookie(), answer.headers.get('x-own'), await answer.text()], [200, ['own=1; Path=/', 'a=1', 'b=2'], 'yes', `${ORIGIN}/below/x?y`]);
  for (const path of ['/fails', '/nothing']) {
    const failed = await fetch(at(port, path));
    assert.deepEqual([failed.status, await failed.text()], [418, 'TypeError'], path);
  }
});

test('in Express, a handler gets the fields that middleware has left', async (t) => {
  const app = express();
  let change = () => {};
  app.use((req, res, next) => (change(req.headers), next()));
  app.use(listener((request) => Response.json([...request.headers].filter(([name]) => /^(x-|auth|cookie)/.test(name))), { origin: ORIGIN }));
  app.use((error, req, res, next) => res.status(418).send(error.name));
  const port = await up(t, app);
  const ask = async (sent, f) => {
    change = f ?? (() => {});
    const answer = await raw(port, `GET / HTTP/1.1\r\nHost: a\r\n${sent}Connection: close\r\n\r\n`);
    return answer.startsWith('HTTP/1.1 200') ? Object.fromEntries(JSON.parse(/\[.*\]/.exec(answer)[0])) : answer.slice(9, 12);
  };
  const spoofed = 'X-User: bob\r\nX-User: alice\r\nX-Admin: 1\r\n';
  assert.deepEqual(await ask(spoofed), { 'x-user': 'bob, alice', 'x-admin': '1' });
  assert.deepEqual(await ask(spoofed, (headers) => { delete headers['x-admin']; headers['x-user'] = 'bob'; }), { 'x-user': 'bob' });
  assert.deepEqual(await ask(spoofed, (headers) => { headers['x-admin'] = undefined; headers['x-user'] = ['bob', 'carol']; headers['x-new'] = 7; }), { 'x-user': 'bob, carol', 'x-new': '7' });
  const twice = 'Authorization: Payment a\r\nauthorization: Payment b\r\nCookie: a=1\r\nCookie: b=2\r\n';
  assert.deepEqual(await ask(twice), { authorization: 'Payment a, Payment b', cookie: 'a=1; b=2' });
  assert.deepEqual(await ask(twice, (headers) => { delete headers.authorization; headers.cookie = 'c=3'; }), { cookie: 'c=3' });
  assert.deepEqual(await ask(twice, (headers) => { headers.authorization = 'Payment c'; }), { authorization: 'Payment c', cookie: 'a=1; b=2' });
  // What no field can hold is an error, and not an answer to the client alone.
  assert.equal(await ask('', (headers) => { headers['x-user'] = '\u2615'; }), '418');
});

test('in Express, whatever a handler throws is an error', async (t) => {
  const app = express();
  let thrown;
  app.get('/', listener(() => Promise.reject(thrown), { origin: ORIGIN }), (req, res) => res.send('the next handler'));
  app.use((req, res) => res.send('the next route'));
  let got;
  app.use((error, req, res, next) => res.status(500).send((got = error) && 'an error'));
  const port = await up(t, app);
  for (thrown of [undefined, null, false, 0, '', 'route', 'router', 'text', 7]) {
    const answer = await fetch(at(port));
    assert.deepEqual([answer.status, await answer.text()], [500, 'an error'], `${thrown}`);
    assert.deepEqual([got instanceof Error, got.cause], [true, thrown]);
  }
  // Errors of other realms, and objects with a status, arrive as they are.
  for (thrown of [runInNewContext('new TypeError("why")'), { status: 404 }, new DOMException('why')]) {
    assert.equal(await (await fetch(at(port))).text(), 'an error');
    assert.equal(got, thrown);
  }
});

test('what fails leaves the fields of others as they were', async (t) => {
  const app = express();
  app.use((req, res, next) => (res.set({ 'access-control-allow-origin': '*', 'strict-transport-security': 'max-age=1', 'x-request-id': '7', 'set-cookie': 'own=1' }), next()));
  const own = [['access-control-allow-origin', 'https://a.example'], ['set-cookie', 'a=1'], ['x-own', 'yes'], ['content-length', '3']];
  // Node does not send such a field.
  app.get('/field', listener(() => new Response('abc', { status: 402, headers: [...own, ['x-z', '\u0001']] }), { origin: ORIGIN }));
  app.get('/read', listener(async () => {
    const response = new Response('abc', { status: 402, headers: own });
    await response.text();
    return response;
  }, { origin: ORIGIN }));
  app.get('/throws', listener(() => { throw new TypeError('why'); }, { origin: ORIGIN }));
  app.use((error, req, res, next) => res.send(`${res.statusCode} ${error.name}`));
  const port = await up(t, app);
  for (const path of ['/field', '/read', '/throws']) {
    const answer = await fetch(at(port, path));
    const fields = ['access-control-allow-origin', 'strict-transport-security', 'x-request-id', 'x-own'].map((name) => answer.headers.get(name));
    assert.deepEqual([await answer.text(), answer.headers.getSetCookie(), fields], ['200 TypeError', ['own=1'], ['*', 'max-age=1', '7', null]], path);
  }
});

test('HEAD, 204 and 304 end without a body', async (t) => {
  let cancelled = 0;
  const port = await start(t, (request) => {
    const status = Number(new URL(request.url).pathname.slice(1));
    const body = new ReadableStream({ pull: (controller) => controller.enqueue(Buffer.from('x')), cancel: () => void cancelled++ });
    return new Response(status === 200 ? body : null, { status, headers: { etag: '"a"' } });
  });
  for (const [method, status] of [['HEAD', 200], ['GET', 204], ['GET', 304], ['POST', 204]]) {
    const answer = await raw(port, `${method} /${status} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} [^]*\\r\\netag: "a"\\r\\n[^]*\\r\\n\\r\\n$`));
  }
  assert.equal(cancelled, 1);
});

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
  }, { origin: ORIGIN });
  const port = await up(t, (req, res) => ((socket = req.socket), handle(req, res)));
  const answer = fetch(at(port), { method: 'POST', body: Buffer.alloc(LARGE) });
  await until(() => socket?.bytesRead > 0);
  assert.ok((await settled(() => socket.bytesRead)) < 2 * MIB);
  proceed();
  assert.equal(await (await answer).text(), `${LARGE}`);
});

test('a response body is made no faster than the client reads it, and its status does not wait for it', async (t) => {
  let made = 0;
  let proceed;
  const first = new Promise((resolve) => (proceed = resolve));
  const port = await start(t, () => new Response(new ReadableStream({
    async pull(controller) {
      await first;
      made += MIB;
      controller.enqueue(new Uint8Array(MIB));
      if (made === LARGE) controller.close();
    },
  })));
  const [answer] = await once(httpRequest(at(port)).end(), 'response');
  assert.deepEqual([answer.statusCode, made], [200, 0]);
  proceed();
  answer.pause();
  await until(() => made > 0);
  assert.ok((await settled(() => made)) < LARGE / 2);
  let bytes = 0;
  for await (const chunk of answer) bytes += chunk.length;
  assert.equal(bytes, LARGE);
});

test('a client who leaves aborts the signal and the body; one who stays to the end does not', async (t) => {
  const signals = {};
  let cancelled;
  const port = await start(t, async ({ signal, url }) => {
    const path = new URL(url).pathname;
    signals[path] = signal;
    if (path === '/waits') await once(signal, 'abort');
    if (path === '/whole') return new Response('whole');
    return new Response(new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(10)), cancel: (reason) => void (cancelled = reason) }));
  });
  for (const path of ['/waits', '/halfway']) {
    const leave = new AbortController();
    const asked = fetch(at(port, path), { signal: leave.signal }).then((answer) => answer.arrayBuffer());
    await until(() => signals[path]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    leave.abort();
    await assert.rejects(asked, { name: 'AbortError' });
    await until(() => signals[path].aborted);
  }
  await until(() => cancelled);
  assert.equal(cancelled.name, 'AbortError');
  assert.equal(await (await fetch(at(port, '/whole'))).text(), 'whole');
  await raw(port, 'GET /whole HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(signals['/whole'].aborted, false);
});

test('a client who leaves aborts every request that it sent ahead', async (t) => {
  const signals = [];
  let cancelled = 0;
  const endless = () => new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(10)), cancel: () => void (cancelled += 1) });
  const warned = [];
  process.on('warning', ({ name }) => warned.push(name));
  const port = await start(t, async (request) => {
    signals.push(request.signal);
    if (request.method === 'POST') await request.text();
    return new Response(endless());
  });
  const ahead = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab' + 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
  for (const leave of ['destroy', 'resetAndDestroy']) {
    signals.length = cancelled = 0;
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.write(ahead.repeat(10));
    await until(() => signals.length === 20);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(cancelled, 0);
    socket[leave]();
    await until(() => cancelled === 20);
    assert.ok(signals.every(({ aborted }) => aborted), leave);
  }
  assert.deepEqual(warned, []);
});

test('requests sent ahead are answered in their order, and none is aborted', async (t) => {
  const signals = [];
  const port = await start(t, async ({ url, signal }) => {
    signals.push(signal);
    const path = new URL(url).pathname;
    if (path === '/1') await new Promise((resolve) => setTimeout(resolve, 100));
    return new Response(`<${path}>`);
  });
  const line = (path, more = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;
  const socket = connect(port, '127.0.0.1');
  socket.write(line('/1') + line('/2') + line('/3', 'Connection: close\r\n'));
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  assert.deepEqual(answer.match(/<.*?>/g), ['</1>', '</2>', '</3>']);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(signals.map(({ aborted }) => aborted), [false, false, false]);
});

test('a payer who leaves is not charged, even if an earlier request of the connection is still being answered', async (t) => {
  let asked;
  const wait = new Promise((resolve) => (asked = resolve));
  const origin = async ({ url, signal }) => {
    if (url.endsWith('/paid')) asked();
    await Promise.race([once(signal, 'abort'), new Promise((resolve) => setTimeout(resolve, 2000))]);
    return new Response('the resource');
  };
  const { site, order } = await shop(t, { routes: { '/paid': '1.00 USD' }, origin });
  const { authorization, state } = await order();
  const port = await start(t, site.fetch);
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  socket.write(`GET /free HTTP/1.1\r\nHost: a\r\n\r\nGET /paid HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\n\r\n`);
  await wait;
  socket.destroy();
  for (let tries = 0; tries < 50 && (await state()) === 'requires_capture'; tries += 1) await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(await state(), 'canceled');
});

test('a request body that breaks off fails for its reader, and harms nobody who does not read it', async (t) => {
  const read = [];
  const port = await start(t, async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/reads') await request.text().catch(({ name }) => read.push(name));
    if (pathname === '/waits') await once(request.signal, 'abort').then(() => read.push('aborted'));
    return new Response('x');
  });
  for (const path of ['/reads', '/waits']) {
    const socket = connect(port, '127.0.0.1');
    socket.write(`POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.destroy();
  }
  await until(() => read.length === 2);
  assert.equal(await (await fetch(at(port))).text(), 'x');
});

test('nothing that fails ends the process', async (t) => {
  const said = t.mock.method(console, 'error', () => {});
  const handle = listener(() => Promise.reject(new RangeError('why')), { origin: ORIGIN });
  const port = await up(t, (req, res) => {
    if (req.url === '/sent') res.writeHead(200).end('sent');
    handle(req, res, () => { throw new TypeError('next'); });
  });
  assert.equal(await (await fetch(at(port, '/sent'))).text(), 'sent');
  await assert.rejects(fetch(at(port, '/next')));
  assert.deepEqual(said.mock.calls.map(({ arguments: [line] }) => line), ['mpp-wasm: internal: TypeError']);
});

test('a response body that fails midway, or holds something other than bytes, breaks the connection', async (t) => {
  const fails = { error: (controller) => controller.error(new TypeError('broke')), object: (controller) => controller.enqueue({}) };
  let cancelled = 0;
  const port = await start(t, ({ url }) => new Response(new ReadableStream({
    pull(controller) {
      this.begun ? fails[new URL(url).pathname.slice(1)](controller) : controller.enqueue(new TextEncoder().encode('half'));
      this.begun = true;
    },
    cancel: () => void cancelled++,
  })));
  for (const path of Object.keys(fails)) {
    const answer = await fetch(at(port, `/${path}`));
    assert.equal(answer.status, 200);
    await assert.rejects(() => answer.text(), { name: 'TypeError' }, path);
  }
  await until(() => cancelled === 1);
});

/** Writes two pieces, and breaks off, or ends if it is asked for the whole. */
const pieces = ({ url }) => {
  let left = 3;
  const next = () => new Promise((resolve) => setTimeout(resolve, 50));
  return new Response(new ReadableStream({
    async pull(controller) {
      await next();
      left -= 1;
      if (left > 0) controller.enqueue(new TextEncoder().encode('piece\n'));
      else if (url.endsWith('/whole')) controller.close();
      else controller.error(new Error('broke'));
    },
  }));
};

test('half a body does not look whole where the end of the connection is the end of the body', async (t) => {
  const port = await start(t, pieces);
  for (const [path, ends] of [['/half', ['ECONNRESET']], ['/whole', ['end']]]) {
    const socket = connect(port, '127.0.0.1');
    const seen = [];
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk)).on('end', () => seen.push('end')).on('error', ({ code }) => seen.push(code));
    socket.write(`GET ${path} HTTP/1.0\r\n\r\n`);
    await new Promise((resolve) => socket.on('close', resolve));
    assert.deepEqual([seen, answer.match(/piece/g)], [ends, ['piece', 'piece']], path);
    assert.doesNotMatch(answer, /chunked|content-length/i);
  }
});

test('over TLS, half a body ends without the end of the TLS session', async (t) => {
  const said = t.mock.method(console, 'error', () => {});
  const server = createTlsServer(selfSigned, listener(pieces, { origin: ORIGIN })).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close().closeAllConnections());
  for (const [path, last] of [['/half', 'data'], ['/whole', 'alert']]) {
    let sent = Buffer.alloc(0);
    const relay = createRelay((client) => {
      const there = connect(server.address().port, '127.0.0.1').on('data', (chunk) => (sent = Buffer.concat([sent, chunk])));
      for (const socket of [client, there]) socket.on('error', () => {});
      client.pipe(there).pipe(client);
    }).listen(0, '127.0.0.1');
    await once(relay, 'listening');
    t.after(() => relay.close());
    // In TLS 1.2, the type of a record can be seen.
    const socket = connectTls({ port: relay.address().port, host: '127.0.0.1', ca: selfSigned.cert, maxVersion: 'TLSv1.2' });
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk)).on('error', () => {});
    socket.write(`GET ${path} HTTP/1.0\r\n\r\n`);
    await new Promise((resolve) => socket.on('close', resolve));
    const types = [];
    for (let at = 0; at < sent.length; at += 5 + sent.readUInt16BE(at + 3)) types.push({ 21: 'alert', 23: 'data' }[sent[at]]);
    assert.deepEqual([answer.match(/piece/g), types.at(-1)], [['piece', 'piece'], last], path);
  }
  assert.equal(said.mock.callCount(), 0);
});

test('what fetch has decoded is sent as it is now', async (t) => {
  const text = 'hello '.repeat(200);
  const codings = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync };
  const origin = await up(t, (req, res) => {
    const coded = codings[req.url.slice(1)](text);
    res.writeHead(200, { 'content-encoding': req.url.slice(1), 'content-length': coded.length, 'x-own': 'yes' }).end(coded);
  });
  const port = await start(t, ({ url, method }) => fetch(at(origin, new URL(url).pathname), { method }));
  for (const coding of Object.keys(codings)) {
    const answer = await fetch(at(port, `/${coding}`), { signal: AbortSignal.timeout(5000) });
    assert.deepEqual([await answer.text(), answer.headers.get('content-encoding'), answer.headers.get('x-own')], [text, null, 'yes'], coding);
    assert.equal((await fetch(at(port, `/${coding}`), { method: 'HEAD' })).status, 200);
  }
  // What a handler has encoded itself stays encoded.
  const own = await start(t, () => new Response(gzipSync(text), { headers: { 'content-encoding': 'gzip' } }));
  const answer = await fetch(at(own));
  assert.deepEqual([await answer.text(), answer.headers.get('content-encoding')], [text, 'gzip']);
});

test('a body with more or fewer bytes than announced breaks the connection', async (t) => {
  const forged = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged';
  const bodies = { '/long': `ab${forged}`, '/short': 'a', '/none': null };
  const app = express();
  app.use(listener(({ url }) => {
    const { pathname } = new URL(url);
    if (pathname === '/field') return new Response('', { headers: { 'x-z': '\u0001' } });
    return new Response(bodies[pathname], { headers: { 'content-length': '2' } });
  }, { origin: ORIGIN }));
  // What others send is their own.
  app.use((error, req, res, next) => res.writeHead(500, { 'content-length': '1' }).end('own'));
  const port = await up(t, app);
  for (const path of Object.keys(bodies)) await assert.rejects(() => fetch(at(port, path)).then((answer) => answer.text()), TypeError, path);
  // Not even to a client that asks on over the same connection.
  assert.doesNotMatch(await raw(port, 'GET /long HTTP/1.1\r\nHost: a\r\n\r\n').catch(String), /forged/);
  assert.match(await raw(port, 'GET /field HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'), /^HTTP\/1\.1 500 [^]*own$/);
  const head = await fetch(at(port, '/none'), { method: 'HEAD' });
  assert.deepEqual([head.status, head.headers.get('content-length')], [200, '2']);
});

test('a handler that fails gives 500, and the console its name', async (t) => {
  const said = t.mock.method(console, 'error', () => {});
  let cancelled = 0;
  const fails = {
    '/throws': () => { throw new TypeError('MARKER'); },
    '/rejects': () => Promise.reject(new RangeError('MARKER')),
    '/nothing': () => undefined,
    // A Response may hold characters that Node does not send.
    '/field': () => new Response(new ReadableStream({ cancel: () => void cancelled++ }), { headers: { 'content-length': '1', 'x-odd': '\u0001' } }),
    '/status': () => Response.error(),
  };
  const port = await start(t, ({ url }) => fails[new URL(url).pathname]());
  for (const path of Object.keys(fails)) {
    const answer = await fetch(at(port, path));
    assert.deepEqual([answer.status, await answer.text()], [500, ''], path);
  }
  assert.equal(cancelled, 1);
  const lines = said.mock.calls.map(({ arguments: [line] }) => line);
  assert.deepEqual(lines, ['TypeError', 'RangeError', 'TypeError', 'TypeError', 'RangeError'].map((name) => `mpp-wasm: origin-unavailable: ${name}`));
});

/** Like many HTTP clients, writes a whole body before it reads. Then asks once more, over the same connection. */
const UPLOADER = `
  const { workerData: { port, head, size }, parentPort } = require('node:worker_threads');
  const socket = require('node:net').connect(port, '127.0.0.1').pause();
  socket.on('error', (error) => parentPort.postMessage(error.code));
  const body = head.includes('chunked') ? Buffer.from(size.toString(16) + '\\r\\n' + 'x'.repeat(size) + '\\r\\n0\\r\\n\\r\\n') : Buffer.alloc(size, 'x');
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
  }, { origin: ORIGIN });
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

test('an endless body is read no longer than the server allows a request to take', async (t) => {
  const handle = listener(() => new Response(null, { status: 402 }), { origin: ORIGIN });
  const server = createServer({ requestTimeout: 300, headersTimeout: 300, connectionsCheckingInterval: 50 }, handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close().closeAllConnections());
  const socket = connect(server.address().port, '127.0.0.1').on('error', () => {});
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n');
  const more = setInterval(() => socket.write('1\r\nx\r\n'), 10);
  t.after(() => clearInterval(more));
  const [first] = await once(socket, 'data');
  assert.match(`${first}`, /^HTTP\/1\.1 402 /);
  await once(socket, 'close');
});

test('a body that a parser has read is not taken for an empty one', async (t) => {
  const said = t.mock.method(console, 'error', () => {});
  const site = paywall({ realm: 'api.example.com', secret: 'a-signing-secret-of-at-least-32-bytes', stripe: { secretKey: 'sk_test_123456789', networkId: 'profile_1' }, store: memory() });
  const app = express();
  app.use(express.json());
  app.post('/paid', listener(site.charge('1.00 USD', () => new Response()), { origin: ORIGIN }));
  app.post('/own', listener((request) => request.text().then((text) => new Response(text), ({ name }) => new Response(name, { status: 409 })), { origin: ORIGIN }));
  const port = await up(t, app);
  const order = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' };
  assert.equal((await fetch(at(port, '/paid'), order)).status, 500);
  assert.match(said.mock.calls[0].arguments[0], /^mpp-wasm: internal: MppError: the body of this Request was already read; pass the request to the paywall before/);
  const own = await fetch(at(port, '/own'), order);
  assert.deepEqual([own.status, await own.text()], [409, 'TypeError']);
  // Nothing was sent, so nothing is missing.
  assert.equal((await fetch(at(port, '/paid'), { method: 'POST' })).status, 402);
});
