// Buttons that copy a text and confirm it.
import { say } from '../words.js';
import { announce, h } from './dom.js';

/** How long the button shows that it has copied, in milliseconds. */
const SAID = 2_000;

export function copyButton(key, label, text, attributes) {
  const button = h('button', { type: 'button', 'data-key': key, ...attributes, onclick: () => copy(button, label, text) }, label);
  return button;
}

async function copy(button, label, text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    announce(say('copyFailed'));
    return;
  }
  announce(say('copied'));
  button.dataset.copied = 'yes';
  setTimeout(() => delete button.dataset.copied, SAID);
}
