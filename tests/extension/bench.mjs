// How fast the extension is on this machine: cargo xtask extension --bench. It only prints; nothing depends on the
// result.
//
// Wasm: a stopped worker wakes for a response; the time to decode the wasm from the script, compile and instantiate it.
// The second row includes everything before: starting the process and the script, while the browser also opens a page.
// Badge: from the browser's timestamp of a response until the badge is set, with the worker awake. Popup: the button's
// own window, from the start of its navigation until the price is drawn. The same view in its own tab comes second,
// because Chromium swaps processes first there.
import { start } from './extension.mjs';
import { site } from './site.mjs';

const ROUNDS = 9;
const WASM = 'wasm start in the service worker';
const WORKER = 'the worker from nothing to its wasm';
const BADGE = 'time from the answer to its badge';
const POPUP = 'popup ready';
const VIEW = 'its view in a tab of its own ready';
const BUDGETS = { [WASM]: 50, [BADGE]: 20, [POPUP]: 100 };

const shop = await site();
const it = await start();
const times = Object.fromEntries([WASM, WORKER, BADGE, POPUP, VIEW].map((name) => [name, []]));

for (let round = 0; round < ROUNDS; round += 1) {
  await it.stopWorker();
  const page = await it.visit(shop.url('/page'));
  await it.badged(await it.tabOf(page), '402');
  const worker = await it.until('a worker', () => it.context.serviceWorkers().at(-1));
  const [start, duration] = await it.until('its wasm', () => worker.evaluate(() => {
    const [wasm] = performance.getEntriesByName('wasm');
    return wasm && [wasm.startTime, wasm.duration];
  }));
  times[WASM].push(duration);
  times[WORKER].push(start + duration);

  // A second response, with the worker awake: from the browser's timestamp of the response until the badge is set.
  await worker.evaluate(() => {
    globalThis.marked = undefined;
    const set = chrome.action.setBadgeText;
    chrome.webRequest.onHeadersReceived.addListener((details) => {
      chrome.action.setBadgeText = async (...args) => {
        await set.apply(chrome.action, args);
        chrome.action.setBadgeText = set;
        globalThis.marked ??= Date.now() - details.timeStamp;
      };
    }, { urls: ['http://*/*'], types: ['xmlhttprequest'] });
  });
  await page.evaluate(() => fetch('/two'));
  times[BADGE].push(await it.until('the mark', () => worker.evaluate(() => globalThis.marked)));

  await it.press(page);
  times[POPUP].push(await it.inside(() => {
    const { document, performance } = chrome.extension.getViews({ type: 'popup' })[0];
    if (!document.querySelector('.price')) throw new Error('the popup shows no price');
    return performance.getEntriesByName('ready')[0].startTime;
  }));
  await it.closePopup();
  const view = await it.popup(page);
  times[VIEW].push(await view.evaluate(() => performance.getEntriesByName('ready')[0].startTime));
  await view.close();
  await page.close();
}
await it.context.close();
await shop.close();

const ms = (value) => `${value.toFixed(1).padStart(7)} ms`;
for (const [name, list] of Object.entries(times)) {
  list.sort((a, b) => a - b);
  const median = list[Math.floor(list.length / 2)];
  const budget = BUDGETS[name];
  const verdict = budget === undefined ? '' : `   budget ${String(budget).padStart(3)} ms   ${median <= budget ? 'kept' : 'over'}`;
  console.log(`${name.padEnd(36)}median${ms(median)}   minimum${ms(list[0])}${verdict}`);
}
