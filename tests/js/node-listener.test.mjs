// `listener`: a fetch-style handler behind Node's own server, over sockets.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { IncomingMessage, ServerResponse, request as httpRequest } from 'node:http';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { MppError } from 'mpp-wasm';
import { listener } from 'mpp-wasm/node';
import { ORIGIN, at, raw, start, until, up } from './node-server.mjs';
import { shop } from './shop.mjs';

test('the public origin must be written out, and nothing else is taken for it', () => {
  const site = () => new Response();
  for (const publicOrigin of [
    undefined,
    null,
    '',
    'api.example.com',
    'https://api.example.com/',
    'https://api.example.com/a',
    'https://API.example.com',
    'ftp://api.example.com',
    'https://user@api.example.com',
    7,
    {},
  ]) {
    const isTold = (error) => error instanceof MppError && error.code === 'bad-config' && /even if TLS ends in front/.test(error.message);
    assert.throws(() => listener(site, { publicOrigin }), isTold, String(publicOrigin));
  }
  assert.throws(() => listener(site), { code: 'bad-config', message: /^publicOrigin must be/ });
  for (const name of ['publicOrgin', 'origin']) {
    const message = `listener options: unknown field "${name}"; known fields: publicOrigin`;
    assert.throws(() => listener(site, { [name]: ORIGIN }), { code: 'bad-config', message });
  }
  for (const fetch of [undefined, {}, { fetch: site }]) {
    assert.throws(() => listener(fetch, { publicOrigin: ORIGIN }), { code: 'bad-config', message: /^listener needs a handler/ });
  }
  for (const publicOrigin of [ORIGIN, 'http://127.0.0.1:8402', 'https://api.example.com:8443']) listener(site, { publicOrigin });
});

