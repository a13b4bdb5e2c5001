// The body of a response, for the protocol that puts its terms there: x402 version 1. webRequest exposes no bodies, so
// the text is read from the document. One character more is taken than `detect` looks at, which tells it that the rest
// was cut. Functions that run in a page must be self-contained, because they are sent there as text.

/** The text of a response that the browser shows as plain text or JSON; `undefined` for any other kind of document. */
export function shownBody() {
  const plain = document.contentType === 'application/json' || document.contentType.startsWith('text/plain');
  return plain ? document.querySelector('pre')?.textContent?.slice(0, 262_145) : undefined;
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

/** Runs a function in a tab's frame. Resolves with `undefined` if the browser does not allow it. */
export async function inPage(tabId, frameId, func, ...args) {
  try {
    const [{ result }] = await chrome.scripting.executeScript({ target: { tabId, frameIds: [frameId] }, func, args });
    return result ?? undefined;
  } catch {
    return undefined;
  }
}
