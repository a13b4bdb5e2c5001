// The start of every view: loads the settings and applies the language.
import { onSettingsChange, settings } from '../settings.js';
import { languageOf, say, speak, spoken } from '../words.js';

export async function begin() {
  onSettingsChange(({ language }) => {
    const isOther = language && languageOf(language.newValue ?? 'auto') !== spoken();
    // Not the card's view: it would forget the card.
    if (isOther && !document.querySelector('#give')) location.reload();
  });
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
