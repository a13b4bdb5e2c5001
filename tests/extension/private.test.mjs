// Private windows, if the user lets the extension run there: what their tabs are asked to pay is gone with them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from './extension.mjs';
import { site } from './site.mjs';

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

test('the history keeps nothing of a private window, nor does anything else once it is closed', async () => {
  const body = shop.url('/x402-body');
  await it.visit(body);
  await it.until('the body in the history', async () => (await it.history())[0]?.body);
  const [{ body: before }] = await it.history();
  shop.answers['/x402-body'] = [402, { 'content-type': 'application/json' }, before.replace('10000', '20000')];
  for (const path of ['/page?private', '/x402-body']) {
    const { id, tabs: [{ id: tab }] } = await it.inside((url) => chrome.windows.create({ incognito: true, url }), shop.url(path));
    await it.badged(tab, '402');
    const offers = async () => JSON.parse(await stored())[`tab:${tab}`].asks[0].kept.text;
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
