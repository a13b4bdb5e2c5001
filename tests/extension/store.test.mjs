// What is stored of responses, in which order, and what makes room, with a storage that the test holds.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import {
  amend, changeTab, clear, forgetTab, history, onHistoryChange, onTabChange, remember, remembered, tabs, tabState,
} from '../../www/extension/src/store.js';
import { NOTHING } from '../../www/extension/src/tab.js';

let data;
let writes;
/** How many writes find no room. */
let full;
const listeners = [];
const tick = () => new Promise((resolve) => setImmediate(resolve));
beforeEach(() => {
  [data, writes, full] = [new Map(), [], 0];
  const session = {
    get: async (names = [...data.keys()]) => {
      const found = [names].flat().filter((name) => data.has(name));
      return Object.fromEntries(found.map((name) => [name, data.get(name)]));
    },
    set: async (items) => {
      await tick();
      if (full-- > 0) throw new Error('quota');
      writes.push(Object.keys(items));
      for (const [name, item] of Object.entries(structuredClone(items))) data.set(name, item);
    },
    remove: async (names) => {
      await tick();
      for (const name of [names].flat()) data.delete(name);
    },
    getBytesInUse: async (name) => JSON.stringify(data.get(name)).length,
    clear: async () => {
      await tick();
      data.clear();
    },
  };
  globalThis.chrome = { storage: { session, onChanged: { addListener: (listener) => listeners.push(listener) } } };
});

function resolvers() {
  let resolve;
  return { promise: new Promise((done) => (resolve = done)), resolve };
}

const ask = (path, more) => ({ url: `https://api.example.com${path}`, method: 'GET', kind: 'call', ...more });
const paths = async () => [...(await history()).values()].map(({ url, n }) => new URL(url).pathname + (n ?? ''));

test('the changes of a tab come one after another, and a failed one ends alone', async () => {
  const [held, heldLonger] = [resolvers(), resolvers()];
  const first = changeTab(1, async (state) => (await held.promise, { ...state, asks: ['a'] }));
  const failed = changeTab(1, () => Promise.reject(new Error('gone')));
  const second = changeTab(1, async (state) => (await heldLonger.promise, { ...state, asks: [...state.asks, 'b'] }));
  assert.deepEqual((await changeTab(2, (state) => ({ ...state, asks: ['c'] }))).asks, ['c'], 'another tab does not wait');
  held.resolve();
  await assert.rejects(failed, /gone/);
  await tick();
  const third = changeTab(1, (state) => ({ ...state, asks: [...state.asks, 'd'] }));
  await tick();
  heldLonger.resolve();
  assert.deepEqual([(await first).asks, (await second).asks, (await third).asks], [['a'], ['a', 'b'], ['a', 'b', 'd']]);
  assert.deepEqual((await tabState(1)).asks, ['a', 'b', 'd']);
});

test('a state that stays the same is not written, and an empty one is removed', async () => {
  assert.equal(await changeTab(1, (state) => state), NOTHING);
  await changeTab(1, () => ({ page: 'https://api.example.com/', asks: [] }));
  await changeTab(1, (state) => state);
  assert.deepEqual(writes, [['tab:1']]);
  await changeTab(1, () => ({ page: undefined, asks: [] }));
  assert.deepEqual([data.size, await tabState(1)], [0, NOTHING]);
});

test('the history has the newest first, each request once and a hundred of them', async () => {
  await remember([ask('/a'), ask('/b'), ask('/a', { n: 2 })]);
  assert.deepEqual(await paths(), ['/a2', '/b']);
  await remember([]);
  assert.deepEqual(writes.length, 1);
  await remember([ask('/b', { method: 'POST' }), ask('/b', { kind: 'page' }), ask('/c')]);
  await remember([ask('/b', { n: 3 })]);
  assert.deepEqual(await paths(), ['/b3', '/c', '/b', '/b', '/a2']);
  assert.deepEqual([(await remembered(ask('/b'))).n, await remembered(ask('/d'))], [3, undefined]);
  await remember(Array.from({ length: 98 }, (_, n) => ask(`/${n}`)));
  assert.deepEqual([(await paths()).length, (await paths()).slice(-2), data.get('history').length, data.size], [100, ['/b3', '/c'], 100, 101]);
  data.delete(data.get('history')[0]);
  assert.equal((await paths())[0], '/96', 'what had to make room is left out');
});

