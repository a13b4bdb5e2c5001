// The sites the user has allowed the extension to look at.

/** The patterns that cover every site. */
export const ALL = ['http://*/*', 'https://*/*'];

/** The match pattern of a page's site, or `undefined` if the page is not a web page. Patterns carry no port. */
export function siteOf(url) {
  if (!URL.canParse(url ?? '')) return undefined;
  const { protocol, hostname } = new URL(url);
  return /^https?:$/.test(protocol) ? `${protocol}//${hostname}/*` : undefined;
}

export function mayLook(origins) {
  return chrome.permissions.contains({ origins });
}

/** Asks the user for permission. Call it only from a click handler, before any `await`. */
export function ask(origins) {
  return chrome.permissions.request({ origins });
}

/** The patterns of the allowed sites. */
export async function allowed() {
  return (await chrome.permissions.getAll()).origins ?? [];
}

export function withdraw(origins) {
  return chrome.permissions.remove({ origins });
}
