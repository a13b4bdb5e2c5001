import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import net, { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { conformance } from 'mpp-wasm/store/conformance';
import { redis, redisRest } from 'mpp-wasm/store/redis';
import { Replies } from '../../pkg/store/redis/resp.js';
import { startProxy, startRedis, startRest } from './redis.mjs';

const TOKEN = 'a-rest-token';
const PASSWORD = 'p@ss word/é';
/** In milliseconds, long enough that no test fails on a slow machine. */
const timeout = 600_000;
/** How long a connection may take, in milliseconds: nothing else would end a wait for it while timers stand still. */
const PATIENCE = 120_000;
/** In milliseconds, so that no record ends before its test, however slow the machine. */
const HOUR = 3_600_000;
const NOWHERE = 'redis://127.0.0.1:9';

let server;
let bridge;
let nodeRedis;
let ioredis;
before(async () => {
  server = await startRedis({ password: PASSWORD });
  bridge = await startRest({ url: server.url, token: TOKEN });
  nodeRedis = await createClient({ url: server.url }).connect();
  ioredis = new Redis(server.url);
});
after(async () => {
  nodeRedis?.destroy();
  ioredis?.disconnect();
  await bridge?.close();
  await server?.close();
});

const swap = (store, id = crypto.randomUUID()) => store.swap(id, null, 'a', Date.now() + HOUR);
const away = (f) => assert.rejects(f, { name: 'MppError', code: 'store-unavailable' });

/** A client that waits for a missing server, as clients do by default. */
function absent() {
  const client = new Redis(NOWHERE, { lazyConnect: true });
  client.on('error', () => {});
  after(() => client.disconnect());
  return client;
}

for (const [name, makeStore, unreachable] of [
  ['a URL', () => redis(server.url, { timeout }), () => redis(NOWHERE)],
  ['node-redis', () => redis(nodeRedis, { timeout }), async () => redis(createClient({ url: NOWHERE, disableOfflineQueue: true }))],
  ['ioredis', () => redis(ioredis, { timeout }), () => redis(absent(), { timeout: 500 })],
  ['a function', () => redis((command) => nodeRedis.sendCommand(command), { timeout }), () => redis(() => Promise.reject(new Error('away')))],
  ['a REST endpoint', () => redisRest({ url: bridge.url, token: TOKEN, timeout }), () => redisRest({ url: 'http://127.0.0.1:9', token: TOKEN })],
]) {
  describe(name, { concurrency: true }, () => {
    for (const check of conformance(makeStore, { unreachable })) test(check.name, check.run);
  });
}

test('all kinds of connection use the same register, under the prefix', async () => {
  const id = crypto.randomUUID();
  const options = { prefix: 'shop:', timeout };
  const stores = [redis(server.url, options), redis(nodeRedis, options), redis(ioredis, options), redisRest({ url: bridge.url, token: TOKEN, ...options })];
  assert.equal(await stores[0].swap(id, null, '0', Date.now() + HOUR), null);
  for (const [at, store] of stores.entries()) assert.equal(await store.swap(id, String(at), String(at + 1), Date.now() + HOUR), String(at));
  assert.equal(await nodeRedis.get(`shop:${id}`), '4');
  assert.equal(await swap(redis(server.url, { timeout }), id), null, 'another prefix, another register');
});

test('a record lives until its time by the clock of Redis, and is then gone', async () => {
  const id = crypto.randomUUID();
  const keepUntil = Date.now() + HOUR;
  await redis(server.url, { timeout }).swap(id, null, 'a', keepUntil);
  assert.equal(await nodeRedis.sendCommand(['PEXPIRETIME', `mpp:claim:${id}`]), keepUntil);
  await redis(server.url, { timeout }).swap(id, 'a', 'b', keepUntil + 0.2);
  assert.equal(await nodeRedis.sendCommand(['PEXPIRETIME', `mpp:claim:${id}`]), keepUntil + 1, 'never before');
});

test('a URL with password and database; a wrong password is refused, and the error does not contain it', async () => {
  const id = crypto.randomUUID();
  await swap(redis(`${server.url}/3`, { timeout }), id);
  assert.equal(await nodeRedis.get(`mpp:claim:${id}`), null);
  await nodeRedis.select(3);
  assert.equal(await nodeRedis.get(`mpp:claim:${id}`), 'a');
  await nodeRedis.select(0);
  for (const url of [`redis://127.0.0.1:${server.port}`, `redis://:wrong@127.0.0.1:${server.port}`, `redis://someone:wrong@127.0.0.1:${server.port}`, `${server.url}/99`]) {
    const error = await swap(redis(url, { timeout })).then(assert.fail, (error) => error);
    assert.equal(error.code, 'store-unavailable', error.message);
    assert.doesNotMatch(error.message, /wrong|someone|p@ss/);
  }
});

/**
 * For one test, time passes for timers only when it says so: `late(milliseconds)`. Until then no reply is late, however slow the
 * machine.
 */
function stopTimers(t) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  return (milliseconds) => t.mock.timers.tick(milliseconds);
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('a broken connection fails the commands sent on it, and the next command opens another', async (t) => {
  const store = redis(server.url, { timeout });
  assert.equal(await swap(store), null);
  // Two ways to break: the server closes the connection, or is slower than the timeout.
  await nodeRedis.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
  const answers = await Promise.allSettled([swap(store), swap(store)]);
  for (const { reason } of answers.filter(({ status }) => status === 'rejected')) assert.equal(reason.code, 'store-unavailable');
  assert.equal(await swap(store), null);

  const late = stopTimers(t);
  const hasty = redis(server.url, { timeout: 1_000 });
  await swap(hasty);
  await nodeRedis.sendCommand(['CLIENT', 'PAUSE', '600000', 'WRITE']);
  const lost = away(swap(hasty));
  await turn();
  late(1_000);
  await lost;
  await nodeRedis.sendCommand(['CLIENT', 'UNPAUSE']);
  assert.equal(await swap(hasty), null);
});

/** Counts timers of stores with the `timeout` above: those started from here on, and those that wait now. Other clients have timers too. */
function waiting(t) {
  const timers = new Set();
  const count = { started: 0, now: 0 };
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  const gone = (timer) => { if (timers.delete(timer)) count.now -= 1; };
  t.mock.method(globalThis, 'setTimeout', (run, delay, ...rest) => {
    const timer = set((...given) => { gone(timer); run(...given); }, delay, ...rest);
    if (delay === timeout) {
      timers.add(timer);
      count.started += 1;
      count.now += 1;
    }
    return timer;
  });
  t.mock.method(globalThis, 'clearTimeout', (timer) => { gone(timer); clear(timer); });
  return count;
}

/** Makes a swap as a paywall does: twice, if the first one fails. */
const swapAgain = (store, id = crypto.randomUUID()) => swap(store, id).catch(() => swap(store, id));

test('a swap on a connection that has gone silent succeeds when it is repeated, over another connection', async (t) => {
  const proxy = await startProxy(server.port);
  try {
    const late = stopTimers(t);
    const store = redis(`${server.url.replace(server.port, proxy.port)}/3`, { timeout: 2_000 });
    /** Makes swaps of which the first attempts are late, on the connection with this number. */
    const lateOn = async (connection, ...swaps) => {
      for (const end = Date.now() + PATIENCE; proxy.connections() < connection; await turn()) assert.ok(Date.now() < end, 'no connection is opened');
      await turn();
      late(2_000);
      return Promise.all(swaps);
    };
    assert.equal(await swap(store), null);
    proxy.silence();
    assert.deepEqual(await lateOn(1, swapAgain(store), swapAgain(store)), [null, null]);
    assert.equal(await swap(store), null);
    assert.equal(proxy.connections(), 2);
    await proxy.closed(0);
    // The next one is silent too, before the password is accepted.
    proxy.silence(1);
    await lateOn(2, away(swap(store)));
    assert.deepEqual(await lateOn(3, swapAgain(store), swapAgain(store)), [null, null]);
    assert.equal(proxy.connections(), 4);
  } finally {
    proxy.close();
  }
});

test('a server that accepts a connection and says nothing is an outage, in each step of opening it', async () => {
  const proxy = await startProxy(server.port);
  try {
    proxy.silence(Infinity);
    for (const start of ['redis://', 'rediss://', 'redis://:password@']) await away(swap(redis(`${start}127.0.0.1:${proxy.port}`, { timeout: 300 })));
  } finally {
    proxy.close();
  }
});

test('after a failover, a connection to the demoted server is replaced by one to the new primary', async () => {
  const [first, second] = await Promise.all([startRedis(), startRedis()]);
  // The name in the URL, which leads to the primary of the day.
  const proxy = await startProxy(first.port);
  const admin = new Redis(first.url);
  try {
    const store = redis(`redis://127.0.0.1:${proxy.port}`, { timeout });
    assert.equal(await swap(store), null);
    await admin.call('REPLICAOF', '127.0.0.1', String(second.port));
    proxy.lead(second.port);
    const error = await swap(store).then(assert.fail, (error) => error);
    assert.deepEqual([error.code, error.message], ['store-unavailable', 'Redis answered READONLY']);
    const id = crypto.randomUUID();
    assert.equal(await swap(store, id), null);
    assert.equal(await swap(redis(second.url, { timeout }), id), 'a', 'the new primary has it');
    assert.equal(proxy.connections(), 2);
  } finally {
    admin.disconnect();
    proxy.close();
    await Promise.all([first.close(), second.close()]);
  }
});

/** Starts a server that sends `pieces` to every client. Only a reply that stays incomplete needs a short `timeout`. */
async function saying(pieces, f, timeout = 600_000) {
  const sockets = [];
  const listener = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.once('data', async () => {
      for (const piece of pieces) {
        socket.write(piece);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    });
  });
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  try {
    await f(redis(`redis://127.0.0.1:${listener.address().port}`, { timeout }));
  } finally {
    for (const socket of sockets) socket.destroy();
    listener.close();
  }
}

