// What the extension notices, in a real Chromium: pages, calls, frames, every protocol, and the badge of each tab.
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
  assert.match(await read(popup.locator('dl')), /Expires in \S+ days? \d+ hr · .*2099.* Calls itself 127\.0\.0\.1 matches the address Pays to profile_1/);
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
  for (const [path, price, keptBody] of [['/x402-body', '0.01 USDC on Base', true], ['/x402-big', '0.01 USDC on Base', false], ['/x402-huge', 'The offer cannot be read', false]]) {
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

test('x402 in the body of a call, when the user asks for it', async () => {
  const { page, popup } = await asked('/calls-body');
  await page.waitForFunction(() => document.title === 'called');
  const before = shop.seen.length;
  assert.equal(await popup.locator('article').getAttribute('data-kind'), 'bare');
  await popup.getByRole('button', { name: 'Request again and read the body' }).dblclick();
  await popup.locator('.price').waitFor();
  assert.equal(await read(popup.locator('.price')), '0.01 USDC on Base');
  const again = shop.seen.slice(before).map(({ path, headers }) => [path, headers.cookie]);
  assert.deepEqual(again, [['/x402-body', undefined]], 'once, without cookies');
});

/** A page with a call, which is answered otherwise when it is requested again, and its popup. */
async function unreadBody(answer = [500, {}, ''], path = '/again') {
  shop.answers[path] = [402, {}, ''];
  shop.answers[`/calls${path}`] = [200, {}, `<h1>Calls</h1><script>fetch("${path}").then(() => document.title = "called")</script>`];
  const { page, popup } = await asked(`/calls${path}`);
  await page.waitForFunction(() => document.title === 'called');
  shop.answers[path] = answer;
  return { page, popup };
}

const AGAIN = { name: 'Request again and read the body' };

test('a worker that ends before it replies is said below the button, which can be pressed again', async () => {
  const { popup } = await unreadBody();
  await popup.evaluate(() => {
    const { sendMessage } = chrome.runtime;
    chrome.runtime.sendMessage = async () => {
      chrome.runtime.sendMessage = sendMessage;
      throw new Error('The message port closed before a response was received.');
    };
  });
  for (const said of ['The body could not be read.', 'The site now answers 500 instead of 402.']) {
    await popup.getByRole('button', AGAIN).click();
    await it.until(said, async () => (await read(popup.locator('.failed'))) === said);
  }
});

test('a body that cannot be read is said below the button', async () => {
  for (const [answer, said] of [
    [[500, {}, ''], 'The site now answers 500 instead of 402.'],
    [[302, { location: '/page' }, ''], 'The body could not be read.'],
    // Announced as soon as its head is there, which draws the view again.
    [[402, {}, (response) => (response.write(' '), setTimeout(() => response.destroy(), 1_000))], 'The body could not be read.'],
  ]) {
    const { popup } = await unreadBody(answer);
    await popup.getByRole('button', AGAIN).click();
    await popup.locator('.advice .problem').waitFor();
    assert.equal(await read(popup.locator('.advice .problem')), said);
    assert.equal((await popup.locator('#said').innerText()).replace(/[\u2068\u2069]/g, ''), said);
  }
});

/** Writes a body that never ends. `closed`: called when its reader has left. */
const endless = (start, piece, pause, closed) => (response) => {
  response.write(start);
  const timer = setInterval(() => response.write(piece), pause);
  response.on('close', () => (clearInterval(timer), closed()));
};

test('of a body that never ends, the beginning is read and the rest canceled; the view says so, and what may help', async () => {
  const terms = shop.answers['/x402-body'][2].slice(0, -1);
  await Promise.all([
    ['/endless', ' '.repeat(100_000), 10, 'long', 'Only the first 256 KiB of the body were read.', 0],
    ['/slow', ' ', 100, 'late', 'The body did not end within 15 seconds. The rest was not read.', 1],
  ].map(async ([path, piece, pause, partial, note, buttons]) => {
    let closed = false;
    const { popup } = await unreadBody([402, {}, endless(terms, piece, pause, () => (closed = true))], path);
    await popup.getByRole('button', AGAIN).click();
    const article = popup.locator('article[data-kind="unreadable"]');
    await article.waitFor();
    assert.equal(await read(article.locator(':scope > .problem')), note);
    // What is said while the site is asked goes once the worker has replied, after it has stored the body.
    await popup.locator('.failed').waitFor({ state: 'detached' });
    assert.equal(await popup.getByRole('button', AGAIN).count(), buttons);
    await it.until('the connection is closed', () => closed);
    await it.until('it is in the history too', async () => (await it.history()).find(({ url }) => url === shop.url(path))?.partial === partial);
  }));
});

test('a site that never answers is given up', async () => {
  const { popup } = await unreadBody([402, {}, () => {}]);
  await popup.getByRole('button', AGAIN).click();
  assert.equal(await read(popup.locator('.advice .failed')), 'Asking the site, for 15 seconds at most.');
  await popup.locator('.advice .problem').waitFor();
  assert.equal(await read(popup.locator('.advice .problem')), 'The site sent no body within 15 seconds.');
});

test('what failed is still said when the view is redrawn', async () => {
  const { page, popup } = await unreadBody();
  await page.evaluate(() => fetch('/two'));
  await popup.locator('summary', { hasText: 'Other 402 responses' }).click();
  await popup.getByRole('button', { name: 'Request again and read the body' }).click();
  await popup.locator('.failed.problem').waitFor();
  await page.evaluate(() => fetch('/page'));
  await popup.locator('.where', { hasText: '/page' }).first().waitFor();
  assert.equal(await read(popup.locator('.advice', { hasText: 'Request again' }).locator('.failed')), 'The site now answers 500 instead of 402.');
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

test('each tab has its own badge, and the next page has none', async () => {
  const { page, tab } = await asked('/page');
  const other = await it.visit(shop.url('/'));
  const otherTab = await it.tabOf(other);
  assert.notEqual(otherTab, tab);
  assert.equal((await it.badge(otherTab)).text, '');
  assert.equal((await it.badge(tab)).text, '402');
  await page.goto(shop.url('/'));
  await it.badged(tab, '');
  assert.equal((await it.badge(tab)).title, '402: what does it cost?');
  await page.goto(shop.url('/bare'));
  await it.badged(tab, '402');
  await page.goto('about:blank');
  await it.badged(tab, '');
});

test('a badge appears in its colours, and when it is there, so is the title', async () => {
  const { page, tab } = await asked('/page');
  const worker = it.context.serviceWorkers().at(-1);
  await worker.evaluate(() => {
    globalThis.told = [];
    for (const name of ['setBadgeText', 'setBadgeBackgroundColor', 'setBadgeTextColor', 'setTitle']) {
      const own = chrome.action[name].bind(chrome.action);
      chrome.action[name] = (...terms) => (globalThis.told.push(name), own(...terms));
    }
  });
  await page.goto(shop.url('/two'));
  const told = () => worker.evaluate(() => globalThis.told.splice(0, 4));
  await it.until('a badge', async () => (await it.badge(tab)).text === '402' && worker.evaluate(() => globalThis.told.length >= 4));
  const [last] = (await told()).reverse();
  assert.equal(last, 'setBadgeText');
});

test('a page loses its badge once it is paid for, at the same address', async () => {
  shop.answers['/paid'] = [402, { 'www-authenticate': challenge() }, ''];
  const page = await it.visit(shop.url('/paid'));
  const tab = await it.tabOf(page);
  await it.badged(tab, '402');
  shop.answers['/paid'] = [200, {}, '<h1>Yours</h1>'];
  await page.reload();
  await it.badged(tab, '');
});

test('a page that changes its address by script keeps its calls', async () => {
  const { page, tab } = await asked('/calls');
  await page.evaluate(() => history.pushState(null, '', '/elsewhere'));
  await page.waitForTimeout(300);
  assert.equal((await it.badge(tab)).text, '402');
});

test('the open view follows the tab, and shows the newest response first', async () => {
  const { page, tab, popup } = await asked('/calls');
  await page.evaluate(() => fetch('/two'));
  await popup.locator('.where', { hasText: '/two' }).first().waitFor();
  assert.equal(await read(popup.locator('#view > article .where')), 'GET /two · a request from this page');
  assert.equal(await read(popup.locator('summary', { hasText: 'Other 402 responses' })), 'Other 402 responses on this page: 1');
  // A request that is asked again does not take its place.
  shop.answers['/again'] = [402, { 'www-authenticate': challenge() }, ''];
  for (const path of ['/again', '/page', '/two']) await page.evaluate((path) => fetch(path), path);
  const newest = () => it.inside(async (name) => {
    const { [name]: { asks } } = await chrome.storage.session.get(name);
    return asks.map(({ url }) => new URL(url).pathname).join();
  }, `tab:${tab}`);
  await it.until('all of them', async () => (await newest()) === '/two,/page,/again');
  shop.answers['/last'] = [402, { 'www-authenticate': challenge() }, ''];
  await page.evaluate(() => fetch('/last'));
  await popup.locator('#view > article .where', { hasText: '/last' }).waitFor();
  await popup.locator('summary', { hasText: 'Other 402 responses' }).click();
  await popup.locator('details .where').nth(2).waitFor();
  assert.deepEqual((await popup.locator('.where').allInnerTexts()).map((text) => text.split(' ')[1]), ['/last', '/again', '/two', '/page']);
});

test('a stopped service worker wakes for the next 402 and has forgotten nothing', async () => {
  const { page, tab } = await asked('/calls');
  await it.stopWorker();
  await page.evaluate(() => fetch('/two'));
  const popup = await it.popup(page);
  await popup.locator('.where', { hasText: '/two' }).first().waitFor();
  await popup.locator('summary', { hasText: 'Other 402 responses' }).click();
  await popup.locator('details article .where', { hasText: '/page' }).waitFor();
  await it.badged(tab, '402');
});

test('a worker that learns of a blank page only after the response that followed it keeps the response', async () => {
  const { page, tab } = await asked('/page');
  const worker = it.context.serviceWorkers().at(-1);
  await worker.evaluate((tab) => chrome.tabs.onUpdated.dispatch(tab, { status: 'loading' }, { id: tab, status: 'loading' }), tab);
  // Changes to a tab are made in order: once this call is stored, the event before it has been handled.
  await page.evaluate(() => fetch('/two'));
  const asks = await it.until('the call', () => it.inside(async (name) => {
    const { asks } = (await chrome.storage.session.get(name))[name];
    return asks.some(({ url }) => url.endsWith('/two')) && asks.map(({ url, kind }) => `${kind} ${new URL(url).pathname}`);
  }, `tab:${tab}`));
  assert.deepEqual(asks, ['page /page', 'call /two']);
});

test('a tab without an address keeps its response while it loads, and not once it has loaded', async () => {
  const { page, tab } = await asked('/page');
  const worker = it.context.serviceWorkers().at(-1);
  const tell = (status) => worker.evaluate(([tab, status]) => {
    const { get } = chrome.tabs;
    chrome.tabs.get = async (id) => (id === tab ? { id, status } : get.call(chrome.tabs, id));
    chrome.tabs.onUpdated.dispatch(tab, { status }, { id: tab, status });
    globalThis.undo ??= () => (chrome.tabs.get = get);
  }, [tab, status]);
  await tell('loading');
  // Changes to a tab are made in order: once this call is stored, the event before it has been handled.
  await page.evaluate(() => fetch('/two'));
  const kinds = () => it.inside(async (name) => (await chrome.storage.session.get(name))[name]?.asks.map(({ kind }) => kind).join(), `tab:${tab}`);
  await it.until('the call', async () => (await kinds()) === 'page,call');
  assert.equal((await it.badge(tab)).text, '402');
  await tell('complete');
  await it.badged(tab, '');
  assert.equal(await kinds(), undefined);
  await worker.evaluate(() => globalThis.undo());
});

test('a full session makes room: the new response gets a badge, and the history starts over', async () => {
  await it.inside(() => chrome.storage.session.set({ history: [], 'tab:999999': { page: 'https://full.example/', asks: [] } }));
  await it.inside(async () => {
    const left = 10_485_760 - (await chrome.storage.session.getBytesInUse()) - 200;
    await chrome.storage.session.set({ history: ['seen:full'], 'seen:full': { url: 'https://full.example/', filler: 'x'.repeat(left) } });
  });
  const { popup } = await asked('/two');
  assert.equal(await popup.locator('.offer').count(), 2);
  const urls = async () => (await it.history()).map(({ url }) => new URL(url).pathname).join();
  await it.until('a history of what came', async () => (await urls()) === '/two');
});

test('what is cleared while a change is on its way stays cleared', async () => {
  const { page, tab } = await asked('/calls');
  const { begun, release } = await it.hold(tab);
  await page.evaluate(() => fetch('/two'));
  await begun();
  await it.inside(() => chrome.storage.session.clear());
  await release();
  const paths = () => it.inside(async (name) => {
    const { [name]: state } = await chrome.storage.session.get(name);
    return state?.asks.map(({ url }) => new URL(url).pathname).join();
  }, `tab:${tab}`);
  await it.until('the call alone', async () => (await paths()) === '/two');
});

test('a download leaves the page and its badge as they were', async () => {
  shop.answers['/file'] = [200, { 'content-disposition': 'attachment; filename="x.txt"' }, 'x'];
  shop.answers['/file.zip'] = [200, { 'content-type': 'application/zip' }, 'x'];
  const { page, tab } = await asked('/calls');
  for (const path of ['/file', '/file.zip']) {
    const download = page.waitForEvent('download');
    await page.evaluate((path) => void (location.href = path), path);
    await (await download).cancel();
  }
  await page.evaluate(() => fetch('/two'));
  const popup = await it.popup(page);
  await popup.locator('.where', { hasText: '/two' }).first().waitFor();
  assert.equal(await read(popup.locator('summary', { hasText: 'Other 402 responses' })), 'Other 402 responses on this page: 1');
  assert.equal((await it.badge(tab)).text, '402');
});

test('a 402 that would be a download has the browser’s own page, and its terms', async () => {
  shop.answers['/paid.zip'] = [402, { 'www-authenticate': challenge(), 'content-disposition': 'attachment; filename="x.zip"' }, 'Pay'];
  const { page, tab, popup } = await asked('/calls');
  await page.evaluate(() => void (location.href = '/paid.zip'));
  await it.until('its address', () => it.inside(async (tab) => (await chrome.tabs.get(tab)).url.endsWith('/paid.zip'), tab));
  await popup.locator('.where', { hasText: 'GET /paid.zip · this page' }).waitFor();
  assert.equal(await popup.locator('summary', { hasText: 'Other 402 responses' }).count(), 0);
});

test('the button’s own popup shows the active tab, before it has loaded the package', async () => {
  const { page } = await asked('/two');
  await asked('/bare');
  await it.press(page);
  assert.deepEqual(await it.inside(() => {
    const { document } = chrome.extension.getViews({ type: 'popup' })[0];
    return [...document.querySelectorAll('.price bdi')].map((price) => price.textContent);
  }), ['4.99 pathUSD on Tempo', '5.00 USD']);
  await it.until('a window as wide as what is in it', () => it.inside(() => {
    const { document, innerWidth } = chrome.extension.getViews({ type: 'popup' })[0];
    const { left, right } = document.body.getBoundingClientRect();
    return innerWidth >= 400 && left === 0 && right === innerWidth && document.documentElement.scrollWidth === innerWidth;
  }));
  await it.closePopup();
  // Without the package's file, only the worker's explanations can be shown.
  const view = await it.context.newPage();
  await view.addInitScript(() => {
    globalThis.fetch = () => new Promise(() => {});
  });
  await view.goto(it.address(`popup.html?tab=${await it.tabOf(page)}`));
  assert.equal(await read(view.locator('.price').first()), '4.99 pathUSD on Tempo Cheapest');
  await view.close();
});
