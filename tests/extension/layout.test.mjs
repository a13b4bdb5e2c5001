// How the views are laid out, named and reached by keyboard.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertAccessible } from '../browser/axe.mjs';
import { shifts } from '../browser/shift.mjs';
import { start } from './extension.mjs';
import { challenge, site } from './site.mjs';
import { views } from './views.mjs';

let it;
let shop;
before(async () => {
  shop = await site();
  shop.answers['/soon'] = [402, { 'www-authenticate': challenge({ expires: new Date(Date.now() + 290_000).toISOString() }) }, '<h1>Pay</h1>'];
  it = await start();
});
after(async () => {
  await shop?.close();
  await it?.close();
});

const popup = (path) => it.popupAt(shop.url(path));

test('each view names itself and the extension in its tab', async () => {
  for (const [view, name] of [['history', 'History'], ['card', 'Card view'], ['options', 'Options']]) {
    assert.equal(await (await it.open(`${view}.html`)).title(), `${name} · 402: what does it cost?`);
  }
});

test('no view shifts while it loads, breaks an axe rule, light or dark, or overflows, left to right or right to left', async () => {
  for (const { name, widths, page } of await views(it, shop)) {
    assert.deepEqual(await shifts(page), [], name);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 720 });
      for (const dir of ['ltr', 'rtl']) {
        await page.evaluate((dir) => (document.documentElement.dir = dir), dir);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${name} at ${width}, ${dir}: ${wide} too wide`);
      }
    }
    await page.evaluate(() => (document.documentElement.dir = 'ltr'));
    // Twice the text that the browser starts with, as people set it there.
    const session = await page.context().newCDPSession(page);
    await session.send('Page.setFontSizes', { fontSizes: { standard: 32 } });
    await page.setViewportSize({ width: 400, height: 720 });
    const large = await page.evaluate(() => [getComputedStyle(document.documentElement).fontSize, document.documentElement.scrollWidth]);
    assert.deepEqual(large, ['29px', 400], `${name} with large text`);
    await session.send('Page.setFontSizes', { fontSizes: { standard: 16 } });
    for (const scheme of ['light', 'dark']) await assertAccessible(page, scheme);
  }
  await it.choose({});
});

test('in the popup, nothing has to be scrolled sideways at large zoom, which leaves it few pixels', async () => {
  // What Chromium gives it at 300%.
  const view = await it.open('popup.html', { width: 266, height: 170 });
  assert.equal(await view.locator('body.popup').count(), 1);
  const ends = await view.locator('main, .bar').evaluateAll((parts) => parts.map((part) => Math.floor(part.getBoundingClientRect().right)));
  assert.ok(ends.every((end) => end <= 266), String(ends));
});

test('on paper it is dark on white, whatever the scheme, no text is cut off or covered, and there is nothing to press', async () => {
  const view = await popup('/long');
  for (const summary of await view.locator('summary').all()) await summary.click();
  await view.locator('pre').nth(1).waitFor();
  await view.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const cut = await view
    .locator('pre, .offer [tabindex]')
    .evaluateAll((all) => all.filter(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight + 1).map(({ dataset }) => dataset.key));
  assert.deepEqual(cut, []);
  assert.deepEqual(await view.locator('button:visible, .bar:visible').count(), 0);
  const colours = await view.evaluate(() => [getComputedStyle(document.body).color, getComputedStyle(document.documentElement).backgroundColor]);
  assert.deepEqual(colours, ['rgb(18, 25, 28)', 'rgb(255, 255, 255)']);
  await view.emulateMedia({ media: 'screen', colorScheme: 'light' });
});

test('everything can be reached by keyboard, in reading order', async () => {
  const view = await popup('/two');
  const names = [];
  for (let at = 0; at < 9; at += 1) {
    await view.keyboard.press('Tab');
    names.push((await view.evaluate(() => document.activeElement.innerText)).trim());
  }
  const first = ['Copy link-cli command', 'Copy curl command', 'Raw header', 'Decoded request', 'History', 'Card view', 'Options'];
  assert.deepEqual(names.slice(0, 7), first);
});

test('the links at the bottom never cover what has the focus', async () => {
  shop.answers['/words'] = [402, { 'www-authenticate': challenge({ description: 'word '.repeat(60) }) }, '<h1>Pay</h1>'];
  for (const [path, height] of [['/words', 600], ['/two', 480], ['/two', 400]]) {
    const page = await it.visit(shop.url(path));
    const view = await it.popup(page, { width: 400, height });
    for (;;) {
      await view.keyboard.press('Tab');
      const [name, bottom, top] = await view.evaluate(() => {
        const { innerText, parentElement } = document.activeElement;
        const [own, bar] = [document.activeElement, document.querySelector('.bar')].map((element) => element.getBoundingClientRect());
        return [parentElement.matches('.bar') ? '' : innerText, own.bottom, bar.top];
      });
      if (name === '') break;
      assert.ok(bottom <= top, `${path} at ${height}: ${name} ends at ${bottom}, below ${top}`);
    }
  }
});

test('the focus stays where it was when the view is drawn again: on a fold, on a text in it, on a button in it', async () => {
  const page = await it.visit(shop.url('/calls'));
  await it.badged(await it.tabOf(page), '402');
  const view = await it.popup(page);
  const own = view.locator('article').first();
  const focused = () => view.evaluate(() => [document.activeElement.localName, document.activeElement.innerText.slice(0, 10)].join(' '));
  // A call of the same request makes the view draw itself anew.
  const drawn = async () => {
    await own.evaluate((article) => (article.dataset.old = 'yes'));
    await page.evaluate(() => fetch('/page'));
    await view.locator('article:not([data-old])').first().waitFor();
  };
  const line = own.locator('summary', { hasText: 'Raw header' });
  await line.focus();
  await drawn();
  assert.equal(await focused(), 'summary Raw header');
  await view.keyboard.press('Enter');
  await own.locator('pre').focus();
  await drawn();
  await it.until('the text', async () => (await focused()) === 'pre Payment id');
  await own.getByRole('button', { name: 'Copy', exact: true }).focus();
  await drawn();
  await it.until('the button', async () => (await focused()) === 'button Copy');
  // Nor is what is being read moved away.
  await view.setViewportSize({ width: 400, height: 200 });
  await view.evaluate(() => scrollTo(0, 0));
  await drawn();
  await it.until('the button', async () => (await focused()) === 'button Copy');
  assert.equal(await view.evaluate(() => scrollY), 0);
});
