// `listener` behind `createServer` of node:http2.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, constants, createSecureServer, createServer } from 'node:http2';
import { get } from 'node:https';
import { test } from 'node:test';
import { listener } from 'mpp-wasm/node';
import { MIB, ORIGIN, until } from './node-server.mjs';
import * as selfSigned from './self-signed.mjs';
import { shop } from './shop.mjs';

/** Serves for the duration of a test. Resolves with a connected client. */
async function clientOf(t, handler) {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const session = connect(`http://127.0.0.1:${server.address().port}`);
  t.after(() => (session.destroy(), server.close()));
  return session;
}

const client = (t, fetch) => clientOf(t, listener(fetch, { publicOrigin: ORIGIN }));

/** Sends a request. Resolves with the response's fields and body, and why and with what code its stream was reset, if it was. */
async function ask(session, path, { method = 'GET', body, fields } = {}) {
  const stream = session.request({ ':path': path, ':method': method, ...fields }, { endStream: body === undefined });
  if (body !== undefined) stream.end(body);
  let headers, error, text = '';
  stream.on('response', (own) => (headers = own)).on('data', (part) => (text += part)).on('error', ({ code }) => (error = code));
  await once(stream, 'close').catch(() => {});
  return { status: headers?.[':status'], headers, text, error, code: stream.rstCode };
}

test('a handler gets method, URL, fields, host and body, and what it answers arrives without fields of a connection', async (t) => {
  const warned = [];
  const warn = ({ message }) => warned.push(message);
  process.on('warning', warn);
  t.after(() => process.off('warning', warn));
  const seen = [];
  const session = await client(t, async (request) => {
    seen.push([request.method, request.url, Object.fromEntries(request.headers), await request.text()]);
    const hop = { connection: 'close', 'keep-alive': 'timeout=5', 'proxy-connection': 'close', te: 'gzip', 'http2-settings': 'AAA' };
    const headers = [...Object.entries(hop), ['set-cookie', 'a=1'], ['set-cookie', 'b=2']];
    return new Response(request.method === 'DELETE' ? null : 'ok', { status: request.method === 'DELETE' ? 204 : 200, statusText: 'Fine', headers });
  });
  await once(session, 'connect');
  const own = { host: `127.0.0.1:${session.socket.remotePort}` };
  const fields = { cookie: ['a=1', 'b=2'], authorization: 'Payment a' };
  const whole = await ask(session, '/a?b', { method: 'POST', body: 'hello', fields });
  assert.deepEqual([whole.status, whole.text, whole.error, whole.headers['set-cookie']], [200, 'ok', undefined, ['a=1', 'b=2']]);
  for (const name of ['connection', 'keep-alive', 'proxy-connection', 'te', 'http2-settings']) assert.equal(whole.headers[name], undefined, name);
  const head = await ask(session, '/', { method: 'HEAD' });
  assert.deepEqual([head.status, head.text, head.error], [200, '', undefined]);
  const none = await ask(session, '/', { method: 'DELETE' });
  assert.deepEqual([none.status, none.text, none.error], [204, '', undefined]);
  assert.deepEqual(seen, [
    ['POST', `${ORIGIN}/a?b`, { ...own, authorization: 'Payment a', cookie: 'a=1; b=2' }, 'hello'],
    ['HEAD', `${ORIGIN}/`, own, ''],
    ['DELETE', `${ORIGIN}/`, own, ''],
  ]);
  assert.deepEqual(warned, []);
});

test('a Host field does not replace the authority that a request is for', async (t) => {
  const session = await client(t, (request) => new Response(request.headers.get('host')));
  const { text } = await ask(session, '/', { fields: { ':authority': 'api.example.com', host: 'other.example.com' } });
  assert.equal(text, 'api.example.com');
});

test('a Host field that middleware has set is the host', async (t) => {
  const handle = listener((request) => new Response(request.headers.get('host')), { publicOrigin: ORIGIN });
  const session = await clientOf(t, (req, res) => ((req.headers.host = 'shop.example.com'), handle(req, res)));
  for (const fields of [{}, { host: 'other.example.com' }]) {
    assert.equal((await ask(session, '/', { fields: { ':authority': 'api.example.com', ...fields } })).text, 'shop.example.com');
  }
});

