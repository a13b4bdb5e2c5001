// A card that was pasted: masked, and revealed one field at a time.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { shifts } from '../browser/shift.mjs';
import { read, start } from './extension.mjs';
import { CARD } from './views.mjs';

let it;
before(async () => {
  it = await start();
});
after(() => it?.close());

test('a card is masked; a field is revealed while its button is held, by pointer or by key', async () => {
  const view = await it.open('card.html');
  await view.locator('#text').fill(JSON.stringify({ card: CARD }));
  await view.getByRole('button', { name: 'Show masked' }).click();
  const shown = () => read(view.locator('#view'));
  assert.equal(await view.locator('#text').inputValue(), '', 'what was pasted is gone');
  assert.match(await shown(), /number •••• •••• •••• 4242/);
  const secret = /4242424242424242|\b123\b|Jane|Main/;
  assert.doesNotMatch(await view.content(), secret);
  const button = view.getByRole('button', { name: 'number' });
  await button.hover();
  await view.mouse.down();
  assert.match(await shown(), /4242424242424242/);
  assert.doesNotMatch(await shown(), /\b123\b|Jane/, 'one field at a time');
  await view.mouse.up();
  assert.doesNotMatch(await view.content(), secret);
  await view.getByRole('button', { name: 'cvc' }).focus();
  await view.keyboard.down('Space');
  assert.match(await shown(), /\b123\b/);
  await view.keyboard.up('Space');
  assert.doesNotMatch(await view.content(), secret);
  await view.keyboard.down('Space');
  await view.evaluate(() => dispatchEvent(new Event('blur')));
  assert.doesNotMatch(await view.content(), secret, 'another window hides it');
  assert.deepEqual(await shifts(view), []);
  await view.keyboard.up('Space');
  assert.doesNotMatch(await view.content(), secret);
  await view.keyboard.press('Enter');
  assert.doesNotMatch(await view.content(), secret);
  const cvc = view.getByRole('button', { name: 'cvc' });
  await cvc.evaluate((button) => button.click());
  assert.match(await shown(), /\b123\b/, 'a click without pointer and key, as of a screen reader');
  assert.equal(await cvc.getAttribute('aria-pressed'), 'true');
  await cvc.evaluate((button) => button.click());
  assert.doesNotMatch(await view.content(), secret);
  const kept = await it.inside(async () => JSON.stringify([await chrome.storage.local.get(), await chrome.storage.session.get()]));
  // The fraction of a time may have the digits of the security code.
  assert.doesNotMatch(kept.replaceAll(/"time":[\d.]+/g, ''), secret);
  await view.locator('#file').setInputFiles({ name: 'card.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(CARD)) });
  await view.locator('#view:not([hidden])').waitFor();
  assert.match(await shown(), /number •••• •••• •••• 4242/, 'a file is as good');
  await view.getByRole('button', { name: 'Forget the card' }).press('Enter');
  assert.equal(await view.evaluate(() => document.activeElement.id), 'text', 'the focus does not go with the button');
  const [file, pages] = [join(mkdtempSync(join(tmpdir(), 'mpp-wasm-card-')), 'card.json'), it.context.pages().length];
  writeFileSync(file, JSON.stringify(CARD));
  const session = await it.context.newCDPSession(view);
  const drag = (type) => session.send('Input.dispatchDragEvent', { type, x: 100, y: 20, data: { items: [], files: [file], dragOperationsMask: 1 } });
  for (const type of ['dragEnter', 'dragOver', 'drop']) await drag(type);
  await view.locator('#view:not([hidden])').waitFor();
  assert.match(await shown(), /number •••• •••• •••• 4242/, 'and one that is dropped, anywhere');
  assert.equal(it.context.pages().length, pages, 'which the browser would open in a tab, as it is');
  rmSync(dirname(file), { recursive: true });
  await view.getByRole('button', { name: 'Forget the card' }).click();
  assert.equal(await view.locator('#view').isHidden(), true);
  for (const text of ['no card', '[]', '{}', '{"card":{}}', '{"billing_address":{}}']) {
    await view.locator('#text').fill(text);
    await view.getByRole('button', { name: 'Show masked' }).click();
    assert.match(await read(view.locator('#wrong')), /^This is not a card/, text);
    assert.equal(await view.locator('#view').isHidden(), true, text);
    await view.locator('#text').fill(JSON.stringify(CARD));
    await view.getByRole('button', { name: 'Show masked' }).click();
    assert.equal(await view.locator('#wrong').isHidden(), true);
  }
});

test('a slowly read file does not replace what was entered since', async () => {
  const view = await it.open('card.html');
  await view.evaluate(() => {
    const text = File.prototype.text;
    File.prototype.text = function () {
      return new Promise((done) => { globalThis.arrive = () => done(text.call(this)); });
    };
  });
  await view.locator('#file').setInputFiles({ name: 'card.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(CARD)) });
  await view.locator('#text').fill('{"number":"378282246310005"}');
  await view.getByRole('button', { name: 'Show masked' }).click();
  await view.evaluate(() => new Promise((done) => { globalThis.arrive(); setTimeout(done, 100); }));
  assert.match(await read(view.locator('#view')), /number •••• •••••• •0005/);
});

test('a button stays under the finger that holds it, however long the revealed text', async () => {
  const view = await it.open('card.html', { width: 320, height: 720 });
  const long = 'A street with a name of several words, long as some are';
  await view.locator('#text').fill(JSON.stringify({ ...CARD, billing_address: { line1: long } }));
  await view.getByRole('button', { name: 'Show masked' }).click();
  const button = view.getByRole('button', { name: 'line1' });
  await button.hover();
  const { x, y, height } = await button.boundingBox();
  await view.mouse.down();
  assert.match(await read(view.locator('#view')), new RegExp(long));
  const held = await button.boundingBox();
  assert.equal(held.x, x);
  assert.ok(held.y <= y + height / 2 && held.y + held.height >= y + height / 2, `from ${y} to ${held.y}`);
  await view.mouse.up();
});
