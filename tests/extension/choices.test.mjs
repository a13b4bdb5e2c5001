// What is chosen in the options: a limit, a preferred method, and the language.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { it, popup, shop } from './beside.mjs';
import { read } from './extension.mjs';
import { challenge } from './site.mjs';

test('an offer above the limit gets a warning; a preferred method is marked', async () => {
  await it.choose({ limit: '10.00 USD', preferred: ['tempo'] });
  const over = (await popup('/over')).getByRole('list', { name: 'Warnings' });
  assert.deepEqual(await over.locator('li').evaluateAll((list) => list.map(({ dataset }) => dataset.code)), ['amount-over-limit', 'no-expiry']);
  assert.match(await read(over), /The amount, or the session's deposit, is above your limit\..*The challenge does not say when it expires\./);
  assert.deepEqual(await (await popup('/two')).locator('.tag').allInnerTexts(), ['Cheapest', 'Preferred']);
  await it.choose({});
});

test('a limit that is not a price is refused with an explanation, and not saved', async () => {
  const options = await it.open('options.html');
  for (const text of ['5', '0.5 USD', '1.00USD', '1.00 XYZ', '1.00 __proto__', '1.00 constructor', 'many dollars', '1.00 USD, 9.00 usd']) {
    await options.locator('#limit').fill(text);
    await options.locator('#limit').blur();
    await options.locator('#wrong:not([hidden])').waitFor();
    assert.deepEqual(await it.inside(() => chrome.storage.local.get('limit')), {}, text);
  }
  const price = /^A price is written like 1\.00 USD: /;
  for (const [text, says] of [
    ['1,00 USD', price], ['1.00USD', price], ['1,00 USD, 5.00 EUR', price],
    ['1.00 USD, 9.00 usd', /^There are two limits in USD: /],
  ]) {
    await options.locator('#limit').fill(text);
    await options.locator('#limit').blur();
    await it.until(`a sentence on ${text}`, async () => says.test(await read(options.locator('#wrong'))));
  }
  await options.locator('#limit').fill('1.00 USD, 5.00 EUR');
  await options.locator('#limit').blur();
  await it.until('it is kept', async () => (await it.inside(() => chrome.storage.local.get('limit'))).limit === '1.00 USD, 5.00 EUR');
  assert.equal(await options.locator('#wrong').isHidden(), true);
  // As a Japanese keyboard writes it: wide digits, letters, comma and space.
  const wide = '３．００　ＵＳＤ，\u30004.00 EUR';
  await options.locator('#limit').fill(wide);
  await options.locator('#limit').blur();
  await it.until('the same in plain letters', async () => (await it.inside(() => chrome.storage.local.get('limit'))).limit === '3.00 USD, 4.00 EUR');
  assert.deepEqual([await options.locator('#wrong').isHidden(), await options.locator('#limit').inputValue()], [true, wide]);
  await options.locator('#limit').fill('');
  await options.locator('#limit').pressSequentially('2.00 USD, 5');
  await it.until('what was a price so far', async () => /^2\.00 USD,?$/.test((await it.inside(() => chrome.storage.local.get('limit'))).limit));
  assert.equal(await options.locator('#wrong').isHidden(), true, 'nothing is refused while it is typed');
  await it.choose({ limit: '3.00 USD', preferred: ['evm'] });
  await it.until('what is chosen in another tab', () => options.locator('[value="evm"]').isChecked());
  assert.equal(await options.locator('#limit').inputValue(), '2.00 USD, 5', 'not in a field that is being filled in');
  await options.locator('#limit').blur();
  await options.locator('#wrong:not([hidden])').waitFor();
  await it.choose({ limit: '4.00 USD' });
  await it.until('the limit', async () => (await options.locator('#limit').inputValue()) === '4.00 USD');
  assert.equal(await options.locator('#wrong').isHidden(), true, 'what was wrong is not there any more');
  assert.equal(await options.locator('[value="evm"]').isChecked(), false);
  await it.choose({});
});

test('the focus stays where it was when another language is chosen, and in the list when a site is removed', async () => {
  const options = await it.open('options.html');
  const focused = (expected) => it.until(expected, () => options.evaluate((expected) => document.activeElement.matches(expected), expected));
  // A view that has loaded again has no such mark.
  await options.evaluate(() => (document.body.dataset.old = ''));
  await options.locator('#language').focus();
  await options.locator('#language').selectOption('de');
  await options.locator('body[data-ready]:not([data-old])').waitFor();
  assert.equal(await options.locator('h1').innerText(), 'Einstellungen');
  await focused('#language');
  const [site] = await it.inside(async () => (await chrome.permissions.getAll()).origins);
  await options.getByRole('button', { name: site }).press('Enter');
  await options.locator('.sites').waitFor({ state: 'detached' });
  await focused('h2');
  await it.inside((site) => chrome.permissions.request({ origins: [site] }), site);
  await it.choose({});
});

test('the example of a limit can be read, light and dark', async () => {
  const options = await it.open('options.html');
  for (const colorScheme of ['light', 'dark']) {
    await options.emulateMedia({ colorScheme });
    const colours = await options.locator('#limit').evaluate((field) => {
      return [getComputedStyle(field, '::placeholder').color, getComputedStyle(field).backgroundColor];
    });
    // As WCAG 2 defines it.
    const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    const weights = [0.2126, 0.7152, 0.0722];
    const light = (colour) => colour.match(/\d+/g).reduce((sum, part, at) => sum + linear(part / 255) * weights[at], 0.05);
    const [less, more] = colours.map(light).sort((one, other) => one - other);
    assert.ok(more / less >= 4.5, `${colorScheme}: ${more / less}`);
  }
  await options.emulateMedia({ colorScheme: null });
});

test('the German texts are complete, and cover every warning', () => {
  const table = (language) => JSON.parse(readFileSync(new URL(`../../www/extension/_locales/${language}/messages.json`, import.meta.url)));
  const [en, de] = [table('en'), table('de')];
  const places = ({ message }) => [...message.matchAll(/\$\d/g)].map(String).sort();
  for (const key of Object.keys(en)) {
    assert.ok(de[key]?.message, key);
    assert.deepEqual(places(de[key]), places(en[key]), key);
  }
  const types = readFileSync(new URL('../../pkg-template/index.d.ts', import.meta.url), 'utf8');
  const codes = types.match(/export type WarningCode =([^;]+);/)[1].match(/[a-z0-9-]+(?=')/g);
  assert.ok(codes.length >= 17);
  const extra = [
    ...codes.map((code) => `warning_${code}`),
    ...['card', 'shared_payment_token', 'link_pay_token', 'unsupported', 'unknown'].flatMap((type) => [`reason_${type}`, `next_${type}`]),
  ];
  assert.deepEqual(extra.map((key) => key.replaceAll('-', '_')).filter((key) => !(key in de)), []);
  for (const language of [en, de]) assert.ok(language.summary.message.length <= 132, 'as long as a store allows');
});

test('the warning that terms cannot be read is a sentence, with a reason if there is one, which is marked as English', async () => {
  shop.answers['/lacks'] = [402, { 'www-authenticate': challenge({ request: { amount: '500', currency: 'usd' } }) }, ''];
  const [accepts] = JSON.parse(shop.answers['/x402-body'][2]).accepts;
  const body = JSON.stringify({ x402Version: 1, accepts: [{ ...accepts, maxAmountRequired: 'much' }] });
  shop.answers['/much'] = [402, { 'payment-required': btoa(body) }, ''];
  const warning = async (path) => (await popup(path)).locator('[data-code="terms-unreadable"]').first();
  assert.equal(await read(await warning('/lacks')), 'The request lacks methodDetails.networkId.');
  assert.equal(await read(await warning('/much')), 'The terms cannot be read.');
  await it.choose({ language: 'de' });
  const lacks = await warning('/lacks');
  assert.equal(await read(lacks), 'Die Bedingungen sind nicht lesbar. The request lacks methodDetails.networkId.');
  assert.equal(await read(lacks.locator('[lang="en"]')), 'The request lacks methodDetails.networkId.');
  assert.equal(await read(await warning('/much')), 'Die Bedingungen sind nicht lesbar.');
  await it.choose({});
});

test('German is used when chosen, and the site’s words stay as they are', async () => {
  await it.choose({ language: 'de' });
  const view = await popup('/page');
  assert.equal(await view.locator('html').getAttribute('lang'), 'de');
  assert.match(
    await read(view.locator('article')),
    /fordert eine Zahlung .*5\.00 USD Stripe, eine Zahlung MPP Premium content Worte der Website .*Bezahlt mit einem Shared Payment Token/,
  );
  assert.doesNotMatch(await read(view.locator('body')), /\b(asks|Expires|matches|Pay with|endpoint)\b/);
  assert.match(await read((await popup('/expired')).locator('dl')), /^Frist abgelaufen seit /, 'nothing is both valid and expired');
  const bare = (await popup('/bare')).locator('.advice');
  assert.match(await read(bare), /^Die Website sagt nicht, wie man zahlt Die Website .* aber in keinem hier bekannten Protokoll\./);
  await it.choose({});
});