test('a method in lower case is the one that a Request makes of it', async (t) => {
  let cancelled = 0;
  const session = await client(t, ({ method }) => {
    const body = new ReadableStream(
      { pull: (controller) => (controller.enqueue(Buffer.from(method)), controller.close()), cancel: () => void cancelled++ },
      { highWaterMark: 0 },
    );
    return new Response(body, { headers: { 'x-method': method } });
  });
  for (const [method, text, body] of [['head', ''], ['Head', '', 'x'], ['get', 'GET'], ['get', 'GET', 'x'], ['post', 'POST', 'x']]) {
    const answer = await ask(session, '/', { method, body });
    const seen = [answer.status, answer.headers['x-method'], answer.text, answer.error];
    assert.deepEqual(seen, [200, method.toUpperCase(), text, undefined], `${method} ${body}`);
  }
  assert.equal(cancelled, 2);
});

test('a body that breaks off resets its stream, and other requests of the connection go on', async (t) => {
  let cancelled = 0;
  let proceed;
  const waits = new Promise((resolve) => (proceed = resolve));
  const signals = {};
  const handlers = {
    '/whole': async () => (await waits, new Response('whole')),
    '/breaks': () => new Response(new ReadableStream({
      pull(controller) {
        if ((cancelled += 1) === 1) controller.enqueue(Buffer.from('half'));
        else controller.error(new RangeError('why'));
      },
    })),
    '/endless': () => new Response(new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(10_000)),
      cancel: () => void (cancelled = 'endless'),
    })),
  };
  const session = await client(t, (request) => {
    const { pathname } = new URL(request.url);
    signals[pathname] = request.signal;
    return handlers[pathname]();
  });
  t.mock.method(console, 'error', () => {});
  const other = ask(session, '/whole');
  const broken = await ask(session, '/breaks');
  assert.deepEqual([broken.status, broken.text, broken.error], [200, 'half', 'ERR_HTTP2_STREAM_ERROR']);
  for (const code of [constants.NGHTTP2_CANCEL, constants.NGHTTP2_INTERNAL_ERROR]) {
    cancelled = 0;
    const stream = session.request({ ':path': '/endless' }).on('error', () => {});
    await once(stream, 'response');
    stream.close(code);
    await until(() => cancelled === 'endless' && signals['/endless'].aborted);
  }
  proceed();
  assert.equal((await other).text, 'whole');
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(signals['/whole'].aborted, false);
});

test('nothing that fails ends the process: its stream is reset, and other requests of the connection go on', async (t) => {
  const said = t.mock.method(console, 'error', () => {});
  const origin = ({ url }) => (url.endsWith('/fails') ? Promise.reject(new RangeError('why')) : new Response('ok'));
  const handle = listener(origin, { publicOrigin: ORIGIN });
  const session = await clientOf(t, (req, res) => handle(req, res, () => { throw new TypeError('next'); }));
  const { status, code } = await ask(session, '/fails');
  assert.deepEqual([status, code], [undefined, constants.NGHTTP2_INTERNAL_ERROR]);
  assert.deepEqual(said.mock.calls.map(({ arguments: [line] }) => line), ['mpp-wasm: internal: TypeError']);
  assert.equal((await ask(session, '/')).text, 'ok');
});

test('a body with more or fewer bytes than announced resets its stream', async (t) => {
  const bodies = { '/long': 'abc', '/short': 'a', '/none': null, '/whole': 'ab', '/304': null };
  const handler = ({ url }) => {
    const { pathname } = new URL(url);
    return new Response(bodies[pathname], { status: pathname === '/304' ? 304 : 200, headers: { 'content-length': '2' } });
  };
  const { site } = await shop(t, { routes: { '/paid': '1.00 USD' }, origin: handler });
  for (const fetch of [handler, site.fetch]) {
    const session = await client(t, fetch);
    // Other codes are those of a client that counts.
    for (const path of ['/long', '/short', '/none']) assert.equal((await ask(session, path)).code, constants.NGHTTP2_INTERNAL_ERROR, path);
    for (const [path, method, status, text] of [
      ['/whole', 'GET', 200, 'ab'],
      ['/whole', 'HEAD', 200, ''],
      ['/none', 'HEAD', 200, ''],
      ['/304', 'GET', 304, ''],
    ]) {
      const answer = await ask(session, path, { method });
      const seen = [answer.status, answer.headers['content-length'], answer.text, answer.error];
      assert.deepEqual(seen, [status, '2', text, undefined], `${method} ${path}`);
    }
  }
});

