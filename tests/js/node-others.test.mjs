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

/** Makes others answer once the handler has. */
const BUSY = (res) => (res.late = () => res.writeHead(503).end('busy'));

const LENGTH = { headers: { 'content-length': '12' } };

/** A body whose bytes are not there yet when it is let go. */
const slowly = (...parts) => new ReadableStream({
  async pull(controller) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    controller.enqueue(Buffer.from(parts.shift()));
    if (parts.length === 0) controller.close();
  },
}, { highWaterMark: 0 });

test('a payer whose paid answer could not be sent is owed it, and pays nothing more', async (t) => {
  const throwing = (name, first) => (res) => {
    const own = res[name];
    res[name] = (...args) => {
      if (first !== undefined && args[0] !== first) return own.apply(res, args);
      res[name] = own;
      throw new TypeError('a hook of middleware');
    };
  };
  for (const [what, prepare, status, origin = () => new Response('the resource')] of [
    ['a hook of the head throws', throwing('writeHead'), 500],
    ['the receipt cannot be set', throwing('setHeader', 'payment-receipt'), 500],
    ['nobody may wait for the client to read', throwing('on', 'drain'), 500],
    ['others answer once the money is taken', BUSY, 503],
    ['others answer before the body comes', BUSY, 503, () => new Response(slowly('the resource'))],
    ['others answer before a body of known length comes', BUSY, 503, () => new Response(slowly('the resource'), LENGTH)],
    ['others answer, and there is no body', BUSY, 503, () => new Response(null, { status: 204 })],
    ['a redirect cannot be set', throwing('setHeader', 'location'), 500, () => Response.redirect('https://cdn.invalid/', 303)],
  ]) {
    const events = [];
    const { site, order } = await shop(t, { origin, onEvent: ({ kind }) => events.push(kind) });
    const { authorization, state, pay } = await order();
    let response;
    const handle = listener(async (request) => {
      const answer = await site.fetch(request);
      response.late?.();
      return answer;
    }, { publicOrigin: ORIGIN });
    const port = await up(t, (req, res) => (prepare((response = res)), handle(req, res)));
    const answer = await fetch(at(port, '/paid'), { headers: { authorization } });
    assert.deepEqual([answer.status, await state()], [status, 'succeeded'], what);
    await until(() => events.includes('owed'));
    const own = origin();
    const again = await pay();
    assert.deepEqual([again.status, again.text, again.paid], [own.status, await own.text(), true], what);
    assert.deepEqual([(await pay()).status, await state()], [402, 'succeeded'], what);
  }
});

test('a payer is owed an answer without a body, too, that others prevent just as it is sent', async (t) => {
  let response;
  const events = [];
  const onEvent = ({ kind }) => {
    events.push(kind);
    if (kind === 'delivered') response?.writeHead(503).end('busy');
  };
  const { site, order } = await shop(t, { origin: () => new Response(null, { status: 204 }), onEvent });
  const handle = listener(site.fetch, { publicOrigin: ORIGIN });
  const port = await up(t, (req, res) => handle(req, (response = res)));
  const { authorization, pay } = await order();
  assert.equal((await fetch(at(port, '/paid'), { headers: { authorization } })).status, 503);
  await until(() => events.includes('owed'));
  response = undefined;
  assert.deepEqual([(await pay()).status, (await pay()).status], [204, 402]);
});

test('a payer whose paid answer middleware breaks off is owed it', async (t) => {
  for (const [what, name, times, make, init] of [
    ['the first bytes', 'write', 1, () => 'the resource'],
    ['the first bytes of a known length', 'write', 1, () => slowly('the resource'), LENGTH],
    ['later bytes', 'write', 2, () => slowly('the ', 'resource')],
    ['the status', 'flushHeaders', 1, () => slowly('the resource')],
  ]) {
    const events = [];
    const { site, order } = await shop(t, { origin: () => new Response(make(), init), onEvent: ({ kind }) => events.push(kind) });
    const { authorization, state, pay } = await order();
    const handle = listener(site.fetch, { publicOrigin: ORIGIN });
    const port = await up(t, (req, res) => {
      let left = times;
      const own = res[name];
      res[name] = (...args) => {
        if ((left -= 1) === 0) throw new TypeError('a hook of middleware');
        return own.apply(res, args);
      };
      handle(req, res);
    });
    await assert.rejects(fetch(at(port, '/paid'), { headers: { authorization } }).then((answer) => answer.text()), what);
    await until(() => events.includes('owed'));
    const again = await pay();
    assert.deepEqual([again.status, again.text, again.paid], [200, 'the resource', true], what);
    assert.deepEqual([(await pay()).status, await state()], [402, 'succeeded'], what);
  }
});

test('a payer whom middleware leaves without the end of a paid answer, but with all of its bytes, is owed nothing', async (t) => {
  const events = [];
  const { site, order } = await shop(t, { origin: () => new Response('the resource'), onEvent: ({ kind }) => events.push(kind) });
  const { authorization, pay } = await order();
  const handle = listener(site.fetch, { publicOrigin: ORIGIN });
  const port = await up(t, (req, res) => {
    res.end = () => {
      throw new TypeError('a hook of middleware');
    };
    handle(req, res);
  });
  await assert.rejects(fetch(at(port, '/paid'), { headers: { authorization } }).then((answer) => answer.text()));
  assert.equal((await pay()).status, 402);
  assert.equal(events.includes('owed'), false);
});

test('what a paywall does for a paid answer ends once that is sent, fails, or has lost its client', async (t) => {
  const makes = {
    '/whole': () => new Response('the resource'),
    '/slow': () => new Response(slowly('the ', 'resource')),
    '/empty': () => new Response(null, { status: 204 }),
    '/endless': () => new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(10)) })),
    '/breaks': () => new Response(slowly('the ', 'resource')),
    '/ends': () => new Response('the resource'),
  };
  const { site, order } = await shop(t, { origin: ({ url }) => makes[new URL(url).pathname]() });
  const tasks = [];
  const ctx = { waitUntil: (task) => tasks.push(task) };
  const handle = listener((request) => site.fetch(request, undefined, ctx), { publicOrigin: ORIGIN });
  const port = await up(t, (req, res) => {
    const fails = { '/breaks': 'write', '/ends': 'end' }[req.url];
    if (fails) res[fails] = () => { throw new TypeError('a hook of middleware'); };
    handle(req, res);
  });
  for (const path of Object.keys(makes)) {
    const { authorization } = await order({}, ORIGIN + path);
    const asked = fetch(at(port, path), { headers: { authorization } });
    if (path === '/endless') await (await asked).body.cancel();
    else await asked.then((answer) => answer.text()).catch(() => {});
    await until(() => tasks.length > 0);
    await Promise.race([Promise.all(tasks.splice(0)), new Promise((_, reject) => setTimeout(reject, 10_000, new Error(path)).unref())]);
  }
});

test('a handler that is late leaves the response of others alone, and what it made is let go', async (t) => {
  const late = { '/empty': () => new Response(null, { status: 204 }), '/whole': () => new Response('ours'), '/fails': () => Promise.reject(new TypeError('why')), '/flows': () => new Response(new ReadableStream({ cancel: () => void (canceled = true) })) };
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
