// What a site writes: shown as its words, whole, in their place, and harmless.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { it, popup, shop } from './beside.mjs';
import { read } from './extension.mjs';
import { STRIPE, TEMPO, challenge } from './site.mjs';

test('a hostile description is shown as isolated text and nothing else', async () => {
  const view = await popup('/hostile');
  const words = view.locator('.words bdi');
  assert.equal(await words.innerText(), 'מחיר 00.1$ <img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script> red');
  assert.equal(await view.title(), '402: what does it cost?');
  assert.equal(await view.locator('.ask img, .ask script').count(), 0);
  assert.equal(await words.evaluate((element) => [getComputedStyle(element).direction, getComputedStyle(element).unicodeBidi].join()), 'rtl,isolate');
  const codes = await view.locator('.warnings li').evaluateAll((list) => list.map(({ dataset }) => dataset.code));
  assert.deepEqual(codes, ['description-price-mismatch', 'realm-mismatch', 'control-characters']);
  const directions = await view.locator('dd bdi').evaluateAll((list) => list.map(({ dir }) => dir));
  assert.deepEqual(directions, ['ltr', 'ltr'], 'a name of a host is not reordered');
  assert.match(await read(view.locator('dl')), /Calls itself bank\.example does not match the address/);
  await view.locator('summary', { hasText: 'Decoded request' }).click();
  const decoded = await view.locator('pre').last().innerText();
  assert.match(decoded, /"note": "left\\u\{202e\}right"/, 'what hides is written out');
  assert.doesNotMatch(decoded, /[\u0080-\u009f\u202a-\u202e\u001b]/);
});

test('a token that is not known is not called a stablecoin, whatever the site calls it', async () => {
  const [token] = JSON.parse(shop.answers['/x402-body'][2]).accepts;
  const unknown = { ...token, asset: '0x1111111111111111111111111111111111111111', extra: { name: 'USDC', decimals: 6 } };
  const body = { x402Version: 1, accepts: [token, unknown, { ...unknown, scheme: 'upto' }] };
  const tempo = { id: 'c2', method: 'tempo', request: { ...TEMPO, currency: unknown.asset } };
  shop.answers['/tokens'] = [402, { 'payment-required': btoa(JSON.stringify(body)), 'www-authenticate': challenge(tempo) }, ''];
  const offers = (await popup('/tokens')).locator('.offer');
  const ways = [];
  for (const offer of await offers.all()) {
    ways.push(`${await offer.locator('[data-code="unknown-token"]').count()} ${await read(offer.locator('.way'))}`);
  }
  const unknowns = ['1 Token on Tempo, one payment MPP', '1 Token, exact amount x402', '1 Token, up to an amount x402'];
  assert.deepEqual(ways.sort(), ['0 Stablecoin, exact amount x402', ...unknowns]);
});

test('a long address, description or name scrolls in place, and the keyboard reaches it', async () => {
  const view = await it.popup(await it.visit(shop.url(`/long?signature=${'a'.repeat(1800)}`)), { width: 400, height: 600 });
  const ends = (selector) => view.locator(selector).evaluate((element) => Math.round(element.getBoundingClientRect().bottom));
  assert.ok(await ends('.price') <= 300, `the price ends at ${await ends('.price')}`);
  assert.ok(await ends('dl') <= 900, `the facts end at ${await ends('dl')}`);
  const reached = [];
  for (let at = 0; at < 3; at += 1) {
    await view.keyboard.press('Tab');
    reached.push(await view.evaluate(() => document.activeElement.ariaLabel));
    const scrolled = () => view.evaluate(() => document.activeElement.scrollTop);
    await view.keyboard.press('End');
    await it.until('it scrolls', async () => (await scrolled()) > 0);
  }
  assert.deepEqual(reached, ['Address', 'the site’s own words', 'Calls itself']);
});

test('marks that stack up above the site’s words cover neither the price nor a warning', async () => {
  const stacked = `P${'\u0301'.repeat(40)}a${'\u0323'.repeat(40)}y`;
  const expires = '2020-01-01T00:00:00Z';
  const shot = async (path, selector) => {
    const view = await popup(path);
    // While the view is redrawn, its parts are replaced.
    const redrawn = (error) => (/not attached|not visible/.test(error.message) ? undefined : Promise.reject(error));
    const picture = await it.until('a picture', () => view.locator(selector).screenshot().catch(redrawn));
    return picture.toString('base64');
  };
  for (const [name, selector, terms] of [
    ['words', '.price', (description) => ({ description, expires })],
    ['words', '.warnings', (description) => ({ description, expires })],
    ['realm', 'dl > div:first-child', (realm) => ({ realm, expires })],
  ]) {
    shop.answers[`/${name}-plain`] = [402, { 'www-authenticate': challenge(terms('Pay')) }, '<h1>Pay</h1>'];
    shop.answers[`/${name}-stacked`] = [402, { 'www-authenticate': challenge(terms(stacked)) }, '<h1>Pay</h1>'];
    assert.equal(await shot(`/${name}-stacked`, selector) === await shot(`/${name}-plain`, selector), true, `${name}: ${selector}`);
  }
});

test('the raw header and the decoded request are one click away', async () => {
  const view = await popup('/two');
  await view.locator('summary', { hasText: 'Raw header' }).click();
  assert.match(await view.locator('details pre').first().innerText(), /^Payment id="c1", .*, Payment id="c2"/s);
  await view.locator('summary', { hasText: 'Decoded request' }).click();
  const decoded = await view.locator('details figure:has(figcaption bdi) pre').allInnerTexts();
  assert.deepEqual(decoded.map((text) => JSON.parse(text).request), [TEMPO, STRIPE]);
});

test('the deposit of a session is shown beside its price', async () => {
  const request = { ...TEMPO, amount: '25', unitType: 'token', suggestedDeposit: '10000000' };
  shop.answers['/session'] = [402, { 'www-authenticate': challenge({ method: 'tempo', intent: 'session', request }) }, '<h1>Pay</h1>'];
  const view = await popup('/session');
  assert.equal(await read(view.locator('.price')), '0.000025 pathUSD per token on Tempo');
  assert.match(await read(view.locator('dl')), /^Deposit 10\.00 pathUSD on Tempo Expires in /);
});
