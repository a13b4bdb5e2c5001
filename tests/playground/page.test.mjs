// The page itself: accessible, working from any folder on any host, and sending nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertAccessible } from '../browser/axe.mjs';
import { PATIENCE } from '../browser/chromium.mjs';
import { paste, playground, until } from './open.mjs';

let site;
before(async () => {
  site = await playground();
});
after(() => site?.close());

const examples = (page) => page.locator('#examples button').allInnerTexts();
const show = (page, name) => page.locator('#examples').getByRole('button', { name, exact: true }).click();

for (const scheme of ['light', 'dark']) {
  test(`axe finds nothing on any view, ${scheme}`, async () => {
    const page = await site.open();
    await page.emulateMedia({ colorScheme: scheme });
    await assertAccessible(page, scheme);
    for (const name of await examples(page)) {
      await show(page, name);
      await assertAccessible(page, scheme);
    }
    await page.getByRole('link', { name: 'Build and verify' }).click();
    await page.getByText('Body, correlation data, another header').click();
    await assertAccessible(page, scheme);
    await page.getByRole('button', { name: 'A made-up id' }).click();
    await page.getByText('The problem a server answers with').click();
    await assertAccessible(page, scheme);
    await page.locator('#realm').fill('');
    await assertAccessible(page, scheme);
    await page.getByRole('link', { name: 'Mask' }).click();
    await assertAccessible(page, scheme);
    await page.close();
  });
}

test('it fits every width from 320 pixels: nothing is cut off or scrolls sideways', async () => {
  const page = await site.open();
  for (const [width, text] of [[320], [360, '200%'], [480], [768], [1024], [1280], [1920]]) {
    await page.setViewportSize({ width, height: 800 });
    await page.evaluate((text) => (document.documentElement.style.fontSize = text ?? ''), text);
    for (const view of ['read', 'build', 'mask']) {
      await page.evaluate((view) => (location.hash = `#${view}`), view);
      await page.locator(`#view-${view}`).waitFor();
      if (view === 'read') await show(page, 'curl -i, two offers');
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wider <= 0, `${view} at ${width}, text at ${text ?? '100%'}, is ${wider} too wide`);
    }
  }
  await page.close();
});

test('everything can be reached and used by keyboard', async () => {
  const page = await site.open();
  const reached = [];
  for (let at = 0; at < 18; at += 1) {
    await page.keyboard.press('Tab');
    reached.push(await page.evaluate(() => document.activeElement.id || document.activeElement.innerText.trim()));
  }
  assert.deepEqual(reached, ['Skip to content', 'Read', 'Build and verify', 'Mask', ...(await examples(page)), 'pasted', 'share-read', 'clear-read']);
  await page.getByRole('button', { name: 'x402' }).focus();
  await page.keyboard.press('Enter');
  await until(page.locator('.price'), '0.01 USDC on Base');
  await page.getByRole('link', { name: 'Mask' }).focus();
  await page.keyboard.press('Enter');
  await page.locator('#view-mask').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'title-mask');
  assert.equal(await page.title(), 'Mask · 402 playground');
  await page.goBack();
  await page.locator('#view-read').waitFor();
  await page.close();
});

test('in a low window, what has the focus is in view, however far down the page was', async () => {
  const page = await site.open();
  for (const height of [400, 480, 576, 720]) {
    await page.setViewportSize({ width: 1280, height });
    await show(page, 'curl -i, two offers');
    for (const id of ['pasted', 'share-read', 'clear-read']) {
      await page.evaluate(() => scrollTo(0, 1000));
      await page.locator(`#${id}`).focus();
      const { top, bottom } = await page.locator(`#${id}`).evaluate((element) => element.getBoundingClientRect());
      assert.ok(top < height && (id === 'pasted' ? bottom > 0 : top >= 0 && bottom <= height), `${id} at ${height}: ${top} to ${bottom}`);
    }
  }
  await page.close();
});

test('it requests its own four files and never anything else', async () => {
  const page = await site.open();
  assert.equal(page.asked.length, new Set(page.asked).size);
  const start = page.asked.filter((url) => !url.endsWith('/icon.svg'));
  const names = start.map((url) => url.replace(/-[A-Z0-9]{8}\./, '.').replace(site.url, ''));
  assert.deepEqual(names.sort(), ['', 'main.js', 'mpp_wasm_compact_bg.wasm', 'style.css']);
  const before = page.asked.length;
  for (const name of await examples(page)) await show(page, name);
  await paste(
    page,
    'HTTP/2 402\nlink: <https://elsewhere.example/x>; rel=preload\n' +
      'www-authenticate: Payment id="1", realm="https://elsewhere.example", method="stripe", intent="charge", ' +
      'request="e30", description="https://elsewhere.example/x.png"\n',
  );
  await page.locator('#share-read').click();
  await page.getByRole('link', { name: 'Build and verify' }).click();
  await page.getByRole('button', { name: 'A made-up id' }).click();
  await page.getByRole('link', { name: 'Mask' }).click();
  await page.locator('#text').fill('4242424242424242');
  assert.deepEqual(page.asked.slice(before).filter((url) => !url.endsWith('/icon.svg')), []);
  await page.close();
});

