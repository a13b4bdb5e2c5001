// What is stored of responses, in which order, and what makes room, with a storage that the test holds.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { amend, changeTab, history, onTabChange, remember, remembered, tabState } from '../../www/extension/src/store.js';
import { NOTHING } from '../../www/extension/src/tab.js';

let data;
let writes;
/** How many writes find no room. */
let full;
const listeners = [];
beforeEach(() => {
  [data, writes, full] = [new Map(), [], 0];
  const session = {
    get: async (names = [...data.keys()]) => Object.fromEntries([names].flat().filter((name) => data.has(name)).map((name) => [name, data.get(name)])),
    set: async (items) => {
      if (full-- > 0) throw new Error('quota');
      writes.push(Object.keys(items));
      for (const [name, item] of Object.entries(items)) data.set(name, item);
    },
    remove: async (names) => [names].flat().forEach((name) => data.delete(name)),
    clear: async () => data.clear(),
  };
  globalThis.chrome = { storage: { session, onChanged: { addListener: (listener) => listeners.push(listener) } } };
});

const ask = (path, more) => ({ url: `https://api.example.com${path}`, method: 'GET', kind: 'call', ...more });
const paths = async () => (await history()).map(({ url, n }) => new URL(url).pathname + (n ?? ''));

test('the changes of a tab come one after another, and a failed one ends alone', async () => {
  let release;
  const held = new Promise((done) => (release = done));
  const first = changeTab(1, async (state) => (await held, { ...state, asks: ['a'] }));
  const failed = changeTab(1, () => Promise.reject(new Error('gone')));
  const second = changeTab(1, (state) => ({ ...state, asks: [...state.asks, 'b'] }));
  assert.deepEqual((await changeTab(2, (state) => ({ ...state, asks: ['c'] }))).asks, ['c'], 'another tab does not wait');
  release();
  await assert.rejects(failed, /gone/);
  assert.deepEqual([(await first).asks, (await second).asks, (await tabState(1)).asks], [['a'], ['a', 'b'], ['a', 'b']]);
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
  await remember([]);
  assert.deepEqual(writes.length, 1);
  await remember([ask('/b', { method: 'POST' }), ask('/b', { kind: 'page' }), ask('/c')]);
  await remember([ask('/b', { n: 3 })]);
  assert.deepEqual(await paths(), ['/b3', '/c', '/b', '/b', '/a2']);
  assert.deepEqual([(await remembered(ask('/b'))).n, await remembered(ask('/d'))], [3, undefined]);
  await remember(Array.from({ length: 98 }, (_, n) => ask(`/${n}`)));
  assert.deepEqual([(await paths()).length, (await paths()).slice(-2), data.size], [100, ['/b3', '/c'], 101]);
});

test('data is added to a response that is still there, and to no other', async () => {
  await remember([ask('/a'), ask('/b')]);
  await amend(ask('/a'), { body: '{}' });
  await amend(ask('/c'), { body: '{}' });
  assert.deepEqual(await history(), [ask('/b'), ask('/a', { body: '{}' })]);
});

test('if there is no room, the history goes first, then all else, and then the write fails', async () => {
  const keep = (asks) => changeTab(1, () => ({ page: undefined, asks }));
  for (const [lacks, left] of [[0, ['history', 'seen', 'tab:1', 'tab:2']], [1, ['tab:1', 'tab:2']], [2, ['tab:1']]]) {
    await remember([ask('/a')]);
    await changeTab(2, () => ({ page: undefined, asks: ['x'] }));
    full = lacks;
    await keep([lacks]);
    assert.deepEqual([...data.keys()].map((name) => name.replace(/seen:[0-9a-f]{64}$/, 'seen')).sort(), left);
  }
  full = 3;
  await assert.rejects(keep(['more']), /quota/);
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
