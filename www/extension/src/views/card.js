// Shows a wallet's card masked. One field at a time is revealed while its button is held. Nothing is stored or sent,
// and the pasted text is cleared as soon as it has been read.
import init, { maskCard } from 'mpp-wasm';
import { say } from '../words.js';
import { announce, h } from './dom.js';
import { begin, done, entitle } from './page.js';

const [form, text, file, wrong, view] = ['give', 'text', 'file', 'wrong', 'view'].map((id) => document.getElementById(id));
await Promise.all([begin(), init()]);
entitle('card');
done();

/** The file being read. If something else is shown, or the card is cleared, in the meantime, its text is ignored. */
let reading;

form.addEventListener('submit', (event) => {
  event.preventDefault();
  show(text.value);
});
file.addEventListener('change', () => {
  const [chosen] = file.files;
  file.value = '';
  openFile(chosen);
});
// Without this, the browser shows a dropped file in a tab, with the whole card.
for (const name of ['dragover', 'drop']) addEventListener(name, (event) => {
  if (!event.dataTransfer.types.includes('Files')) return;
  event.preventDefault();
  if (name === 'drop') openFile(event.dataTransfer.files[0]);
});
addEventListener('blur', hideAll);
document.addEventListener('visibilitychange', hideAll);
addEventListener('pagehide', forget);

async function openFile(chosen) {
  if (!chosen) return;
  forget();
  reading = chosen;
  const json = await chosen.text();
  if (reading === chosen) show(json);
}

function show(json) {
  forget();
  const card = read(json);
  const rows = card === undefined ? [] : fields(card, maskCard(card));
  wrong.hidden = rows.length > 0;
  text.setAttribute('aria-invalid', String(rows.length === 0));
  if (rows.length === 0) {
    wrong.textContent = say('cardWrong');
    return;
  }
  view.replaceChildren(
    h('dl', { class: 'card' }, rows),
    h('p', { class: 'next' }, say('cardHold')),
    h('div', { class: 'actions' }, h('button', { type: 'button', onclick: forgetAndGoOn }, say('cardForget'))));
  view.hidden = false;
  announce(say('cardShown'));
}

/** The card in a text: the object itself, or its `card` member, as in a wallet's response. */
function read(json) {
  try {
    const value = JSON.parse(json);
    const card = value?.card ?? value;
    return typeof card === 'object' && card !== null && !Array.isArray(card) ? card : undefined;
  } catch {
    return undefined;
  }
}

/** One row per value. A value that is masked as a whole, such as a list, gets one row too. */
function fields(card, masked, path = []) {
  return Object.entries(masked).flatMap(([name, shown]) => {
    const own = card[name];
    const label = [...path, name];
    if (typeof shown === 'object' && shown !== null) return fields(own, shown, label);
    return row(label.join(' › ').replaceAll('_', ' '), String(shown), typeof own === 'object' ? JSON.stringify(own) : String(own));
  });
}

function row(label, masked, own) {
  const value = h('dd', null, h('bdi', { dir: 'auto', class: 'code' }, masked));
  const place = value.firstElementChild;
  if (masked !== own) value.append(holdButton(label, (held) => {
    place.textContent = held ? own : masked;
    place.classList.toggle('bare', held);
  }));
  return h('div', { class: 'field' }, h('dt', null, label), value);
}

let hide = () => {};

/**
 * A button that reveals a value while it is held down, by pointer or by key. Software that helps people to use a page cannot
 * hold it: a click that comes from neither reveals the value until the next one.
 */
function holdButton(label, reveal) {
  const aria = { 'aria-label': say('cardReveal', label), 'aria-pressed': 'false' };
  const button = h('button', { type: 'button', class: 'small', ...aria }, say('cardRevealShort'));
  const set = (held) => {
    if (held) hide();
    hide = held ? () => set(false) : () => {};
    button.setAttribute('aria-pressed', String(held));
    reveal(held);
  };
  button.addEventListener('pointerdown', (event) => {
    button.setPointerCapture(event.pointerId);
    set(true);
  });
  for (const end of ['pointerup', 'pointercancel', 'lostpointercapture', 'blur']) button.addEventListener(end, () => hide());
  const holds = ({ key }) => [' ', 'Enter'].includes(key);
  button.addEventListener('keydown', (event) => {
    if (!holds(event)) return;
    // No click follows.
    event.preventDefault();
    if (!event.repeat) set(true);
  });
  button.addEventListener('keyup', (event) => {
    if (holds(event)) event.preventDefault();
    hide();
  });
  button.addEventListener('click', ({ detail }) => detail === 0 && set(button.getAttribute('aria-pressed') === 'false'));
  button.addEventListener('contextmenu', (event) => event.preventDefault());
  return button;
}

function hideAll() {
  hide();
}

function forget() {
  hide();
  reading = undefined;
  text.value = '';
  view.replaceChildren();
  view.hidden = true;
}

/** The button that was pressed is gone too: the focus goes to where the next card is pasted. */
function forgetAndGoOn() {
  forget();
  text.focus();
}
