// The pages of a 402 and of other refusals in a real browser: readable when narrow or wide, light or dark, and inert.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { REALM, startStack } from '../edge/payer.mjs';
import { assertAccessible } from './axe.mjs';
import { launch } from './chromium.mjs';

const HOSTILE = '</style></title><script>document.title="taken"</script><img src=x onerror=document.title="taken">';
/** Letters with marks that stack up far above them, where fonts have those. */
const STACKED = `P${'\u0301'.repeat(60)}ay`;
const LONG = 'x'.repeat(400);

let stack, context;
before(async () => {
  const ROUTES = {
    '/paid': { price: '1.00 USD', description: 'One paid answer' },
    '/hostile/*': { price: '99999.00 EUR', description: HOSTILE },
    '/stacked': { price: '1.00 USD', description: STACKED },
  };
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
        assert.equal(await page.title(), 'Payment Required');
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

for (const scheme of ['light', 'dark']) {
  test(`a form that is too large gets a page too, with text at twice its size, ${scheme}`, async () => {
    const page = await context.newPage();
    await page.setViewportSize({ width: 320, height: 800 });
    await page.setContent(`<form method="post" action="${stack.url}/paid"><textarea name="a">${'x'.repeat(1024 * 1024)}</textarea><button>Send`);
    await Promise.all([page.waitForURL('**/paid'), page.getByRole('button').click()]);
    assert.equal(await page.title(), 'Content Too Large');
    assert.equal(await page.locator('h1').textContent(), 'Nothing was charged');
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
    await assertAccessible(page, scheme);
    await page.close();
  });
}

test('with text at twice its size, values stand below their names and nothing is cut off', async () => {
  const page = await context.newPage();
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${stack.url}/paid`);
  const row = () => page.locator('dl div').first().evaluate((element) => {
    const [name, value] = [...element.children].map((child) => child.getBoundingClientRect());
    return { below: value.top >= name.bottom, share: value.width / element.clientWidth };
  });
  assert.equal((await row()).below, false);
  await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
  assert.deepEqual(await row(), { below: true, share: 1 });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
  await page.close();
});

test('marks that stack up above a description do not cover the price', async () => {
  const page = await context.newPage();
  await page.setViewportSize({ width: 390, height: 800 });
  const price = async (target) => {
    await page.goto(stack.url + target);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
    return (await page.locator('h1').screenshot()).toString('base64');
  };
  assert.equal(await price('/stacked') === await price('/paid'), true);
  await page.close();
});

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
