// The service worker. It listens for 402 responses, stores them, and sets the tab's badge. The browser starts and stops
// it at will, so all state lives in storage. Listeners are added before the first `await`; otherwise the browser would
// not wake the worker for them.
import './began.js';
import 'mpp-wasm';
import { mark } from './badge.js';
import { askedBody, bodyOf, shownBody } from './body.js';
import { explain, isSilent } from './explain.js';
import { documentsOf, inPage, loadedIn } from './frame.js';
import { entry, explained, withBody } from './kept.js';
import { bare, isDocument, isSame, observation, whole, withRead } from './observe.js';
import { settings } from './settings.js';
import { amend, changeTab, forgetTab, remember, remembered, tabs, tabsAmong, tabState } from './store.js';
import { NOTHING, among, arrived, called, hasPage, inTab, isElsewhere, restored, without } from './tab.js';
import { taken, wait } from './waiting.js';
import { speak } from './words.js';

const WEB = { urls: ['http://*/*', 'https://*/*'] };
const PAGES = { ...WEB, types: ['main_frame'] };

/** The errors of a load that was stopped, or that became a download: the tab still shows what it showed. */
const STOPPED = ['net::ERR_ABORTED', 'NS_BINDING_ABORTED', 'NS_ERROR_ABORT'];

// The wasm is bundled into this script, so it is ready by now.
performance.measure('wasm', 'began');

let chosen = choices();

async function choices() {
  const choices = await settings();
  speak(choices.language);
  return choices;
}

listen();
chrome.permissions.onAdded.addListener(listenAnew);
chrome.permissions.onRemoved.addListener(withdrawn);
chrome.tabs.onUpdated.addListener(updated);
chrome.tabs.onRemoved.addListener((tabId) => forgetTab(tabId));
// A tab that Chromium unloads gets another id. Its page is requested again when it is shown again.
chrome.tabs.onReplaced.addListener((newId, tabId) => forgetTab(tabId));
chrome.storage.onChanged.addListener(stored);
chrome.runtime.onMessage.addListener(told);

function listen() {
  chrome.webRequest.onResponseStarted.addListener(answered, WEB, ['responseHeaders']);
  chrome.webRequest.onErrorOccurred.addListener(failed, PAGES);
}

/** Adds the listeners again: until a first site is allowed, the browser refuses to listen at all. */
function listenAnew() {
  chrome.webRequest.onResponseStarted.removeListener(answered);
  chrome.webRequest.onErrorOccurred.removeListener(failed);
  listen();
}

/** Drops what tabs show of sites that are not allowed any more. */
async function withdrawn() {
  for (const tabId of await tabs()) await updated(tabId, { status: 'loading' });
}

async function answered(details) {
  const { tabId, type, statusCode, documentLifecycle } = details;
  const isPage = type === 'main_frame';
  if (tabId < 0 || documentLifecycle === 'prerender' || (!isPage && statusCode !== 402)) return;
  if (isPage && !isDocument(details)) {
    await changeOpen(tabId, (state) => ({ ...state, request: details.requestId }));
    return;
  }
  const ask = statusCode === 402 ? observation(details) : undefined;
  // What was called before the page arrived is not the page's.
  if (isPage) taken(tabId);
  const asks = isPage ? [ask].filter(Boolean) : wait(tabId, ask);
  if (asks === undefined) return;
  let found = [];
  const state = await changeOpen(tabId, async (state, tab) => {
    if (!isPage) taken(tabId, asks);
    const known = (ask) => withRead(ask, state.asks.find((other) => isSame(ask, other)));
    found = (await Promise.all(asks.map((ask) => completed(ask, tab)))).map(known);
    return isPage ? arrived(details, found[0]) : found.reduce(called, state);
  });
  // The tab may be gone by now.
  if (!isPage) taken(tabId, asks);
  // Stored before the document's body is read, so that the body finds its response in the history.
  const adding = add(tabId, found);
  await show(tabId, state);
  await adding;
  // The event that ends loading may have come before the response, even that of the page after it.
  if (isPage) await look(tabId);
}

/** The tab, or `undefined` if it has closed. */
function tabOf(tabId) {
  return chrome.tabs.get(tabId).catch(() => undefined);
}

/**
 * Changes the state of a tab that is open. A call can be answered after its tab has closed, and nothing would ever remove
 * what was stored then.
 */
function changeOpen(tabId, change) {
  return changeTab(tabId, async (state) => {
    const tab = await tabOf(tabId);
    return tab ? change(state, tab) : NOTHING;
  });
}

/** Adds responses to the history. */
async function add(tabId, found) {
  const choices = await chosen;
  if (isRemembered(await tabOf(tabId))) await remember(found.map((ask) => entry(ask, choices, Date.now())));
}

/** Whether the history is for a tab: not in a private window, nor if the tab is gone and may have been in one. */
function isRemembered(tab) {
  return tab?.incognito === false;
}

