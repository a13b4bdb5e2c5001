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
  const prices = text.split(',').map((price) => price.trim()).filter(Boolean);
  const own = {};
  for (const price of prices) {
    const currency = price.slice(price.indexOf(' ') + 1).trim().toLowerCase();
    own[currency] = [...(currency in own ? [own[currency]] : []), price.split(' ')[0]].join(', ');
  }
  return own;
}
