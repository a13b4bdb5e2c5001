// The badge on the button: 402, gray if nothing can be paid, amber if every offer has a warning, green otherwise.
import { explain } from './explain.js';
import { say } from './words.js';

const COLOURS = { none: '#5b6470', warned: '#a15c00', plain: '#0b6b5f' };

/** Shows a tab's state. With no 402 response, the browser's default returns. */
export async function mark(tabId, { asks }, settings) {
  const { text, colour, title } = describe(asks, settings);
  // The text comes last, so that it never appears in another colour. The tab may have closed in the meantime, and then these
  // calls fail.
  await Promise.allSettled([
    chrome.action.setTitle({ tabId, title }),
    chrome.action.setBadgeTextColor({ tabId, color: '#ffffff' }),
    chrome.action.setBadgeBackgroundColor({ tabId, color: colour }),
    chrome.action.setBadgeText({ tabId, text }),
  ]);
}

function describe(asks, settings) {
  if (asks.length === 0) return { text: '', colour: COLOURS.none, title: say('name') };
  const [ask] = asks;
  const { offers } = explain(ask, settings, Date.now());
  const [offer] = offers;
  const host = new URL(ask.url).host;
  if (!offer) return { text: '402', colour: COLOURS.none, title: say('badgeBare', host) };
  const colour = offers.some(({ warnings }) => warnings.length === 0) ? COLOURS.plain : COLOURS.warned;
  return { text: '402', colour, title: say('badge', host, offer.display) };
}
