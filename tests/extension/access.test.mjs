// What the extension may see: nothing at first, then what the user allows, and nothing again once that is revoked.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { shifts } from '../browser/shift.mjs';
import { FOLDER, read, start } from './extension.mjs';
import { site } from './site.mjs';

let it;
let shop;
before(async () => {
  shop = await site();
  it = await start({ allowed: [] });
});
after(async () => {
  await shop?.close();
  await it?.close();
});

const origins = () => it.inside(async () => (await chrome.permissions.getAll()).origins);
const seen = async () => (await it.history()).length;

test('it is installed without access to any site, and declares all that it can request', () => {
  const manifest = JSON.parse(readFileSync(`${FOLDER}/manifest.json`));
  assert.equal(manifest.host_permissions, undefined);
  assert.equal(manifest.content_scripts, undefined);
  assert.deepEqual(manifest.permissions, ['activeTab', 'scripting', 'storage', 'webRequest']);
  assert.deepEqual(manifest.optional_host_permissions, ['http://*/*', 'https://*/*']);
  assert.match(manifest.content_security_policy.extension_pages, /default-src 'none'.*connect-src 'self'/);
});

test('nothing is seen before permission, and the view says why and what it is for', async () => {
  assert.deepEqual(await origins(), []);
  const { page, id } = await it.lockedPopup(shop.url('/page'));
  assert.equal((await it.badge(id)).text, '');
  assert.equal(await seen(), 0);
  const said = [
    /^Permission needed .* You choose which sites\. It reads the status of each response\./,
    /For a 402 it also reads the address, .* It sends nothing on its own\. A button that contacts the site says so\./,
  ];
  assert.match(await read(page.locator('.empty')), new RegExp(said.map(({ source }) => source).join(' ')));
  const buttons = await page.locator('.empty button').allInnerTexts();
  assert.deepEqual(buttons.map((text) => text.replace(/[\u2068\u2069]/g, '')), ['Allow 127.0.0.1', 'Allow all sites']);
});

test('one site is allowed, seen at the next load, and revoked', async () => {
  const { page, id } = await it.lockedPopup(shop.url('/page'));
  await page.locator('[data-key="allowSite"]').click();
  await page.locator('h2', { hasText: 'No 402 seen here' }).waitFor();
  assert.deepEqual(await origins(), ['http://127.0.0.1/*']);
  await page.getByRole('button', { name: 'Reload' }).click();
  await page.locator('.price').waitFor();
  await it.badged(id, '402');
  assert.deepEqual(await shifts(page), [], 'what is granted and what then comes takes the place of what was there');

  const other = await it.visit(shop.url('/page', 'localhost'));
  await other.waitForTimeout(300);
  assert.equal(await seen(), 1, 'no other site');

  const options = await it.open('options.html');
  await options.getByRole('button', { name: 'Remove' }).click();
  await options.getByText('None. Click the extension’s button').waitFor();
  assert.deepEqual(await origins(), []);
  await it.badged(id, '');
  assert.doesNotMatch(await it.inside(async () => Object.keys(await chrome.storage.session.get()).join()), /tab:/);
  const before = await seen();
  await it.visit(shop.url('/page'));
  await it.visit(shop.url('/two'));
  assert.equal(await seen(), before, 'nothing more is seen');
});

test('all sites are allowed from the options', async () => {
  const options = await it.open('options.html');
  await options.getByRole('button', { name: 'Allow all sites' }).click();
  await options.locator('.sites').waitFor();
  assert.deepEqual((await origins()).sort(), ['http://*/*', 'https://*/*']);
  const page = await it.visit(shop.url('/page', 'localhost'));
  await it.badged(await it.tabOf(page), '402');
});

test('what was seen can be cleared, badges too', async () => {
  const page = await it.visit(shop.url('/page'));
  const tab = await it.tabOf(page);
  await it.badged(tab, '402');
  const history = await it.open('history.html');
  const count = await history.locator('details').count();
  assert.ok(count > 0);
  // By keyboard: the button asks first, and what changes nothing has the focus.
  const [opener, keep] = ['Clear everything', 'Keep them'].map((name) => history.getByRole('button', { name }));
  const focused = (button) => button.evaluate((element) => element === document.activeElement);
  const question = history.getByRole('group', { name: /^This forgets every 402 seen/ });
  for (const answer of ['Enter', 'Escape']) {
    await opener.press('Enter');
    await question.waitFor();
    assert.deepEqual([await focused(keep), await opener.isVisible()], [true, false]);
    await keep.press(answer);
    await question.waitFor({ state: 'hidden' });
    assert.deepEqual([await focused(opener), await history.locator('details').count()], [true, count]);
  }
  await opener.press('Enter');
  await history.getByRole('button', { name: 'Forget them' }).click();
  await history.getByText('Nothing has asked for payment yet.').waitFor();
  assert.equal(await focused(opener), true);
  assert.equal(await history.getByRole('status').textContent(), 'Everything has been cleared.');
  await it.badged(tab, '');
  assert.deepEqual(await it.inside(() => chrome.storage.session.get()), {});
  assert.deepEqual(await it.inside(async () => Object.keys(await chrome.storage.local.get())), [], 'nothing outlives the session');
});

test('no page of the extension can reach a host', async () => {
  const options = await it.open('options.html');
  const reached = await options.evaluate((url) => fetch(url).then(() => 'reached', () => 'refused'), shop.url('/'));
  assert.equal(reached, 'refused');
  assert.ok(it.problems.splice(0).every((text) => /Content Security Policy|Refused to connect|Failed to fetch/i.test(text)));
});
