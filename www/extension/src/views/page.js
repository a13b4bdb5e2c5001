// What every view does first: the choices, the language.
import { settings } from '../settings.js';
import { say, speak } from '../words.js';

export async function begin() {
  const choices = await settings();
  speak(choices.language);
  for (const element of document.querySelectorAll('[data-say]')) element.textContent = say(element.dataset.say);
  return choices;
}

/** The view can be read. The bench measures up to here. */
export function done() {
  document.body.dataset.ready = 'yes';
  performance.mark('ready');
}
