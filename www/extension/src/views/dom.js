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

/** A block that opens. `key` keeps it open when the view is drawn again. */
export function folded(key, summary, ...children) {
  return h('details', { 'data-key': key }, h('summary', null, summary), ...children);
}

/** Puts a view in the place of another; what was open stays open, and the focus where it was. */
export function redraw(root, ...children) {
  const open = new Set([...root.querySelectorAll('details[open]')].map(({ dataset }) => dataset.key));
  const focused = document.activeElement?.dataset?.key;
  root.replaceChildren(...children.flat(Infinity).filter(Boolean));
  for (const details of root.querySelectorAll('details')) details.open ||= open.has(details.dataset.key);
  if (focused) root.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

/** Says something once to who does not see the view. */
export function announce(text) {
  const region = document.getElementById('said');
  region.textContent = '';
  region.append(text);
}
