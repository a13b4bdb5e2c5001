// What this tab was asked to pay. Opened from the button, or in a tab of its own with `?tab=` and the tab it is about.
import { ALL, mayLook, siteOf } from '../access.js';
import { explain, nextEnd } from '../explain.js';
import { onTabChange, tabState } from '../store.js';
import { at } from '../tab.js';
import { say } from '../words.js';
import { askView } from './ask.js';
import { announce, folded, h, redraw } from './dom.js';
import { tick } from './offer.js';
import { begin, done } from './page.js';
import { emptyView } from './empty.js';
import { scanView } from './scan.js';

const view = document.getElementById('view');
let tab;
let site;
let state;
let access;
let ends;

// The wasm loads while the tab and what is known of it are looked up.
const [choices] = await Promise.all([begin(), find()]);

document.title = say('name');
draw();
done();
onTabChange(tab?.id, findAnew);
chrome.permissions.onAdded.addListener(findAnew);
chrome.permissions.onRemoved.addListener(findAnew);
setInterval(second, 1_000);

async function subject() {
  const asked = new URLSearchParams(location.search).get('tab');
  if (asked === null) return (await chrome.tabs.query({ active: true, currentWindow: true }))[0];
  document.body.classList.remove('popup');
  return chrome.tabs.get(Number(asked)).catch(() => undefined);
}

/** The tab, what is known of it, and what the person has allowed. */
async function find() {
  tab = await subject();
  site = siteOf(tab?.url);
  const [known, allowed] = await Promise.all([tabState(tab?.id), look()]);
  [state, access] = [at(known, tab?.url), allowed];
}

async function findAnew() {
  await find();
  draw();
}

async function look() {
  const [all, own] = await Promise.all([mayLook(ALL), site ? mayLook([site]) : false]);
  return { all, own };
}

function draw() {
  const now = Date.now();
  const explained = state.asks.map((ask) => explain(ask, choices, now));
  ends = nextEnd(explained, now);
  const views = state.asks.map((ask, at) => askView(ask, explained[at], now, { reload, readBody }));
  const [first, ...others] = views;
  redraw(view,
    first ?? emptyView({ tab, site, access }),
    others.length > 0 && folded('others', say('others', others.length), others),
    views.length === 0 && site && scanView(tab));
  view.removeAttribute('aria-busy');
}

function second() {
  const now = Date.now();
  if (ends !== undefined && ends <= now) {
    draw();
    announce(say('hasExpired'));
  }
  tick(view, now);
}

async function reload() {
  await chrome.tabs.reload(tab.id);
}

async function readBody(ask) {
  const found = await chrome.runtime.sendMessage({ tabId: tab.id, bodyOf: ask });
  if (!found) announce(say('bodyFailed'));
}
