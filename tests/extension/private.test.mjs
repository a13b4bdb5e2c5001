// Private windows, if the user lets the extension run there: what their tabs are asked to pay is gone with them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from './extension.mjs';
import { STRIPE, challenge, site } from './site.mjs';

const PAGE = '<!doctype html><h1>Pay</h1>';

let it;
let shop;
before(async () => {
  shop = await site();
  it = await start({ incognito: true });
});
after(async () => {
  await shop?.close();
  await it?.close();
});

const stored = () => it.inside(async () => JSON.stringify(await chrome.storage.session.get()));
const urls = async () => (await it.history()).map(({ url }) => url);

/** A private window with an address in its tab. */
async function opened(path) {
  const { id, tabs: [{ id: tab }] } = await it.inside((url) => chrome.windows.create({ incognito: true, url }), shop.url(path));
  return { id, tab };
}

test('the history keeps nothing of a private window, nor does anything else once it is closed', async () => {
  const body = shop.url('/x402-body');
  await it.visit(body);
  await it.until('the body in the history', async () => (await it.history())[0]?.body);
  const [{ body: before }] = await it.history();
  shop.answers['/x402-body'] = [402, { 'content-type': 'application/json' }, before.replace('10000', '20000')];
  for (const path of ['/page?private', '/x402-body']) {
    const { id, tab } = await opened(path);
    await it.badged(tab, '402');
    const offers = async () => JSON.parse(await stored())[`tab:${tab}`].asks[0].kept?.text;
    await it.until('its offer', async () => /"display":/.test(await offers()));
    // What comes later went the same way.
    await it.visit(shop.url(`/page?${id}`));
    await it.until('a page of the other window', async () => (await urls())[0].endsWith(`?${id}`));
    await it.inside((id) => chrome.windows.remove(id), id);
    await it.until('it is forgotten', async () => !(await stored()).includes(`tab:${tab}`));
    assert.doesNotMatch(await stored(), /private/, path);
  }
  assert.equal((await it.history()).find(({ url }) => url === body).body, before, 'nor is an entry changed');
});

test('what a closed tab had called is not kept when it is answered', async () => {
  let answer;
  const late = new Promise((called) => {
    shop.answers['/late'] = [402, { 'www-authenticate': challenge() }, (response) => {
      const sent = new Promise((done) => response.once('close', done));
      answer = () => (response.end(PAGE), sent);
      called();
    }];
  });
  shop.answers['/leaving'] = [200, {}, '<!doctype html><script>fetch("/late?secret", { keepalive: true })</script>'];
  const { tab } = await opened('/leaving');
  await late;
  // Another one, or the browser ends what the last private tab asked for.
  const other = await opened('/page');
  await it.badged(other.tab, '402');
  await it.inside((tab) => chrome.tabs.remove(tab), tab);
  await it.until('the tab is gone', () => it.inside(async () => (await chrome.windows.getAll()).filter(({ incognito }) => incognito).length === 1));
  await answer();
  // What comes later goes the same way.
  await it.visit(shop.url('/page?after'));
  await it.until('a later page', async () => (await urls())[0].endsWith('?after'));
  assert.doesNotMatch(await stored(), /secret/);
  await it.inside((id) => chrome.windows.remove(id), other.id);
});

test('what a tab that the browser unloads was asked to pay is not kept', async () => {
  const { id, tab } = await opened('/page?unloaded');
  await it.badged(tab, '402');
  // The tab in front is not unloaded.
  await it.inside((windowId) => chrome.tabs.create({ windowId }), id);
  await it.until('it is unloaded', () => it.inside(async (tab) => {
    await chrome.tabs.discard(tab).catch(() => {});
    return (await chrome.tabs.query({})).every(({ id, discarded }) => id !== tab || discarded);
  }, tab));
  await it.inside((id) => chrome.windows.remove(id), id);
  // What comes later goes the same way.
  await it.visit(shop.url('/page?replaced'));
  await it.until('a later page', async () => (await urls())[0].endsWith('?replaced'));
  assert.doesNotMatch(await stored(), /unloaded/);
});

test('a page from the cache of a private window has no terms of another window', async () => {
  const at = (amount) => [402, { 'www-authenticate': challenge({ request: { ...STRIPE, amount } }), 'cache-control': 'max-age=3600' }, PAGE];
  shop.answers['/cached'] = at('500');
  await it.visit(shop.url('/cached'));
  await it.until('a page in the history', async () => (await urls())[0].endsWith('/cached'));
  shop.answers['/cached'] = at('900');
  const { id, tab } = await opened('/cached');
  const title = async () => (await it.badge(tab)).title;
  await it.until('its terms', async () => (await title()) === `${shop.host} asks for 9.00 USD`);
  const go = (to) => it.inside(([tabId, to]) => chrome.scripting.executeScript({
    target: { tabId },
    func: (to) => void setTimeout(() => (to === 'back' ? history.back() : location.assign(to))),
    args: [to],
  }), [tab, to]);
  const shown = (path) => it.until(path, () => it.inside(async ([tab, url]) => {
    const now = await chrome.tabs.get(tab);
    return now.status === 'complete' && now.url === url;
  }, [tab, shop.url(path)]));
  await shown('/cached');
  await go('/');
  await shown('/');
  await it.badged(tab, '');
  const before = shop.seen.length;
  await go('back');
  await shown('/cached');
  await it.badged(tab, '402');
  assert.deepEqual([shop.seen.slice(before), await title()], [[], `${shop.host} asks for payment`]);
  await it.inside((id) => chrome.windows.remove(id), id);
});
