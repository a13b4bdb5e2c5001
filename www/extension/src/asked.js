// Requests that a button makes to a site, in that site's own tab.
import { inPage } from './frame.js';

/** The longest wait for an answer and its body, in seconds. */
const PATIENCE = 15;

/**
 * Requests an address in a tab. Resolves with what {@link ask} returns, or with `undefined` if the browser does not allow
 * it. `limit`: the most bytes of a body that are read.
 */
export function askIn(tabId, url, { redirect, limit }) {
  return inPage(tabId, 0, ask, url, redirect, limit, PATIENCE);
}

/**
 * Requests an address without cookies, and reads the beginning of the body. The rest is canceled. Self-contained, because it
 * is sent to the page as text.
 *
 * `status` and `type` are missing if there was no answer. `partial` says why `text` is not the whole body: it is `long`er
 * than the limit, its end was `late`, or it is `broken` off.
 */
export async function ask(url, redirect, limit, seconds) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), seconds * 1000);
  const answer = { text: '' };
  try {
    const response = await fetch(url, { credentials: 'omit', cache: 'no-store', redirect, signal: stop.signal });
    answer.status = response.status;
    answer.type = response.headers.get('content-type') ?? '';
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    for (let left = limit; reader && left >= 0; ) {
      const { done, value } = await reader.read();
      if (done) return answer;
      answer.text += decoder.decode(value.subarray(0, left), { stream: true });
      left -= value.length;
      if (left < 0) answer.partial = 'long';
    }
  } catch {
    answer.partial = stop.signal.aborted ? 'late' : 'broken';
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
  return answer;
}
