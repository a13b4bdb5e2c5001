// Response bodies sent by Node's own server.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, createServer as createRelay } from 'node:net';
import { test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import express from 'express';
import { listener } from 'mpp-wasm/node';
import { LARGE, MIB, ORIGIN, at, raw, settled, start, until, up } from './node-server.mjs';
import * as selfSigned from './self-signed.mjs';
import { shop } from './shop.mjs';

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

/** All that comes back until the connection ends, in whatever way. */
async function received(port) {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1').on('error', () => {});
  let answer = '';
  socket.on('data', (text) => (answer += text)).write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await new Promise((resolve) => socket.on('close', resolve));
  return answer;
}

test('the status does not wait for middleware that keeps the first bytes back', async (t) => {
  const body = () => new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('kept')) });
  const handle = listener(() => new Response(body()), { publicOrigin: ORIGIN });
  const port = await up(t, (req, res) => {
    res.write = () => true;
    handle(req, res);
  });
  assert.equal((await fetch(at(port), { signal: AbortSignal.timeout(10_000) })).status, 200);
});

// In Bun, such a write would send half of the fields, and the rest with the next bytes.
test('where a part of a body is empty, nothing is written', async (t) => {
  const written = [];
  const handle = listener(() => new Response(ReadableStream.from([new Uint8Array(0), Buffer.from('a'), new Uint8Array(0)])), {
    publicOrigin: ORIGIN,
  });
  const port = await up(t, (req, res) => {
    const { write } = res;
    res.write = (part) => (written.push(part.length), write.call(res, part));
    handle(req, res);
  });
  assert.equal(await (await fetch(at(port))).text(), 'a');
  assert.deepEqual(written, [1]);
});

test('what is wrong with the length of a body does not keep back its status, nor the bytes before', async (t) => {
  const bodies = [['whole', 3, ''], ['half', 8, 'half'], ['', 8, '']];
  for (const [body, length, sent] of bodies) {
    const port = await start(t, () => new Response(new Response(body).body, { headers: { 'content-length': `${length}` } }));
    assert.match(await received(port), new RegExp(`^HTTP/1\\.1 200 [^]*\r\n\r\n${sent}$`));
  }
});

test('where middleware fails as the status is sent, the connection breaks, and the process goes on', async (t) => {
  t.mock.method(console, 'error', () => {});
  let canceled = 0;
  const handle = listener(() => new Response(new ReadableStream({ cancel: () => void (canceled += 1) })), { publicOrigin: ORIGIN });
  const port = await up(t, (req, res) => {
    res.flushHeaders = () => { throw new TypeError('why'); };
    handle(req, res);
  });
  assert.equal(await received(port), '');
  assert.equal(canceled, 1);
});

