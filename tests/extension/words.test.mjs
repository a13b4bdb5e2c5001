// The texts of the views, their languages, and the harmlessness of a site's own words.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { assertAccessible } from '../browser/axe.mjs';
import { shifts } from '../browser/shift.mjs';
import { curl, hasCommands, linkCli } from '../../www/extension/src/commands.js';
import { read, start } from './extension.mjs';
import { STRIPE, TEMPO, challenge, site } from './site.mjs';
import { CARD, views } from './views.mjs';

let it;
let shop;
before(async () => {
  shop = await site();
  shop.answers['/soon'] = [402, { 'www-authenticate': challenge({ expires: new Date(Date.now() + 290_000).toISOString() }) }, '<h1>Pay</h1>'];
  it = await start();
});
after(async () => {
  await shop?.close();
  await it?.close();
});

const choose = (choices) => it.inside(async (choices) => {
  await chrome.storage.local.clear();
  await chrome.storage.local.set(choices);
}, choices);

const popup = async (path) => {
  const page = await it.visit(shop.url(path));
  await it.badged(await it.tabOf(page), '402');
  return it.popup(page);
};

test('a hostile description is shown as isolated text and nothing else', async () => {
  const view = await popup('/hostile');
  const words = view.locator('.words bdi');
  assert.equal(await words.innerText(), 'מחיר 00.1$ <img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script> red');
  assert.equal(await view.title(), '402: what does it cost?');
  assert.equal(await view.locator('.ask img, .ask script').count(), 0);
  assert.equal(await words.evaluate((element) => [getComputedStyle(element).direction, getComputedStyle(element).unicodeBidi].join()), 'rtl,isolate');
  assert.deepEqual(await view.locator('.warnings li').evaluateAll((list) => list.map(({ dataset }) => dataset.code)), ['description-price-mismatch', 'realm-mismatch', 'control-characters']);
  assert.deepEqual(await view.locator('dd bdi').evaluateAll((list) => list.map(({ dir }) => dir)), ['ltr', 'ltr'], 'a name of a host is not reordered');
  assert.match(await read(view.locator('dl')), /Calls itself bank\.example does not match the address/);
  await view.locator('summary', { hasText: 'Decoded request' }).click();
  const decoded = await view.locator('pre').last().innerText();
  assert.match(decoded, /"note": "left\\u\{202e\}right"/, 'what hides is written out');
  assert.doesNotMatch(decoded, /[\u0080-\u009f\u202a-\u202e\u001b]/);
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
    const picture = await it.until('a picture', () => view.locator(selector).screenshot().catch((error) => /not attached/.test(error.message) ? undefined : Promise.reject(error)));
    return picture.toString('base64');
  };
  for (const [name, selector, terms] of [['words', '.price', (description) => ({ description, expires })], ['words', '.warnings', (description) => ({ description, expires })], ['realm', 'dl > div:first-child', (realm) => ({ realm, expires })]]) {
    shop.answers[`/${name}-plain`] = [402, { 'www-authenticate': challenge(terms('Pay')) }, '<h1>Pay</h1>'];
    shop.answers[`/${name}-stacked`] = [402, { 'www-authenticate': challenge(terms(stacked)) }, '<h1>Pay</h1>'];
    assert.equal(await shot(`/${name}-stacked`, selector) === await shot(`/${name}-plain`, selector), true, `${name}: ${selector}`);
  }
});

