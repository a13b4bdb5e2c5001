// The page of a 402 in a real browser: readable when narrow or wide, light or dark, and inert.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { REALM, startStack } from '../edge/payer.mjs';
import { assertAccessible } from './axe.mjs';
import { launch } from './chromium.mjs';

const HOSTILE = '</style></title><script>document.title="taken"</script><img src=x onerror=document.title="taken">';
const LONG = 'x'.repeat(400);

let stack, context;
before(async () => {
  const ROUTES = { '/paid': { price: '1.00 USD', description: 'One paid answer' }, '/hostile/*': { price: '99999.00 EUR', description: HOSTILE } };
  stack = await startStack({ vars: { ROUTES } });
  context = await launch();
});
after(async () => {
  await context?.close();
  await stack?.close();
});

for (const [target, title] of [['/paid', 'short terms'], [`/hostile/${LONG}?q=${LONG}`, 'long and hostile terms']]) {
  for (const width of [320, 1280]) {
    for (const scheme of ['light', 'dark']) {
      test(`${title}, ${width} px, ${scheme}`, async () => {
        const page = await context.newPage();
        const broken = [];
        page.on('console', (message) => broken.push(message.text()));
        page.on('pageerror', (error) => broken.push(String(error)));
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme: scheme });
        const answer = await page.goto(stack.url + target);
        assert.equal(answer.status(), 402);
        assert.match(answer.headers()['www-authenticate'], /^Payment id="/);
        assert.equal(await page.title(), 'Payment required');
        assert.match(await page.locator('h1').textContent(), /^[\d.]+ (USD|EUR)$/);
        assert.ok((await page.locator('main').innerText()).includes(REALM));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `nothing is cut off: ${wide} px`);
        const size = await page.locator('h1').evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
        assert.ok(size > 30, 'the style was let through by the policy');
        assert.equal(await page.locator('script, img, form, iframe').count(), 0);
        await assertAccessible(page, scheme);
        // Chromium itself logs that the document was answered with 402.
        assert.deepEqual(broken.filter((text) => !/status of 402|favicon/.test(text)), []);
        await page.close();
      });
    }
  }
}

test('the page needs no scripts', async () => {
  const plain = await launch({ javaScriptEnabled: false });
  try {
    const page = await plain.newPage();
    await page.goto(`${stack.url}/paid`);
    assert.match(await page.locator('main').innerText(), /1\.00 USD/);
    await page.getByText('Load again').click();
    assert.match(await page.locator('main').innerText(), /1\.00 USD/);
  } finally {
    await plain.close();
  }
});
