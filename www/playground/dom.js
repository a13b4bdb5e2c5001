// Builds elements from plain values. Text goes in as text: no untrusted input becomes markup.
import { sentence } from './sentence.js';

/** An element. `props` are its attributes; false, null and undefined ones are left out, and `on…` are listeners. */
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

/** A link out of the page that sends no referrer. */
export function out(href, label) {
  return el('a', { href, rel: 'noreferrer', target: '_blank', class: 'spec' }, label);
}

/** Untrusted text, isolated so that its direction does not affect the text around it. */
export const words = (text) => el('bdi', {}, text);

/** An untrusted host name: its parts keep their order, whatever their letters. */
export const hostName = (text) => el('bdi', { dir: 'ltr' }, text);

/** How long typing must pause before a result is announced to screen readers, in milliseconds. */
const REST = 400;

/** Returns a function that announces a text in a status line once typing has paused, unless the line says it already. */
export function announcer(line) {
  let speaking;
  return (text) => {
    clearTimeout(speaking);
    speaking = setTimeout(() => line.textContent !== text && (line.textContent = text), REST);
  };
}

/** Marks a field as wrong and says why below it, or takes both back if there is no message. */
export function setError(input, message) {
  const error = byId(`${input.id}-error`);
  const text = message ? sentence(message) : '';
  if (error.textContent !== text) error.textContent = text;
  if (message) input.setAttribute('aria-invalid', 'true');
  else input.removeAttribute('aria-invalid');
}

/** The JSON or text encoded in base64, in either alphabet; `undefined` if it encodes neither. */
export function unbase64(text) {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
    const plain = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return parsed(plain) ?? plain;
  } catch {
    return undefined;
  }
}

/** The parsed JSON, or `undefined`. */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
