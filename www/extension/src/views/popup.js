// What this tab was asked to pay. Opened from the button, or in its own tab with `?tab=` and the id of the tab it is
// about.
import init from 'mpp-wasm';
import { ALL, mayLook, siteOf } from '../access.js';
import { explain, isExpired } from '../explain.js';
import { loadedIn } from '../frame.js';
import { recall } from '../kept.js';
import { bare, isSame } from '../observe.js';
import { onSettingsChange, settings } from '../settings.js';
import { onTabChange, tabState } from '../store.js';
import { inTab, isElsewhere, isPage } from '../tab.js';
import { say } from '../words.js';
import { askView } from './ask.js';
import { announce, failed, folded, redraw, worked } from './dom.js';
import { tick } from './offer.js';
import { begin, done } from './page.js';
import { emptyView } from './empty.js';
import { scanView } from './scan.js';

/** The longest wait for a document that does not answer, because it is busy or shows a dialog, in milliseconds. */
const PATIENCE = 500;

const view = document.getElementById('view');
let tab;
let site;
let state;
let access;
let choices;
/** What is shown: each response with its explanation. */
let asks;

/** The keys of the buttons whose question is on its way: a double click asks once. */
const asking = new Set();

/** The last of the changes, which are made one after another. */
let last = Promise.resolve();

/** Whether everything will be loaded again. An event may ask for it before the view has begun. */
let isDue = false;

let begun = begin();
onTabChange(() => tab?.id, findAnew);
// Until the tab is known, any event may be its own: its address may have been read before the event.
chrome.tabs.onUpdated.addListener((tabId, { status }) => status && (tab === undefined || tabId === tab.id) && findAnew());
chrome.permissions.onAdded.addListener(findAnew);
chrome.permissions.onRemoved.addListener(findAnew);
onSettingsChange(() => {
  begun = settings();
  findAnew();
});
last = last.then(find);
await last;
document.title = say('name');
// The service worker's explanations are shown at once. The package is loaded for later updates.
asks = state.asks.map((ask) => ({ ask, explanation: recall(ask, choices, Date.now()) }));
if (asks.some(({ explanation }) => explanation === undefined)) await explainAnew();
draw();
done();
setInterval(second, 1_000);
await init();

async function subject() {
  const asked = new URLSearchParams(location.search).get('tab');
  if (asked === null) return (await chrome.tabs.query({ active: true, currentWindow: true }))[0];
  document.body.classList.remove('popup');
  return chrome.tabs.get(Number(asked)).catch(() => undefined);
}

/** Loads the tab, its state, the settings and the permissions. */
async function find() {
  [tab, choices] = await Promise.all([subject(), begun]);
  site = siteOf(tab?.url);
  const [known, allowed] = await Promise.all([tabState(tab?.id), look()]);
  const loaded = isElsewhere(known, tab) ? await loadedInTime() : undefined;
  [state, access] = [inTab(known, tab, loaded), allowed];
}

/** What the tab's document was loaded as. One that does not answer in time is looked at again when it does. */
function loadedInTime() {
  let isLate = false;
  const answer = loadedIn(tab.id).then((loaded) => (isLate && findAnew(), loaded));
  const late = new Promise((done) => {
    setTimeout(() => {
      isLate = true;
      done();
    }, PATIENCE);
  });
  return Promise.race([answer, late]);
}

/**
 * Loads everything again, one time after another, so that an older state never replaces a newer one. If nothing has
 * changed, the view stays, with what the user has opened and looked for in it.
 */
function findAnew() {
  if (isDue) return;
  isDue = true;
  // What was looked for is there only without a 402, and belongs to one page of the site.
  const page = () => asks.length === 0 && bare(tab?.url ?? '');
  const subjects = () => JSON.stringify([site, page(), access, asks.map(({ ask, explanation }) => [{ ...ask, kept: undefined }, explanation])]);
  const next = async () => {
    isDue = false;
    const before = subjects();
    await find();
    await explainAnew();
    if (subjects() !== before) draw();
  };
  last = last.then(next, next);
}

async function explainAnew() {
  await init();
  const now = Date.now();
  asks = state.asks.map((ask) => ({ ask, explanation: explain(ask, choices, now) })).sort((one, other) => place(one) - place(other));
}

/**
 * What is new comes first, after the page's own response. A request that is asked again stays where it is shown: nobody is
 * to press the button of an offer that has just taken the place of another.
 */
function place({ ask }) {
  return isPage(ask) ? -2 : (asks ?? []).findIndex((shown) => isSame(shown.ask, ask));
}

async function look() {
  const [all, own] = await Promise.all([mayLook(ALL), site ? mayLook([site]) : false]);
  return { all, own };
}

/** `least`: the minimum height, for redraws the user did not cause, so that nothing moves up under the pointer. */
function draw(least = 0) {
  view.style.minBlockSize = `${least}px`;
  const show = ({ ask, explanation }) => askView(ask, explanation, Date.now(), { reload, readBody });
  const [first, ...others] = asks;
  redraw(view,
    first ? show(first) : emptyView({ tab, site, access }),
    others.length > 0 && folded('others', say('others', others.length), () => others.map(show)),
    !first && site && scanView(tab));
  view.removeAttribute('aria-busy');
}

/** Updates the countdowns, and redraws the view if an explanation has changed in the past second. */
async function second() {
  const before = asks;
  await explainAnew();
  if (JSON.stringify(asks.map(({ explanation }) => explanation)) !== JSON.stringify(before.map(({ explanation }) => explanation))) {
    draw(view.offsetHeight);
    if (ended(asks) > ended(before)) announce(say('hasExpired'));
  }
  tick(view, Date.now());
}

function ended(asks) {
  return asks.flatMap(({ explanation }) => explanation.offers).filter(isExpired).length;
}

async function reload() {
  await chrome.tabs.reload(tab.id);
}

/** Says that it asks, and then what came of it. Meanwhile the view may have been redrawn, with another button. */
async function readBody(ask, button) {
  const name = button.dataset.key;
  if (asking.has(name)) return;
  asking.add(name);
  failed(button, say('bodyAsked'), 'next');
  // The browser may stop the worker before it replies.
  const [key, ...values] = await chrome.runtime.sendMessage({ tabId: tab.id, ask }).catch(() => ['bodyFailed']);
  asking.delete(name);
  const shown = view.querySelector(`[data-key="${CSS.escape(name)}"]`);
  if (!shown) return;
  if (key) failed(shown, say(key, ...values));
  else worked(shown);
}
