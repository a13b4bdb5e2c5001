// Takes pictures of every view, light and dark, from 320 pixels up: cargo xtask screenshots.
import { fileURLToPath } from 'node:url';
import { picture } from '../browser/screenshot.mjs';
import { start } from './extension.mjs';
import { challenge, site } from './site.mjs';
import { views } from './views.mjs';

const folder = process.argv[2] ?? fileURLToPath(new URL('../../target/screenshots', import.meta.url));
const shop = await site();
const expires = new Date(Date.now() + 290_000).toISOString();
const soon = challenge({ description: 'A report on the tides of the North Sea', expires });
shop.answers['/soon'] = [402, { 'www-authenticate': soon }, '<h1>Pay</h1>'];
for (const language of ['en', 'de']) {
  const it = await start();
  for (const { name, widths, page } of await views(it, shop, language)) {
    await picture(page, folder, language === 'en' ? name : `${name}-${language}`, { widths, height: 320 });
  }
  await it.context.close();
}
await shop.close();
console.log(`    ${folder}`);
