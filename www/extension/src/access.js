// Which sites the person has let the extension look at.

/** Every site: what `all` asks for. */
export const ALL = ['http://*/*', 'https://*/*'];

/** The pattern of a page's site, `undefined` for what is no web page. Patterns know no ports. */
export function siteOf(url) {
  if (!URL.canParse(url ?? '')) return undefined;
  const { protocol, hostname } = new URL(url);
  return /^https?:$/.test(protocol) ? `${protocol}//${hostname}/*` : undefined;
}

export function mayLook(origins) {
  return chrome.permissions.contains({ origins });
}

/** Asks the person; only from a click, and before anything is awaited. */
export function ask(origins) {
  return chrome.permissions.request({ origins });
}

/** The sites that are allowed, by pattern. */
export async function allowed() {
  return (await chrome.permissions.getAll()).origins ?? [];
}

export function withdraw(origins) {
  return chrome.permissions.remove({ origins });
}
