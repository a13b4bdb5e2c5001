// `listener` in Express, among other middleware.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { createGzip, gzipSync } from 'node:zlib';
import express from 'express';
import { paywall } from 'mpp-wasm/edge';
import { listener } from 'mpp-wasm/node';
import { memory } from 'mpp-wasm/store/memory';
import { config } from './config.mjs';
import { ORIGIN, at, raw, up } from './node-server.mjs';

test('in Express, routers keep their paths, cookies of others stay, and errors go to next', async (t) => {
  const app = express();
  app.use((req, res, next) => (res.cookie('own', '1'), next()));
  const cookies = new Headers([['set-cookie', 'a=1'], ['set-cookie', 'b=2'], ['x-own', 'yes']]);
  app.use('/below', express.Router().get('/x', listener((request) => new Response(request.url, { headers: cookies }), { publicOrigin: ORIGIN })));
  app.get('/fails', listener(() => Promise.reject(new TypeError('why')), { publicOrigin: ORIGIN }));
  app.get('/nothing', listener(() => {}, { publicOrigin: ORIGIN }));
  app.use((error, req, res, next) => res.status(418).send(error.name));
  const port = await up(t, app);
  const answer = await fetch(at(port, '/below/x?y'));
  assert.deepEqual(
    [answer.status, answer.headers.getSetCookie(), answer.headers.get('x-own'), await answer.text()],
    [200, ['own=1; Path=/', 'a=1', 'b=2'], 'yes', `${ORIGIN}/below/x?y`],
  );
  for (const path of ['/fails', '/nothing']) {
    const failed = await fetch(at(port, path));
    assert.deepEqual([failed.status, await failed.text()], [418, 'TypeError'], path);
  }
});

