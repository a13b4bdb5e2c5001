// A request that is asked again, because its body has the terms: once, on request, and whatever the site then answers.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { asked, it, shop } from './beside.mjs';
import { read } from './extension.mjs';

afterEach(() => it.leave());

test('x402 in the body of a call, when the user asks for it', async () => {
  const { page, popup } = await asked('/calls-body');
  await page.waitForFunction(() => document.title === 'called');
  const before = shop.seen.length;
  assert.equal(await popup.locator('article').getAttribute('data-kind'), 'bare');
  await popup.getByRole('button', { name: 'Request again and read the body' }).dblclick();
  await popup.locator('.price').waitFor();
  assert.equal(await read(popup.locator('.price')), '0.01 USDC on Base');
  const again = shop.seen.slice(before).map(({ path, headers }) => [path, headers.cookie]);
  assert.deepEqual(again, [['/x402-body', undefined]], 'once, without cookies');
});

/** A page with a call, which is answered otherwise when it is requested again, and its popup. */
async function unreadBody(answer = [500, {}, ''], path = '/again') {
  shop.answers[path] = [402, {}, ''];
  shop.answers[`/calls${path}`] = [200, {}, `<h1>Calls</h1><script>fetch("${path}").then(() => document.title = "called")</script>`];
  const { page, popup } = await asked(`/calls${path}`);
  await page.waitForFunction(() => document.title === 'called');
  shop.answers[path] = answer;
  return { page, popup };
}

const AGAIN = { name: 'Request again and read the body' };

test('a worker that ends before it replies is said below the button, which can be pressed again', async () => {
  const { popup } = await unreadBody();
  await popup.evaluate(() => {
    const { sendMessage } = chrome.runtime;
    chrome.runtime.sendMessage = async () => {
      chrome.runtime.sendMessage = sendMessage;
      throw new Error('The message port closed before a response was received.');
    };
  });
  for (const said of ['The body could not be read.', 'The site now answers 500 instead of 402.']) {
    await popup.getByRole('button', AGAIN).click();
    await it.until(said, async () => (await read(popup.locator('.failed'))) === said);
  }
});

test('a body that cannot be read is said below the button', async () => {
  for (const [answer, said] of [
    [[500, {}, ''], 'The site now answers 500 instead of 402.'],
    [[302, { location: '/page' }, ''], 'The body could not be read.'],
    // Announced as soon as its head is there, which draws the view again.
    [[402, {}, (response) => (response.write(' '), setTimeout(() => response.destroy(), 1_000))], 'The body could not be read.'],
  ]) {
    const { popup } = await unreadBody(answer);
    await popup.getByRole('button', AGAIN).click();
    await popup.locator('.advice .problem').waitFor();
    assert.equal(await read(popup.locator('.advice .problem')), said);
    assert.equal((await popup.locator('#said').innerText()).replace(/[\u2068\u2069]/g, ''), said);
  }
});

/** Writes a body that never ends. `closed`: called when its reader has left. */
const endless = (start, piece, pause, closed) => (response) => {
  response.write(start);
  const timer = setInterval(() => response.write(piece), pause);
  response.on('close', () => (clearInterval(timer), closed()));
};

test('of a body that never ends, the beginning is read and the rest canceled; the view says so, and what may help', async () => {
  const terms = shop.answers['/x402-body'][2].slice(0, -1);
  await Promise.all([
    ['/endless', ' '.repeat(100_000), 10, 'long', 'Only the first 256 KiB of the body were read.', 0],
    ['/slow', ' ', 100, 'late', 'The body did not end within 15 seconds. The rest was not read.', 1],
  ].map(async ([path, piece, pause, partial, note, buttons]) => {
    let closed = false;
    const { popup } = await unreadBody([402, {}, endless(terms, piece, pause, () => (closed = true))], path);
    await popup.getByRole('button', AGAIN).click();
    const article = popup.locator('article[data-kind="unreadable"]');
    await article.waitFor();
    assert.equal(await read(article.locator(':scope > .problem')), note);
    // What is said while the site is asked goes once the worker has replied, after it has stored the body.
    await popup.locator('.failed').waitFor({ state: 'detached' });
    assert.equal(await popup.getByRole('button', AGAIN).count(), buttons);
    await it.until('the connection is closed', () => closed);
    await it.until('it is in the history too', async () => (await it.history()).find(({ url }) => url === shop.url(path))?.partial === partial);
  }));
});

test('a site that never answers is given up', async () => {
  const { popup } = await unreadBody([402, {}, () => {}]);
  await popup.getByRole('button', AGAIN).click();
  assert.equal(await read(popup.locator('.advice .failed')), 'Asking the site, for 15 seconds at most.');
  await popup.locator('.advice .problem').waitFor();
  assert.equal(await read(popup.locator('.advice .problem')), 'The site sent no body within 15 seconds.');
});

test('what failed is still said when the view is redrawn', async () => {
  const { page, popup } = await unreadBody();
  await page.evaluate(() => fetch('/two'));
  await popup.locator('summary', { hasText: 'Other 402 responses' }).click();
  await popup.getByRole('button', { name: 'Request again and read the body' }).click();
  await popup.locator('.failed.problem').waitFor();
  await page.evaluate(() => fetch('/page'));
  await popup.locator('.where', { hasText: '/page' }).first().waitFor();
  assert.equal(await read(popup.locator('.advice', { hasText: 'Request again' }).locator('.failed')), 'The site now answers 500 instead of 402.');
});
