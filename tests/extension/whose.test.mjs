// Whose terms are shown: those of the page that is open, in the tab that is open, whatever other pages and frames do.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SITE, read, start } from './extension.mjs';
import { challenge, site } from './site.mjs';

/** How long to wait before checking that something did not happen, in milliseconds. */
const SETTLED = 1_000;

let it;
let shop;
before(async () => {
  shop = await site();
  it = await start({ allowed: [SITE, 'http://localhost/*'] });
});
after(async () => {
  await shop?.close();
  await it?.close();
});

/** A page, its tab with a badge, and its popup. */
async function asked(path, host) {
  const page = await it.visit(shop.url(path, host));
  const tab = await it.tabOf(page);
  await it.badged(tab, '402');
  return { page, tab, popup: await it.popup(page) };
}

test('a page cannot put terms of its own under the name of a host that it frames', async () => {
  const terms = shop.answers['/x402-body'];
  shop.answers['/account'] = [402, { 'content-type': 'text/plain' }, 'See your account.'];
  shop.answers['/own-terms'] = [200, terms[1], terms[2]];
  shop.answers['/framing'] = [200, {}, `<!doctype html><iframe title="f"></iframe><script>
    const frame = document.querySelector('iframe');
    const next = ['${shop.url('/own-terms')}', '${shop.url('/account', 'localhost')}'];
    (frame.onload = () => { if (next.length > 0) frame.src = next.pop(); else document.title = 'done'; })();
  </script>`];
    const { page, tab, popup } = await asked('/framing');
  await page.waitForFunction(() => document.title === 'done');
  await page.waitForTimeout(SETTLED);
  assert.equal(await popup.locator('article').getAttribute('data-kind'), 'bare');
  assert.match((await it.badge(tab)).title, /^localhost:\d+ asks for payment$/);
});

test('x402 in the body of a frame', async () => {
  shop.answers['/frames-body'] = [200, {}, '<!doctype html><iframe title="f" src="/x402-body"></iframe>'];
  const { popup } = await asked('/frames-body');
  await popup.locator('.price').waitFor();
  assert.equal(await read(popup.locator('.price')), '0.01 USDC on Base');
});