test('a reply may arrive in any pieces; anything that is not a Redis reply breaks the connection', async () => {
  for (const pieces of [['$-1\r\n'], ['$', '-', '1', '\r', '\n']]) await saying(pieces, async (store) => assert.equal(await swap(store), null));
  const text = Buffer.from('$6\r\né😀\r\n');
  await saying([...text, ...text].map((byte) => Buffer.of(byte)), async (store) => {
    assert.deepEqual(await Promise.all([swap(store), swap(store)]), ['é😀', 'é😀']);
  });
  for (const pieces of [['HTTP/1.1 400 Bad Request\r\n\r\n'], ['$99999999999\r\n'], ['$-2\r\n'], ['$x\r\n'], ['*1\r\n$1\r\na\r\n'], ['\r\n'], ['$5\r\nab'], ['-READONLY spt_MARKER\r\n'], [':1\r\n']]) {
    await saying(pieces, async (store) => {
      const error = await swap(store).then((found) => assert.fail(`it answered ${found} to ${pieces}`), (error) => error);
      assert.equal(error.code, 'store-unavailable');
      assert.doesNotMatch(error.message, /MARKER/);
    }, pieces[0] === '$5\r\nab' ? 500 : undefined);
  }
});

test('a line ends with both of its characters: what is cut short by one of them is no reply yet, least of all an empty register', () => {
  for (const begun of ['$-11\n', '+OK\n', '\n', '$-1\r', '$1\r\na\r']) assert.deepEqual([...new Replies().push(Buffer.from(begun))], [], JSON.stringify(begun));
  for (const no of ['\r\n', 'HTTP/1.1 400\r\n', '*1\r\n', '$-2\r\n', '$x\r\n', '$1.5\r\n']) {
    assert.throws(() => [...new Replies().push(Buffer.from(no))], { code: 'store-unavailable' }, JSON.stringify(no));
  }
});

