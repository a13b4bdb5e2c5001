// The stores for Workers, in workerd.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
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
import { HOUR } from './swaps.mjs';

const TOKEN = 'a-rest-token';
const PATIENCE = 300_000;
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

function start({ sqlite = true, folder, date = '2026-04-01' } = {}) {
  return new Miniflare({
    modules: [{ type: 'ESModule', path: 'worker.js', contents: script }],
    cf: false, compatibilityDate: date, log: new NoOpLog(), handleRuntimeStdio() {},
    bindings: { REST_URL: bridge.url, REST_TOKEN: TOKEN },
    durableObjects: { CLAIMS: { className: 'Claims', useSQLite: sqlite } },
    durableObjectsPersist: folder ?? false,
  });
}

const ask = async (path, query = {}, one = worker, init) => {
  const url = new URL(path, 'http://worker');
  for (const [name, value] of Object.entries(query)) if (value !== null && value !== undefined) url.searchParams.set(name, value);
  return one.dispatchFetch(url, init);
};
/** A swap: in a Durable Object of that name, or in the one that the store takes. */
const swap = async (object, id, expected, next, keepUntil, one) => (await ask('/swap', { object, id, expected, next, keepUntil }, one)).json();
const inside = async (object, one) => (await ask('/inside', { object }, one)).json();
const ring = (object) => ask('/ring', { object });
/** Resolves with the objects that claims are kept in. */
const objects = async (ids) => (await ask('/objects', {}, worker, { method: 'POST', body: JSON.stringify(ids) })).json();

/** Waits until an object keeps nothing. */
async function emptied(object, one) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await sleep(100)) if ((await inside(object, one)).claims.length === 0) return;
  assert.fail('the claim is still there');
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

test('a claim and its alarm are stored, and nothing is left after the alarm', async () => {
  const keepUntil = Date.now() + HOUR;
  assert.equal(await swap('rings', 'x', null, 'a', keepUntil), null);
  assert.deepEqual(await inside('rings'), { claims: [{ id: 'x', text: 'a', keep_until: keepUntil }], alarm: keepUntil, alarms: 1 });
  assert.equal(await swap('rings', 'x', 'a', 'a', Date.now()), 'a');
  assert.equal(await swap('rings', 'y', null, 'b', Date.now() + 100), null);
  await emptied('rings');
  assert.equal((await inside('rings')).alarm, null);
  assert.equal(await swap('rings', 'x', null, 'c', Date.now() + HOUR), null, 'the register can be used anew');
});

test('an alarm deletes what is past its time, and the next one comes with the next claim, but not within an hour', async () => {
  const now = Date.now();
  for (const [object, later] of [['often', now + HOUR / 2], ['seldom', now + 5 * HOUR]]) {
    await swap(object, 'latest', null, 'a', now + 9 * HOUR);
    await swap(object, 'later', null, 'b', later);
    await swap(object, 'past', null, 'c', now - 1);
    for (const end = Date.now() + PATIENCE; (await inside(object)).claims.length > 2; await sleep(100)) assert.ok(Date.now() < end);
    const { claims, alarm } = await inside(object);
    assert.deepEqual(claims.map(({ id }) => id), ['later', 'latest']);
    assert.ok(alarm >= Math.max(later, now + HOUR) && alarm <= Math.max(later, Date.now() + HOUR), String(alarm - now));
  }
});

test('an alarm is set by a claim that ends before all others, and by nothing else', async () => {
  const [soon, late] = [Date.now() + HOUR, Date.now() + 2 * HOUR];
  const alarms = async () => {
    const { alarm, alarms } = await inside('moves');
    return [alarm, alarms];
  };
  await swap('moves', 'x', null, 'a', late);
  await swap('moves', 'x', 'a', 'b', soon);
  await swap('moves', 'y', null, 'a', late + 1);
  assert.deepEqual(await alarms(), [late, 1]);
  await swap('moves', 'z', null, 'a', soon);
  assert.deepEqual(await alarms(), [soon, 2]);
  await swap('moves', 'z', null, 'b', 1);
  await swap('moves', 'z', 'x', 'b', 1);
  assert.deepEqual(await alarms(), [soon, 2], 'a swap that fails moves nothing');
});

