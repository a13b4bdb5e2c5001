// The user's settings. They stay on this machine and are not synced to a browser account.

/** `limit`: prices as people write them, `1.00 USD, 5.00 EUR`. `preferred`: methods, empty for no preference. */
const DEFAULTS = { limit: '', preferred: [], language: 'auto' };

export async function settings() {
  return { ...DEFAULTS, ...(await chrome.storage.local.get(Object.keys(DEFAULTS))) };
}

export function save(choices) {
  return chrome.storage.local.set(choices);
}

/** Calls back with what has changed, in this view or in another. */
export function onSettingsChange(callback) {
  chrome.storage.onChanged.addListener((changes, name) => name === 'local' && callback(changes));
}

/**
 * Parses limits into the form `detect` takes. It does not validate them: `detect` refuses what is not a price, and also
 * two limits in one currency, which are joined here.
 */
export function limits(text) {
  // Without a prototype, every word is only a currency, which `detect` knows or not.
  const own = Object.create(null);
  for (const { amount, currency } of prices(text)) own[currency] = [...(currency in own ? [own[currency]] : []), amount].join(', ');
  return own;
}

/** A currency for which the text gives two limits, or `undefined`. */
export function repeated(text) {
  const currencies = prices(text).map(({ currency }) => currency);
  return currencies.find((currency, at) => currencies.indexOf(currency) < at)?.toUpperCase();
}

/**
 * Splits only at commas that follow a letter. A comma between digits is part of a price, which `detect` then refuses.
 */
function prices(text) {
  const list = text.split(/(?<=[a-z])\s*,/i).map((price) => price.trim()).filter(Boolean);
  return list.map((price) => ({ amount: price.split(' ')[0], currency: price.slice(price.indexOf(' ') + 1).trim().toLowerCase() }));
}