test('each kind of reply is read, and the next one begins where it ends', () => {
  const replies = new Replies().push(Buffer.from('+OK\r\n$-1\r\n:7\r\n$0\r\n\r\n-NOAUTH no\r\n$3\r\na\r\n\r\n$1\r\n'));
  const next = () => replies.next().value;
  assert.deepEqual([next(), next(), next(), next()], ['OK', null, 7, '']);
  assert.equal(next().message, 'Redis answered NOAUTH');
  assert.deepEqual([next(), replies.next().done], ['a\r\n', true]);
});

test('of an error reply only a code at its beginning is told: any other word could be of a record', () => {
  const NO_CODE = 'an error';
  for (const [reply, told] of [['WRONGTYPE PAID', 'WRONGTYPE'], ['the text PAID', NO_CODE], ['R', NO_CODE], ['R2D2 no', NO_CODE], ['', NO_CODE]]) {
    const [{ code, message }] = new Replies().push(Buffer.from(`-${reply}\r\n`));
    assert.deepEqual([code, message], ['store-unavailable', `Redis answered ${told}`], reply);
  }
});

test('a reply that never ends is given up at 64 MiB', () => {
  const most = 64 * 1024 * 1024;
  const endless = (bytes) => [...new Replies().push(new Uint8Array(bytes).fill('$'.charCodeAt(0)))];
  assert.deepEqual(endless(most), []);
  assert.throws(() => endless(most + 1), { code: 'store-unavailable' });
  const head = (length) => [...new Replies().push(Buffer.from(`$${length}\r\n`))];
  assert.deepEqual(head(most), []);
  assert.throws(() => head(most + 1), { code: 'store-unavailable' });
});

