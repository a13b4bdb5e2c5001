// What the extension says about a 402, in a real Chromium: pages, calls, frames, and every protocol.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { asked, it, shop } from './beside.mjs';
import { read } from './extension.mjs';
import { challenge } from './site.mjs';

afterEach(() => it.leave());

test('a page that answers 402: who asks, how much, how to pay, what for, until when', async () => {
  const { tab, popup } = await asked('/page');
  assert.equal(await read(popup.locator('h2').first()), `${shop.host} asks for payment`);
  assert.equal(await read(popup.locator('.where')), 'GET /page · this page');
  assert.equal(await read(popup.locator('.price')), '5.00 USD');
  assert.equal(await read(popup.locator('.way')), 'Stripe, one payment MPP');
  assert.equal(await read(popup.locator('.words')), 'Premium content the site’s own words');
  assert.match(
    await read(popup.locator('dl')),
    /Expires in \S+ days? \d+ hr · .*2099.* Calls itself 127\.0\.0\.1 matches the address Pays to profile_1/,
  );
  assert.equal(await popup.locator('.warnings').count(), 0);
  assert.match(await read(popup.locator('.advice')), /^Pay with a shared payment token The endpoint answered 402/);
  assert.deepEqual(await it.badge(tab), { text: '402', colour: '11,107,95', title: `${shop.host} asks for 5.00 USD` });
});

test('a call that answers 402 is seen in its page’s tab', async () => {
  const { popup } = await asked('/calls');
  assert.equal(await read(popup.locator('.where')), 'GET /page · a request from this page');
  assert.equal(await read(popup.locator('.price')), '5.00 USD');
});

test('a frame that answers 402 is seen in its page’s tab', async () => {
  const { popup } = await asked('/frames');
  assert.equal(await read(popup.locator('.where')), 'GET /two · a frame on this page');
});

test('two challenges are compared, the cheapest first, with stablecoins counted as dollars', async () => {
  const { popup } = await asked('/two');
  assert.deepEqual(await popup.locator('.price bdi').allInnerTexts(), ['4.99 pathUSD on Tempo', '5.00 USD']);
  assert.deepEqual(await popup.locator('.tag').allInnerTexts(), ['Cheapest']);
  assert.equal(await popup.locator('.offer').first().locator('.tag').count(), 1);
});

test('at most 20 offers are drawn', async () => {
  const offer = (amount) => ({ scheme: 'exact', network: 'bank', asset: 'USD', amount: String(amount) });
  const many = { x402Version: 2, accepts: ['no offer', ...Array.from({ length: 60 }, (_, at) => offer(160 - at))] };
  shop.answers['/many'] = [402, { 'payment-required': btoa(JSON.stringify(many)) }, '<h1>Pay</h1>'];
  const { popup } = await asked('/many');
  assert.equal(await popup.locator('.offer').count(), 20);
  assert.equal(await popup.locator('.price bdi').first().innerText(), '1.01 USD');
  assert.match(await read(popup.locator('.ask')), /Offers not shown: 40\./);
  await popup.locator('summary', { hasText: 'Decoded request' }).click();
  assert.equal(JSON.parse(await popup.locator('figure:has(figcaption bdi) pre').first().innerText()).amount, '101', 'each with its own terms');
});

test('x402 in its header', async () => {
  const { popup } = await asked('/x402');
  assert.equal(await read(popup.locator('.price')), '0.01 USDC on Base');
  assert.equal(await read(popup.locator('.way')), 'Stablecoin, exact amount x402');
  assert.match(await read(popup.locator('.advice')), /^A Link wallet cannot pay this/);
});

test('x402 in the body of a page', async () => {
  const { tab, popup } = await asked('/x402-body');
  await popup.locator('.price').waitFor();
  assert.equal(await read(popup.locator('.price')), '0.01 USDC on Base');
  await it.until('the price in the title', async () => (await it.badge(tab)).title === `${shop.host} asks for 0.01 USDC on Base`);
});

test('the history shows the same as the popup for a body, even for a long one', async () => {
  const terms = JSON.parse(shop.answers['/x402-body'][2]);
  shop.answers['/x402-big'] = [402, { 'content-type': 'application/json' }, JSON.stringify({ ...terms, pad: 'x'.repeat(100_000) })];
  const accepts = Array.from({ length: 30 }, () => ({ ...terms.accepts[0], outputSchema: { note: 'x'.repeat(4_000) } }));
  shop.answers['/x402-huge'] = [402, { 'content-type': 'application/json' }, JSON.stringify({ ...terms, accepts })];
  for (const [path, price, keptBody] of [
    ['/x402-body', '0.01 USDC on Base', true],
    ['/x402-big', '0.01 USDC on Base', false],
    ['/x402-huge', 'The offer cannot be read', false],
  ]) {
    const { popup } = await asked(path);
    const decoded = async (root) => {
      await root.locator('summary', { hasText: 'Decoded request' }).first().click();
      return root.locator('figure:has(figcaption bdi) pre').first().innerText();
    };
    await popup.locator('.price').first().waitFor();
    const request = path === '/x402-huge' ? '' : await decoded(popup);
    const view = await it.open('history.html');
    const line = view.locator('#view > details').first();
    await line.locator('.sum', { hasText: price }).waitFor();
    await line.locator('summary').first().click();
    if (path !== '/x402-huge') assert.deepEqual([await read(line.locator('.price')), await decoded(line)], [price, request], path);
    const [{ url, body }] = await it.history();
    assert.deepEqual([url, body !== undefined], [shop.url(path), keptBody]);
    it.leave();
  }
});

test('L402', async () => {
  const { popup } = await asked('/l402');
  assert.equal(await read(popup.locator('.price')), '250000 sat on Lightning');
  assert.equal(await read(popup.locator('.way')), 'Bitcoin Lightning L402');
});

for (const [path, kind, says] of [
  ['/bare', 'bare', /The site does not say how to pay .* ask the site\. The curl command shows the full response/],
  ['/unreadable', 'unreadable', /The offer cannot be read Do not pay an offer you cannot read/],
  ['/x402-cut', 'unreadable', /The offer cannot be read Do not pay an offer you cannot read/],
  ['/x402-long', 'unreadable', /The offer cannot be read Do not pay an offer you cannot read/],
  ['/expired', 'expired', /Every offer has expired Reload the page .* check this device’s clock\. Reload$/],
]) {
  test(`${path.slice(1)}: it says what to do`, async () => {
    const { tab, popup } = await asked(path);
    await popup.locator(`article[data-kind="${kind}"]`).waitFor();
    assert.match(await read(popup.locator('.advice')), says);
    assert.equal(await popup.getByRole('button', { name: 'Copy link-cli command' }).count(), 0);
    assert.equal(await popup.getByRole('button', { name: 'Copy curl command' }).count(), 1);
    assert.equal(await popup.getByRole('button', { name: 'Reload' }).count(), Number(/Reload the page/.test(await read(popup.locator('.advice')))));
    assert.notEqual((await it.badge(tab)).colour, '11,107,95', 'not the colour of what can be paid');
  });
}

test('a 402 without a body, for which the browser shows its own page', async () => {
  shop.answers['/empty'] = [402, { 'www-authenticate': challenge() }, ''];
  const { popup } = await asked('/empty');
  assert.equal(await read(popup.locator('.price')), '5.00 USD');
});

test('an unreadable challenge is reported with the reason', async () => {
  const { popup } = await asked('/unreadable');
  assert.match(await read(popup.locator('.problem')), /^A challenge cannot be read: .+\.$/);
});