test('in Express, a handler gets the fields that middleware has left', async (t) => {
  const app = express();
  let change = () => {};
  app.use((req, res, next) => (change(req.headers), next()));
  app.use(listener((request) => Response.json([...request.headers].filter(([name]) => /^(x-|auth|cookie)/.test(name))), { publicOrigin: ORIGIN }));
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
  const changed = { 'x-admin': undefined, 'x-user': ['bob', 'carol'], 'x-new': 7 };
  assert.deepEqual(await ask(spoofed, (headers) => void Object.assign(headers, changed)), { 'x-user': 'bob, carol', 'x-new': '7' });
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
  app.get('/', listener(() => Promise.reject(thrown), { publicOrigin: ORIGIN }), (req, res) => res.send('the next handler'));
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

test('a body that a parser has read is the bytes it has kept, unless it has decoded them', async (t) => {
  const app = express();
  // As in Google Cloud Functions, Firebase and NestJS.
  app.use(express.json({ verify: (req, res, bytes) => (req.rawBody = bytes) }));
  app.post(
    '/kept',
    listener(async (request) => new Response(request.bodyUsed || request.body.locked ? 'gone' : await request.text()), { publicOrigin: ORIGIN }),
  );
  const port = await up(t, app);
  const sent = async (body, headers) =>
    (await fetch(at(port, '/kept'), { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })).text();
  assert.equal(await sent('{ "a": "é" }'), '{ "a": "é" }');
  assert.equal(await sent(gzipSync('{ "a": 1 }'), { 'content-encoding': 'gzip' }), 'gone');
});

test('what fails leaves the fields of others as they were', async (t) => {
  const app = express();
  const theirs = { 'access-control-allow-origin': '*', 'strict-transport-security': 'max-age=1', 'x-request-id': '7', 'set-cookie': 'own=1' };
  app.use((req, res, next) => (res.set(theirs), next()));
  const own = [['access-control-allow-origin', 'https://a.example'], ['set-cookie', 'a=1'], ['x-own', 'yes'], ['content-length', '3']];
  // Node does not send such a field.
  app.get('/field', listener(() => new Response('abc', { status: 402, headers: [...own, ['x-z', '\u0001']] }), { publicOrigin: ORIGIN }));
  app.get('/read', listener(async () => {
    const response = new Response('abc', { status: 402, headers: own });
    await response.text();
    return response;
  }, { publicOrigin: ORIGIN }));
  app.get('/throws', listener(() => { throw new TypeError('why'); }, { publicOrigin: ORIGIN }));
  app.use((error, req, res, next) => res.send(`${res.statusCode} ${error.name}`));
  const port = await up(t, app);
  for (const path of ['/field', '/read', '/throws']) {
    const answer = await fetch(at(port, path));
    const fields = ['access-control-allow-origin', 'strict-transport-security', 'x-request-id', 'x-own'].map((name) => answer.headers.get(name));
    assert.deepEqual([await answer.text(), answer.headers.getSetCookie(), fields], ['200 TypeError', ['own=1'], ['*', 'max-age=1', '7', null]], path);
  }
});

test('in Express, a response varies by what middleware and the handler say', async (t) => {
  const app = express();
  app.use((req, res, next) => (res.vary('Origin'), next()));
  app.get('/whole', listener(() => new Response('x', { headers: { vary: 'Accept' } }), { publicOrigin: ORIGIN }));
  app.get('/fails', listener(() => new Response('x', { headers: { vary: 'Accept', 'x-odd': '\u0001' } }), { publicOrigin: ORIGIN }));
  app.use((error, req, res, next) => res.send('an error'));
  const port = await up(t, app);
  for (const [path, vary] of [['/whole', 'Origin, Accept'], ['/fails', 'Origin']]) {
    assert.equal((await fetch(at(port, path))).headers.get('vary'), vary);
  }
  const alone = await up(t, listener(() => new Response('x', { headers: { vary: 'Accept' } }), { publicOrigin: ORIGIN }));
  assert.equal((await fetch(at(alone))).headers.get('vary'), 'Accept');
});

test('a body that a parser has read is not taken for an empty one', async (t) => {
  const said = t.mock.method(console, 'error', () => {});
  const site = paywall({
    realm: 'api.example.com',
    secret: 'a-signing-secret-of-at-least-32-bytes',
    stripe: { secretKey: 'sk_test_123456789', networkId: 'profile_1' },
    store: memory(),
  });
  const app = express();
  app.use(express.json());
  app.post('/paid', listener(site.charge('1.00 USD', () => new Response()), { publicOrigin: ORIGIN }));
  const echo = (request) => request.text().then((text) => new Response(text), ({ name }) => new Response(name, { status: 409 }));
  app.post('/own', listener(echo, { publicOrigin: ORIGIN }));
  const port = await up(t, app);
  const order = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' };
  assert.equal((await fetch(at(port, '/paid'), order)).status, 500);
  assert.match(
    said.mock.calls[0].arguments[0],
    /^mpp-wasm: internal: MppError: the body of this Request was already read; pass the request to the paywall before/,
  );
  const own = await fetch(at(port, '/own'), order);
  assert.deepEqual([own.status, await own.text()], [409, 'TypeError']);
  // Nothing was sent, so nothing is missing.
  assert.equal((await fetch(at(port, '/paid'), { method: 'POST' })).status, 402);
});

test('in Express, a long response leaves no listeners behind in middleware that compresses', async (t) => {
  const app = express();
  let gzip;
  // As the package `compression` does it.
  app.use((req, res, next) => {
    const { on, write, end } = res;
    gzip = createGzip().on('data', (part) => write.call(res, part) || gzip.pause()).on('end', () => end.call(res));
    on.call(res, 'drain', () => gzip.resume());
    res.setHeader('content-encoding', 'gzip');
    res.on = (name, f) => (name === 'drain' ? gzip.on(name, f) : on.call(res, name, f));
    res.write = (part) => gzip.write(part);
    res.end = () => gzip.end();
    next();
  });
  const chunk = randomBytes(256 * 1024);
  let left = 40;
  const chunks = { pull: (controller) => (left-- > 0 ? controller.enqueue(chunk) : controller.close()) };
  app.use(listener(() => new Response(new ReadableStream(chunks)), { publicOrigin: ORIGIN }));
  const port = await up(t, app);
  const answer = await fetch(at(port));
  assert.equal((await answer.arrayBuffer()).byteLength, 40 * chunk.length);
  assert.ok(gzip.listenerCount('drain') < 5, `${gzip.listenerCount('drain')} listeners`);
});

test('an Express app ignores case, and serves nothing for free because of it', async (t) => {
  const app = express();
  app.get('/paid', (req, res) => res.send('sold'));
  app.use('/premium', (req, res) => res.send(req.path));
  const port = await up(t, app);
  const routes = { '/paid': '1.00 USD', '/premium/*': '5.00 USD', '/premium/free': 'free' };
  const site = paywall(config({ origin: at(port, ''), routes }));
  for (const path of ['/paid', '/PAID', '/Paid/', '/PREMIUM/x', '/premium/FREE', '/PREMIUM/free']) {
    assert.equal((await fetch(at(port, path))).status, 200, `the app alone: ${path}`);
    assert.equal((await site.fetch(new Request(`${ORIGIN}${path}`))).status, 402, path);
  }
  const free = await site.fetch(new Request(`${ORIGIN}/premium/free`));
  assert.deepEqual([free.status, await free.text()], [200, '/free']);
});
