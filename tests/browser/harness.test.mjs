// Tests of the harness itself: a check that cannot fail would make every browser test worthless.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { launch } from './chromium.mjs';
import { shifts } from './shift.mjs';

let context;
before(async () => {
  context = await launch();
});
after(() => context?.close());

test('an image without alt text is a violation, and one with it is not', async () => {
  const page = await context.newPage();
  await page.setContent('<!doctype html><html lang="en"><title>x</title><main><h1>x</h1><img src="data:,"></main>');
  await assert.rejects(assertAccessible(page, 'light'), /image-alt/);
  await page.setContent('<!doctype html><html lang="en"><title>x</title><main><h1>x</h1><img alt="a dot" src="data:,"></main>');
  await assertAccessible(page, 'dark');
});

test('gray on gray is a violation in the scheme that has it', async () => {
  const page = await context.newPage();
  const style = 'body{color:#000;background:#fff}@media(prefers-color-scheme:dark){body{color:#666;background:#555}}';
  await page.setContent(`<!doctype html><html lang="en"><title>x</title><style>${style}</style><main><h1>Words</h1></main>`);
  await assertAccessible(page, 'light');
  await assert.rejects(assertAccessible(page, 'dark'), /color-contrast/);
});

test('content pushed down by itself is a shift, and content opened by a click is not', async () => {
  const page = await context.newPage();
  await page.setContent(
    '<!doctype html><html lang="en"><title>x</title><div id="space"></div><p id="words">Words</p>' +
    '<details><summary>More</summary><p>y</p></details><p>Z</p>',
  );
  assert.deepEqual(await shifts(page), []);
  await page.locator('summary').click();
  assert.deepEqual(await shifts(page), []);
  // Changes within half a second of a click count as caused by it.
  await page.waitForTimeout(600);
  await page.evaluate(() => (document.querySelector('#space').style.height = '100px'));
  const [{ value, of }] = await shifts(page);
  assert.ok(value > 0);
  assert.match(String(of), / from \d+ to \d+/);
});
