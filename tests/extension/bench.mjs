// How fast the extension is on this machine, as medians: cargo xtask extension --bench. It decides nothing; it prints.
import { start } from './extension.mjs';
import { site } from './site.mjs';

const ROUNDS = 9;
const BUDGETS = { 'wasm start in the service worker': 50, 'time from the answer to its badge': 20, 'popup ready': 100 };

const shop = await site();
const it = await start();
const times = Object.fromEntries(Object.keys(BUDGETS).map((name) => [name, []]));

for (let round = 0; round < ROUNDS; round += 1) {
  await it.stopWorker();
  const page = await it.visit(shop.url('/page'));
  await it.badged(await it.tabOf(page), '402');
  const worker = await it.until('a worker', () => it.context.serviceWorkers().at(-1));
  times['wasm start in the service worker'].push(await it.until('its wasm', () => worker.evaluate(() => performance.getEntriesByName('wasm')[0]?.duration)));

  // A second answer, the worker awake: from the browser's own time of the answer to the mark being set.
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
  times['time from the answer to its badge'].push(await it.until('the mark', () => worker.evaluate(() => globalThis.marked)));

  const popup = await it.popup(page);
  times['popup ready'].push(await popup.evaluate(() => performance.getEntriesByName('ready')[0].startTime));
  await popup.close();
  await page.close();
}
await it.context.close();
await shop.close();

const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
for (const [name, list] of Object.entries(times)) {
  const value = median(list);
  console.log(`${name.padEnd(36)}${value.toFixed(1).padStart(7)} ms   budget ${BUDGETS[name]} ms   ${value <= BUDGETS[name] ? 'kept' : 'over'}`);
}
