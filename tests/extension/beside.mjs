// A browser with the extension beside a site that asks for payment, for the tests of the file that imports this.
import { after, before } from 'node:test';
import { start } from './extension.mjs';
import { site } from './site.mjs';

/** The browser with the extension, and the site. Both are there while tests run. */
export let it;
export let shop;
before(async () => {
  shop = await site();
  it = await start();
});
after(async () => {
  await shop?.close();
  await it?.close();
});

/** The popup of a new tab with a page of the site. */
export const popup = (path) => it.popupAt(shop.url(path));

/** A page, its tab with a badge, and its popup. */
export async function asked(path) {
  const page = await it.visit(shop.url(path));
  const tab = await it.tabOf(page);
  await it.badged(tab, '402');
  return { page, tab, popup: await it.popup(page) };
}
