// What a handler in Node learns of clients who leave.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { listener } from 'mpp-wasm/node';
import { ORIGIN, at, raw, start, until, up } from './node-server.mjs';
import { shop } from './shop.mjs';

test('a client who leaves aborts the signal and the body; one who stays to the end does not', async (t) => {
  const signals = {};
  let cancelled;
  const port = await start(t, async ({ signal, url }) => {
    const path = new URL(url).pathname;
    signals[path] = signal;
    if (path === '/waits') await once(signal, 'abort');
    if (path === '/whole') return new Response('whole');
    return new Response(
      new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(10)), cancel: (reason) => void (cancelled = reason) }),
    );
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
    await Promise.race([once(signal, 'abort'), new Promise((resolve) => setTimeout(resolve, 60_000).unref())]);
    return new Response('the resource');
  };
  const { site, order } = await shop(t, { routes: { '/paid': '1.00 USD' }, origin });
  const { authorization, state } = await order();
  const port = await start(t, site.fetch);
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  socket.write(`GET /free HTTP/1.1\r\nHost: a\r\n\r\nGET /paid HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\n\r\n`);
  await wait;
  socket.destroy();
  await until(async () => (await state()) !== 'requires_capture');
  assert.equal(await state(), 'canceled');
});

test('a payer who closes only its own side of the connection counts as one who has left', async (t) => {
  let asked;
  const origin = async ({ signal }) => (asked(), await once(signal, 'abort'), new Response('the resource'));
  const { site, order } = await shop(t, { origin });
  const port = await start(t, site.fetch);
  const { authorization, state } = await order();
  const wait = new Promise((resolve) => (asked = resolve));
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.write(`GET /paid HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\n\r\n`);
  await wait;
  socket.end();
  assert.deepEqual(await socket.toArray(), []);
  await until(async () => (await state()) === 'canceled');
});

test('a client who leaves aborts a response that was made, and waits for its turn', async (t) => {
  const signals = [];
  const responses = [];
  const handle = listener(({ signal, url }) => {
    signals.push(signal);
    return new Response(url.endsWith('/endless') ? new ReadableStream() : 'whole');
  }, { publicOrigin: ORIGIN });
  const port = await up(t, (req, res) => (responses.push(res), handle(req, res)));
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  socket.write('GET /endless HTTP/1.1\r\nHost: a\r\n\r\nGET /whole HTTP/1.1\r\nHost: a\r\n\r\n');
  await until(() => responses[1]?.writableEnded);
  socket.destroy();
  await until(() => signals.every(({ aborted }) => aborted));
});

test('a response that has closed when its end returns is complete', async (t) => {
  let signal;
  const handle = listener((request) => (({ signal } = request), new Response('whole')), { publicOrigin: ORIGIN });
  const port = await up(t, (req, res) => {
    const { end } = res;
    // As in Deno for HEAD over HTTP/2.
    res.end = () => {
      end.call(res);
      Object.defineProperty(res, 'writableFinished', { value: true });
      res.emit('close');
    };
    handle(req, res);
  });
  for (const method of ['HEAD', 'GET']) {
    await (await fetch(at(port), { method })).text();
    assert.equal(signal.aborted, false, method);
  }
});

test('a client who gets another answer than the one that its handler fails to make has not left', async (t) => {
  let signal;
  const fails = (request) => {
    ({ signal } = request);
    throw new TypeError('why');
  };
  const { site, order } = await shop(t, { routes: { '/paid': '1.00 USD' }, origin: fails });
  const { authorization } = await order();
  const busy = (res) => res.writeHead(503).end();
  for (const [fetch, path, status, next] of [[fails, '/', 500], [fails, '/', 503, busy], [site.fetch, '/free', 502], [site.fetch, '/paid', 502]]) {
    const handle = listener(fetch, { publicOrigin: ORIGIN });
    let closed;
    const port = await up(t, (req, res) => {
      handle(req, res, next && (() => next(res)));
      closed = once(res, 'close');
    });
    const answer = await globalThis.fetch(at(port, path), { headers: { authorization } });
    await closed;
    assert.deepEqual([answer.status, signal.aborted], [status, false], path);
  }
});

