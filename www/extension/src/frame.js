// Runs functions in a tab's frames. Such a function must be self-contained, because it is sent there as text.

/** Even while a page loads. */
const AT_ONCE = { injectImmediately: true };

/** Runs a function in one frame. Resolves with `undefined` if the browser does not allow it. */
export async function inPage(tabId, frameId, func, ...args) {
  const frames = await run({ tabId, frameIds: [frameId] }, func, { args });
  return frames?.[0]?.result ?? undefined;
}

/**
 * The documents a tab shows: `ids`, which Firefox does not give, and the status of the page's own. `undefined` if the
 * browser does not allow to look.
 */
export async function documentsOf(tabId) {
  const frames = await run({ tabId, allFrames: true }, loadedAs, AT_ONCE);
  const ids = frames?.map(({ documentId }) => documentId).filter(Boolean);
  return frames && { ids, status: frames.find(({ frameId }) => frameId === 0)?.result?.status };
}

/** What a tab's document was loaded as. `undefined` if the browser does not allow to look. */
export async function loadedIn(tabId) {
  const frames = await run({ tabId }, loadedAs, AT_ONCE);
  return frames?.[0]?.result;
}

/** Runs a function in frames. Resolves with what the browser tells of each, or `undefined` if it does not allow it. */
async function run(target, func, options) {
  try {
    return await chrome.scripting.executeScript({ target, func, ...options });
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
