// The 402 responses seen in this session, newest first, and the button that clears them once that is confirmed.
import init from 'mpp-wasm';
import { reread } from '../kept.js';
import { clear, history, onHistoryChange } from '../store.js';
import { say } from '../words.js';
import { askView } from './ask.js';
import { announce, folded, h, redraw, theirs } from './dom.js';
import { begin, done, entitle } from './page.js';
import { clock } from './time.js';

const [view, offer, sure, opener, keep, forget] = ['view', 'offer', 'sure', 'clear', 'keep', 'forget'].map((id) => document.getElementById(id));
const [choices] = await Promise.all([begin(), init()]);
entitle('history');
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
onHistoryChange(draw);

/** Asks in the place of the button, or puts it back. The focus goes to what changes nothing. */
function confirm(isAsked) {
  offer.hidden = isAsked;
  sure.hidden = !isAsked;
  (isAsked ? keep : opener).focus();
}

async function draw() {
  const now = Date.now();
  const seen = await history();
  redraw(view, seen.length === 0 ? h('p', { class: 'empty' }, say('historyEmpty')) : seen.map((ask) => {
    const explanation = reread(ask, choices, now);
    const [offer] = explanation.offers;
    const price = offer ? theirs(offer.display) : say(`${explanation.kind}Title`);
    const line = [h('bdi', { dir: 'ltr' }, new URL(ask.url).host), h('span', { class: 'sum' }, price), h('time', null, clock(ask.time, now))];
    return folded(`${ask.time} ${ask.url}`, h('span', { class: 'line' }, line), () => askView(ask, explanation, now));
  }));
  view.removeAttribute('aria-busy');
}
