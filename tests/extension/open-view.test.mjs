// Views that stay open while time passes, a page asks again or a setting changes.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { shifts } from '../browser/shift.mjs';
import { asked, it, shop } from './beside.mjs';
import { read } from './extension.mjs';
import { challenge, STRIPE } from './site.mjs';

afterEach(() => it.leave());

/** An answer whose terms end in almost an hour. */
const almostAnHour = () => {
  const expires = new Date(Date.now() + 3_500_000).toISOString();
  return [402, { 'www-authenticate': challenge({ request: STRIPE, expires }) }, ''];
};

test('an offer that expires while the view is open says so, and offers to reload', async () => {
  shop.answers['/soon'] = [402, { 'www-authenticate': challenge({ expires: new Date(Date.now() + 4_000).toISOString() }) }, ''];
  const page = await it.visit(shop.url('/soon'));
  const tab = await it.tabOf(page);
  const popup = await it.popup(page);
  // On a slow machine the offer may have expired before the view was drawn, so the announcement is not checked.
  await popup.locator('article[data-kind="expired"]').waitFor();
  assert.match(await read(popup.locator('time')), /^expired /);
  assert.match(await read(popup.locator('.warnings')), /The challenge has expired/);
  assert.deepEqual(await shifts(popup), []);
  shop.answers['/soon'] = [402, { 'www-authenticate': challenge() }, ''];
  await popup.getByRole('button', { name: 'Reload' }).click();
  await popup.locator('article[data-kind="offers"]').waitFor();
  await it.badged(tab, '402');
});

test('a view is drawn again only when its contents change', async () => {
  shop.answers['/minutes'] = almostAnHour();
  const { tab, popup } = await asked('/minutes');
  const watch = () => popup.evaluate(() => {
    globalThis.drawn = 0;
    new MutationObserver(() => (globalThis.drawn += 1)).observe(document.getElementById('view'), { childList: true });
  });
  const drawn = () => popup.evaluate(() => globalThis.drawn);
  const store = (change) => it.inside(async ([name, change]) => {
    const { [name]: state } = await chrome.storage.session.get(name);
    await chrome.storage.session.set({ [name]: { ...state, asks: state.asks.map((ask) => ({ ...ask, kept: undefined, ...change })) } });
  }, [`tab:${tab}`, change]);
  await watch();
  for (let second = 0; second < 2; second += 1) {
    const before = await read(popup.locator('time'));
    await it.until('a second', async () => (await read(popup.locator('time'))) !== before);
  }
  await store({});
  assert.equal(await drawn(), 0);
  await store({ method: 'POST' });
  await popup.locator('.where', { hasText: 'POST' }).waitFor();
  assert.equal(await drawn(), 1);
  // Nothing is drawn below a pressed button, so that its click is not lost.
  const button = popup.locator('[data-key^="curl"]');
  await button.evaluate((button) => button.addEventListener('click', () => (globalThis.clicked = button.dataset.key)));
  await popup.locator('summary').first().focus();
  await button.hover();
  await popup.mouse.down();
  await popup.waitForTimeout(100);
  await store({ method: 'PUT' });
  await popup.waitForTimeout(300);
  assert.equal(await drawn(), 1);
  await popup.mouse.up();
  await popup.locator('.where', { hasText: 'PUT' }).waitFor();
  assert.deepEqual([await drawn(), await popup.evaluate(() => globalThis.clicked)], [2, `curl page POST ${shop.url('/minutes')}`]);
  // What is selected stays so.
  const selected = () => popup.evaluate(() => String(getSelection()));
  await popup.locator('.price bdi').selectText();
  await store({ method: 'PATCH' });
  await popup.locator('.where', { hasText: 'PATCH' }).waitFor();
  assert.equal(await selected(), '5.00 USD');
  await popup.locator('.where').selectText();
  await store({ method: 'POST' });
  await popup.locator('.where', { hasText: 'POST' }).waitFor();
  assert.equal(await selected(), '', 'not another text in the same place');
  await it.choose({ limit: '1.00 USD' });
  await popup.locator('[data-code="amount-over-limit"]').waitFor();
  await it.until('the badge of a warning', async () => (await it.badge(tab)).colour === '161,92,0');
  await it.choose({});
  await popup.locator('[data-code="amount-over-limit"]').waitFor({ state: 'detached' });
});

