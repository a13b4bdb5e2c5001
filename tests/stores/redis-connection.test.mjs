// A connection to Redis by its URL: how it is opened, breaks, falls silent and is replaced.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import net, { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { redis } from 'mpp-wasm/store/redis';
import { startProxy, startRedis } from './redis.mjs';
import { away, swap, timeout, waiting } from './swaps.mjs';

/** How long a connection may take, in milliseconds: nothing else would end a wait for it while timers stand still. */
const PATIENCE = 120_000;

let server;
let admin;
before(async () => {
  server = await startRedis({ password: 'p@ss word/é' });
  admin = new Redis(server.url);
});
after(async () => {
  admin?.disconnect();
  await server?.close();
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
  await admin.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  const answers = await Promise.allSettled([swap(store), swap(store)]);
  for (const { reason } of answers.filter(({ status }) => status === 'rejected')) assert.equal(reason.code, 'store-unavailable');
  assert.equal(await swap(store), null);

  const late = stopTimers(t);
  const hasty = redis(server.url, { timeout: 1_000 });
  await swap(hasty);
  await admin.client('PAUSE', 600_000, 'WRITE');
  const lost = away(swap(hasty));
  await turn();
  late(1_000);
  await lost;
  await admin.client('UNPAUSE');
  assert.equal(await swap(hasty), null);
});

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
  const demoted = new Redis(first.url);
  try {
    const store = redis(`redis://127.0.0.1:${proxy.port}`, { timeout });
    assert.equal(await swap(store), null);
    await demoted.call('REPLICAOF', '127.0.0.1', String(second.port));
    proxy.lead(second.port);
    const error = await swap(store).then(assert.fail, (error) => error);
    assert.deepEqual([error.code, error.message], ['store-unavailable', 'Redis answered READONLY']);
    const id = crypto.randomUUID();
    assert.equal(await swap(store, id), null);
    assert.equal(await swap(redis(second.url, { timeout }), id), 'a', 'the new primary has it');
    assert.equal(proxy.connections(), 2);
  } finally {
    demoted.disconnect();
    proxy.close();
    await Promise.all([first.close(), second.close()]);
  }
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
  const { port } = await talking(t, '127.0.0.1', (connection, command) =>
    connection === 1 ? '-LOADING\r\n' : command === 1 ? '+OK\r\n' : '$-1\r\n',
  );
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
  for (const url of ['redis://db1', 'redis://db1:7000', 'rediss://db1/', 'rediss://10.0.0.1', 'rediss://[::1]']) {
    assert.equal(await swap(redis(url, { timeout })), null);
  }
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

test('an open connection does not keep a program running', async () => {
  const script = `
    import { redis } from 'mpp-wasm/store/redis';
    const store = redis(process.argv[1], { timeout: 600_000 });
    for (const expected of [null, 'a']) console.log(await store.swap('last', expected, 'a', Date.now() + 3_600_000));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, server.url]);
  assert.equal(stdout, 'null\na\n');
});
