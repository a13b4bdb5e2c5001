// The badge of each tab: when it appears, and when it goes.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { asked, it, shop } from './beside.mjs';
import { read } from './extension.mjs';
import { challenge } from './site.mjs';

afterEach(() => it.leave());

test('each tab has its own badge, and the next page has none', async () => {
  const { page, tab } = await asked('/page');
  const other = await it.visit(shop.url('/'));
  const otherTab = await it.tabOf(other);
  assert.notEqual(otherTab, tab);
  assert.equal((await it.badge(otherTab)).text, '');
  assert.equal((await it.badge(tab)).text, '402');
  await page.goto(shop.url('/'));
  await it.badged(tab, '');
  assert.equal((await it.badge(tab)).title, '402: what does it cost?');
  await page.goto(shop.url('/bare'));
  await it.badged(tab, '402');
  await page.goto('about:blank');
  await it.badged(tab, '');
});

test('a badge appears in its colours, and when it is there, so is the title', async () => {
  const { page, tab } = await asked('/page');
  const worker = it.context.serviceWorkers().at(-1);
  await worker.evaluate(() => {
    globalThis.told = [];
    for (const name of ['setBadgeText', 'setBadgeBackgroundColor', 'setBadgeTextColor', 'setTitle']) {
      const own = chrome.action[name].bind(chrome.action);
      chrome.action[name] = (...terms) => (globalThis.told.push(name), own(...terms));
    }
  });
  await page.goto(shop.url('/two'));
  const told = () => worker.evaluate(() => globalThis.told.splice(0, 4));
  await it.until('a badge', async () => (await it.badge(tab)).text === '402' && worker.evaluate(() => globalThis.told.length >= 4));
  const [last] = (await told()).reverse();
  assert.equal(last, 'setBadgeText');
});

test('a page loses its badge once it is paid for, at the same address', async () => {
  shop.answers['/paid'] = [402, { 'www-authenticate': challenge() }, ''];
  const page = await it.visit(shop.url('/paid'));
  const tab = await it.tabOf(page);
  await it.badged(tab, '402');
  shop.answers['/paid'] = [200, {}, '<h1>Yours</h1>'];
  await page.reload();
  await it.badged(tab, '');
});

test('a page that changes its address by script keeps its calls', async () => {
  const { page, tab } = await asked('/calls');
  await page.evaluate(() => history.pushState(null, '', '/elsewhere'));
  await page.waitForTimeout(300);
  assert.equal((await it.badge(tab)).text, '402');
});

test('a download leaves the page and its badge as they were', async () => {
  shop.answers['/file'] = [200, { 'content-disposition': 'attachment; filename="x.txt"' }, 'x'];
  shop.answers['/file.zip'] = [200, { 'content-type': 'application/zip' }, 'x'];
  const { page, tab } = await asked('/calls');
  for (const path of ['/file', '/file.zip']) {
    const download = page.waitForEvent('download');
    await page.evaluate((path) => void (location.href = path), path);
    await (await download).cancel();
  }
  await page.evaluate(() => fetch('/two'));
  const popup = await it.popup(page);
  await popup.locator('.where', { hasText: '/two' }).first().waitFor();
  assert.equal(await read(popup.locator('summary', { hasText: 'Other 402 responses' })), 'Other 402 responses on this page: 1');
  assert.equal((await it.badge(tab)).text, '402');
});

test('a 402 that would be a download has the browser’s own page, and its terms', async () => {
  shop.answers['/paid.zip'] = [402, { 'www-authenticate': challenge(), 'content-disposition': 'attachment; filename="x.zip"' }, 'Pay'];
  const { page, tab, popup } = await asked('/calls');
  await page.evaluate(() => void (location.href = '/paid.zip'));
  await it.until('its address', () => it.inside(async (tab) => (await chrome.tabs.get(tab)).url.endsWith('/paid.zip'), tab));
  await popup.locator('.where', { hasText: 'GET /paid.zip · this page' }).waitFor();
  assert.equal(await popup.locator('summary', { hasText: 'Other 402 responses' }).count(), 0);
});
