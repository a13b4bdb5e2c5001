// Runs functions in a tab's frames. Such a function must be self-contained, because it is sent there as text.

/** Runs a function in one frame. Resolves with `undefined` if the browser does not allow it. */
export async function inPage(tabId, frameId, func, ...args) {
  try {
    const [{ result }] = await chrome.scripting.executeScript({ target: { tabId, frameIds: [frameId] }, func, args });
    return result ?? undefined;
  } catch {
    return undefined;
  }
}

/**
 * The documents a tab shows: `ids`, which Firefox does not give, and the status of the page's own. `undefined` if the
 * browser does not allow to look.
 */
export async function documentsOf(tabId) {
  try {
    const frames = await chrome.scripting.executeScript({ target: { tabId, allFrames: true }, func: loadedAs, injectImmediately: true });
    const ids = frames.map(({ documentId }) => documentId).filter(Boolean);
    return { ids, status: frames.find(({ frameId }) => frameId === 0)?.result?.status };
  } catch {
    return undefined;
  }
}

/** What a tab's document was loaded as, even while it loads. `undefined` if the browser does not allow to look. */
export async function loadedIn(tabId) {
  try {
    const [{ result }] = await chrome.scripting.executeScript({ target: { tabId }, func: loadedAs, injectImmediately: true });
    return result;
  } catch {
    return undefined;
  }
}

/**
 * Runs in a page. Returns the address and the status that its document was loaded with, as far as the browser tells. Scripts of
 * the page can change neither.
 */
export function loadedAs() {
  const { name, responseStatus } = performance.getEntriesByType('navigation')[0] ?? {};
  return { url: name ?? '', status: responseStatus };
}