test('a handler gets the URL that the client asked for, and every field', async (t) => {
  const seen = [];
  const port = await start(t, async (request) => {
    seen.push([request.method, request.url, request.headers.get('authorization'), request.headers.get('cookie'), request.headers.get('x-a')]);
    return new Response(await request.text());
  });
  const twice = ['Authorization: Payment a', 'Authorization: Payment b', 'Cookie: a=1', 'Cookie: b=2', 'X-A: 1', 'X-A: 2'];
  const fields = ['Host: other.example', ...twice, 'Content-Length: 5', 'Connection: close'];
  const answer = await raw(port, `POST //a/../b?c=%20 HTTP/1.1\r\n${fields.join('\r\n')}\r\n\r\nhello`);
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n[^]*hello/);
  assert.deepEqual(seen, [['POST', `${ORIGIN}//b?c=%20`, 'Payment a, Payment b', 'a=1; b=2', '1, 2']]);
  // For a proxy, and methods that a Request cannot have.
  for (const line of ['GET http://other.example/ HTTP/1.1', 'OPTIONS * HTTP/1.1', 'TRACE / HTTP/1.1']) {
    assert.match(await raw(port, `${line}\r\nHost: a\r\n\r\n`), /^HTTP\/1\.1 400 /, line);
  }
  assert.match(await raw(port, 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello'), /^HTTP\/1\.1 200 /);
  assert.equal(seen.length, 2);
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

test('a response without a body says so, and a body longer than announced is let go', async (t) => {
  let canceled = 0;
  const longer = () => new ReadableStream({ pull: (own) => own.enqueue(Buffer.from('ab')), cancel: () => void canceled++ });
  const made = {
    '/none': () => new Response(null),
    '/longer': () => new Response(longer(), { headers: { 'content-length': '1' } }),
  };
  t.mock.method(console, 'error', () => {});
  const port = await start(t, ({ url }) => made[new URL(url).pathname]());
  assert.equal((await fetch(at(port, '/none'))).headers.get('content-length'), '0');
  await assert.rejects(fetch(at(port, '/longer')).then((answer) => answer.text()));
  await until(() => canceled === 1);
});

test('a Response that was sent before is not sent again without its body', async (t) => {
  t.mock.method(console, 'error', () => {});
  for (const method of ['GET', 'HEAD']) {
    const shared = new Response('the text');
    const port = await start(t, () => shared);
    assert.equal((await fetch(at(port), { method })).status, 200);
    const again = await fetch(at(port));
    assert.deepEqual([again.status, await again.text()], [500, ''], method);
  }
  // Without a body, there is nothing to miss.
  const none = new Response(null, { status: 204 });
  const port = await start(t, () => none);
  for (let times = 0; times < 2; times += 1) assert.equal((await fetch(at(port))).status, 204);
});

test('a request that has no path leaves the response of others alone', async (t) => {
  const said = t.mock.method(console, 'error', () => {});
  const handle = listener(() => new Response('ours'), { publicOrigin: ORIGIN });
  const port = await up(t, (req, res) => {
    res.write('half, ');
    handle(req, res);
    setTimeout(() => res.end('half'), 40);
  });
  for (const [method, path] of [['GET', 'http://other.example/'], ['OPTIONS', '*'], ['TRACE', '/']]) {
    const [answer] = await once(httpRequest({ port, method, path }).end(), 'response');
    assert.equal((await answer.setEncoding('utf8').toArray()).join(''), 'half, half', path);
  }
  assert.equal(said.mock.callCount(), 0);
});

test('a request without a host has none', async (t) => {
  const port = await start(t, ({ headers }) => new Response(`host: ${headers.get('host')}`));
  assert.match(await raw(port, 'GET / HTTP/1.0\r\n\r\n'), /host: null$/);
});

test('a request without a socket, or with what stands for one, as adapters for other servers make it, is served', async () => {
  for (const socket of [undefined, { remoteAddress: '127.0.0.1' }]) {
    const req = Object.assign(new IncomingMessage(socket), { method: 'GET', url: '/a', headers: { host: 'a' } });
    const res = new ServerResponse(req);
    const written = [];
    res.assignSocket(new Writable({ write: (chunk, encoding, done) => (written.push(chunk), done()) }));
    listener(({ url }) => new Response(`<${url}>`), { publicOrigin: ORIGIN })(req, res);
    await Promise.race([once(res, 'finish'), once(res, 'close')]);
    assert.match(Buffer.concat(written).toString(), /^HTTP\/1\.1 200 OK\r\n[^]*<https:\/\/api\.example\.com\/a>/);
  }
});

test('nothing that fails ends the process', async (t) => {
  const said = t.mock.method(console, 'error', () => {});
  const handle = listener(() => Promise.reject(new RangeError('why')), { publicOrigin: ORIGIN });
  const port = await up(t, (req, res) => {
    if (req.url === '/sent') res.writeHead(200).end('sent');
    handle(req, res, () => { throw new TypeError('next'); });
  });
  assert.equal(await (await fetch(at(port, '/sent'))).text(), 'sent');
  await assert.rejects(fetch(at(port, '/next')));
  assert.deepEqual(said.mock.calls.map(({ arguments: [line] }) => line), ['mpp-wasm: internal: TypeError']);
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
    const answer = await fetch(at(port, `/${coding}`), { signal: AbortSignal.timeout(60_000) });
    assert.deepEqual([await answer.text(), answer.headers.get('content-encoding'), answer.headers.get('x-own')], [text, null, 'yes'], coding);
    assert.equal((await fetch(at(port, `/${coding}`), { method: 'HEAD' })).status, 200);
  }
  // What a handler has encoded itself stays encoded.
  const own = await start(t, () => new Response(gzipSync(text), { headers: { 'content-encoding': 'gzip' } }));
  const answer = await fetch(at(own));
  assert.deepEqual([await answer.text(), answer.headers.get('content-encoding')], [text, 'gzip']);
});

test('what is fetched without a coding keeps its length, free or paid', async (t) => {
  const origin = await up(t, (req, res) => res.writeHead(200, { 'content-length': 4 }).end('text'));
  const handler = () => fetch(at(origin));
  const { site, order } = await shop(t, { routes: { '/paid': '1.00 USD' }, origin: handler });
  for (const serve of [handler, site.fetch]) assert.equal((await fetch(at(await start(t, serve)))).headers.get('content-length'), '4');
  assert.equal((await (await order()).pay()).headers.get('content-length'), '4');
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
  const names = ['TypeError', 'RangeError', 'TypeError', 'TypeError ERR_INVALID_CHAR', 'RangeError ERR_HTTP_INVALID_STATUS_CODE'];
  assert.deepEqual(lines, names.map((name) => `mpp-wasm: origin-unavailable: ${name}`));
});

test('no cache keeps what the listener answers by itself, whatever middleware has set', async (t) => {
  t.mock.method(console, 'error', () => {});
  const serve = listener(() => Promise.reject(new Error('why')), { publicOrigin: ORIGIN });
  const port = await up(t, (req, res) => (res.setHeader('Cache-Control', 'public, max-age=60'), serve(req, res)));
  for (const [line, status] of [['GET / HTTP/1.1', 500], ['TRACE / HTTP/1.1', 400]]) {
    const answer = await raw(port, `${line}\r\nHost: a\r\nPayment-Authorization: Payment a\r\nConnection: close\r\n\r\n`);
    assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
    assert.deepEqual(answer.match(/(?<=\r\ncache-control: ).*/gi), ['no-store'], line);
  }
});

// Node passes it on, and so does the URL of a `Request`: a handler that compares its text sees the whole path.
test('a # in the path of a request makes nothing free', async (t) => {
  const origin = ({ url }) => new Response(`made ${url}`);
  const { site } = await shop(t, { routes: { '/premium/*': '1.00 USD', '/users/*/report': '1.00 USD' }, origin });
  const port = await start(t, site.fetch);
  const ask = (path) => raw(port, `GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`);
  for (const path of ['/free#/../premium/x', '/users/7#/report', '/premium/x#y']) {
    const answer = await ask(path);
    assert.match(answer, /^HTTP\/1\.1 402 /, path);
    assert.doesNotMatch(answer, /made/, path);
  }
  assert.match(await ask('/free#x'), /made https:\/\/api\.example\.com\/free#x/);
});
