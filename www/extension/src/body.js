// The body of an answer, where a protocol speaks there: x402's first version. webRequest shows no bodies, so the document is
// asked. One byte more is taken than `detect` looks at, which tells it that the rest was cut. Functions that run in a page are whole in themselves: they are sent there as text.

/** The text of an answer that the browser shows as plain text or JSON. Gives `undefined` for a document of another kind. */
export function shownBody() {
  const plain = document.contentType === 'application/json' || document.contentType.startsWith('text/plain');
  return plain ? document.querySelector('pre')?.textContent?.slice(0, 262_145) : undefined;
}

/** Asks an address once more, without cookies, and reads its body. */
export async function askedBody(url) {
  try {
    const response = await fetch(url, { credentials: 'omit', cache: 'no-store', redirect: 'error' });
    return response.status === 402 ? (await response.text()).slice(0, 262_145) : undefined;
  } catch {
    return undefined;
  }
}

/** Runs one of them in a tab's frame. Gives `undefined` where the browser does not let it. */
export async function inPage(tabId, frameId, func, ...args) {
  try {
    const [{ result }] = await chrome.scripting.executeScript({ target: { tabId, frameIds: [frameId] }, func, args });
    return result ?? undefined;
  } catch {
    return undefined;
  }
}