test('an alarm that fires too early deletes nothing and is set again', async () => {
  const keepUntil = Date.now() + 2 * HOUR;
  await swap('early', 'x', null, 'a', keepUntil);
  await ring('early');
  assert.deepEqual(await inside('early').then(({ claims, alarm }) => [claims.length, alarm]), [1, keepUntil]);
  await swap('early', 'x', 'a', 'b', Date.now() - 1);
  await ring('early');
  assert.deepEqual((await inside('early')).claims, []);
});

test('an alarm that was given up is set by the next claim, and one that may still ring is not', async () => {
  const now = Date.now();
  const late = now + 9 * HOUR;
  await swap('given-up', 'x', null, 'a', late);
  await ask('/give-up', { object: 'given-up', time: now - HOUR / 2 });
  await swap('given-up', 'y', null, 'b', late);
  assert.equal((await inside('given-up')).alarm, now - HOUR / 2);
  await ask('/give-up', { object: 'given-up', time: now - 2 * HOUR });
  await swap('given-up', 'z', null, 'c', late);
  assert.equal((await inside('given-up')).alarm, late);
});

test('an alarm of an object without claims is not an error', async () => {
  assert.equal((await ring('nobody')).status, 200);
  assert.equal(await swap('nobody', 'x', null, 'a', Date.now() + HOUR), null);
});

test('claims are spread evenly over 64 objects', async () => {
  const bytes = (at) => createHash('sha256').update(String(at)).digest('base64url');
  for (const name of [bytes, (at) => `key:${bytes(at)}`]) {
    const counts = {};
    for (const object of await objects(Array.from({ length: 6400 }, (_, at) => name(at)))) counts[object] = (counts[object] ?? 0) + 1;
    assert.equal(Object.keys(counts).length, 64);
    for (const [object, count] of Object.entries(counts)) assert.ok(count > 50 && count < 200, `${object} has ${count} of 6400`);
  }
});

test('a claim stays in its object from version to version: elsewhere, it could be redeemed again', async () => {
  const known = { '6QDs0BmhrI_v67iWeCMvGqQJEFQ6ErWKlk7zi5xL6t0': 'claims-47', a: 'claims-33', 'é': 'claims-41', '': 'claims-0' };
  assert.deepEqual(await objects(Object.keys(known)), Object.values(known));
});

test('claims and alarms survive the process', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mpp-wasm-claims-'));
  try {
    const before = start({ folder });
    await swap(undefined, 'kept', null, 'a', Date.now() + HOUR, before);
    await swap('ends', 'x', null, 'a', Date.now() + 300, before);
    await before.dispose();
    const next = start({ folder });
    try {
      assert.equal(await swap(undefined, 'kept', null, 'b', Date.now() + HOUR, next), 'a');
      await emptied('ends', next);
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

test('a URL of Redis throws when the store is created: requests on the connection of another would be canceled', async () => {
  for (const refused of await (await ask('/urls')).json()) assert.match(refused, /^bad-config: .* Workers, use redisRest$/);
});

test('a class without SQLite storage fails with a clear error instead of keeping claims elsewhere', async () => {
  const other = start({ sqlite: false });
  try {
    const answer = await ask('/swap', { id: 'x', next: 'a', keepUntil: Date.now() + HOUR }, other);
    assert.match(await answer.text(), /ClaimStore has no SQL.*new_sqlite_classes/, 'a message of this package, which events and logs show');
    assert.equal(answer.status, 500);
  } finally {
    await other.dispose();
  }
});

test('a Worker of a compatibility date before objects could be called fails with an error that says which one it needs', async () => {
  for (const [date, status, said] of [['2024-04-02', 500, /2024-04-03/], ['2024-04-03', 200, /^null$/]]) {
    const one = start({ date });
    try {
      const answer = await ask('/swap', { id: 'x', next: 'a', keepUntil: Date.now() + HOUR }, one);
      assert.match(await answer.text(), said);
      assert.equal(answer.status, status);
    } finally {
      await one.dispose();
    }
  }
});
