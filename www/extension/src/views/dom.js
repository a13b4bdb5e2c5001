// Builds elements without markup: text always stays text.
import { released } from './press.js';
import { selected } from './selection.js';

/**
 * An element. Functions, under `on…`, become listeners. `true` sets an attribute without a value, `false` leaves it
 * out.
 */
export function h(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (typeof value === 'function') element.addEventListener(key.slice(2), value);
    else if (value !== false && value !== undefined) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== false && child !== ''));
  return element;
}

/** The site's own words, isolated from the text around them and in their own direction. */
export function theirs(text, attributes) {
  return h('bdi', { dir: 'auto', class: 'theirs', ...attributes }, text);
}

/** A text longer than this, in characters, may be higher than the block it scrolls in. */
const LONG = 100;

/**
 * The attributes of a text that may be long: it then scrolls instead of pushing away what follows, and the keyboard
 * reaches it under a name. `key` keeps the focus on it across redraws.
 */
export function scrolls(text, key, name) {
  return text.length > LONG || text.includes('\n') ? { tabindex: '0', role: 'group', 'aria-label': name, 'data-key': key } : {};
}

/** For each fold that has never been open, the function that fills it. */
const unfilled = new WeakMap();

/** A block that unfolds. `key` keeps it open across redraws. `make` returns its content when it first opens. */
export function folded(key, summary, make) {
  const line = h('summary', null, summary);
  const details = h('details', { 'data-key': key }, line);
  unfilled.set(details, make);
  // A pointer or a key causes a click, which comes before the fold opens. Anything else that opens it causes a toggle.
  line.addEventListener('click', () => fill(details));
  details.addEventListener('toggle', () => details.open && fill(details));
  return details;
}

async function fill(details) {
  const make = unfilled.get(details);
  unfilled.delete(details);
  if (make) details.append(...[await make()].flat(Infinity).filter(Boolean));
}

/** The content each view is to have. */
const latest = new WeakMap();

/**
 * Replaces the content of a view, but not while something is pressed: a click would be lost that starts on an element and
 * ends on its successor. Open folds stay open, the focus, what is selected and what was scrolled stay where they were, and
 * what {@link failed} said stays below its button.
 */
export async function redraw(root, ...children) {
  latest.set(root, children);
  const pressed = released();
  if (pressed) await pressed;
  if (latest.get(root) !== children) return;
  const reselect = selected(root);
  const open = new Set([...root.querySelectorAll('details[open]')].map(({ dataset }) => dataset.key));
  const focused = document.activeElement?.closest('[data-key]')?.dataset.key;
  const scrolled = [...root.querySelectorAll('[data-key]')]
    .filter(({ scrollTop }) => scrollTop > 0)
    .map(({ dataset, scrollTop }) => [dataset.key, scrollTop]);
  const failures = [...root.querySelectorAll('.failed')];
  const [left, top] = [scrollX, scrollY];
  const named = (key) => root.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const settle = () => {
    if (focused !== undefined) focusOn(named(focused));
    for (const [key, down] of scrolled) named(key)?.scrollTo(0, down);
    for (const failure of failures) named(failure.dataset.of)?.parentElement.append(failure);
    reselect();
    // While folds are closed, the page may be too short for this.
    scrollTo({ left, top, behavior: 'instant' });
  };
  root.replaceChildren(...children.flat(Infinity).filter(Boolean));
  settle();
  if (open.size === 0) return;
  await reopen(root, open);
  settle();
}

/** Focuses an element or, of a fold, its line. */
function focusOn(element) {
  (element?.matches('details') ? element.querySelector('summary') : element)?.focus({ preventScroll: true });
}

/** Reopens folds, including nested ones. */
async function reopen(root, open) {
  for (const details of root.querySelectorAll('details')) {
    if (!open.delete(details.dataset.key)) continue;
    await fill(details);
    details.open = true;
    await reopen(details, open);
  }
}

/**
 * Says below a button's row why it did nothing, and takes back what was said there before. `kind`: `next` for what is not a
 * failure, or not yet one. Returns what it says, which stays below the button when the view is redrawn.
 */
export function failed(button, text, kind = 'problem') {
  worked(button);
  const said = h('p', { class: `${kind} failed`, 'data-of': button.dataset.key }, text);
  button.parentElement.append(said);
  announce(text);
  return said;
}

/** Takes back what {@link failed} said in a button's row. */
export function worked(button) {
  button.parentElement.querySelector(':scope > .failed')?.remove();
}

/** Announces a text to screen readers, once. */
export function announce(text) {
  const region = document.getElementById('said');
  region.textContent = '';
  region.append(text);
}
