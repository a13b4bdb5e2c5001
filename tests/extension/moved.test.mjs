// A page that changes its own address by script is still the page that was answered 402. The page after it is not.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { asked, it, shop } from './beside.mjs';
import { read } from './extension.mjs';
import { challenge, serviceWorker } from './site.mjs';

/** How long to wait before checking that something did not happen, in milliseconds. */
const SETTLED = 1_000;

afterEach(() => it.leave());

const own = (path) => new RegExp(`GET ${path} · this page 5\\.00 USD`);

for (const [how, change] of [
  ['pushState', () => history.pushState(null, '', '/moved')],
  ['replaceState', () => history.replaceState(null, '', '?part=2')],
  ['a fragment', () => (location.hash = 'part')],
]) {
  test(`${how}: the terms stay in the badge, in an open popup and in the next one`, async () => {
    const { page, tab, popup } = await asked('/page');
    await page.evaluate(change);
    await page.waitForTimeout(SETTLED);
    assert.deepEqual([(await it.badge(tab)).text, (await it.badge(tab)).title], ['402', `${shop.host} asks for 5.00 USD`]);
    assert.match(await read(popup.locator('#view')), own('/page'));
    it.leave();
    assert.match(await read((await it.popup(page)).locator('#view')), own('/page'));
  });
}

test('a page that changes its address while it loads, behind a redirect, with the worker asleep', async () => {
  let end;
  shop.answers['/from'] = [302, { location: '/moving' }, ''];
  shop.answers['/moving'] = [402, { 'www-authenticate': challenge() }, (response) => {
    response.write('<!doctype html><script>history.replaceState(null, "", "/moved")</script>');
    end = () => response.end();
  }];
  await it.stopWorker();
  const page = await it.context.newPage();
  await page.goto(shop.url('/from'), { waitUntil: 'commit' });
  await page.waitForURL(shop.url('/moved'), { waitUntil: 'commit' });
  const tab = await it.tabOf(page);
  await it.badged(tab, '402');
  await page.waitForTimeout(SETTLED);
  const popup = await it.popup(page);
  assert.match(await read(popup.locator('#view')), own('/moving'));
  end();
  await page.waitForLoadState();
  await it.stopWorker();
  await page.evaluate(() => history.pushState(null, '', '/moved-on'));
  await page.waitForTimeout(SETTLED);
  assert.equal((await it.badge(tab)).text, '402');
  assert.match(await read(popup.locator('#view')), own('/moving'));
});

test('the next page has none of them: one from the network, or one that a service worker answers', async () => {
  shop.answers['/moved-worker.js'] = serviceWorker('unannounced');
  const { page, tab, popup } = await asked('/page');
  await page.evaluate(() => history.pushState(null, '', '/moved'));
  await page.reload();
  await it.badged(tab, '');
  await popup.locator('h2', { hasText: 'No 402 seen here' }).waitFor();
  await page.goto(shop.url('/page'));
  await it.badged(tab, '402');
  await page.evaluate(() => navigator.serviceWorker.register('/moved-worker.js').then(() => navigator.serviceWorker.ready));
  await page.evaluate(() => history.pushState(null, '', '/moved'));
  await page.goto(shop.url('/unannounced'));
  assert.equal(await page.title(), 'free');
  await it.badged(tab, '');
  await popup.locator('h2', { hasText: 'No 402 seen here' }).waitFor();
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).unregister());
});

test('a page that is busy keeps no popup waiting; its terms come when it answers', async () => {
  const { page, tab } = await asked('/page');
  await page.evaluate(() => {
    // Long enough for the popup to be opened meanwhile.
    setTimeout(() => {
      history.pushState(null, '', '/moved');
      for (const end = Date.now() + 8_000; Date.now() < end; );
    });
  });
  await it.until('the address', async () => (await it.inside((tab) => chrome.tabs.get(tab), tab)).url.endsWith('/moved'));
  const popup = await it.open(`popup.html?tab=${tab}`);
  assert.match(await read(popup.locator('#view')), /No 402 seen here/);
  await popup.locator('.price', { hasText: '5.00 USD' }).waitFor();
});
