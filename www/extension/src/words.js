// The extension's texts in the user's language: the browser's, or the one chosen in the options.
import de from '../_locales/de/messages.json';
import en from '../_locales/en/messages.json';

const TABLES = { de, en };

/** The available languages, each by its own name. */
export const LANGUAGES = { de: 'Deutsch', en: 'English' };

let language = 'en';

/** The language for a choice: a code, or `auto`, which is the browser's. */
export function languageOf(chosen) {
  const wanted = chosen === 'auto' ? chrome.i18n.getUILanguage() : chosen;
  const code = wanted.split('-')[0];
  return code in TABLES ? code : 'en';
}

/** Chooses a language. */
export function speak(chosen) {
  language = languageOf(chosen);
  if (typeof document === 'object') document.documentElement.lang = language;
}

export function spoken() {
  return language;
}

/**
 * The text of a key with `$1`, `$2`… filled in. Each value is isolated from the text around it, whatever its direction.
 */
export function say(key, ...values) {
  return sentence(TABLES[language][key] ?? en[key], values);
}

/** The extension's own wording of a text of the package's. Returns the package's English text if there is none. */
export function translated(key, own, ...values) {
  const entry = TABLES[language][key];
  return entry ? sentence(entry, values) : own;
}

function sentence({ message }, values) {
  return message.replace(/\$(\d)/g, (_, at) => `\u2068${values[at - 1]}\u2069`);
}