test('a response body that fails midway, or holds something other than bytes, breaks the connection', async (t) => {
  const fails = { error: (controller) => controller.error(new TypeError('broke')), object: (controller) => controller.enqueue({}) };
  let cancelled = 0;
  const port = await start(t, ({ url }) => new Response(new ReadableStream({
    pull(controller) {
      if (this.begun) fails[new URL(url).pathname.slice(1)](controller);
      else controller.enqueue(new TextEncoder().encode('half'));
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
  const server = createTlsServer(selfSigned, listener(pieces, { publicOrigin: ORIGIN })).listen(0, '127.0.0.1');
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

test('a body with more or fewer bytes than announced breaks the connection', async (t) => {
  const forged = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged';
  let canceled = 0;
  const endless = { pull: (controller) => controller.enqueue(Buffer.from(`ab${forged}`)), cancel: () => void (canceled += 1) };
  const long = () => new ReadableStream(endless, { highWaterMark: 0 });
  const bodies = { '/long': long, '/short': () => 'a', '/none': () => null };
  const app = express();
  app.use(listener(({ url }) => {
    const { pathname } = new URL(url);
    if (pathname === '/field') return new Response('', { headers: { 'x-z': '\u0001' } });
    return new Response(bodies[pathname](), { headers: { 'content-length': '2' } });
  }, { publicOrigin: ORIGIN }));
  // What others send is their own.
  app.use((error, req, res, next) => res.writeHead(500, { 'content-length': '1' }).end('own'));
  const port = await up(t, app);
  for (const path of Object.keys(bodies)) await assert.rejects(() => fetch(at(port, path)).then((answer) => answer.text()), TypeError, path);
  assert.equal(canceled, 1, 'what is too long is let go');
  // Not even to a client that asks on over the same connection.
  assert.doesNotMatch(await raw(port, 'GET /long HTTP/1.1\r\nHost: a\r\n\r\n').catch(String), /forged/);
  assert.match(await raw(port, 'GET /field HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'), /^HTTP\/1\.1 500 [^]*own$/);
  const head = await fetch(at(port, '/none'), { method: 'HEAD' });
  assert.deepEqual([head.status, head.headers.get('content-length')], [200, '2']);
});

test('what another server said about its connection is not said about this one', async (t) => {
  const origin = await up(t, (req, res) => {
    res.setHeader('trailer', 'x-a').setHeader('transfer-encoding', 'chunked').setHeader('upgrade', 'h2c');
    if (req.method === 'HEAD') return res.end();
    res.write('half, ');
    setTimeout(() => res.end('half'), 20);
  });
  const copies = { '/answer': (answer) => answer, '/copy': (answer) => new Response(answer.body, answer) };
  const port = await start(t, async ({ url, method }) => copies[new URL(url).pathname](await fetch(at(origin), { method })));
  for (const path of Object.keys(copies)) {
    for (const [head, body] of [
      ['HTTP/1.0\r\n', /^half, half$/],
      ['HTTP/1.1\r\nHost: a\r\nConnection: close\r\n', /^6\r\nhalf, \r\n4\r\nhalf\r\n0\r\n\r\n$/],
    ]) {
      const socket = connect(port, '127.0.0.1');
      socket.write(`GET ${path} ${head}\r\n`);
      let answer = '';
      for await (const chunk of socket) answer += chunk;
      assert.match(answer, /\r\nConnection: close\r\n/);
      assert.doesNotMatch(answer, /keep-alive|trailer|upgrade/i);
      assert.match(answer.slice(answer.indexOf('\r\n\r\n') + 4), body);
    }
  }
  assert.equal((await fetch(at(port, '/answer'), { method: 'HEAD' })).status, 200);
  const closes = await start(t, () => new Response('x', { headers: { connection: 'Close' } }));
  assert.equal((await fetch(at(closes))).headers.get('connection'), 'Close');
});

test('fields beyond ASCII reach the client byte for byte, before the first bytes of a body', async (t) => {
  const bytes = Buffer.from([0x61, 0xe9, 0xc3, 0xa9, 0x80, 0xff]);
  const fields = [['x-bytes', bytes.toString('latin1')], ['set-cookie', `a=${bytes.toString('latin1')}`], ['set-cookie', 'b=1']];
  let go;
  const gone = new Promise((resolve) => (go = resolve));
  const port = await start(t, () => new Response(new ReadableStream({
    async pull(controller) {
      await gone;
      controller.enqueue(Buffer.from('the body'));
      controller.close();
    },
  }), { headers: fields }));
  const socket = connect(port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  let answer = '';
  for await (const chunk of socket) {
    answer += chunk.toString('latin1');
    if (answer.includes('\r\n\r\n')) go();
  }
  for (const [name, value] of fields) assert.ok(answer.includes(`${name}: ${value}\r\n`), JSON.stringify(answer));
  assert.match(answer, /the body/);
});

test('a "100 Continue" is no part of a response that waited for its turn', async (t) => {
  const later = { start: (controller) => setTimeout(() => (controller.enqueue(Buffer.from('the text')), controller.close()), 20) };
  const bodies = { '/bytes': () => 'the text', '/flows': () => new ReadableStream(later) };
  const origin = async ({ url }) => {
    const { pathname } = new URL(url);
    if (pathname === '/first') await new Promise((resolve) => setTimeout(resolve, 100));
    return new Response(bodies[pathname]?.(), { headers: { 'content-length': bodies[pathname] ? '8' : '0', 'x-name': 'caf\u00e9' } });
  };
  const { site } = await shop(t, { routes: { '/paid': { price: '1.00 USD', description: 'caf\u00e9' } }, origin });
  const port = await start(t, site.fetch);
  const texts = { '/bytes': 'the text', '/flows': 'the text', '/paid': '<!doctype[^]*caf\xc3\xa9[^]*' };
  for (const [path, text] of Object.entries(texts)) {
    const socket = connect(port, '127.0.0.1').setEncoding('latin1');
    const fields = 'Accept: text/html\r\nExpect: 100-continue\r\nContent-Length: 1\r\nConnection: close';
    socket.write(`GET /first HTTP/1.1\r\nHost: a\r\n\r\nPOST ${path} HTTP/1.1\r\nHost: a\r\n${fields}\r\n\r\nx`);
    const whole = new RegExp(`\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 [24](?:.+\r\n)+\r\n${text}$`, 'i');
    assert.match((await socket.toArray()).join(''), whole, path);
  }
});
