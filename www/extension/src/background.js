// The service worker: it listens, keeps what a 402 said, and marks the tab. It starts and stops as the browser likes, so
// nothing lives here but in storage. Listeners are added before anything is awaited, or the browser would not wake it.
import './began.js';
import 'mpp-wasm';
import { mark } from './badge.js';
import { askedBody, inPage, shownBody } from './body.js';
import { explain } from './explain.js';
import { explained, withBody } from './kept.js';
import { isDocument, isSame, observation } from './observe.js';
import { settings } from './settings.js';
import { amend, changeTab, forgetTab, remember, tabState } from './store.js';
import { arrived, at, called } from './tab.js';
import { speak } from './words.js';

const WEB = { urls: ['http://*/*', 'https://*/*'] };

// It is inside this script, and ready by now.
performance.measure('wasm', 'began');

let chosen = choices();

async function choices() {
  const choices = await settings();
  speak(choices.language);
  return choices;
}

chrome.webRequest.onHeadersReceived.addListener(answered, WEB, ['responseHeaders']);
chrome.permissions.onAdded.addListener(listenAnew);
chrome.tabs.onUpdated.addListener(updated);
chrome.tabs.onRemoved.addListener((tabId) => forgetTab(tabId));
chrome.storage.onChanged.addListener(stored);
chrome.runtime.onMessage.addListener(told);

/** Before the first site is allowed the browser refuses to listen at all. */
function listenAnew() {
  chrome.webRequest.onHeadersReceived.removeListener(answered);
  chrome.webRequest.onHeadersReceived.addListener(answered, WEB, ['responseHeaders']);
}

async function answered(details) {
  const { tabId, type, statusCode, documentLifecycle } = details;
  const isPage = type === 'main_frame';
  if (tabId < 0 || documentLifecycle === 'prerender' || (isPage ? !isDocument(details) : statusCode !== 402)) return;
  const ask = statusCode === 402 ? observation(details) : undefined;
  const state = await changeTab(tabId, (state) => (isPage ? arrived(details.url, ask) : called(state, ask)));
  // Before anything is read of the document, so that its body finds the answer there.
  const remembered = ask && remember(ask);
  await show(tabId, state);
  await remembered;
}

/**
 * A new document takes the mark away, so it is set again as the document loads. Where the tab is now is asked for, and not
 * read from the event: a worker that wakes for an answer may be told only then of the blank page that was there before it.
 */
async function updated(tabId, { status }) {
  if (status === undefined) return;
  const loading = status === 'loading';
  const state = await changeTab(tabId, async (state) => {
    const tab = await chrome.tabs.get(tabId).catch(() => undefined);
    const url = tab?.pendingUrl ?? tab?.url;
    return loading || url !== undefined ? at(state, url) : state;
  });
  await show(tabId, state);
  if (!loading) await readBodies(tabId, state);
}

/** Marks the tab, and keeps what there is to say, ready for the view. */
async function show(tabId, state) {
  const choices = await chosen;
  await mark(tabId, state, choices);
  await changeTab(tabId, (state) => explained(state, choices, Date.now()));
}

/** Looks into documents whose headers say nothing. */
async function readBodies(tabId, { asks }) {
  const choices = await chosen;
  const silent = asks.filter((ask) => ask.kind !== 'call' && ask.body === undefined && explain(ask, choices, Date.now()).kind === 'bare');
  for (const ask of silent) {
    await addBody(tabId, ask, await inPage(tabId, ask.frameId, shownBody));
  }
}

/** Keeps the body of an answer, in the history too. Gives whether there was one. */
async function addBody(tabId, ask, body) {
  if (body === undefined) return false;
  await show(tabId, await changeTab(tabId, (state) => ({ ...state, asks: state.asks.map((other) => (isSame(ask, other) ? { ...other, body, kept: undefined } : other)) })));
  await amend(ask, withBody({ ...ask, body }, await chosen, Date.now()));
  return true;
}

/** The view asks for the body of a call. Here, because the new answer is seen here too, and must not undo what comes of it. */
function told({ tabId, bodyOf }, sender, reply) {
  inPage(tabId, 0, askedBody, bodyOf.url).then((body) => addBody(tabId, bodyOf, body)).then(reply);
  return true;
}

/** Other choices count from now on; what was forgotten loses its mark. */
async function stored(changes, area) {
  if (area === 'local') chosen = choices();
  if (area !== 'session') return;
  for (const [name, { newValue }] of Object.entries(changes)) {
    const tabId = Number(name.replace('tab:', ''));
    if (Number.isInteger(tabId) && newValue === undefined) await show(tabId, await tabState(tabId));
  }
}
