// The person's choices. Kept on this machine; no browser account carries them elsewhere.

/** `limit`: prices as people write them, `1.00 USD, 5.00 EUR`. `preferred`: methods, none for no preference. */
const DEFAULTS = { limit: '', preferred: [], language: 'auto' };

export async function settings() {
  return { ...DEFAULTS, ...(await chrome.storage.local.get(Object.keys(DEFAULTS))) };
}

export function save(choices) {
  return chrome.storage.local.set(choices);
}

/** The limits of a text, as `detect` takes them. What is no price is its to refuse, and two of one currency are none. */
export function limits(text) {
  const own = {};
  for (const { amount, currency } of prices(text)) own[currency] = [...(currency in own ? [own[currency]] : []), amount].join(', ');
  return own;
}

/** The currency of which a text has two limits, `undefined` for none. */
export function repeated(text) {
  const currencies = prices(text).map(({ currency }) => currency);
  return currencies.find((currency, at) => currencies.indexOf(currency) < at)?.toUpperCase();
}

/** Prices end with letters: a comma between digits is within one, and for `detect` to refuse. */
function prices(text) {
  const list = text.split(/(?<=[a-z])\s*,/i).map((price) => price.trim()).filter(Boolean);
  return list.map((price) => ({ amount: price.split(' ')[0], currency: price.slice(price.indexOf(' ') + 1).trim().toLowerCase() }));
}
