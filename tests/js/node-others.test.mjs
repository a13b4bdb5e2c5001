// Middleware in Node that answers in place of the handler, before it, meanwhile or after it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import express from 'express';
import { listener } from 'mpp-wasm/node';
import { ORIGIN, at, until, up } from './node-server.mjs';
import { shop } from './shop.mjs';

test('payers who left while middleware was busy are not charged, even those who waited for their turn', async (t) => {
  const { site, order } = await shop(t, { origin: () => new Response('the resource') });
  const orders = [await order(), await order()];
  const handle = listener(site.fetch, { publicOrigin: ORIGIN });
  let waiting = 0;
  const port = await up(t, (req, res) => {
    waiting += 1;
    req.socket.on('close', () => setTimeout(() => handle(req, res)));
  });
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  for (const { authorization } of orders) socket.write(`GET /paid HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\n\r\n`);
  await until(() => waiting === 2);
  socket.destroy();
  for (const { state } of orders) {
    await until(async () => !['', 'requires_capture'].includes(await state()));
    assert.equal(await state(), 'canceled');
  }
});

test('a payer whom middleware answers first is not charged, and what it sends stays whole', async (t) => {
  let answered, asked, socket;
  const waits = new Promise((resolve) => (asked = resolve));
  const origin = async ({ signal }) => {
    asked();
    await once(signal, 'abort');
    answered(socket.closed);
    return new Response(null);
  };
  const { site, order } = await shop(t, { origin });
  const { authorization, state } = await order();
  const app = express();
  app.use((req, res, next) => {
    ({ socket } = req);
    waits.then(() => res.status(503).send('too late'));
    next();
  });
  app.use(listener(site.fetch, { publicOrigin: ORIGIN }));
  const port = await up(t, app);
  const ended = new Promise((resolve) => (answered = resolve));
  const answer = await fetch(at(port, '/paid'), { headers: { authorization } });
  assert.deepEqual([answer.status, await answer.text()], [503, 'too late']);
  assert.equal(await ended, false, 'although the connection is still open');
  await until(async () => (await state()) !== 'requires_capture');
  assert.equal(await state(), 'canceled');
});

test('a payer is not charged for what is made after middleware has begun to answer', async (t) => {
  for (const begin of [(res) => res.writeHead(503).write('too '), (res) => res.writeHead(503).flushHeaders()]) {
    let response;
    const origin = () => (begin(response), new Response('the resource'));
    const { site, order } = await shop(t, { origin });
    const { authorization, state } = await order();
    const handle = listener(site.fetch, { publicOrigin: ORIGIN });
    const port = await up(t, (req, res) => handle(req, (response = res)));
    const answer = await fetch(at(port, '/paid'), { headers: { authorization } });
    await until(async () => (await state()) !== 'requires_capture');
    response.end('late');
    assert.deepEqual([answer.status, /late$/.test(await answer.text()), await state()], [503, true, 'canceled']);
  }
});

/** What `@fastify/express` does: whether a response has begun is asked of its own `send`, which sends later, and which most do not call. */
const hidden = (handle) => (req, res) => handle(req, Object.defineProperty(res, 'headersSent', { get: () => res.isCalled === true }));

test('a framework that hides whether a response has begun changes nothing', async (t) => {
  let response;
  const origin = async ({ url }) => {
    if (url.endsWith('/late')) response.writeHead(503).write('too ');
    if (url.endsWith('/called')) response.isCalled = true;
    if (!url.endsWith('/breaks')) setTimeout(() => response.end('late'), 100);
    const parts = [() => Buffer.from('half'), () => new Promise((resolve) => setTimeout(resolve, 50)).then(() => Promise.reject(new Error('broke')))];
    return new Response(new ReadableStream({ pull: async (controller) => controller.enqueue(await parts.shift()()) }));
  };
  const { site, order } = await shop(t, { origin });
  const handle = listener(site.fetch, { publicOrigin: ORIGIN });
  const port = await up(t, hidden((req, res) => handle(req, (response = res))));
  for (const [path, body, end, money] of [
    ['/late', 'too late', 'end', 'canceled'],
    ['/called', 'late', 'end', 'canceled'],
    ['/breaks', 'half', 'ECONNRESET', 'succeeded'],
  ]) {
    const { authorization, state } = await order({}, ORIGIN + path);
    const socket = connect(port, '127.0.0.1').setEncoding('utf8');
    let answer = '';
    let seen;
    socket.on('data', (text) => (answer += text)).on('end', () => (seen = 'end')).on('error', ({ code }) => (seen = code));
    // Where the end of the connection is the end of the body, half a body must not look whole.
    socket.write(`GET ${path} HTTP/1.0\r\nAuthorization: ${authorization}\r\n\r\n`);
    await new Promise((resolve) => socket.on('close', resolve));
    await until(async () => (await state()) !== 'requires_capture');
    assert.deepEqual([answer.split('\r\n\r\n')[1], seen, await state()], [body, end, money], path);
  }
});

test('a handler that is late leaves the response of others alone, and what it made is let go', async (t) => {
  const late = {
    '/empty': () => new Response(null, { status: 204 }),
    '/whole': () => new Response('ours'),
    '/fails': () => Promise.reject(new TypeError('why')),
    '/flows': () => new Response(new ReadableStream({ cancel: () => void (canceled = true) })),
  };
  let proceed, canceled;
  const handle = listener(async ({ url }) => {
    await new Promise((resolve) => (proceed = resolve));
    return late[new URL(url).pathname]();
  }, { publicOrigin: ORIGIN });
  const port = await up(t, (req, res) => {
    handle(req, res);
    res.write('half, ');
    setTimeout(() => {
      proceed();
      setTimeout(() => res.end('half'), 40);
    }, 20);
  });
  for (const path of Object.keys(late)) assert.equal(await (await fetch(at(port, path))).text(), 'half, half', path);
  await until(() => canceled);
});

test('a body whose response someone else ends halfway is let go, even if more of it comes just then', async (t) => {
  let source, response, signal;
  let canceled = 0;
  const handle = listener((request) => {
    ({ signal } = request);
    return new Response(new ReadableStream({ start: (controller) => (source = controller), cancel: () => void (canceled += 1) }));
  }, { publicOrigin: ORIGIN });
  const port = await up(t, (req, res) => handle(req, (response = res)));
  for (const more of [0, 1]) {
    const asked = fetch(at(port));
    await until(() => source);
    source.enqueue(new Uint8Array(10));
    const reader = (await asked).body.getReader();
    await reader.read();
    response.end();
    for (let left = more; left > 0; left -= 1) source.enqueue(new Uint8Array(10));
    assert.equal((await reader.read()).done, true);
    await until(() => canceled === more + 1);
    assert.equal(signal.aborted, true);
    source = undefined;
  }
});
