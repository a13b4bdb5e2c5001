// Buttons that copy a text and confirm it.
import { say } from '../words.js';
import { announce, failed, h, worked } from './dom.js';

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
    failed(button, say('copyFailed'));
    return;
  }
  worked(button);
  announce(say('copied'));
  button.dataset.copied = 'yes';
  setTimeout(() => delete button.dataset.copied, SAID);
}
