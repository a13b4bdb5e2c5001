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