test('half a request body does not look whole', async (t) => {
  const seen = [];
  const session = await client(t, async (request) => {
    await request.text().then((text) => seen.push(text), ({ code }) => seen.push(code));
    return new Response();
  });
  // `close` would end the body first.
  for (const leave of [(stream) => stream.destroy(new Error('reset')), () => session.destroy()]) {
    const stream = session.request({ ':path': '/', ':method': 'POST' }).on('error', () => {});
    await new Promise((resolve) => stream.write('half', resolve));
    // So that it does not leave before any of it has arrived.
    await new Promise((resolve) => session.ping(resolve));
    const count = seen.length;
    leave(stream);
    await until(() => seen.length > count);
  }
  assert.deepEqual(seen, Array(2).fill('ERR_STREAM_PREMATURE_CLOSE'));
});

test('a paywall asks, is paid, and compares the body', async (t) => {
  const { site, order } = await shop(t, { origin: async (request) => new Response(`the resource for ${await request.text()}`) });
  const session = await client(t, site.fetch);
  const unpaid = await ask(session, '/paid', { method: 'POST', body: 'this' });
  assert.deepEqual([unpaid.status, /^Payment /.test(unpaid.headers['www-authenticate'])], [402, true]);
  const fields = await ask(session, '/paid', { method: 'HEAD' });
  assert.deepEqual([fields.status, fields.text, fields.error], [402, '', undefined]);
  const { authorization, state } = await order({ method: 'POST', body: 'this' });
  const other = await ask(session, '/paid', { method: 'POST', body: 'that', fields: { authorization } });
  assert.deepEqual([other.status, await state()], [402, '']);
  const paid = await ask(session, '/paid', { method: 'POST', body: 'this', fields: { authorization } });
  assert.deepEqual([paid.status, paid.text, await state()], [200, 'the resource for this', 'succeeded']);
  assert.ok(paid.headers['payment-receipt']);
  const again = await ask(session, '/paid', { method: 'POST', body: 'this', fields: { authorization } });
  assert.deepEqual([again.status, await state()], [402, 'succeeded']);
});

test('the stream of a preflight that has a body ends', async (t) => {
  const { site } = await shop(t, { origin: () => new Response() });
  const session = await client(t, site.fetch);
  const fields = { origin: 'https://app.example.com', 'access-control-request-method': 'GET' };
  const late = setTimeout(() => session.destroy(), 10_000);
  const { status, error } = await ask(session, '/paid', { method: 'OPTIONS', body: new Uint8Array(MIB / 4), fields });
  clearTimeout(late);
  assert.deepEqual([status, error], [204, undefined]);
  assert.equal(session.destroyed, false);
});

test('a payer who resets the stream while the resource is made is not charged', async (t) => {
  let asked;
  const made = new Promise((resolve) => (asked = resolve));
  const origin = async ({ signal }) => (asked(), await once(signal, 'abort'), new Response('late'));
  const { site, order } = await shop(t, { origin });
  const { authorization, state } = await order();
  const session = await client(t, site.fetch);
  const stream = session.request({ ':path': '/paid', authorization }).on('error', () => {});
  await made;
  stream.close(constants.NGHTTP2_CANCEL);
  await until(async () => (await state()) === 'canceled');
});

test('a payer who resets the stream while middleware is busy is not charged', async (t) => {
  const { site, order } = await shop(t, { origin: () => new Response('the resource') });
  const { authorization, state } = await order();
  const handle = listener(site.fetch, { publicOrigin: ORIGIN });
  let asked;
  const waits = new Promise((resolve) => (asked = resolve));
  const session = await clientOf(t, (req, res) => (asked(), res.on('close', () => setTimeout(() => handle(req, res)))));
  const stream = session.request({ ':path': '/paid', authorization }).on('error', () => {});
  await waits;
  stream.close(constants.NGHTTP2_CANCEL);
  await until(async () => !['', 'requires_capture'].includes(await state()));
  assert.equal(await state(), 'canceled');
});

/** More than a client may send before it is read, and less than what Node lets a session keep. */
const UPLOAD = Buffer.alloc(4 * MIB);
const tooLarge = () => new Response('too large', { status: 413 });
const begin = ({ body }) => body.getReader().read();

for (const [name, answer, handler] of [
  ['nobody reads', 413, tooLarge],
  ['the handler begins to read', 413, (request) => begin(request).then(tooLarge)],
  ['the handler cancels', 413, ({ body }) => body.cancel().then(tooLarge)],
  ['the handler begins to read, and fails', 500, (request) => begin(request).then(() => Promise.reject(new Error('why')))],
  ['a parser has begun to read', 413, tooLarge],
  ['a paywall finds too large', 413],
]) {
  test(`a client that is still writing a body that ${name} gets its answer, and the connection can close`, async (t) => {
    const { site } = await shop(t, { maxBodyBytes: MIB, origin: tooLarge });
    const handle = listener(handler ?? site.fetch, { publicOrigin: ORIGIN });
    const isParsed = name.startsWith('a parser');
    const session = await clientOf(t, (req, res) => (isParsed ? req.once('data', () => handle(req.pause(), res)) : handle(req, res)));
    let answered, ended;
    ask(session, '/', { method: 'POST', body: UPLOAD }).then(({ status, error }) => (answered = [status, error]));
    await until(() => answered);
    assert.deepEqual(answered, [answer, undefined]);
    session.close(() => (ended = true));
    await until(() => ended);
  });
}