test('each view names itself and the extension in its tab', async () => {
  for (const [view, name] of [['history', 'History'], ['card', 'Card view'], ['options', 'Options']]) {
    assert.equal(await (await it.open(`${view}.html`)).title(), `${name} · 402: what does it cost?`);
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

test('commands are copied whole and quoted', async () => {
  await it.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  shop.answers["/it's"] = [402, { 'www-authenticate': challenge({ description: '$(reboot)' }) }, '<h1>Pay</h1>'];
  const view = await popup("/it's?a=1&b=$(id)&calc&c=%PATH%%41");
  const copied = async (name) => {
    await view.bringToFront();
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
    const refuse = (yes) => view.evaluate((yes) => (navigator.clipboard.writeText = () => (yes ? Promise.reject(new Error('no')) : Promise.resolve())), yes);
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

test('an offer above the limit gets a warning; a preferred method is marked', async () => {
  await choose({ limit: '10.00 USD', preferred: ['tempo'] });
  const over = (await popup('/over')).locator('.warnings');
  assert.deepEqual(await over.locator('li').evaluateAll((list) => list.map(({ dataset }) => dataset.code)), ['amount-over-limit', 'no-expiry']);
  assert.match(await read(over), /The amount, or the session's deposit, is above your limit\..*The challenge does not say when it expires\./);
  assert.deepEqual(await (await popup('/two')).locator('.tag').allInnerTexts(), ['Cheapest', 'Preferred']);
  await choose({});
});

test('the deposit of a session is shown beside its price', async () => {
  const request = { ...TEMPO, amount: '25', unitType: 'token', suggestedDeposit: '10000000' };
  shop.answers['/session'] = [402, { 'www-authenticate': challenge({ method: 'tempo', intent: 'session', request }) }, '<h1>Pay</h1>'];
  const view = await popup('/session');
  assert.equal(await read(view.locator('.price')), '0.000025 pathUSD per token on Tempo');
  assert.match(await read(view.locator('dl')), /^Deposit 10\.00 pathUSD on Tempo Expires in /);
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
  for (const [text, says] of [['1,00 USD', price], ['1.00USD', price], ['1,00 USD, 5.00 EUR', price], ['1.00 USD, 9.00 usd', /^There are two limits in USD: /]]) {
    await options.locator('#limit').fill(text);
    await options.locator('#limit').blur();
    await it.until(`a sentence on ${text}`, async () => says.test(await read(options.locator('#wrong'))));
  }
  await options.locator('#limit').fill('1.00 USD, 5.00 EUR');
  await options.locator('#limit').blur();
  await it.until('it is kept', async () => (await it.inside(() => chrome.storage.local.get('limit'))).limit === '1.00 USD, 5.00 EUR');
  assert.equal(await options.locator('#wrong').isHidden(), true);
  await choose({});
});

test('a checkout is looked for only on request, and the package’s table names the credential', async () => {
  for (const [path, seen, title] of [
    ['/checkout', ['cardForm'], 'Pay with a card'],
    ['/elements', ['stripeElements'], 'Pay with a card'],
    ['/steering', ['cardForm', 'agentSteering'], 'Pay with a Link Pay Token'],
    ['/steering-shut', ['cardForm', 'agentBlock'], 'Pay with a card'],
    ['/', [], 'Nothing here asks for payment'],
  ]) {
    const view = await it.popup(await it.visit(shop.url(path)));
    assert.equal(await view.locator('.result').innerText(), '', 'not before it is asked');
    await view.getByRole('button', { name: 'Look for a checkout' }).click();
    assert.equal(await read(view.locator('.result h3')), title, path);
    assert.deepEqual(await view.locator('.result [data-seen]').evaluateAll((list) => list.map(({ dataset }) => dataset.seen)), seen, path);
  }
});

test('agents.txt is fetched only on request, without cookies, and shown as the site’s words', async () => {
  const view = await it.popup(await it.visit(shop.url('/')));
  const asked = () => shop.seen.filter(({ path }) => /agents|llm/.test(path));
  assert.equal(asked().length, 0);
  await view.getByRole('button', { name: 'Ask the site for agents.txt, llm.txt' }).click();
  await view.locator('.result h3').first().waitFor();
  assert.equal(await read(view.locator('.result')), '/agents.txt Pay at /paid, five dollars a call. the site’s own words /llm.txt None found.');
  assert.deepEqual(asked().map(({ path, headers }) => [path, headers.cookie]), [['/agents.txt', undefined], ['/llm.txt', undefined]]);
});

test('a file that cannot be fetched is told from one that is not there', async () => {
  const text = { 'content-type': 'TEXT/Plain' };
  for (const [answer, said] of [
    [[200, text, 'Hi'], 'Hi the site’s own words'],
    [[404, text, 'no'], 'None found.'],
    [[503, text, 'down'], 'The site did not answer.'],
    [[301, { location: '/elsewhere' }, ''], 'None found.'],
  ]) {
    shop.answers['/llm.txt'] = answer;
    const view = await it.popup(await it.visit(shop.url('/')));
    await view.getByRole('button', { name: 'Ask the site for agents.txt, llm.txt' }).click();
    await view.locator('.result h3').first().waitFor();
    const [, own] = (await read(view.locator('.result'))).split('/llm.txt ');
    assert.equal(own, said, String(answer[0]));
    await view.close();
  }
  const view = await it.popup(await it.visit(shop.url('/')));
  await it.context.setOffline(true);
  await view.getByRole('button', { name: 'Ask the site for agents.txt, llm.txt' }).click();
  await view.locator('.result h3').first().waitFor();
  assert.equal(await read(view.locator('.result')), '/agents.txt The site did not answer. /llm.txt The site did not answer.');
  await it.context.setOffline(false);
});

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
  await view.evaluate(() => new Promise((done) => { arrive(); setTimeout(done, 100); }));
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
  const extra = [...codes.map((code) => `warning_${code}`), ...['card', 'shared_payment_token', 'link_pay_token', 'unsupported', 'unknown'].flatMap((type) => [`reason_${type}`, `next_${type}`])];
  assert.deepEqual(extra.map((key) => key.replaceAll('-', '_')).filter((key) => !(key in de)), []);
  for (const language of [en, de]) assert.ok(language.summary.message.length <= 132, 'as long as a store allows');
});

test('German is used when chosen, and the site’s words stay as they are', async () => {
  await choose({ language: 'de' });
  const view = await popup('/page');
  assert.equal(await view.locator('html').getAttribute('lang'), 'de');
  assert.match(await read(view.locator('article')), /fordert eine Zahlung .*5\.00 USD Stripe, eine Zahlung MPP Premium content Worte der Website .*Bezahlt mit einem Shared Payment Token/);
  assert.doesNotMatch(await read(view.locator('body')), /\b(asks|Expires|matches|Pay with|endpoint)\b/);
  await choose({});
});

test('no view shifts while it loads, breaks an axe rule, light or dark, or overflows, left to right or right to left', async () => {
  for (const { name, widths, page } of await views(it, shop)) {
    assert.deepEqual(await shifts(page), [], name);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 720 });
      for (const dir of ['ltr', 'rtl']) {
        await page.evaluate((dir) => (document.documentElement.dir = dir), dir);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${name} at ${width}, ${dir}: ${wide} too wide`);
      }
    }
    await page.evaluate(() => (document.documentElement.dir = 'ltr'));
    // Twice the text that the browser starts with, as people set it there.
    const session = await page.context().newCDPSession(page);
    await session.send('Page.setFontSizes', { fontSizes: { standard: 32 } });
    await page.setViewportSize({ width: 400, height: 720 });
    const large = await page.evaluate(() => [getComputedStyle(document.documentElement).fontSize, document.documentElement.scrollWidth]);
    assert.deepEqual(large, ['29px', 400], `${name} with large text`);
    await session.send('Page.setFontSizes', { fontSizes: { standard: 16 } });
    for (const scheme of ['light', 'dark']) await assertAccessible(page, scheme);
  }
  await choose({});
});

test('everything can be reached by keyboard, in reading order', async () => {
  const view = await popup('/two');
  const names = [];
  for (let at = 0; at < 9; at += 1) {
    await view.keyboard.press('Tab');
    names.push((await view.evaluate(() => document.activeElement.innerText)).trim());
  }
  assert.deepEqual(names.slice(0, 7), ['Copy link-cli command', 'Copy curl command', 'Raw header', 'Decoded request', 'History', 'Card view', 'Options']);
});

test('the links at the bottom never cover what has the focus', async () => {
  shop.answers['/words'] = [402, { 'www-authenticate': challenge({ description: 'word '.repeat(60) }) }, '<h1>Pay</h1>'];
  for (const [path, height] of [['/words', 600], ['/two', 480], ['/two', 400]]) {
    const page = await it.visit(shop.url(path));
    const view = await it.popup(page, { width: 400, height });
    for (;;) {
      await view.keyboard.press('Tab');
      const [name, bottom, top] = await view.evaluate(() => {
        const { innerText, parentElement } = document.activeElement;
        const [own, bar] = [document.activeElement, document.querySelector('.bar')].map((element) => element.getBoundingClientRect());
        return [parentElement.matches('.bar') ? '' : innerText, own.bottom, bar.top];
      });
      if (name === '') break;
      assert.ok(bottom <= top, `${path} at ${height}: ${name} ends at ${bottom}, below ${top}`);
    }
  }
});

test('the focus stays where it was when the view is drawn again: on a fold, on a text in it, on a button in it', async () => {
  const page = await it.visit(shop.url('/calls'));
  await it.badged(await it.tabOf(page), '402');
  const view = await it.popup(page);
  const own = view.locator('article').first();
  const focused = () => view.evaluate(() => [document.activeElement.localName, document.activeElement.innerText.slice(0, 10)].join(' '));
  // A call of the same request makes the view draw itself anew.
  const drawn = async () => {
    await own.evaluate((article) => (article.dataset.old = 'yes'));
    await page.evaluate(() => fetch('/page'));
    await view.locator('article:not([data-old])').first().waitFor();
  };
  const line = own.locator('summary', { hasText: 'Raw header' });
  await line.focus();
  await drawn();
  assert.equal(await focused(), 'summary Raw header');
  await view.keyboard.press('Enter');
  await own.locator('pre').focus();
  await drawn();
  await it.until('the text', async () => (await focused()) === 'pre Payment id');
  await own.getByRole('button', { name: 'Copy', exact: true }).focus();
  await drawn();
  await it.until('the button', async () => (await focused()) === 'button Copy');
  // Nor is what is being read moved away.
  await view.setViewportSize({ width: 400, height: 200 });
  await view.evaluate(() => scrollTo(0, 0));
  await drawn();
  await it.until('the button', async () => (await focused()) === 'button Copy');
  assert.equal(await view.evaluate(() => scrollY), 0);
});
