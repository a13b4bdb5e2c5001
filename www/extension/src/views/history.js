// The 402 responses seen in this session, newest first, and the button that clears them once that is confirmed.
import init from 'mpp-wasm';
import { reread } from '../kept.js';
import { onSettingsChange, settings } from '../settings.js';
import { clear, history, onHistoryChange } from '../store.js';
import { say } from '../words.js';
import { askView } from './ask.js';
import { announce, folded, h, redraw, theirs } from './dom.js';
import { tick } from './offer.js';
import { begin, done, entitle } from './page.js';
import { clock } from './time.js';

const [view, offer, sure, opener, keep, forget] = ['view', 'offer', 'sure', 'clear', 'keep', 'forget'].map((id) => document.getElementById(id));

/** What is shown: by name, an entry of the history with its explanation, and its line. */
let shown = new Map();

/** The names of what has changed since it was read. */
const stale = new Set();
let last = Promise.resolve();
let choices;
[choices] = await Promise.all([begin(), init()]);
entitle('history');
// From now on, or what changes while it is read would not be drawn.
onHistoryChange((names) => {
  for (const name of names) stale.add(name);
  drawIfSeen();
});
onSettingsChange(async () => {
  choices = await settings();
  explainAnew(() => true);
});
await draw();
done();

opener.addEventListener('click', () => confirm(true));
keep.addEventListener('click', () => confirm(false));
sure.addEventListener('keydown', ({ key }) => key === 'Escape' && confirm(false));
forget.addEventListener('click', async () => {
  await clear();
  confirm(false);
  announce(say('cleared'));
});
document.addEventListener('visibilitychange', drawIfSeen);
setInterval(second, 1_000);

/** Asks in the place of the button, or puts it back. The focus goes to what changes nothing. */
function confirm(isAsked) {
  offer.hidden = isAsked;
  sure.hidden = !isAsked;
  (isAsked ? keep : opener).focus();
}

/** A view that nobody sees is drawn when it is seen again. */
function drawIfSeen() {
  if (!document.hidden && stale.size > 0) draw();
}

/** Draws the history as it is stored, one time after another. */
function draw() {
  last = last.then(drawNow, drawNow);
  return last;
}

/** Entries that have not changed are not read again, and their lines stay as they are. */
async function drawNow() {
  const known = new Map([...shown].filter(([name]) => !stale.has(name)).map(([name, { ask }]) => [name, ask]));
  stale.clear();
  const seen = await history(known);
  // What is shown may have been explained again in the meantime.
  shown = new Map([...seen].map(([name, ask]) => [name, known.has(name) ? shown.get(name) : explained(ask)]));
  show();
}

function show() {
  redraw(view, shown.size === 0 ? h('p', { class: 'empty' }, say('historyEmpty')) : [...shown.values()].map(({ line }) => line));
  view.removeAttribute('aria-busy');
}

function explained(ask, explanation = reread(ask, choices, Date.now())) {
  const now = Date.now();
  const [offer] = explanation.offers;
  const price = offer ? theirs(offer.display) : say(`${explanation.kind}Title`);
  const line = [h('bdi', { dir: 'ltr' }, new URL(ask.url).host), h('span', { class: 'sum' }, price), h('time', null, clock(ask.time, now))];
  const key = `${ask.kind} ${ask.method} ${ask.url}`;
  return { ask, explanation, line: folded(`line ${key}`, h('span', { class: 'line' }, line), () => askView(ask, explanation, Date.now())) };
}

/** The time up to which the warnings about expiry have been updated. */
let until = Date.now();

/** Updates the countdowns, and the warnings of offers that end: in a view that nobody sees, when it is seen again. */
function second() {
  if (document.hidden) return;
  const then = until;
  until = Date.now();
  explainAnew(({ explanation }) => explanation.offers.some(({ expiresAt }) => expiresAt > then));
  tick(view, until);
}

/** Explains again what passes a test, and draws what is then said differently. */
function explainAnew(test) {
  let isChanged = false;
  for (const [name, entry] of shown) {
    if (!test(entry)) continue;
    const explanation = reread(entry.ask, choices, Date.now());
    if (JSON.stringify(explanation) === JSON.stringify(entry.explanation)) continue;
    shown.set(name, explained(entry.ask, explanation));
    isChanged = true;
  }
  if (isChanged) show();
}
