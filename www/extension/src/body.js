// The body of a response, for the protocol that puts its terms there: x402 version 1. webRequest exposes no bodies, so
// the text is read from the document, or requested again.
import { askIn } from './asked.js';
import { bare } from './observe.js';

/** As much of a body as `detect` reads. */
const LIMIT = 256 * 1024;

/**
 * The document in a frame: its address, the status it was loaded with, and its text if the browser shows it as plain
 * text or JSON.
 */
export function shownBody() {
  const plain = document.contentType === 'application/json' || document.contentType.startsWith('text/plain');
  return {
    url: document.URL,
    status: performance.getEntriesByType('navigation')[0]?.responseStatus,
    // One character more than is read, which tells that the rest was cut.
    text: plain ? document.querySelector('pre')?.textContent?.slice(0, 262_145) : undefined,
  };
}

/**
 * The body as it is stored: `body`, and `partial` if it is not the whole. Nothing if the document is not the response itself:
 * a page can load another document into the frame of a 402.
 */
export function bodyOf(ask, shown) {
  if (shown?.status !== 402 || bare(shown.url) !== ask.url || shown.text === undefined) return undefined;
  return { body: shown.text, partial: shown.text.length > LIMIT ? 'long' : undefined };
}

/**
 * Requests an address again. Resolves with `read`, the body as it is stored, or with the key of a text that says why there
 * is none, and what goes into that text.
 */
export async function askedBody(tabId, url) {
  const { status, text, partial } = (await askIn(tabId, url, { redirect: 'error', limit: LIMIT })) ?? {};
  if (status !== undefined && status !== 402) return { said: ['bodyOther', status] };
  // White space says nothing about what would have followed.
  if (text?.trim() || (status && !partial)) return { read: { body: text, partial } };
  return { said: [partial === 'late' ? 'bodyLate' : 'bodyFailed'] };
}
