// The built extension in a real Chromium, with helpers to use it.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { PATIENCE, idOf, launch } from '../browser/chromium.mjs';

export const FOLDER = fileURLToPath(new URL('../../target/extension', import.meta.url));

/** The match pattern of the site in site.mjs. */
export const SITE = 'http://127.0.0.1/*';

/** Starts a browser with the extension. Console errors and exceptions of the extension are collected. */
export async function start(options = {}) {
  const context = await launch({ extension: FOLDER, allowed: [SITE], ...options });
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker', { timeout: PATIENCE }));
  const id = idOf(FOLDER);
  assert.equal(new URL(worker.url()).host, id);
  const problems = [];
  context.on('console', (message) => message.type() === 'error' && message.location().url.includes(id) && problems.push(message.text()));
  context.on('weberror', (error) => problems.push(String(error.error())));
  const address = (page) => `chrome-extension://${id}/${page}`;
  const control = await context.newPage();
  // The view that a change of the language does not load again.
  await control.goto(address('card.html'));
  /** Runs a function in an extension page, with the extension's permissions. */
  const inside = (f, arg) => control.evaluate(f, arg);

  const asked = new WeakMap();

  /** Opens an address in a new tab. */
  async function visit(url) {
    const page = await context.newPage();
    // For a 402 without a body the browser shows its own page.
    await page.goto(url).catch((error) => assert.match(error.message, /ERR_HTTP_RESPONSE_CODE_FAILURE/));
    asked.set(page, url);
    return page;
  }

  /** The browser's id of the tab that shows a page. */
  const tabOf = (page) => until(`a tab with ${page.url()}`, () => inside(
    async (url) => (await chrome.tabs.query({})).findLast((tab) => tab.url === url)?.id,
    page.url().startsWith('http') ? page.url() : asked.get(page),
  ));

  const badge = (tabId) => inside(async (tabId) => ({
    text: await chrome.action.getBadgeText({ tabId }),
    colour: (await chrome.action.getBadgeBackgroundColor({ tabId })).slice(0, 3).join(),
    title: (await chrome.action.getTitle({ tabId })).replace(/[\u2068\u2069]/g, ''),
  }), tabId);
  const badged = (tabId, text) => until(`badge "${text}"`, async () => (await badge(tabId)).text === text);

  const views = new Set();
  let left = [];

  async function open(name, size = { width: 400, height: 720 }) {
    let page = left.pop();
    if (page) await page.bringToFront();
    else views.add((page = await context.newPage()));
    await page.setViewportSize(size);
    await page.goto(address(name));
    await page.waitForSelector('body[data-ready]', { state: 'attached' });
    return page;
  }

  /** Ends the views opened so far. Others get their tabs, because a new tab costs much more processor time. */
  function leave() {
    left = [...views].filter((page) => !page.isClosed());
  }

  /** The popup of a page's tab, opened in its own tab. */
  const popup = async (page, size) => open(`popup.html?tab=${await tabOf(page)}`, size);

  /** The popup of a new tab with an address that asks for payment. */
  async function popupAt(url) {
    const page = await visit(url);
    await badged(await tabOf(page), '402');
    return popup(page);
  }

  /** Sets the options to these, and all others to their defaults. */
  const choose = (choices) => inside(async (choices) => {
    await chrome.storage.local.clear();
    await chrome.storage.local.set(choices);
  }, choices);

  /**
   * Opens the real popup over a page, as the button does. Chromium gives tests no handle for its window; code run
   * `inside` finds it as `chrome.extension.getViews({ type: 'popup' })[0]`.
   */
  async function press(page) {
    // The browser's window is as large as the page in front, and the popup must fit into it.
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.bringToFront();
    await inside(() => chrome.action.openPopup());
    await until('the popup', () => inside(() => 'ready' in (chrome.extension.getViews({ type: 'popup' })[0]?.document.body?.dataset ?? {})));
  }

  const closePopup = () => inside(() => chrome.extension.getViews({ type: 'popup' })[0].close());

  /**
   * The popup of a tab whose site is not allowed. Clicking the button lets the view read the tab's address
   * (`activeTab`). Nothing is clicked here, so the address is passed in.
   */
  async function lockedPopup(url, size = { width: 400, height: 720 }) {
    const tabs = () => inside(async () => (await chrome.tabs.query({})).map(({ id }) => id));
    const before = await tabs();
    await visit(url);
    const id = (await tabs()).find((id) => !before.includes(id));
    const page = await context.newPage();
    await page.addInitScript((url) => {
      const get = chrome.tabs.get.bind(chrome.tabs);
      chrome.tabs.get = async (id) => ({ ...(await get(id)), url });
    }, url);
    await page.setViewportSize(size);
    await page.goto(address(`popup.html?tab=${id}`));
    await page.waitForSelector('body[data-ready]', { state: 'attached' });
    return { page, id };
  }

  /** The history as stored, newest first. */
  const history = () => inside(async () => {
    const { history = [] } = await chrome.storage.session.get('history');
    const entries = await chrome.storage.session.get(history);
    return history.map((name) => entries[name]).filter(Boolean);
  });

  /**
   * Keeps the changes of a tab waiting from here on. Resolves with `begun()`, which resolves once one waits, and `release()`.
   */
  async function hold(tabId) {
    const worker = context.serviceWorkers().at(-1);
    await worker.evaluate((tabId) => {
      const { get } = chrome.tabs;
      const held = new Promise((done) => (globalThis.release = done));
      chrome.tabs.get = async (id) => {
        globalThis.isHeld ||= id === tabId;
        if (id === tabId) await held;
        return get.call(chrome.tabs, id);
      };
    }, tabId);
    const begun = () => until('a change that waits', () => worker.evaluate(() => globalThis.isHeld));
    return { worker, begun, release: () => worker.evaluate(() => globalThis.release()) };
  }

  /** Stops the service worker, as the browser does when it is idle. */
  async function stopWorker() {
    const session = await context.newCDPSession(control);
    const running = new Map();
    session.on('ServiceWorker.workerVersionUpdated', ({ versions }) =>
      versions.forEach(({ versionId, runningStatus }) => running.set(versionId, runningStatus)),
    );
    await session.send('ServiceWorker.enable');
    await until('the service worker is there', () => [...running.values()].includes('running'));
    await session.send('ServiceWorker.stopAllWorkers');
    await until('the service worker stops', () => [...running.values()].every((status) => status === 'stopped'));
    await session.detach();
  }

  async function close() {
    await context.close();
    assert.deepEqual(problems, [], 'errors in the console');
  }

  return {
    context, worker, inside, visit, tabOf, until, badge, badged, open, leave,
    popup, popupAt, lockedPopup, choose, press, closePopup, history, hold, stopWorker, close, address, problems,
  };
}

/** The text of a view without isolates, and with white space collapsed. */
export async function read(locator) {
  return (await locator.innerText()).replace(/[\u2068\u2069]/g, '').replace(/\s+/g, ' ').trim();
}

/** Waits until a check succeeds, however slow the machine. */
export async function until(what, check) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (Date.now() > end) throw new Error(`it never came: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
