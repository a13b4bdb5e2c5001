// A paywall behind `listener` is not given a `Request` unless it needs one. Nobody can tell the difference.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { listener } from 'mpp-wasm/node';
import { ORIGIN, raw, up } from './node-server.mjs';
import { shop } from './shop.mjs';

const PREFLIGHT = { method: 'OPTIONS', path: '/paid', fields: 'Origin: https://app.example.com\r\n' };

/** What goes over the wire, and what middleware does before. */
const ASKED = {
  'a page': { path: '/paid' },
  'for a browser': { path: '/paid', fields: 'Accept: text/html\r\n' },
  'of another site': { path: '/paid', fields: 'Origin: https://app.example.com\r\n' },
  'a preflight': { method: 'OPTIONS', path: '/paid', fields: 'Origin: https://app.example.com\r\nAccess-Control-Request-Method: GET\r\n' },
  'only fields': { method: 'HEAD', path: '/paid' },
  'a body': { method: 'POST', path: '/paid', fields: 'Content-Length: 4\r\n', body: 'body' },
  'half a body': { method: 'POST', path: '/paid', fields: 'Content-Length: 5\r\n', body: 'half' },
  'a body in chunks': { method: 'PUT', path: '/paid', fields: 'Transfer-Encoding: chunked\r\n', body: '2\r\nab\r\n0\r\n\r\n' },
  'a body that is too large': { method: 'POST', path: '/paid', fields: 'Content-Length: 2000000\r\n' },
  'a body that a parser has read': {
    method: 'POST',
    path: '/paid',
    fields: 'Content-Length: 4\r\n',
    body: 'body',
    before: (req) => new Promise((resolve) => req.resume().on('end', resolve)),
  },
  'a credential': { path: '/paid', fields: 'Authorization: Payment e30\r\n' },
  'two credentials': { path: '/paid', fields: 'Authorization: Payment e30\r\nAuthorization: Payment e30\r\n' },
  'a WebSocket': { path: '/paid', fields: 'Connection: upgrade\r\nUpgrade: websocket\r\n' },
  'dots in the path': { path: '/free/../paid' },
  'a query and a fragment': { path: '/paid?a=b#c' },
  'another address': { path: '//elsewhere.example.com/paid' },
  'a space': { path: '/pa%20id' },
  'a letter beyond ASCII': { path: '/caf\u00e9' },
  'a whole address': { path: 'http://elsewhere.example.com/paid' },
  'small letters': { path: '/paid', before: (req) => void (req.method = 'post') },
  'a method of others': { method: 'PURGE', path: '/paid' },
  'no method for a Request': { method: 'TRACE', path: '/paid' },
  'a field that is none': { path: '/paid', before: (req) => void (req.headers['x-a'] = '\u0001') },
  'a credential of middleware': { path: '/paid', before: (req) => void (req.headers.Authorization = 'Payment e30') },
  'a credential with blanks': { path: '/paid', before: (req) => void (req.headers.authorization = ' Payment e30 ') },
  'a blank before the method of a preflight': { ...PREFLIGHT, before: (req) => void (req.headers['access-control-request-method'] = '\tGET') },
  'a blank after the method of a preflight': { ...PREFLIGHT, before: (req) => void (req.headers['access-control-request-method'] = 'GET ') },
  'credentials of middleware': { path: '/paid', before: (req) => void (req.headers.authorization = ['Payment e30', 'Payment e30']) },
  'one of two credentials': {
    path: '/paid',
    fields: 'Authorization: Payment e30\r\nAuthorization: Payment e31\r\n',
    before: (req) => void (req.headers.authorization = 'Basic e30'),
  },
  'a credential of another scheme first': { path: '/paid', fields: 'Authorization: Bearer a\r\nAuthorization: Payment e30\r\n' },
  'two lines': { path: '/paid', before: (req) => void (req.headers['x-a'] = 'a\nb') },
  'a name that is none': { path: '/paid', before: (req) => void (req.headers['x a'] = 'a') },
  'no name': { path: '/paid', before: (req) => void (req.headers[''] = 'a') },
  'a number, and nothing': {
    path: '/free',
    before: (req) => void Object.assign(req.headers, { 'x-a': 5, 'x-b': null, 'x-c': undefined, 'x-d': ['a', 'b'] }),
  },
  'an answer of middleware': { path: '/paid', before: (req, res) => void res.end('mine') },
  'fields of middleware': {
    path: '/paid',
    before(req, res) {
      res.setHeader('Vary', 'X-A').setHeader('Set-Cookie', 'a=b').setHeader('Cache-Control', 'public').setHeader('X-Name', 'caf\u00e9');
    },
  },
  'a free page': { path: '/free', fields: 'X-A: 1\r\nX-A: 2\r\nCookie: a=b\r\nCookie: c=d\r\n' },
};

