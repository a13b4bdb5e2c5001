// Whose terms are shown: those of the page that is open, in the tab that is open, whatever other pages and frames do.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SITE, read, start } from './extension.mjs';
import { challenge, serviceWorker, site } from './site.mjs';

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

/** The addresses of what a tab was asked to pay for, the last first. */
async function addressesOf(tab) {
  const { asks } = await it.inside(async (name) => (await chrome.storage.session.get(name))[name], `tab:${tab}`);
  return asks.map(({ url }) => new URL(url));
}

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

test('a page’s own terms stay first, however much a frame in it calls', async () => {
  const terms = challenge({ realm: 'localhost', description: 'The article' });
  const frame = `<!doctype html><iframe title="f" src="${shop.url('/caller')}"></iframe>`;
  shop.answers['/own'] = [402, { 'www-authenticate': terms }, frame];
  const calling = 'for (let at = 0; at < 25; at += 1) await fetch(`/page?${at}`);';
  shop.answers['/caller'] = [200, {}, `<!doctype html><script>(async () => { ${calling} })()</script>`];
  const { tab, popup } = await asked('/own', 'localhost');
  const asks = async () => (await addressesOf(tab)).map(({ pathname, search }) => pathname + search);
  await it.until('the last call', async () => (await asks()).includes('/page?24'));
  assert.deepEqual(await asks(), ['/own', ...Array.from({ length: 20 }, (_, at) => `/page?${24 - at}`)]);
  assert.equal(await read(popup.locator('#view > article .where')), 'GET /own · this page');
  assert.match((await it.badge(tab)).title, /^localhost:\d+ asks for 5\.00 USD$/);
});

test('a tab whose calls wait keeps no other tab waiting, and they are stored together', async () => {
  const { page, tab } = await asked('/calls');
  const { worker, release } = await it.hold(tab);
  await worker.evaluate((tab) => {
    globalThis.writes = 0;
    const { set } = chrome.storage.session;
    chrome.storage.session.set = (items) => {
      globalThis.writes += 1;
      return set.call(chrome.storage.session, items);
    };
    chrome.tabs.onUpdated.dispatch(tab, { status: 'loading' }, { id: tab, status: 'loading' });
  }, tab);
  await page.evaluate(async () => {
    for (let at = 0; at < 100; at += 1) await fetch(`/two?${at}`);
  });
  const other = await it.visit(shop.url('/page'));
  await it.badged(await it.tabOf(other), '402');
  await worker.evaluate(() => (globalThis.writes = 0));
  await release();
  const popup = await it.popup(page);
  await popup.locator('.where', { hasText: '/two?99' }).first().waitFor();
  const kept = async () => (await it.history()).filter(({ url }) => url.includes('/two?')).length;
  await it.until('the history of them', async () => (await kept()) >= 20);
  await page.waitForTimeout(SETTLED);
  const asks = (await addressesOf(tab)).map(({ search }) => search);
  assert.deepEqual(asks, Array.from({ length: 20 }, (_, at) => `?${99 - at}`));
  assert.equal(await kept(), 20);
  assert.ok(await worker.evaluate(() => globalThis.writes) <= 4);
});

test('the history holds the newest hundred, and nothing else remains of it', async () => {
  const page = await it.visit(shop.url('/'));
  await page.evaluate(async () => {
    for (let at = 0; at < 110; at += 1) await fetch(`/page?n=${at}`);
  });
  await it.until('the last', async () => (await it.history())[0]?.url.endsWith('n=109'));
  await it.until('a hundred', () =>
    it.inside(async () => Object.keys(await chrome.storage.session.get()).filter((name) => name.startsWith('seen:')).length === 100),
  );
  assert.equal((await it.history()).length, 100);
});

test('what a page called is gone on the next page, even if a service worker answers it', async () => {
  shop.answers['/worker.js'] = serviceWorker('free');
  shop.answers['/registering'] = [200, {}, `<!doctype html><script>
    navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready).then(() => fetch('/page'));
  </script>`];
  shop.answers['/free-later'] = shop.answers['/page'];
  const first = await it.visit(shop.url('/free-later'));
  await it.badged(await it.tabOf(first), '402');
  const { page, tab, popup } = await asked('/registering');
  await page.goto(shop.url('/free'));
  assert.equal(await page.title(), 'free');
  await it.badged(tab, '');
  await popup.locator('h2', { hasText: 'No 402 seen here' }).waitFor();
  await first.reload();
  assert.equal(await first.title(), 'free');
  await it.badged(await it.tabOf(first), '');
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).unregister());
});

test('what a page called is gone when the browser restores the page before it', async (t) => {
  const restoring = { ignoreDefaultArgs: ['--disable-back-forward-cache'], args: ['--enable-features=BackForwardCache'] };
  const own = await start({ allowed: [SITE, 'http://localhost/*'], ...restoring });
  t.after(() => own.close());
  const saying = '<!doctype html><script>onpageshow = ({ persisted }) => (document.title = `restored: ${persisted}`)</script>';
  shop.answers['/list'] = [200, { 'cache-control': 'max-age=0' }, saying];
  shop.answers['/article'] = [200, { 'cache-control': 'max-age=0' }, '<!doctype html><script>fetch("/page")</script>'];
  const page = await own.visit(shop.url('/list'));
  const tab = await own.tabOf(page);
  // A page of the same site, and one of another.
  for (const host of ['127.0.0.1', 'localhost']) {
    await page.goto(shop.url('/article', host));
    await own.badged(tab, '402');
    await page.evaluate(() => history.back()).catch(() => {});
    await page.waitForFunction(() => document.title === 'restored: true');
    await own.badged(tab, '');
  }
  await page.evaluate(() => fetch('/two'));
  await own.badged(tab, '402');
  const popup = await own.popup(page);
  assert.match(await read(popup.locator('#view')), /GET \/two · a request from this page/, 'what it calls from then on is its own');
});