test('a command behind one that was refused fails, and gets no reply of another', async () => {
  await saying(['-READONLY no\r\n$5\r\nother\r\n'], async (store) => {
    await Promise.all([away(swap(store)), away(swap(store))]);
  });
});

test('a URL with a user', async () => {
  await nodeRedis.sendCommand(['ACL', 'SETUSER', 'sh@p', 'on', '>its own password', '~mpp:claim:*', '+@all']);
  assert.equal(await swap(redis(`redis://sh%40p:its%20own%20password@127.0.0.1:${server.port}`, { timeout })), null);
});

/** Starts a server that answers the commands of each connection in turn. `talk(connection, command)` returns a reply. */
async function talking(t, host, talk) {
  const sockets = [];
  const listener = createServer((socket) => {
    const own = sockets.push(socket.on('error', () => {}));
    let commands = 0;
    socket.on('data', () => socket.write(talk(own, ++commands)));
  });
  listener.listen(0, host);
  await once(listener, 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    listener.close();
  });
  return { port: listener.address().port, sockets };
}

test('a connection that is refused when it opens is opened again by the next command', async (t) => {
  const { port } = await talking(t, '127.0.0.1', (connection, command) => (connection === 1 ? '-LOADING\r\n' : command === 1 ? '+OK\r\n' : '$-1\r\n'));
  const store = redis(`redis://127.0.0.1:${port}/1`, { timeout });
  await assert.rejects(swap(store), { code: 'store-unavailable', message: 'Redis answered LOADING' });
  assert.equal(await swap(store), null);
});

test('one connection serves all commands, however far apart they are', async (t) => {
  const { port, sockets } = await talking(t, '127.0.0.1', () => '$1\r\na\r\n');
  const later = stopTimers(t);
  const store = redis(`redis://127.0.0.1:${port}`, { timeout: 500 });
  for (const pause of [600, 0, 0]) {
    assert.equal(await swap(store), 'a');
    later(pause);
  }
  assert.equal(sockets.length, 1);
});

test('a reply that no command asked for is never taken for that of the next one', async (t) => {
  const { port, sockets } = await talking(t, '127.0.0.1', (connection) => (connection === 1 ? '$1\r\na\r\n$-1\r\n' : '$1\r\nb\r\n'));
  const store = redis(new URL(`redis://127.0.0.1:${port}`), { timeout });
  assert.deepEqual([await swap(store), await swap(store), sockets.length], ['a', 'b', 2]);
});

