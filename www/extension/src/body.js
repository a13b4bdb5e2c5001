// The body of a response, for the protocol that puts its terms there: x402 version 1. webRequest exposes no bodies, so
// the text is read from the document. One character more is taken than `detect` looks at, which tells it that the rest
// was cut.
import { bare } from './observe.js';

/**
 * The document in a frame: its address, the status it was loaded with, and its text if the browser shows it as plain
 * text or JSON.
 */
export function shownBody() {
  const plain = document.contentType === 'application/json' || document.contentType.startsWith('text/plain');
  return {
    url: document.URL,
    status: performance.getEntriesByType('navigation')[0]?.responseStatus,
    text: plain ? document.querySelector('pre')?.textContent?.slice(0, 262_145) : undefined,
  };
}

/** The text, if the document is the response itself. A page can load another document into the frame of a 402. */
export function bodyOf(ask, shown) {
  return shown?.status === 402 && bare(shown.url) === ask.url ? shown.text : undefined;
}

/** Requests an address again, without cookies, and reads the body if the answer is a 402. */
export async function askedBody(url) {
  try {
    const response = await fetch(url, { credentials: 'omit', cache: 'no-store', redirect: 'error' });
    return response.status === 402 ? (await response.text()).slice(0, 262_145) : undefined;
  } catch {
    return undefined;
  }
}
