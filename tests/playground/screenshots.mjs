// Takes pictures of every view of the playground, for people to look at: node tests/playground/screenshots.mjs
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { picture } from '../browser/screenshot.mjs';
import { playground, until } from './open.mjs';

const FOLDER = fileURLToPath(new URL('../../target/screenshots', import.meta.url));

const example = (name) => (page) => page.locator('#examples').getByRole('button', { name, exact: true }).click();
const VIEWS = {
  'playground-empty': () => {},
  'playground-offers': example('curl -i, two offers'),
  'playground-broken': example('One broken'),
  'playground-hostile': example('Hostile'),
  'playground-receipt': example('A receipt'),
  'playground-build': (page) => page.getByRole('link', { name: 'Build and verify' }).click(),
  'playground-refused': (page) => page.getByRole('button', { name: 'Ten times cheaper' }).click(),
  'playground-mask': (page) => page.getByRole('link', { name: 'Mask' }).click(),
};

const site = await playground();
try {
  const page = await site.open();
  for (const [name, show] of Object.entries(VIEWS)) {
    await show(page);
    if (name === 'playground-offers') await until(page.locator('#read-status'), '2 offers');
    await picture(page, FOLDER, name);
    console.log(join('target/screenshots', `${name}-*.png`));
  }
} finally {
  await site.close();
}
