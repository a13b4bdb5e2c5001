// The stores for Workers, in workerd.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Miniflare, NoOpLog } from 'miniflare';
import { conformance } from 'mpp-wasm/store/conformance';
import { memory } from 'mpp-wasm/store/memory';
import { startRedis, startRest } from './redis.mjs';

const TOKEN = 'a-rest-token';
const PATIENCE = 300_000;
/** In milliseconds, so that no record ends before its test, however slow the machine. */
const HOUR = 3_600_000;
let redis;
let bridge;
let script;
let worker;
before(async () => {
  redis = await startRedis();
  bridge = await startRest({ url: redis.url, token: TOKEN });
  script = await bundle();
  worker = start();
});
after(async () => {
  await worker?.dispose();
  await bridge?.close();
  await redis?.close();
});

async function bundle() {
  const entryPoints = [fileURLToPath(new URL('./worker.mjs', import.meta.url))];
  const runtime = { conditions: ['workerd', 'worker', 'browser'], external: ['cloudflare:*'] };
  const { outputFiles, warnings } = await build({ entryPoints, bundle: true, write: false, format: 'esm', ...runtime });
  assert.deepEqual(warnings, [], 'a Worker bundles the stores as they are');
  return outputFiles[0].text;
}

function start({ sqlite = true, folder } = {}) {
  return new Miniflare({
    script, modules: true, cf: false, compatibilityDate: '2026-04-01', log: new NoOpLog(), handleRuntimeStdio() {},
    bindings: { REST_URL: bridge.url, REST_TOKEN: TOKEN },
    durableObjects: { CLAIMS: { className: 'Claim', useSQLite: sqlite } },
    durableObjectsPersist: folder ?? false,
  });
}

const ask = async (path, query = {}, one = worker) => {
  const url = new URL(path, 'http://worker');
  for (const [name, value] of Object.entries(query)) if (value !== null) url.searchParams.set(name, value);
  return one.dispatchFetch(url);
};
const swap = async (id, expected, next, keepUntil, one) => (await ask('/swap', { id, expected, next, keepUntil }, one)).json();
const inside = async (id) => (await ask('/inside', { id })).json();

/** Waits until the register is empty. */
async function emptied(id) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await sleep(100)) if ((await inside(id)).records.length === 0) return;
  assert.fail('the record is still there');
}

for (const [store, title] of [['durableObject', 'a Durable Object'], ['rest', 'Redis by REST, from a Worker']]) {
  describe(title, { concurrency: true }, () => {
    for (const [at, { name }] of conformance(memory).entries()) {
      test(name, async () => {
        const answer = await ask(`/${store}/${at}`);
        assert.equal(await answer.text(), 'held');
      });
    }
  });
}

test('a record and its alarm are stored in SQLite, and nothing is left after the alarm', async () => {
  const keepUntil = Date.now() + HOUR;
  assert.equal(await swap('rings', null, 'a', keepUntil), null);
  const { records, alarm, bytes } = await inside('rings');
  assert.deepEqual([records, alarm], [[{ text: 'a', keepUntil }], keepUntil]);
  assert.ok(bytes > 0);
  assert.equal(await swap('rings', 'a', 'a', Date.now() + 100), 'a');
  await emptied('rings');
  assert.equal((await inside('rings')).alarm, null);
  assert.equal(await swap('rings', null, 'b', Date.now() + HOUR), null, 'the register can be used anew');
});

test('renewing a record moves its alarm, later or earlier', async () => {
  const [soon, late] = [Date.now() + HOUR, Date.now() + 2 * HOUR];
  for (const [id, first, second] of [['later', soon, late], ['sooner', late, soon]]) {
    await swap(id, null, 'a', first);
    await swap(id, 'a', 'b', second);
    assert.equal((await inside(id)).alarm, second);
    await swap(id, 'x', 'c', first);
    assert.equal((await inside(id)).alarm, second, 'a swap that fails moves nothing');
  }
});

test('an alarm that stays where it is is set once', async () => {
  const keepUntil = Date.now() + HOUR;
  for (const [expected, next] of [[null, 'a'], ['a', 'b'], ['b', 'c']]) await swap('stays', expected, next, keepUntil);
  const { records, alarm, alarms } = await inside('stays');
  assert.deepEqual([records, alarm, alarms], [[{ text: 'c', keepUntil }], keepUntil, 1]);
});

test('an alarm that fires too early deletes nothing and is set again', async () => {
  const keepUntil = Date.now() + HOUR;
  await swap('early', null, 'a', keepUntil);
  await ask('/ring', { id: 'early' });
  assert.deepEqual(await inside('early').then(({ records, alarm }) => [records.length, alarm]), [1, keepUntil]);
  await swap('early', 'a', 'b', Date.now() - 1);
  await emptied('early');
});

test('an alarm on an empty register is not an error', async () => {
  assert.equal((await ask('/ring', { id: 'nobody' })).status, 200);
  assert.equal(await swap('nobody', null, 'a', Date.now() + HOUR), null);
});

test('records and alarms survive the process', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mpp-wasm-claims-'));
  try {
    const before = start({ folder });
    await swap('kept', null, 'a', Date.now() + HOUR, before);
    await swap('ends', null, 'a', Date.now() + 300, before);
    await before.dispose();
    const next = start({ folder });
    try {
      assert.equal(await swap('kept', null, 'b', Date.now() + HOUR, next), 'a');
      for (const end = Date.now() + PATIENCE; ; await sleep(100)) {
        assert.ok(Date.now() < end, 'the alarm rings in the next process');
        if ((await (await ask('/inside', { id: 'ends' }, next)).json()).records.length === 0) break;
      }
    } finally {
      await next.dispose();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a missing binding throws when the store is created, not with each payment', async () => {
  const said = await (await ask('/unbound')).json();
  assert.deepEqual(said, Array(5).fill('bad-config: durableObject needs the ClaimStore binding, such as env.CLAIMS'));
});

test('a class without SQLite storage fails with a clear error instead of keeping claims elsewhere', async () => {
  const other = start({ sqlite: false });
  try {
    const answer = await ask('/swap', { id: 'x', next: 'a', keepUntil: Date.now() + HOUR }, other);
    assert.match(await answer.text(), /new_sqlite_classes/);
    assert.equal(answer.status, 500);
  } finally {
    await other.dispose();
  }
});
