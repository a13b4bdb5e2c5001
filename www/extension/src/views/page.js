// The start of every view: loads the settings and applies the language.
import { settings } from '../settings.js';
import { say, speak } from '../words.js';

export async function begin() {
  const choices = await settings();
  speak(choices.language);
  for (const element of document.querySelectorAll('[data-say]')) element.textContent = say(element.dataset.say);
  return choices;
}

/** Names a view in its own tab, and whose it is. */
export function entitle(key) {
  document.title = `${say(key)} · ${say('name')}`;
}

/** Marks the view as ready. The benchmark measures up to here. */
export function done() {
  document.body.dataset.ready = 'yes';
  performance.mark('ready');
}
