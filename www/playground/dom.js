// Elements out of plain values. Text goes in as text: nothing a stranger wrote becomes markup.

/** An element. `props` are attributes; those that are false or undefined are left out, `on…` are listeners. */
export function el(name, props = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === false || value === null) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** A link out of the page, which tells the other side nothing. */
export function out(href, label) {
  return el('a', { href, rel: 'noreferrer', target: '_blank', class: 'spec' }, label);
}

/** A stranger's words: their direction is their own affair. */
export const words = (text) => el('bdi', {}, text);

/** The JSON or the text that base64 stands for, in either alphabet; `undefined` where it stands for none. */
export function unbase64(text) {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
    const plain = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return parsed(plain) ?? plain;
  } catch {
    return undefined;
  }
}

/** JSON, or `undefined`. */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
