// The commands that are copied, and that no shell interprets what a site wrote in them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { assertAccessible } from '../browser/axe.mjs';
import { curl, hasCommands, linkCli } from '../../www/extension/src/commands.js';
import { it, popup, shop } from './beside.mjs';
import { challenge } from './site.mjs';

test('commands are copied whole and quoted', async () => {
  await it.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  shop.answers["/it's"] = [402, { 'www-authenticate': challenge({ description: '$(reboot)' }) }, '<h1>Pay</h1>'];
  const view = await popup("/it's?a=1&b=$(id)&calc&c=%PATH%%41");
  const copied = async (name) => {
    await view.bringToFront();
    // Nothing of an earlier copy is left.
    await view.evaluate(() => navigator.clipboard.writeText(''));
    await view.getByRole('button', { name }).click();
    return it.until('a copy', () => view.evaluate(() => navigator.clipboard.readText()));
  };
  assert.equal(await copied('Copy curl command'), `curl -g -i "${shop.url('/it%27s?a=1&b=%24(id)&calc&c=%25%50%41%54%48%25%41')}"`);
  const link = await copied('Copy link-cli command');
  const context = link.match(/^link-cli mpp pay "http:[^\s"]+" --context "([^"]*)"$/)[1];
  assert.ok(context.length >= 100, `the wallet wants 100 characters: ${context.length}`);
  assert.match(context, /^Pay 5\.00 USD to 127\.0\.0\.1:\d+ for one GET request to \/it%27s\. /);
  assert.doesNotMatch(link, /reboot/, 'the site’s words stay out');
  assert.equal(await view.locator('#said').innerText(), 'Copied.');
});

test('a copy the browser refuses is said below its button, until one succeeds', async () => {
  const view = await popup('/two');
  await view.locator('summary', { hasText: 'Raw header' }).click();
  for (const row of ['.actions', 'figcaption']) {
    const refuse = (yes) =>
      view.evaluate((yes) => (navigator.clipboard.writeText = () => (yes ? Promise.reject(new Error('no')) : Promise.resolve())), yes);
    const button = view.locator(`${row} button`).last();
    const line = view.locator(`${row} .problem`);
    await refuse(true);
    for (let at = 0; at < 2; at += 1) await button.click();
    await line.waitFor();
    assert.deepEqual(await line.allInnerTexts(), ['The browser did not allow copying.']);
    // In one go: the popup may be redrawn between two questions, and the button then is another one.
    const [above, below] = await view.evaluate((row) => {
      const elements = [[...document.querySelectorAll(`${row} button`)].at(-1), document.querySelector(`${row} .problem`)];
      return elements.map((element) => element.getBoundingClientRect().toJSON());
    }, row);
    assert.ok(below.y >= above.y + above.height && below.height > 20, `${row}: ${JSON.stringify([above, below])}`);
    assert.equal(await view.locator('#said').innerText(), 'The browser did not allow copying.');
    await assertAccessible(view);
    await refuse(false);
    await button.click();
    await line.waitFor({ state: 'detached' });
  }
});

test('no shell interprets anything in the address of a site', () => {
  const signs = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join('');
  const { href } = new URL(`https://a$(b).example/${signs.replaceAll(/[?#]/g, '')}?${signs.replace('#', '')}%PATH%!x!`);
  const offer = { display: '5.00 USD', countsAs: 'usd' };
  for (const line of [curl({ url: href, method: 'POST' }), linkCli({ url: href, method: 'POST' }, offer)]) {
    const quoted = [...line.matchAll(/"([^"]*)"/g)].map(([, text]) => text);
    assert.doesNotMatch(line.replaceAll(/"[^"]*"/g, ''), /[^a-zA-Z -]/, 'and nothing of it stands outside of quotes');
    for (const text of quoted) assert.doesNotMatch(text, /["$`\\!'\n]|%(?![\da-f]{2})/i);
    const words = execFileSync('sh', ['-c', `show() { printf '%s\\n' "$@"; }; show ${line}`], { encoding: 'utf8' }).trimEnd().split('\n');
    assert.deepEqual(words.filter((word) => !/^[a-z-]+$/i.test(word)), quoted);
  }
  for (const method of ['A&calc', 'A%PATH%', 'A$B', '-o', "A'B"]) assert.equal(hasCommands({ url: href, method }), false, method);
  for (const method of ['GET', 'M-SEARCH', 'x']) assert.equal(hasCommands({ url: href, method }), true, method);
});

test('no address names a cmd variable, which cmd would expand between quotes too', () => {
  // Any text between two percent signs, or up to a colon before the second, wherever cmd starts to look.
  const names = (line) => [...line.matchAll(/%(?=([^%:]+)(?::[^%]*)?%)/g)].map(([, name]) => name);
  assert.deepEqual(names('"%DATABASE_URL%41?%CD:~0,9" "%20"'), ['DATABASE_URL', '41?', 'CD']);
  const offer = { display: '5.00 USD', countsAs: 'usd' };
  for (const path of ['%CD%20', 'a?x=%DATABASE_URL%41', '%access_token%20', '?%DB_PASSWORD%41', '%CD$', '%20?%CD:x=', '%CD:x=', '\u00e4']) {
    const { href: url } = new URL(path, 'https://shop.example/');
    assert.equal(hasCommands({ url, method: 'GET' }), false, url);
  }
  for (const [path, written] of [
    ['?%2FA_SECRET%41', '?%2F%41%5F%53%45%43%52%45%54%41'],
    ['%20?%2CAPTCHA.KEY-1:x=', '%20?%2C%41%50%54%43%48%41%2E%4B%45%59%2D%31:x='],
    ['a%20b%20c?d=%2Fe', 'a%20%62%20c?d=%2Fe'],
    ['a%41x', 'a%41x'],
    ['?%XY%ZZ%', '?%25%58%59%25%5A%5A%25'],
  ]) {
    const { href: url } = new URL(path, 'https://shop.example/');
    const lines = [curl({ url, method: 'GET' }), linkCli({ url, method: 'GET' }, offer)];
    assert.equal(lines[0], `curl -g -i "https://shop.example/${written}"`);
    assert.equal(hasCommands({ url, method: 'GET' }), true, url);
    for (const name of lines.flatMap(names)) assert.match(name, /^\d.$|^\d.*[^\w.-]/, 'a digit and another, or with signs that names have not');
  }
});
