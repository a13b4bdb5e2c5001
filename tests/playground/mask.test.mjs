// Masking and redacting while typing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { maskCard, redact } from 'mpp-wasm';
import { shifts } from '../browser/shift.mjs';
import { playground, until } from './open.mjs';

let site;
let page;
before(async () => {
  site = await playground();
  page = await site.open('#mask');
});
after(() => site?.close());

const masked = () => page.locator('#masked').inputValue();
const CARD = {
  number: '378282246310005', cvc: '1234', exp_month: 1, exp_year: 2031,
  billing_address: { name: 'Ada Example', line1: '1 Sample Street', city: 'Bergen', postal_code: '5003' },
};

test('a card object shows brand, last four digits, city and postal code, and nothing else', async () => {
  await page.locator('#card').fill(JSON.stringify(CARD));
  assert.deepEqual(JSON.parse(await masked()), maskCard(CARD));
  assert.doesNotMatch(await masked(), /37828|1234|Ada|Sample|2031/);
  assert.match(await masked(), /0005/);
});

test('the checked parts are revealed, and no others', async () => {
  await page.locator('#card').fill(JSON.stringify(CARD));
  await page.getByLabel('Last four').uncheck();
  await page.getByLabel('Street').check();
  assert.deepEqual(JSON.parse(await masked()), maskCard(CARD, { reveal: ['brand', 'city', 'postal_code', 'street'] }));
  assert.doesNotMatch(await masked(), /0005/);
  assert.match(await masked(), /1 Sample Street/);
});

test('every part the package knows has a checkbox', async () => {
  const shown = await page.locator('#parts input').evaluateAll((boxes) => boxes.map((box) => box.value));
  for (const name of shown) maskCard({}, { reveal: [name] });
  assert.equal(shown.length, 10);
});

test('a card that is not JSON gets an error beside the field that does not repeat it', async () => {
  await page.locator('#card').fill('{"number": 4242424242424242');
  assert.equal(await until(page.locator('#card-error'), /./), 'This is not JSON. Paste one card, from { to }.');
  assert.equal(await masked(), '');
  assert.equal(await page.locator('#card').getAttribute('aria-describedby'), 'card-error');
  assert.equal(await page.locator('#card').getAttribute('aria-invalid'), 'true');
  await page.locator('#card').fill(JSON.stringify(CARD));
  assert.equal(await page.locator('#card').getAttribute('aria-invalid'), null);
  assert.equal(await page.locator('#card-error').innerText(), '');
});

test('an absurd text is not pasted: the browser would take long to show it, and as long to show it redacted', async () => {
  await site.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  for (const name of ['text', 'card']) {
    const field = page.locator(`#${name}`);
    await field.fill('{}');
    await page.evaluate((text) => navigator.clipboard.writeText(text), '\n'.repeat(30_000));
    await field.press('Control+v');
    assert.equal(await until(page.locator(`#${name}-error`), /./), 'Not pasted: it is over 512 KiB or 20,000 lines. Paste a part of it.');
    assert.equal(await field.inputValue(), '{}');
    assert.equal(await field.getAttribute('aria-describedby'), `${name}-error`);
    await field.fill('{} ');
    assert.deepEqual([await page.locator(`#${name}-error`).innerText(), await field.getAttribute('aria-invalid')], ['', null]);
  }
});

test('a text is redacted as it is typed', async () => {
  const text = 'card 4000 0566 5566 5556 token spt_1N4Zv32eZvKYlo2CPhVPkJlW at 2026-01-15T12:04:32Z';
  await page.locator('#text').fill('');
  await page.locator('#text').pressSequentially(text);
  assert.equal(await page.locator('#redacted').inputValue(), redact(text));
  assert.doesNotMatch(await page.locator('#redacted').inputValue(), /0566|1N4Z/);
  assert.deepEqual(await shifts(page), [], 'and nothing has moved, in this and the tests before');
});