test('the policy holds: even a page taken over by an attacker could send nothing', async () => {
  const page = await site.open();
  const tries = await page.evaluate(async () => {
    const image = new Promise((done) => {
      const element = new Image();
      element.onload = () => done('loaded');
      element.onerror = () => done('refused');
      element.src = 'http://127.0.0.2/leak.png';
    });
    const request = fetch('http://127.0.0.2/leak').then(() => 'sent', () => 'refused');
    let markup = 'written';
    try {
      document.createElement('div').innerHTML = '<b>x</b>';
    } catch {
      markup = 'refused';
    }
    let beacon = 'refused';
    try {
      new WebSocket('ws://127.0.0.2/');
      await new Promise((done) => document.addEventListener('securitypolicyviolation', done, { once: true }));
    } catch {
      beacon = 'refused';
    }
    return { image: await image, request: await request, markup, beacon };
  });
  assert.deepEqual(tries, { image: 'refused', request: 'refused', markup: 'refused', beacon: 'refused' });
  await page.close();
});

test('a host that does not know the wasm media type works too', async () => {
  const plain = await playground({
    base: '/',
    types: { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' },
  });
  try {
    const page = await plain.open();
    await show(page, 'A challenge');
    await until(page.locator('.price'), '5.00 USD');
  } finally {
    await plain.close();
  }
});

test('without its script it says so after some seconds, and not with it', async () => {
  const page = await site.context.newPage();
  await page.route('**/main-*.js', (route) => route.fulfill({ status: 404, body: 'Not found' }));
  await page.goto(site.url, { timeout: PATIENCE });
  const fatal = page.locator('#fatal');
  const wait = () => fatal.evaluate((element) => element.getAnimations().map((animation) => {
    animation.finish();
    return animation.effect.getTiming().delay;
  }));
  assert.equal(await fatal.isVisible(), false);
  assert.deepEqual(await wait(), [10_000]);
  assert.equal(await fatal.isVisible(), true);
  assert.match(await fatal.innerText(), /has not started.*all of its files/);
  await page.close();
  const started = await site.open();
  assert.deepEqual(await started.locator('#fatal').evaluate((element) => element.getAnimations().length), 0);
  assert.equal(await started.locator('#fatal').isVisible(), false);
  await started.close();
});

test('the current view can be told in forced colors', async () => {
  const page = await site.open('#build');
  await page.emulateMedia({ forcedColors: 'active' });
  const lines = await page.locator('nav a').evaluateAll((links) => links.map((link) => getComputedStyle(link).borderBottomColor));
  assert.equal(lines[0], lines[2]);
  assert.notEqual(lines[0], lines[1]);
  assert.equal(lines[0], await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
  await page.close();
});

test('on paper it is dark on white, whatever the scheme, and no text is cut off', async () => {
  const page = await site.open();
  await paste(page, `HTTP/2 402\n${'x-header: a value\n'.repeat(100)}`);
  for (const view of ['read', 'build', 'mask']) {
    await page.emulateMedia({ media: 'screen', colorScheme: 'dark' });
    await page.evaluate((view) => (location.hash = `#${view}`), view);
    await page.locator(`#view-${view}`).waitFor();
    if (view === 'mask') for (const name of ['card', 'text']) await page.locator(`#${name}`).fill(`"${'long\n'.repeat(60)}"`);
    await page.emulateMedia({ media: 'print' });
    const cut = await page
      .locator('pre, textarea, .paper')
      .evaluateAll((all) => all.filter(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight).map(({ outerHTML }) => outerHTML));
    assert.deepEqual(cut, [], view);
  }
  const colours = await page.evaluate(() => {
    const styles = [getComputedStyle(document.body), getComputedStyle(document.querySelector('button'))];
    return styles.map(({ color, backgroundColor }) => `${color} on ${backgroundColor}`);
  });
  assert.deepEqual(colours, ['rgb(28, 31, 36) on rgb(255, 255, 255)', 'rgb(28, 31, 36) on rgb(255, 255, 255)']);
  await page.close();
});

test('without its wasm it shows an error message', async () => {
  const page = await site.context.newPage();
  await page.route('**/*.wasm', (route) => route.fulfill({ status: 404, body: 'Not found' }));
  await page.goto(site.url, { timeout: PATIENCE });
  const said = await until(page.locator('#fatal'), 'could not start');
  assert.match(said, /all of its files/);
  await page.close();
});
