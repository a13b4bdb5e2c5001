// Decides which 402 responses belong to a tab. Plain data in, plain data out.
//
// A page's own response belongs to its address. Its calls belong to its origin, because a page that changes its address
// by script is still the same page.
import { bare } from './observe.js';

/** The most responses stored of one page, newest first. */
const MAX_ASKS = 20;

export const NOTHING = { page: undefined, asks: [] };

/** The state after a page has responded. Everything before it is dropped. */
export function arrived(url, ask) {
  return { page: bare(url), asks: ask ? [ask] : [] };
}

/** The state after a call or frame of the page answered 402. It replaces an earlier response to the same request. */
export function called(state, ask) {
  const others = state.asks.filter((other) => other.url !== ask.url || other.method !== ask.method || other.kind === 'page');
  return { ...state, asks: [ask, ...others].slice(0, MAX_ASKS) };
}

/** The state that still applies at an address. The browser gives no address for a site that is not allowed. */
export function at(state, url) {
  if (url === undefined) return NOTHING;
  const same = state.page === undefined || origin(state.page) === origin(url);
  const asks = same ? state.asks.filter(({ kind, url: own }) => kind !== 'page' || own === bare(url)) : [];
  return asks.length === state.asks.length ? state : { ...state, asks };
}

function origin(url) {
  return URL.canParse(url) ? new URL(url).origin : url;
}