test('data is added to a response that is still there, and to no other', async () => {
  await remember([ask('/a'), ask('/b')]);
  await amend(ask('/a'), { body: '{}' });
  await amend(ask('/c'), { body: '{}' });
  assert.deepEqual([...(await history()).values()], [ask('/b'), ask('/a', { body: '{}' })]);
  assert.equal(await remembered(ask('/c')), undefined);
});

test('if there is no room, the history goes first, then the largest tab, and then the write fails', async () => {
  const keep = (asks) => changeTab(1, () => ({ page: undefined, asks }));
  for (const [lacks, left] of [
    [0, ['history', 'seen', 'tab:1', 'tab:2', 'tab:3']],
    [1, ['tab:1', 'tab:2', 'tab:3']],
    [2, ['tab:1', 'tab:2']],
    [4, ['tab:1']],
  ]) {
    await remember([ask('/a')]);
    await changeTab(2, () => ({ page: undefined, asks: ['xx'] }));
    await changeTab(3, () => ({ page: undefined, asks: ['xx', 'xx'] }));
    full = lacks;
    await keep([lacks]);
    assert.deepEqual([...data.keys()].map((name) => name.replace(/seen:[0-9a-f]{64}$/, 'seen')).sort(), left);
  }
  full = 9;
  await assert.rejects(keep(['more']), /no room/);
  full = 0;
});

test('a page that fills the session loses its own older calls, and no other tab its terms', async () => {
  await changeTab(2, () => ({ page: undefined, asks: ['x'] }));
  full = 4;
  const calls = Array.from({ length: 16 }, (_, at) => at);
  assert.deepEqual((await changeTab(1, () => ({ page: undefined, asks: calls }))).asks, [0, 1, 2, 3]);
  assert.deepEqual([(await tabState(1)).asks, (await tabState(2)).asks], [[0, 1, 2, 3], ['x']]);
});

test('a history without room leaves the tabs as they are', async () => {
  await changeTab(2, () => ({ page: undefined, asks: ['x'] }));
  full = 2;
  await remember([ask('/a')]);
  assert.deepEqual([...data.keys()], ['tab:2']);
});

test('a view hears of its own tab only, whichever that is by then', () => {
  const heard = [];
  let tab = 1;
  onTabChange(() => tab, () => heard.push(tab));
  const tell = (name, area) => listeners.at(-1)({ [name]: {} }, area);
  tell('tab:1', 'session');
  tell('tab:2', 'session');
  tell('tab:1', 'local');
  tab = 2;
  tell('tab:2', 'session');
  assert.deepEqual(heard, [1, 2]);
});

test('a view hears once of the changes to the history that come together', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let heard = 0;
  onHistoryChange((names) => {
    heard += 1;
    assert.deepEqual([...names], ['history', 'seen:1']);
  });
  const tell = (name, area = 'session') => listeners.at(-1)({ [name]: {} }, area);
  for (const [name, area] of [['tab:1'], ['history', 'local']]) tell(name, area);
  t.mock.timers.tick(1_000);
  assert.equal(heard, 0);
  for (const round of [1, 2]) {
    for (const name of ['history', 'seen:1', 'history']) tell(name);
    assert.equal(heard, round - 1);
    t.mock.timers.tick(1_000);
    assert.equal(heard, round);
  }
});

test('a closed tab is forgotten, and all is when it is cleared', async () => {
  for (const tab of [1, 2]) await changeTab(tab, () => ({ page: undefined, asks: ['a'] }));
  assert.deepEqual(await tabs(), [1, 2]);
  await forgetTab(1);
  assert.deepEqual([...data.keys()], ['tab:2']);
  await clear();
  assert.equal(data.size, 0);
});