test('a page from the browser’s cache, which keeps no WWW-Authenticate, shows the terms it had, or says to reload', async () => {
  shop.answers['/cached'] = [402, { 'www-authenticate': challenge(), 'cache-control': 'max-age=3600' }, '<h1>Pay</h1>'];
  shop.answers['/cached-body'] = [402, { ...shop.answers['/x402-body'][1], 'cache-control': 'max-age=3600' }, shop.answers['/x402-body'][2]];
  const again = async (path, meanwhile = () => {}) => {
    const { page, tab, popup } = await asked(path);
    const before = shop.seen.length;
    await page.goto(shop.url('/'));
    await it.badged(tab, '');
    await meanwhile();
    await page.goBack();
    await it.badged(tab, '402');
    assert.deepEqual(shop.seen.slice(before).map((one) => one.path).filter((one) => one === path), [], 'from the cache');
    return { tab, popup };
  };
  const title = (price) => `${shop.host} asks for ${price}`;

  const first = await again('/cached');
  await first.popup.locator('.price', { hasText: '5.00 USD' }).waitFor();
  assert.equal((await it.badge(first.tab)).title, title('5.00 USD'));
  const [newest] = await it.history();
  assert.match(newest.headers['www-authenticate'], /^Payment /, 'the history keeps the terms too');

  const second = await again('/cached-body');
  await second.popup.locator('.price', { hasText: '0.01 USDC on Base' }).waitFor();

  const third = await again('/cached', () => it.inside(() => chrome.storage.session.clear()));
  await third.popup.locator('article[data-kind="cut"]').waitFor();
  assert.match(await read(third.popup.locator('.advice')), /^The price is not in the browser’s copy .* Reload the page to get it\. Reload$/);
  assert.equal((await it.badge(third.tab)).title, title('payment'));
  await third.popup.getByRole('button', { name: 'Reload' }).click();
  await third.popup.locator('.price', { hasText: '5.00 USD' }).waitFor();
});

test('a page that gets no answer has no terms, and one whose answer breaks off, or that is stopped or downloads, keeps them', async () => {
  const begun = [];
  const begin = (text) => (response) => {
    response.write(text);
    begun.push(response);
  };
  // The address changes all the time, so that the browser has news of the tab while it waits for the next page.
  const changing = '<!doctype html><script>setInterval(() => history.replaceState(null, "", `#${Date.now()}`), 200)</script><h1>Pay</h1>';
  shop.answers['/breaks'] = [402, { 'www-authenticate': challenge(), 'content-length': '1000' }, begin(changing)];
  const download = { 'content-type': 'application/zip', 'content-disposition': 'attachment; filename="a.zip"', 'content-length': '1000' };
  shop.answers['/file'] = [200, download, begin('zip')];
  shop.answers['/hangs'] = [200, {}, () => {}];
  const page = await it.context.newPage();
  await page.goto(shop.url('/breaks'), { waitUntil: 'commit' });
  const tab = await it.tabOf(page);
  await it.badged(tab, '402');
  const popup = await it.popup(page);
  // The download stops the other page.
  for (const path of ['/hangs', '/file']) {
    await it.inside(([tab, url]) => chrome.tabs.update(tab, { url }), [tab, shop.url(path)]);
    await it.until(`a request for ${path}`, () => shop.seen.some((request) => request.path === path));
    begun.splice(0).forEach((response) => response.destroy());
    await page.waitForTimeout(SETTLED);
    assert.equal((await it.badge(tab)).text, '402', `after ${path}`);
  }
  shop.answers['/breaks'] = [402, {}, (response) => response.destroy()];
  await it.inside((tab) => chrome.tabs.reload(tab), tab);
  await it.badged(tab, '');
  await popup.locator('h2', { hasText: 'No 402 seen here' }).waitFor();
});

test('a popup that is opened while the tab waits for another page has the terms of the one that is shown', async () => {
  shop.answers['/waited-for'] = [200, {}, () => {}];
  const { page, tab } = await asked('/page');
  await page.evaluate(() => void (location.href = '/waited-for'));
  await it.until('the tab waits', () => it.inside(async (tab) => (await chrome.tabs.get(tab)).pendingUrl?.endsWith('/waited-for'), tab));
  const popup = await it.popup(page);
  assert.match(await read(popup.locator('#view')), /GET \/page · this page/);
});

test('what a page called is not the next page’s, of another site, if it is answered when that one is there', async () => {
  let answer;
  shop.answers['/late'] = [402, { 'www-authenticate': challenge() }, (response) => (answer = () => response.end())];
  shop.answers['/leaving'] = [200, {}, '<!doctype html><script>fetch("/late", { keepalive: true, method: "POST" })</script>'];
  const page = await it.visit(shop.url('/leaving'));
  await it.until('the call', () => answer);
  await page.goto(shop.url('/', 'localhost'));
  const tab = await it.tabOf(page);
  answer();
  // What belongs to the tab is stored first.
  await it.until('the answer, in the history', async () => (await it.history())[0]?.url.endsWith('/late'));
  assert.deepEqual(await it.inside(async (name) => (await chrome.storage.session.get(name))[name].asks, `tab:${tab}`), []);
});