test('a body that is made after the client has left is let go', async (t) => {
  // A Response may hold characters that Node does not send.
  for (const headers of [{}, { 'x-odd': '\u0001' }]) {
    let asked, canceled;
    const waits = new Promise((resolve) => (asked = resolve));
    const port = await start(t, async ({ signal }) => {
      asked();
      await once(signal, 'abort');
      return new Response(new ReadableStream({ cancel: () => void (canceled = true) }), { headers });
    });
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await waits;
    socket.destroy();
    await until(() => canceled);
  }
});

test('a client who left is no error of the handler', async (t) => {
  t.mock.method(console, 'error', () => {});
  const passed = [];
  let asked, ended;
  const handle = listener(async ({ signal }) => {
    asked();
    await once(signal, 'abort');
    setTimeout(ended, 20);
    throw signal.reason;
  }, { publicOrigin: ORIGIN });
  for (const next of [undefined, (error) => void passed.push(error)]) {
    const port = await up(t, (req, res) => handle(req, res, next));
    const waits = new Promise((resolve) => (asked = resolve));
    const over = new Promise((resolve) => (ended = resolve));
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await waits;
    socket.destroy();
    await over;
  }
  assert.deepEqual([console.error.mock.calls, passed], [[], []]);
});

/** Collects garbage. */
function collect() {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc')();
}

test('a handler that keeps nothing of its request but the signal learns when the client leaves', async (t) => {
  let began = 0;
  let ended = 0;
  const count = () => (ended += 1);
  const handlers = {
    waits: async ({ signal }) => {
      began += 1;
      await once(signal, 'abort');
      count();
      return new Response();
    },
    streams({ signal }) {
      began += 1;
      signal.addEventListener('abort', count);
      return new Response(new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) }));
    },
  };
  for (const [name, handler] of Object.entries(handlers)) {
    const { site } = await shop(t, { routes: { '/paid': '1.00 USD' }, origin: handler });
    const around = (request) => site.fetch(request);
    for (const [how, fetch] of Object.entries({ alone: handler, 'in a paywall': site.fetch, 'in a function around one': around })) {
      const port = await start(t, fetch);
      began = ended = 0;
      const sockets = Array.from({ length: 10 }, () => connect(port, '127.0.0.1').on('error', () => {}));
      for (const socket of sockets) socket.write('GET /free HTTP/1.1\r\nHost: a\r\n\r\n');
      await until(() => began === sockets.length);
      for (let times = 0; times < 3; times += 1) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        collect();
      }
      for (const socket of sockets) socket.destroy();
      await until(() => ended === sockets.length).catch(() =>
        assert.fail(`${name}, ${how}: ${ended} of ${sockets.length}`),
      );
    }
  }
});

test('an open connection keeps nothing of the requests that were answered', async (t) => {
  const origin = (request) => {
    request.signal.addEventListener('abort', () => request);
    return new Response('x');
  };
  const { site } = await shop(t, { routes: { '/paid': '1.00 USD' }, origin });
  const answersFirst = (req, res, handle) => res.on('close', () => handle(req, res)).end();
  for (const [path, fetch, middleware] of [
    ['/', origin],
    ['/free', site.fetch],
    ['/paid', site.fetch],
    ['/late', origin, answersFirst],
    ['/late', site.fetch, answersFirst],
  ]) {
    const answers = [];
    const handle = listener(fetch, { publicOrigin: ORIGIN });
    const port = await up(t, (req, res) => (answers.push(new WeakRef(res)), middleware ? middleware(req, res, handle) : handle(req, res)));
    const socket = connect(port, '127.0.0.1').resume();
    t.after(() => socket.destroy());
    for (let asked = 1; asked <= 20; asked += 1) {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
      await until(() => answers.length === asked);
    }
    await until(() => (collect(), answers.filter((answer) => answer.deref()).length <= 2));
    assert.equal(socket.closed, false);
  }
});
