// What becomes of a tab's responses when the worker stops, events come late, and memory is full or cleared.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { asked, it } from './beside.mjs';

afterEach(() => it.leave());

test('a stopped service worker wakes for the next 402 and has forgotten nothing', async () => {
  const { page, tab } = await asked('/calls');
  await it.stopWorker();
  await page.evaluate(() => fetch('/two'));
  const popup = await it.popup(page);
  await popup.locator('.where', { hasText: '/two' }).first().waitFor();
  await popup.locator('summary', { hasText: 'Other 402 responses' }).click();
  await popup.locator('details article .where', { hasText: '/page' }).waitFor();
  await it.badged(tab, '402');
});

test('a worker that learns of a blank page only after the response that followed it keeps the response', async () => {
  const { page, tab } = await asked('/page');
  const worker = it.context.serviceWorkers().at(-1);
  await worker.evaluate((tab) => chrome.tabs.onUpdated.dispatch(tab, { status: 'loading' }, { id: tab, status: 'loading' }), tab);
  // Changes to a tab are made in order: once this call is stored, the event before it has been handled.
  await page.evaluate(() => fetch('/two'));
  const asks = await it.until('the call', () => it.inside(async (name) => {
    const { asks } = (await chrome.storage.session.get(name))[name];
    return asks.some(({ url }) => url.endsWith('/two')) && asks.map(({ url, kind }) => `${kind} ${new URL(url).pathname}`);
  }, `tab:${tab}`));
  assert.deepEqual(asks, ['page /page', 'call /two']);
});

test('a tab without an address keeps its response while it loads, and not once it has loaded', async () => {
  const { page, tab } = await asked('/page');
  const worker = it.context.serviceWorkers().at(-1);
  const tell = (status) => worker.evaluate(([tab, status]) => {
    const { get } = chrome.tabs;
    chrome.tabs.get = async (id) => (id === tab ? { id, status } : get.call(chrome.tabs, id));
    chrome.tabs.onUpdated.dispatch(tab, { status }, { id: tab, status });
    globalThis.undo ??= () => (chrome.tabs.get = get);
  }, [tab, status]);
  await tell('loading');
  // Changes to a tab are made in order: once this call is stored, the event before it has been handled.
  await page.evaluate(() => fetch('/two'));
  const kinds = () => it.inside(async (name) => (await chrome.storage.session.get(name))[name]?.asks.map(({ kind }) => kind).join(), `tab:${tab}`);
  await it.until('the call', async () => (await kinds()) === 'page,call');
  assert.equal((await it.badge(tab)).text, '402');
  await tell('complete');
  await it.badged(tab, '');
  assert.equal(await kinds(), undefined);
  await worker.evaluate(() => globalThis.undo());
});

test('a full session makes room: the new response gets a badge, and the history starts over', async () => {
  await it.inside(() => chrome.storage.session.set({ history: [], 'tab:999999': { page: 'https://full.example/', asks: [] } }));
  await it.inside(async () => {
    const left = 10_485_760 - (await chrome.storage.session.getBytesInUse()) - 200;
    await chrome.storage.session.set({ history: ['seen:full'], 'seen:full': { url: 'https://full.example/', filler: 'x'.repeat(left) } });
  });
  const { popup } = await asked('/two');
  assert.equal(await popup.locator('.offer').count(), 2);
  const urls = async () => (await it.history()).map(({ url }) => new URL(url).pathname).join();
  await it.until('a history of what came', async () => (await urls()) === '/two');
});

test('what is cleared while a change is on its way stays cleared', async () => {
  const { page, tab } = await asked('/calls');
  const { begun, release } = await it.hold(tab);
  await page.evaluate(() => fetch('/two'));
  await begun();
  await it.inside(() => chrome.storage.session.clear());
  await release();
  const paths = () => it.inside(async (name) => {
    const { [name]: state } = await chrome.storage.session.get(name);
    return state?.asks.map(({ url }) => new URL(url).pathname).join();
  }, `tab:${tab}`);
  await it.until('the call alone', async () => (await paths()) === '/two');
});
