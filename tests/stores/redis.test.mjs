// Claims in a real Redis: by URL, by clients, and by REST.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { conformance } from 'mpp-wasm/store/conformance';
import { redis, redisRest } from 'mpp-wasm/store/redis';
import { startRedis, startRest } from './redis.mjs';
import { HOUR, away, swap, timeout, waiting } from './swaps.mjs';

const TOKEN = 'a-rest-token';
const PASSWORD = 'p@ss word/é';
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
  const clients = [server.url, new URL(server.url), nodeRedis, ioredis];
  const stores = [...clients.map((client) => redis(client, options)), redisRest({ url: bridge.url, token: TOKEN, ...options })];
  assert.equal(await stores[0].swap(id, null, '0', Date.now() + HOUR), null);
  for (const [at, store] of stores.entries()) assert.equal(await store.swap(id, String(at), String(at + 1), Date.now() + HOUR), String(at));
  assert.equal(await nodeRedis.get(`shop:${id}`), '5');
  assert.equal(await swap(redis(server.url, { timeout }), id), null, 'another prefix, another register');
});

test('an empty text is kept, and is not taken for an empty register', async () => {
  const id = crypto.randomUUID();
  const store = redis(server.url, { timeout });
  assert.equal(await store.swap(id, null, '', Date.now() + HOUR), null);
  for (let time = 0; time < 2; time += 1) assert.equal(await swap(store, id), '');
});

test('a command has five seconds, unless told otherwise', async (t) => {
  const { setTimeout: set } = globalThis;
  const limits = [];
  t.mock.method(globalThis, 'setTimeout', (run, delay) => {
    limits.push(delay);
    return set(run, 0);
  });
  const silent = () => new Promise(() => {});
  for (const options of [undefined, { timeout: 7 }]) await away(swap(redis(silent, options)));
  assert.deepEqual(limits, [5000, 7]);
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
  const local = `127.0.0.1:${server.port}`;
  for (const url of [`redis://${local}`, `redis://:wrong@${local}`, `redis://someone:wrong@${local}`, `${server.url}/99`]) {
    const error = await swap(redis(url, { timeout })).then(assert.fail, (error) => error);
    assert.equal(error.code, 'store-unavailable', error.message);
    assert.doesNotMatch(error.message, /wrong|someone|p@ss/);
  }
});

test('a URL with a user', async () => {
  await nodeRedis.sendCommand(['ACL', 'SETUSER', 'sh@p', 'on', '>its own password', '~mpp:claim:*', '+@all']);
  assert.equal(await swap(redis(`redis://sh%40p:its%20own%20password@127.0.0.1:${server.port}`, { timeout })), null);
});

test('a client that never answers is an outage, and one that answers leaves no timer behind', async (t) => {
  await assert.rejects(swap(redis(() => new Promise(() => {}), { timeout: 20 })), {
    code: 'store-unavailable',
    message: 'Redis did not answer in time',
  });
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
    'an error beside a result': (_, response) => response.end('{"result":null,"error":"ERR"}'),
    half: (_, response) => response.writeHead(200, { 'content-length': 99 }).end('{"result":'),
    silence: () => {},
  };
  for (const [name, say] of Object.entries(says)) {
    const rest = await startRest({ url: server.url, token: 'another', answer: (request, response) => (say?.(request, response), Boolean(say)) });
    try {
      const error = await swap(redisRest({ url: rest.url, token: TOKEN, timeout: 500 })).then(
        (found) => assert.fail(`${name}: ${found}`),
        (error) => error,
      );
      assert.equal(error.code, 'store-unavailable', name);
      assert.doesNotMatch(error.message, new RegExp(TOKEN));
      if (name === 'error') assert.equal(error.message, 'Redis answered ERR');
    } finally {
      await rest.close();
    }
  }
});

test('a configuration that cannot work is refused at once', () => {
  const bad = (f) => assert.throws(f, { name: 'MppError', code: 'bad-config' });
  for (const client of [
    undefined, null, 5, {}, '', 'redis', 'http://127.0.0.1', 'redis://', 'redis://host/name', 'redis://host/3/', '127.0.0.1:6379',
    'redis://:50%off@host', 'redis://50%off:p@host', 'redis://host?db=3', 'redis://host/0#x', 'redis://someone@host',
    'redis://someone:@host',
  ]) bad(() => redis(client));
  for (const options of [
    undefined, {}, { url: 'https://redis.example' }, { url: 'https://redis.example', token: '' },
    { url: 'http://redis.example', token: 't' }, { url: 'redis://a', token: 't' }, { token: 't' }, { url: 'https://a', tokn: 't' },
    { url: 'https://user:password@a', token: 't' }, { url: 'https://user@a', token: 't' },
    { url: new URL('https://:password@a'), token: 't' },
  ]) bad(() => redisRest(options));
  const bases = ['http://localhost', 'http://127.0.0.1', 'http://[::1]', 'https://redis.example'];
  for (const base of bases) redisRest({ url: `${base}:8079`, token: 't' });
  bad(() => redis('redis://host', { prfix: 'x' }));
  for (const timeout of [0, -1, 0.5, NaN, Infinity, 2 ** 31, '5000', null]) {
    bad(() => redis('redis://host', { timeout }));
    bad(() => redisRest({ url: 'https://a', token: 't', timeout }));
  }
  for (const prefix of [null, 5, {}, Promise.resolve('a:')]) {
    bad(() => redis('redis://host', { prefix }));
    bad(() => redisRest({ url: 'https://a', token: 't', prefix }));
  }
  for (const prefix of ['', 'a:', undefined]) redis('redis://host', { prefix });
  for (const timeout of [1, 2 ** 31 - 1, undefined]) redis('redis://:50%25off@host/1', { timeout });
});

test('a client that does not pass on the reply is not taken for an empty register', async () => {
  for (const reply of [undefined, 0, true, {}]) {
    await assert.rejects(redis(async () => reply).swap('a', null, 'b', Date.now() + HOUR), {
      code: 'store-unavailable',
      message: /must resolve with the reply/,
    });
  }
  for (const reply of [null, false]) assert.equal(await redis(async () => reply).swap('a', null, 'b', Date.now() + HOUR), null);
});