/** How clients leave. */
const LEAVES = [
  ...[constants.NGHTTP2_NO_ERROR, constants.NGHTTP2_CANCEL, constants.NGHTTP2_INTERNAL_ERROR].map((code) => (stream) => stream.close(code)),
  (stream) => stream.session.destroy(),
];

/** Asks, leaves after the first part of the body, and resolves with it. */
async function leaveHalfway(session, fields, leave) {
  const stream = session.request(fields).on('error', () => {});
  const [part] = await once(stream, 'data');
  leave(stream);
  return `${part}`;
}

test('a client who leaves while the body waits aborts the signal and the body', async (t) => {
  for (const leave of LEAVES) {
    let signal, cancelled;
    const session = await client(t, (request) => {
      ({ signal } = request);
      return new Response(
        new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('half')), cancel: ({ name }) => void (cancelled = name) }),
      );
    });
    assert.equal(await leaveHalfway(session, { ':path': '/' }, leave), 'half');
    await until(() => signal.aborted && cancelled);
    assert.equal(cancelled, 'AbortError');
  }
});

test('a client who leaves while more is written than it reads aborts the signal and the body', async (t) => {
  for (const leave of LEAVES) {
    let signal, cancelled;
    const session = await client(t, (request) => {
      ({ signal } = request);
      const pull = (controller) => controller.enqueue(new Uint8Array(MIB));
      return new Response(new ReadableStream({ pull, cancel: ({ name }) => void (cancelled = name) }));
    });
    const stream = session.request({ ':path': '/' }).on('error', () => {});
    await once(stream, 'response');
    leave(stream);
    await until(() => signal.aborted && cancelled);
    assert.equal(cancelled, 'AbortError');
  }
});

test('a client who leaves while middleware is to answer for a handler that failed aborts the signal', async (t) => {
  for (const leave of LEAVES) {
    let signal, failed;
    const handle = listener((request) => (({ signal } = request), Promise.reject(new Error('why'))), { publicOrigin: ORIGIN });
    const session = await clientOf(t, (req, res) => handle(req, res, () => (failed = true)));
    const stream = session.request({ ':path': '/' }).on('error', () => {});
    await until(() => failed);
    leave(stream);
    await until(() => signal.aborted);
  }
});

test('a payer who leaves while the body waits has got it, even if it breaks off later', async (t) => {
  for (const leave of LEAVES) {
    let ran = 0;
    let aborted = 0;
    let breakOff;
    const { site, order } = await shop(t, { origin: ({ signal }) => {
      ran += 1;
      signal.addEventListener('abort', () => (aborted += 1));
      return new Response(new ReadableStream({ start(controller) {
        controller.enqueue(Buffer.from('the text'));
        breakOff = () => controller.error(new Error('idle for too long'));
      } }));
    } });
    const { authorization, pay, state } = await order();
    const session = await client(t, site.fetch);
    assert.equal(await leaveHalfway(session, { ':path': '/paid', authorization }, leave), 'the text');
    await until(() => aborted === 1);
    breakOff();
    for (let again = 0; again < 3; again += 1) assert.equal((await pay()).status, 402);
    assert.deepEqual([ran, await state()], [1, 'succeeded']);
  }
});

test('a server that speaks both answers in HTTP/1.1 too', async (t) => {
  const server = createSecureServer(
    { ...selfSigned, allowHTTP1: true },
    listener(async (request) => new Response(request.headers.get('host')), { publicOrigin: ORIGIN }),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const session = connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
  t.after(() => (session.destroy(), server.close()));
  assert.equal((await ask(session, '/')).text, `127.0.0.1:${port}`);
  const response = await new Promise((resolve, reject) =>
    get(`https://127.0.0.1:${port}/`, { rejectUnauthorized: false, agent: false }, resolve).on('error', reject),
  );
  assert.equal(response.httpVersion, '1.1');
  assert.equal(Buffer.concat(await response.toArray()).toString(), `127.0.0.1:${port}`);
});