test('an open history counts down, keeps open what is asked for again, and follows the settings', async () => {
  const answer = (seconds) => {
    const expires = new Date(Date.now() + 1_000 * seconds).toISOString();
    shop.answers['/often'] = [402, { 'www-authenticate': challenge({ expires }) }, ''];
  };
  answer(3_000);
  const { page } = await asked('/calls');
  await page.evaluate(() => fetch('/often'));
  const view = await it.open('history.html');
  const line = view.locator('#view > details', { hasText: '/often' });
  const top = view.locator('#view > details').first();
  const count = () => view.locator('#view > details').count();
  await it.until('its line', async () => (await it.history())[0].url.endsWith('/often'));
  await top.locator('summary').first().click();
  const left = () => read(line.locator('time[data-ends]'));
  const before = await left();
  await it.until('a second', async () => (await left()) !== before);
  const lines = await count();
  await line.locator('.price bdi').selectText();
  answer(30);
  await page.evaluate(() => fetch('/often'));
  await line.locator('[data-code="expires-soon"]').waitFor();
  assert.deepEqual([await count(), await view.evaluate(() => String(getSelection()))], [lines, '5.00 USD']);
  await view.evaluate(() => Object.defineProperty(document, 'hidden', { value: true, configurable: true }));
  answer(3_000);
  await page.evaluate(() => fetch('/often'));
  await view.waitForTimeout(300);
  assert.equal(await line.locator('[data-code="expires-soon"]').count(), 1, 'nobody sees it');
  await view.evaluate(() => (delete document.hidden, document.dispatchEvent(new Event('visibilitychange'))));
  await line.locator('[data-code="expires-soon"]').waitFor({ state: 'detached' });
  answer(61);
  await page.evaluate(() => fetch('/often'));
  await line.locator('[data-code="expires-soon"]').waitFor();
  // The page stays where it is scrolled, though it is shorter for a moment.
  await view.setViewportSize({ width: 400, height: 300 });
  await line.locator('summary').first().focus();
  const down = await view.evaluate(() => (scrollTo(0, document.documentElement.scrollHeight), scrollY));
  await it.choose({ limit: '1.00 USD' });
  await line.locator('[data-code="amount-over-limit"]').waitFor();
  assert.deepEqual([down > 0, await view.evaluate(() => scrollY)], [true, down]);
  // What is explained again while another entry is read stays as it is then.
  await view.evaluate(() => {
    const { session } = chrome.storage;
    const { get } = session;
    const held = new Promise((done) => (globalThis.release = done));
    session.get = async (names) => {
      globalThis.isReading = true;
      await held;
      return get.call(session, names);
    };
  });
  await page.evaluate(() => fetch('/page?other'));
  await view.waitForFunction(() => globalThis.isReading);
  await it.choose({});
  await line.locator('[data-code="amount-over-limit"]').waitFor({ state: 'detached' });
  await view.evaluate(() => globalThis.release());
  await it.until('the other one', async () => (await count()) === lines + 1);
  assert.equal(await line.locator('[data-code="amount-over-limit"]').count(), 0);
  await it.choose({ language: 'de' });
  await view.locator('h1', { hasText: 'Verlauf' }).waitFor();
  await it.choose({});
  await view.locator('h1', { hasText: 'History' }).waitFor();
});

test('the countdown runs and moves nothing', async () => {
  shop.answers['/minutes'] = almostAnHour();
  const page = await it.visit(shop.url('/minutes'));
  const popup = await it.popup(page);
  const before = await read(popup.locator('time'));
  assert.match(before, /^in \d+ min \d+ sec · /);
  // While the view is redrawn, it has no box.
  const box = () => it.until('the view', () => popup.locator('article').boundingBox());
  const size = await box();
  await popup.waitForFunction((before) => document.querySelector('time').textContent.replace(/[\u2068\u2069]/g, '') !== before, before);
  assert.deepEqual(await box(), size);
  assert.deepEqual(await shifts(popup), []);
});

test('the open view follows the tab, and shows the newest response first', async () => {
  const { page, tab, popup } = await asked('/calls');
  await page.evaluate(() => fetch('/two'));
  await popup.locator('.where', { hasText: '/two' }).first().waitFor();
  assert.equal(await read(popup.locator('#view > article .where')), 'GET /two · a request from this page');
  assert.equal(await read(popup.locator('summary', { hasText: 'Other 402 responses' })), 'Other 402 responses on this page: 1');
  // A request that is asked again does not take its place.
  shop.answers['/again'] = [402, { 'www-authenticate': challenge() }, ''];
  for (const path of ['/again', '/page', '/two']) await page.evaluate((path) => fetch(path), path);
  const newest = () => it.inside(async (name) => {
    const { [name]: { asks } } = await chrome.storage.session.get(name);
    return asks.map(({ url }) => new URL(url).pathname).join();
  }, `tab:${tab}`);
  await it.until('all of them', async () => (await newest()) === '/two,/page,/again');
  shop.answers['/last'] = [402, { 'www-authenticate': challenge() }, ''];
  await page.evaluate(() => fetch('/last'));
  await popup.locator('#view > article .where', { hasText: '/last' }).waitFor();
  await popup.locator('summary', { hasText: 'Other 402 responses' }).click();
  await popup.locator('details .where').nth(2).waitFor();
  assert.deepEqual((await popup.locator('.where').allInnerTexts()).map((text) => text.split(' ')[1]), ['/last', '/again', '/two', '/page']);
});

test('the button’s own popup shows the active tab, before it has loaded the package', async () => {
  const { page } = await asked('/two');
  await asked('/bare');
  await it.press(page);
  assert.deepEqual(await it.inside(() => {
    const { document } = chrome.extension.getViews({ type: 'popup' })[0];
    return [...document.querySelectorAll('.price bdi')].map((price) => price.textContent);
  }), ['4.99 pathUSD on Tempo', '5.00 USD']);
  await it.until('a window as wide as what is in it', () => it.inside(() => {
    const { document, innerWidth } = chrome.extension.getViews({ type: 'popup' })[0];
    const { left, right } = document.body.getBoundingClientRect();
    return innerWidth >= 400 && left === 0 && right === innerWidth && document.documentElement.scrollWidth === innerWidth;
  }));
  await it.closePopup();
  // Without the package's file, only the worker's explanations can be shown.
  const view = await it.context.newPage();
  await view.addInitScript(() => {
    globalThis.fetch = () => new Promise(() => {});
  });
  await view.goto(it.address(`popup.html?tab=${await it.tabOf(page)}`));
  assert.equal(await read(view.locator('.price').first()), '4.99 pathUSD on Tempo Cheapest');
  await view.close();
});
