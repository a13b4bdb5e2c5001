// Decides which 402 responses belong to a tab. Plain data in, plain data out.
//
// A page's own response belongs to the document it was loaded as, and so do the page's calls, because a page that changes its
// address by script is still the same page. Where the browser does not name documents, calls belong to their origin.
import { bare, isSame, origin } from './observe.js';

/** The most calls and frames stored of one page, newest first. */
export const MAX_ASKS = 20;

export const NOTHING = { page: undefined, asks: [] };

/** The state after a page has responded. Everything before it is dropped. `request`: the last one of the tab that was answered. */
export function arrived({ url, requestId }, ask) {
  return { page: bare(url), request: requestId, asks: ask ? [ask] : [] };
}

/**
 * The state after a page was restored as it was left, with what it had asked for. It is known by looking into it, and so are
 * its asks: a request that gets no answer leaves it in place for a moment, and then an error page, which does not let anyone in.
 */
export function restored(page, ask) {
  return arrived(page, { ...ask, isRestored: true });
}

/**
 * The state after a call or frame of the page answered 402. It replaces an earlier response to the same request. The
 * page's own response stays first: what others load into a page must not stand in for it. What a page of another site has
 * called may be answered when the tab has left it.
 */
export function called(state, ask) {
  if (ask.from !== undefined && state.page !== undefined && ask.from !== origin(state.page)) return state;
  const own = state.asks.filter(isPage);
  const others = state.asks.filter((other) => !isPage(other) && (other.url !== ask.url || other.method !== ask.method));
  return { ...state, asks: [...own, ...[ask, ...others].slice(0, MAX_ASKS)] };
}

/** Whether the page's own response is among them. */
export function hasPage({ asks }) {
  return asks.some(isPage);
}

/**
 * The state that still applies to a tab. All of it does while the tab waits for another page: until that page's own event the
 * tab shows what it showed, and its terms may be there before it, at an address that a redirect has led to.
 */
export function inTab(state, tab, loaded) {
  return tab?.pendingUrl === undefined ? at(state, tab?.url, loaded) : state;
}

/**
 * The state that still applies at an address. The browser gives no address for a site that is not allowed. `loaded`: what the
 * document there was loaded as, if {@link isElsewhere} asks for it.
 */
export function at(state, url, loaded) {
  if (url === undefined) return NOTHING;
  // No response announces a page that was restored, or that a service worker answered. What it calls is its own all the same.
  if (state.page !== undefined && origin(state.page) !== origin(url)) return { ...state, page: bare(url), asks: [] };
  const isOf = (ask) => ask.url === bare(url) || (loaded?.status === 402 && ask.url === bare(loaded.url));
  return keeping(state, (ask) => !isPage(ask) || isOf(ask));
}

/**
 * Whether a tab is at another address of the site than the one its page was loaded from: the page may have changed it by script,
 * or another page may be there that no response has announced. Only the document tells.
 */
export function isElsewhere({ asks }, { pendingUrl, url } = {}) {
  const own = asks.find(isPage);
  return own !== undefined && pendingUrl === undefined && url !== undefined && origin(url) === origin(own.url) && bare(url) !== own.url;
}

/**
 * The state that still applies to the documents the tab showed at a time. A page that the browser restores as it was
 * left, or that a service worker answers, has none of what an earlier page asked for. `documents`: `undefined` if the browser
 * does not allow to look, as with its own viewers and error pages.
 */
export function among(state, documents, time) {
  const isLeft = (ask) => {
    if (!documents) return ask.isRestored;
    const { ids, status } = documents;
    if (isPage(ask)) return Boolean(status) && status !== 402;
    return ids.length > 0 && ask.document !== undefined && !ids.includes(ask.document);
  };
  return keeping(state, (ask) => ask.time > time || !isLeft(ask));
}

/** The state without what was cleared. */
export function without(state, cleared) {
  return keeping(state, (ask) => !cleared.some((other) => isSame(ask, other) && ask.time === other.time));
}

function keeping(state, test) {
  const asks = state.asks.filter(test);
  return asks.length === state.asks.length ? state : { ...state, asks };
}

/** Whether a response is the page's own. */
export function isPage({ kind }) {
  return kind === 'page';
}