test('a URL leads to its host and port, or to the port of Redis', async (t) => {
  const asked = [];
  const connect = (isSecure) => (options) => {
    asked.push({ isSecure, ...options });
    const socket = Object.assign(new EventEmitter(), { setNoDelay() {}, unref() {}, destroy() {} });
    return Object.assign(socket, { write: () => setImmediate(() => socket.emit('data', Buffer.from('$-1\r\n'))) });
  };
  t.mock.method(net, 'connect', connect(false));
  t.mock.method(tls, 'connect', connect(true));
  syncBuiltinESMExports();
  for (const url of ['redis://db1', 'redis://db1:7000', 'rediss://db1/', 'rediss://10.0.0.1', 'rediss://[::1]']) assert.equal(await swap(redis(url, { timeout })), null);
  t.mock.restoreAll();
  syncBuiltinESMExports();
  const [open, secure] = [false, true].map((isSecure) => ({ isSecure, host: 'db1', port: 6379 }));
  const named = { ...secure, servername: 'db1' };
  assert.deepEqual(asked, [open, { ...open, port: 7000 }, named, { ...secure, host: '10.0.0.1' }, { ...secure, host: '::1' }]);
});

test('an IPv6 address', async (t) => {
  const { port } = await talking(t, '::1', () => '$-1\r\n').catch(() => ({}));
  if (!port) return t.skip('this machine has no IPv6');
  assert.equal(await swap(redis(`redis://[::1]:${port}`, { timeout })), null);
});

test('a connection that the server closes fails what waits for a reply, and the next command opens another', async (t) => {
  const { port, sockets } = await talking(t, '127.0.0.1', (connection) => {
    if (connection < 3) setImmediate(() => sockets[connection - 1].end());
    return connection === 1 ? '' : '$-1\r\n';
  });
  const store = redis(`redis://127.0.0.1:${port}`, { timeout });
  const timers = waiting(t);
  await assert.rejects(swap(store), { code: 'store-unavailable', message: 'Redis closed the connection' });
  assert.deepEqual(timers, { started: 1, now: 0 }, 'nothing waits for the reply any more');
  assert.equal(await swap(store), null);
  // The second one is closed while nothing waits.
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(await swap(store), null);
  assert.equal(sockets.length, 3);
});