/** A page got no answer, and the tab says so in its place. An answer that breaks off is shown as far as it came. */
async function failed({ tabId, url, requestId, error, documentLifecycle }) {
  if (tabId < 0 || documentLifecycle === 'prerender' || STOPPED.includes(error)) return;
  await show(tabId, await changeOpen(tabId, (state) => (state.request === requestId ? state : arrived({ url, requestId }))));
}

/**
 * A response with the header that the browser's cache left out, if the same response is still in the history. A private
 * window has a cache of its own, and the history has none of its responses.
 */
async function completed(ask, tab) {
  return ask.cut && isRemembered(tab) ? whole(ask, await remembered(ask)) : ask;
}

/**
 * A new document removes the badge, so it is set again while the document loads. The tab's address is queried rather
 * than taken from the event, which may arrive after the response that followed it. A tab without an address is at a site
 * that is not allowed or, while it loads, perhaps still at the blank page before its first response.
 */
async function updated(tabId, { status }) {
  if (status === undefined) return;
  let isKnown;
  const state = await changeTab(tabId, async (state) => {
    const tab = await tabOf(tabId);
    isKnown = (tab?.pendingUrl ?? tab?.url) !== undefined || tab?.status === 'complete';
    return isKnown ? inTab(state, tab, isElsewhere(state, tab) ? await loadedIn(tabId) : undefined) : state;
  });
  if (isKnown) await show(tabId, state);
  if (status !== 'loading') await look(tabId);
}

/**
 * Looks at what a tab shows once it has loaded. Before that it may still show the page before the one that responded,
 * and another event follows.
 */
async function look(tabId) {
  const time = Date.now();
  const tab = await tabOf(tabId);
  if (tab?.status !== 'complete') return;
  const { asks } = await broughtBack(tab);
  if (asks.length === 0) return;
  // Drops what belongs to documents that the tab no longer shows: no response announces a page that was restored.
  const documents = await documentsOf(tabId);
  const state = await changeTab(tabId, (state) => among(state, documents, time));
  await show(tabId, state);
  await readBodies(tabId, state);
}

/** A tab's state, with the 402 of a page that Firefox restored as it was left, which no response announces. */
async function broughtBack(tab) {
  const { id: tabId, url } = tab;
  const before = await tabState(tabId);
  if (url === undefined || hasPage(before) || !isRemembered(tab)) return before;
  const ask = await remembered({ kind: 'page', method: 'GET', url: bare(url) });
  const shown = ask && (await inPage(tabId, 0, shownBody));
  if (shown?.status !== 402 || bare(shown.url) !== ask.url) return before;
  return changeOpen(tabId, (state) => (hasPage(state) || state.page !== before.page ? state : restored(shown, ask)));
}

/** Sets the tab's badge and stores the explanations, ready for the view. */
async function show(tabId, state) {
  const choices = await chosen;
  await mark(tabId, state, choices);
  await changeTab(tabId, (state) => explained(state, choices, Date.now()));
}

/** Reads the bodies of documents whose headers name no protocol. */
async function readBodies(tabId, { asks }) {
  const choices = await chosen;
  const silent = asks.filter((ask) => ask.kind !== 'call' && ask.body === undefined && isSilent(explain(ask, choices, Date.now())));
  for (const ask of silent) {
    await addBody(tabId, ask, bodyOf(ask, await inPage(tabId, ask.frameId, shownBody)));
  }
}

/** Stores the body of a response, if there is one, in the history too. */
async function addBody(tabId, ask, read) {
  if (read === undefined) return;
  const readAt = Date.now();
  const add = (other) => (isSame(ask, other) ? { ...other, ...read, readAt, kept: undefined } : other);
  await show(tabId, await changeTab(tabId, (state) => ({ ...state, asks: state.asks.map(add) })));
  if (isRemembered(await tabOf(tabId))) await amend(ask, { ...withBody({ ...ask, ...read }, await chosen, Date.now()), partial: read.partial });
}

/**
 * Handles the view's request for the body of a call. The response to it is observed too, often later. Replies with what there
 * is to say if there is no body.
 */
function told({ tabId, ask }, sender, reply) {
  askedBody(tabId, ask.url).then(async ({ read, said }) => {
    await addBody(tabId, ask, read);
    reply(said ?? []);
  }).catch(() => reply(['bodyFailed']));
  return true;
}

/**
 * Applies changed settings, to the badges of all tabs too, and removes the badge of a tab whose state was cleared. A change
 * that was on its way then has stored the state again, with what was in it.
 */
async function stored(changes, area) {
  if (area === 'local') {
    chosen = choices();
    for (const tabId of await tabs()) await show(tabId, await tabState(tabId));
  }
  for (const [name, { oldValue, newValue }] of Object.entries(area === 'session' ? changes : {})) {
    if (newValue !== undefined) continue;
    for (const tabId of tabsAmong([name])) await show(tabId, await changeTab(tabId, (state) => without(state, oldValue.asks)));
  }
}