/** What each answer has of its own: its challenge, its date, and how it tells where the body ends. */
const OWN = /\b(id|expires|opaque|challengeId)("?[=:] ?)"[^"]*"/g;
const SENT = /^(date|content-length|transfer-encoding|connection|keep-alive):/i;

test('an answer is the same whether the paywall was given a Request or not', async (t) => {
  const { site } = await shop(t, {
    routes: { '/*': { price: '1.00 USD', description: 'A café' }, '/free': 'free' },
    origin: async (request) => new Response(`${request.method} ${request.url} ${[...request.headers]} ${await request.text()}`),
  });
  const answers = async (fetch, { method = 'GET', path, fields = '', body = '', before }) => {
    const handle = listener(fetch, { publicOrigin: ORIGIN });
    const port = await up(t, async (req, res) => {
      await before?.(req, res);
      handle(req, res);
    });
    const connection = /^Connection/m.test(fields) ? '' : 'Connection: close\r\n';
    return raw(port, `${method} ${path} HTTP/1.1\r\nHost: a\r\n${connection}${fields}\r\n${body}`, 'latin1');
  };
  const parts = (answer) => {
    const [head, ...body] = answer.replace(OWN, '$1').split('\r\n\r\n');
    const [status, ...fields] = head.split('\r\n');
    const bytes = body.join('\r\n\r\n').replace(/^[0-9a-f]+\r\n|\r\n(0\r\n)?(\r\n)?$/g, '');
    return { status, fields: fields.filter((line) => !SENT.test(line)).sort(), body: bytes };
  };
  const seen = new Set();
  for (const [name, asked] of Object.entries(ASKED)) {
    const direct = parts(await answers(site.fetch, asked));
    assert.deepEqual(direct, parts(await answers((request) => site.fetch(request), asked)), name);
    seen.add(direct.status.split(' ')[1]);
  }
  assert.deepEqual([...seen].sort(), ['200', '204', '400', '402', '413', '500']);
});

test('fields that middleware has set reach the handler as text, and without those that it has taken away', async (t) => {
  const handle = listener((request) => Response.json([...request.headers].filter(([name]) => name.startsWith('x-'))), { publicOrigin: ORIGIN });
  for (const [name, value, seen] of [
    ['X-A', 'a', 'a'],
    ['x-a', ' a ', 'a'],
    ['x-a', 5, '5'],
    ['x-a', null],
    ['x-a', undefined],
    ['x-a', ['a', 'b'], 'a, b'],
  ]) {
    const port = await up(t, (req, res) => handle(Object.assign(req, { headers: { ...req.headers, [name]: value } }), res));
    assert.deepEqual(await (await fetch(`http://127.0.0.1:${port}/`)).json(), seen === undefined ? [] : [['x-a', seen]]);
  }
  const port = await up(t, (req, res) => handle(Object.assign(req, { headers: Object.create({ 'x-a': 'a' }) }), res));
  assert.deepEqual(await (await fetch(`http://127.0.0.1:${port}/`)).json(), [], 'nor what all objects may inherit');
});

test('a credential is for the address that a Request has, however a client writes it', async (t) => {
  const { site, order } = await shop(t, { origin: ({ url }) => new Response(url) });
  const port = await up(t, listener(site.fetch, { publicOrigin: ORIGIN }));
  for (const path of ['/free/../paid', '/./paid', '/a\\b', '/a"b?c<d', '/a#b']) {
    const { authorization } = await order({}, `${ORIGIN}${path}`);
    // A payer who waits for a processor must keep its side of the connection open.
    const socket = connect(port, '127.0.0.1').setEncoding('latin1');
    socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: ${authorization}\r\n\r\n`);
    assert.match((await socket.toArray()).join(''), /^HTTP\/1\.1 200 /, path);
  }
});

test('no body is written where there can be none', async (t) => {
  const { site } = await shop(t, { origin: () => new Response() });
  const server = createServer({ rejectNonStandardBodyWrites: true }, listener(site.fetch, { publicOrigin: ORIGIN })).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const answer = await fetch(`http://127.0.0.1:${server.address().port}/paid`, { method: 'HEAD' });
  assert.deepEqual([answer.status, await answer.text()], [402, '']);
});

test('a refusal takes neither a Request nor a Response', async (t) => {
  const { site } = await shop(t, { routes: { '/paid': '1.00 USD' }, origin: () => new Response('free') });
  const port = await up(t, listener(site.fetch, { publicOrigin: ORIGIN }));
  const made = [];
  for (const name of ['Request', 'Response']) {
    const own = globalThis[name];
    globalThis[name] = new Proxy(own, { construct: (_, given) => (made.push(name), new own(...given)) });
    t.after(() => (globalThis[name] = own));
  }
  const get = (path) => raw(port, `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
  assert.match(await get('/paid'), /^HTTP\/1.1 402 /);
  assert.deepEqual(made, []);
  assert.match(await get('/free'), /free/);
  assert.deepEqual(new Set(made), new Set(['Request', 'Response']));
});

test('a function that wraps a paywall is called, even if it shows what the paywall has', async (t) => {
  const { site } = await shop(t, { origin: () => new Response() });
  const other = () => new Response('its own');
  for (const fetch of [site.fetch, site.charge('1.00 USD', other)]) {
    const copied = Object.defineProperties(() => other(), Object.getOwnPropertyDescriptors(fetch));
    for (const wrapped of [new Proxy(fetch, { apply: other }), Object.setPrototypeOf(() => other(), fetch), copied]) {
      const port = await up(t, listener(wrapped, { publicOrigin: ORIGIN }));
      assert.equal(await (await globalThis.fetch(`http://127.0.0.1:${port}/paid`)).text(), 'its own');
    }
  }
});

test('where a Request has another method than it was made with, as in Bun, that one has the price', async (t) => {
  const { Request } = globalThis;
  t.after(() => Object.assign(globalThis, { Request }));
  globalThis.Request = class extends Request {
    constructor(url, init) {
      super(url, init?.method === 'FOO' ? { ...init, method: 'GET' } : init);
    }
  };
  const { site } = await shop(t, { routes: { 'GET /paid': '1.00 USD' }, origin: ({ method }) => new Response(method) });
  const handle = listener(site.fetch, { publicOrigin: ORIGIN });
  const port = await up(t, (req, res) => handle(Object.assign(req, { method: 'FOO' }), res));
  assert.equal((await fetch(`http://127.0.0.1:${port}/paid`)).status, 402);
});

test('where middleware fails as a refusal is sent, 500 is whole', async (t) => {
  const { site } = await shop(t, { origin: () => new Response() });
  const handle = listener(site.fetch, { publicOrigin: ORIGIN });
  const port = await up(t, (req, res) => {
    const { writeHead } = res;
    res.writeHead = () => {
      res.writeHead = writeHead;
      throw new TypeError('why');
    };
    handle(req, res);
  });
  const answer = await fetch(`http://127.0.0.1:${port}/paid`, { signal: AbortSignal.timeout(10_000) });
  assert.deepEqual([answer.status, await answer.text()], [500, '']);
});

test('where middleware fails once the head of a refusal is sent, the connection breaks, and no client waits for the rest', async (t) => {
  const { site } = await shop(t, { origin: () => new Response() });
  const handle = listener(site.fetch, { publicOrigin: ORIGIN });
  const port = await up(t, (req, res) => {
    res.end = () => {
      res.flushHeaders();
      throw new TypeError('why');
    };
    handle(req, res);
  });
  const answer = fetch(`http://127.0.0.1:${port}/paid`, { signal: AbortSignal.timeout(10_000) }).then((refusal) => refusal.text());
  await assert.rejects(answer, { name: 'TypeError' });
});
