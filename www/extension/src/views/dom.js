// Elements, made without markup: text is always text.

/** An element. `on…` members are listeners; `true` and `false` set and leave out an attribute. */
export function h(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (typeof value === 'function') element.addEventListener(key.slice(2), value);
    else if (value !== false && value !== undefined) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== false && child !== ''));
  return element;
}

/** The site's own words: set apart, in their own direction. */
export function theirs(text, attributes) {
  return h('bdi', { dir: 'auto', class: 'theirs', ...attributes }, text);
}

/** What fills each fold that was never open. */
const unfilled = new WeakMap();

/** A block that opens. `key` keeps it open when the view is drawn again; `make` gives what is inside, when it first opens. */
export function folded(key, summary, make) {
  const line = h('summary', null, summary);
  const details = h('details', { 'data-key': key }, line);
  unfilled.set(details, make);
  // By pointer or by key it is a click, which comes before the fold opens; whatever else opens it has toggled it.
  line.addEventListener('click', () => fill(details));
  details.addEventListener('toggle', () => details.open && fill(details));
  return details;
}

async function fill(details) {
  const make = unfilled.get(details);
  unfilled.delete(details);
  if (make) details.append(...[await make()].flat(Infinity).filter(Boolean));
}

/** Puts a view in the place of another; what was open stays open, and the focus where it was. */
export async function redraw(root, ...children) {
  const open = new Set([...root.querySelectorAll('details[open]')].map(({ dataset }) => dataset.key));
  const focused = document.activeElement?.dataset?.key;
  const focus = () => focused && root.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  root.replaceChildren(...children.flat(Infinity).filter(Boolean));
  focus();
  if (open.size === 0) return;
  await reopen(root, open);
  focus();
}

/** Opens folds again, and those inside them. */
async function reopen(root, open) {
  for (const details of root.querySelectorAll('details')) {
    if (!open.delete(details.dataset.key)) continue;
    await fill(details);
    details.open = true;
    await reopen(details, open);
  }
}

/** Says something once to who does not see the view. */
export function announce(text) {
  const region = document.getElementById('said');
  region.textContent = '';
  region.append(text);
}
