// The extension in a real Firefox, which has no service workers for extensions, joins header fields by line breaks, and
// strips and names things of its own.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from '../browser/firefox.mjs';
import { FOLDER, until } from './extension.mjs';
import { challenge, site } from './site.mjs';

let it;
let shop;
let options;
before(async () => {
  shop = await site();
  it = await launch(`${FOLDER}-firefox`);
  options = await it.open(it.address('options.html'));
});
after(async () => {
  await shop?.close();
  await it?.close();
});

const tabOf = (url) =>
  until(`a tab with ${url}`, () => options.run(async (url) => (await browser.tabs.query({})).findLast((tab) => tab.url === url)?.id, url));

const badge = (tab) => options.run(async (tabId) => ({
  text: await browser.action.getBadgeText({ tabId }),
  title: (await browser.action.getTitle({ tabId })).replace(/[\u2068\u2069]/g, ''),
}), tab);
const badged = (tab, text) => until(`badge "${text}"`, async () => (await badge(tab)).text === text);

/** A page that asks for payment, its tab, and its popup as soon as that says `words`. */
async function asked(path, words) {
  const page = await it.open(shop.url(path));
  const tab = await tabOf(shop.url(path));
  await badged(tab, '402');
  const popup = await it.open(it.address(`popup.html?tab=${tab}`));
  await until(`"${words}" in the popup of ${path}`, async () => (await popup.text()).includes(words));
  return { page, tab, popup };
}

test('it sees nothing before a site is allowed, and all of them after', async () => {
  const page = await it.open(shop.url('/page'));
  const tab = await options.run(async () => (await browser.tabs.query({})).at(-1).id);
  assert.equal((await badge(tab)).text, '');
  await page.close();
  await until('the button', async () => (await options.text()).includes('Allow all sites'));
  await options.press('Allow all sites');
  await until('the permission', () => options.run(() => browser.permissions.contains({ origins: ['http://*/*', 'https://*/*'] })));
});

test('a page that answers 402: badge, title and terms', async () => {
  const { tab, popup } = await asked('/page', '5.00 USD');
  assert.equal((await badge(tab)).title, `${shop.host} asks for 5.00 USD`);
  assert.match(await popup.text(), /Premium content .* Calls itself 127\.0\.0\.1 matches the address/);
});

test('several WWW-Authenticate fields are all read', async () => {
  const { popup } = await asked('/two', '5.00 USD');
  assert.match(await popup.text(), /4\.99 pathUSD on Tempo/);
});

test('terms in a field of x402, in a call and in a frame', async () => {
  await asked('/x402', '0.01 USDC on Base');
  await asked('/calls', 'a request from this page');
  await asked('/frames', 'a frame on this page');
});

test('the body of a call is read when the user asks', async () => {
  const { popup } = await asked('/calls-body', 'Request again and read the body');
  await popup.press('Request again and read the body');
  await until('the price', async () => (await popup.text()).includes('0.01 USDC on Base'));
});

test('a body is read where Firefox shows it as text; its viewer of JSON lets no extension in', async () => {
  shop.answers['/x402-text'] = [402, { 'content-type': 'text/plain' }, shop.answers['/x402-body'][2]];
  await asked('/x402-text', '0.01 USDC on Base');
  await asked('/x402-body', 'The site does not say how to pay');
});

test('what a page asked for is gone on the next page, and back on the way back', async () => {
  shop.answers['/cached'] = [402, { 'www-authenticate': challenge(), 'cache-control': 'max-age=3600' }, '<h1>Pay</h1>'];
  const { page, tab, popup } = await asked('/cached', '5.00 USD');
  await page.goto(shop.url('/'));
  await badged(tab, '');
  await until('an empty popup', async () => !(await popup.text()).includes('5.00 USD'));
  await page.back();
  await badged(tab, '402');
  await until('the terms', async () => (await popup.text()).includes('5.00 USD'));
});

test('what a page asked for stays when it changes its address by script', async () => {
  const { page, tab, popup } = await asked('/page', '5.00 USD');
  await page.run(() => history.pushState(null, '', '/moved'));
  await until('the address', () => options.run(async (tab) => (await browser.tabs.get(tab)).url.endsWith('/moved'), tab));
  await new Promise((done) => setTimeout(done, 1_000));
  assert.equal((await badge(tab)).title, `${shop.host} asks for 5.00 USD`);
  assert.match(await popup.text(), /5\.00 USD/);
  await page.goto(shop.url('/'));
  await badged(tab, '');
});

test('what a page called is not the next page’s, of another site, if it is answered when that one is there', async () => {
  let answer;
  shop.answers['/late'] = [402, { 'www-authenticate': challenge() }, (response) => (answer = () => response.end())];
  shop.answers['/leaving'] = [200, {}, '<!doctype html><script>fetch("/late", { keepalive: true, method: "POST" })</script>'];
  const page = await it.open(shop.url('/leaving'));
  await until('the call', () => answer);
  await page.goto(shop.url('/', 'localhost'));
  const tab = await tabOf(shop.url('/', 'localhost'));
  answer();
  const stored = () => options.run(() => browser.storage.session.get());
  // What belongs to the tab is stored first.
  await until('the answer, in the history', async () => Object.values(await stored()).some(({ url }) => url?.endsWith('/late')));
  assert.deepEqual((await stored())[`tab:${tab}`].asks, []);
});

test('a page that gets no answer has no terms', async () => {
  // A busy page is still there when the browser has given up, and can be looked into.
  const busy = '<script>setInterval(() => { for (const end = Date.now() + 200 * Math.random(); Date.now() < end;); }, 5)</script>';
  shop.answers['/gone'] = [...shop.answers['/page'].slice(0, 2), `<h1>Pay</h1>${busy}`];
  const { page, tab } = await asked('/gone', '5.00 USD');
  shop.answers['/gone'] = [402, {}, (response) => response.destroy()];
  await page.goto(shop.url('/gone')).catch(() => {});
  await badged(tab, '');
});

test('the history has each response once, and forgets them', async () => {
  const history = await it.open(it.address('history.html'));
  await until('the history', async () => (await history.text()).includes('0.01 USDC on Base'));
  await history.press('Clear everything');
  await history.press('Forget them');
  await until('an empty history', async () => (await history.text()).includes('Nothing has asked for payment yet'));
});

test('no page of the extension has logged an error', () => assert.deepEqual(it.problems, []));
