// What an owner learns of a Redis that fails: why, and nothing of the record.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { redis, redisRest } from 'mpp-wasm/store/redis';
import { startRedis, startRest } from './redis.mjs';
import { HOUR, timeout } from './swaps.mjs';

const RECORD = 'a record with a kept answer';
const TOKEN = 'a-rest-token';

/** The error of a swap, which holds nothing of the record. */
async function failure(store) {
  const error = await store.swap('id', null, RECORD, Date.now() + HOUR).then(assert.fail, (error) => error);
  assert.deepEqual([error.name, error.code], ['MppError', 'store-unavailable']);
  assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), new RegExp(`${RECORD}|${TOKEN}`));
  return error;
}

test('what Redis answers is told by its code, whichever client got the answer', async (t) => {
  const full = await startRedis({ options: ['--maxmemory', '1', '--maxmemory-policy', 'noeviction'] });
  const bridge = await startRest({ url: full.url, token: TOKEN });
  const ioredis = new Redis(full.url);
  const nodeRedis = await createClient({ url: full.url }).connect();
  t.after(async () => {
    ioredis.disconnect();
    nodeRedis.destroy();
    await bridge.close();
    await full.close();
  });
  for (const client of [full.url, ioredis, nodeRedis, (command) => nodeRedis.sendCommand(command)]) {
    assert.equal((await failure(redis(client, { timeout }))).message, 'Redis answered OOM');
  }
  assert.equal((await failure(redisRest({ url: bridge.url, token: TOKEN, timeout }))).message, 'Redis answered OOM');
});

test('why Redis cannot be reached is told by the code of the system', async () => {
  const gone = createServer().listen(0, '127.0.0.1');
  await once(gone, 'listening');
  const { port } = gone.address();
  await new Promise((resolve) => gone.close(resolve));
  const stores = [redis(`redis://127.0.0.1:${port}`, { timeout }), redisRest({ url: `http://127.0.0.1:${port}`, token: TOKEN, timeout })];
  for (const store of stores) assert.equal((await failure(store)).cause.code, 'ECONNREFUSED');
});

test('what a client throws of its own is told without the command that ioredis adds, and at once or later', async () => {
  const thrown = Object.assign(new RangeError('aborted'), { code: 'EPIPE', command: { name: 'EVAL', args: [RECORD] } });
  for (const client of [() => Promise.reject(thrown), () => { throw thrown; }]) {
    const { message, cause } = await failure(redis(client));
    assert.deepEqual([message, cause], ['the Redis client failed', { name: 'RangeError', message: 'aborted', code: 'EPIPE' }]);
  }
  for (const nothing of [undefined, null]) assert.equal((await failure(redis(() => Promise.reject(nothing)))).message, 'the Redis client failed');
});

test('a token that fetch refuses is not in the error that says so', async () => {
  const error = await redisRest({ url: 'http://127.0.0.1:9', token: `${TOKEN}\nx` }).swap('id', null, RECORD, 1).then(assert.fail, (error) => error);
  assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), new RegExp(TOKEN));
});