test('a runtime without TCP cannot use a URL', async () => {
  const without = `export const resolve = (name, at, next) => { if (name === 'node:net') throw new Error('no TCP'); return next(name, at); };`;
  const script = `
    import { register } from 'node:module';
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(without)}));
    const { redis } = await import('mpp-wasm/store/redis');
    const store = redis('redis://127.0.0.1');
    for (let times = 0; times < 2; times += 1) await store.swap('a', null, 'b', Date.now()).catch(({ code }) => console.log(code));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  assert.equal(stdout, 'bad-config\nbad-config\n');
});

test('a client that never answers is an outage, and one that answers leaves no timer behind', async (t) => {
  await assert.rejects(swap(redis(() => new Promise(() => {}), { timeout: 20 })), { code: 'store-unavailable', message: 'Redis did not answer in time' });
  const timers = waiting(t);
  assert.equal(await swap(redis(async () => null, { timeout })), null);
  assert.deepEqual(timers, { started: 1, now: 0 });
});

test('a Redis that refuses writes is an outage', async () => {
  const full = await startRedis({ options: ['--maxmemory', '1', '--maxmemory-policy', 'noeviction'] });
  try {
    const error = await swap(redis(full.url, { timeout })).then(assert.fail, (error) => error);
    assert.deepEqual([error.code, error.message], ['store-unavailable', 'Redis answered OOM']);
  } finally {
    await full.close();
  }
});

test('a client that decodes replies is detected', async () => {
  await away(swap(redis(async () => ({ state: 'claimed' }))));
  await away(swap(redis(async () => 5)));
  for (const text of ['é', '\ufeffa']) assert.equal(await swap(redis(async () => Buffer.from(text))), text);
});

test('a REST endpoint that refuses, redirects, sends too much or hangs is an outage; the token does not leak', async () => {
  const says = {
    'the wrong token': undefined,
    status: (_, response) => response.writeHead(500).end('{"result":null}'),
    redirect: ({ url }, response) => (url === '/' ? response.writeHead(307, { location: '/there' }).end() : response.end('{"result":null}')),
    nothing: (_, response) => response.end('null'),
    'no JSON': (_, response) => response.end('<html>'),
    'no result': (_, response) => response.end('{}'),
    error: (_, response) => response.end(`{"error":"ERR ${TOKEN}"}`),
    half: (_, response) => response.writeHead(200, { 'content-length': 99 }).end('{"result":'),
    silence: () => {},
  };
  for (const [name, say] of Object.entries(says)) {
    const rest = await startRest({ url: server.url, token: 'another', answer: (request, response) => (say?.(request, response), Boolean(say)) });
    try {
      const error = await swap(redisRest({ url: rest.url, token: TOKEN, timeout: 500 })).then((found) => assert.fail(`${name}: ${found}`), (error) => error);
      assert.equal(error.code, 'store-unavailable', name);
      assert.doesNotMatch(error.message, new RegExp(TOKEN));
    } finally {
      await rest.close();
    }
  }
});

test('a configuration that cannot work is refused at once', () => {
  const bad = (f) => assert.throws(f, { name: 'MppError', code: 'bad-config' });
  for (const client of [undefined, null, 5, {}, '', 'redis', 'http://127.0.0.1', 'redis://', 'redis://host/name', 'redis://host/3/', '127.0.0.1:6379',
    'redis://:50%off@host', 'redis://50%off:p@host', 'redis://host?db=3', 'redis://host/0#x', 'redis://someone@host', 'redis://someone:@host']) bad(() => redis(client));
  for (const options of [undefined, {}, { url: 'https://redis.example' }, { url: 'https://redis.example', token: '' }, { url: 'http://redis.example', token: 't' }, { url: 'redis://a', token: 't' }, { token: 't' }, { url: 'https://a', tokn: 't' },
    { url: 'https://user:password@a', token: 't' }, { url: 'https://user@a', token: 't' }, { url: new URL('https://:password@a'), token: 't' }]) bad(() => redisRest(options));
  const bases = ['http://localhost', 'http://127.0.0.1', 'http://[::1]', 'https://redis.example'];
  for (const base of bases) redisRest({ url: `${base}:8079`, token: 't' });
  bad(() => redis('redis://host', { prfix: 'x' }));
  for (const timeout of [0, -1, 0.5, NaN, Infinity, 2 ** 31, '5000', null]) {
    bad(() => redis('redis://host', { timeout }));
    bad(() => redisRest({ url: 'https://a', token: 't', timeout }));
  }
  for (const timeout of [1, 2 ** 31 - 1, undefined]) redis('redis://:50%25off@host/1', { timeout });
});

test('an open connection does not keep a program running', async () => {
  const script = "import { redis } from 'mpp-wasm/store/redis'; const store = redis(process.argv[1], { timeout: 600_000 }); for (const expected of [null, 'a']) console.log(await store.swap('last', expected, 'a', Date.now() + 3_600_000));";
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, server.url]);
  assert.equal(stdout, 'null\na\n');
});

test('a client that does not pass on the reply is not taken for an empty register', async () => {
  for (const reply of [undefined, 0, true, {}]) {
    await assert.rejects(redis(async () => reply).swap('a', null, 'b', Date.now() + HOUR), { code: 'store-unavailable', message: /must resolve with the reply/ });
  }
  for (const reply of [null, false]) assert.equal(await redis(async () => reply).swap('a', null, 'b', Date.now() + HOUR), null);
});
