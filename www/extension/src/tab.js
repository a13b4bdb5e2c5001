// Which 402 answers belong to a tab. Plain data in, plain data out.
//
// A page's own answer belongs to its address; what it called belongs to its origin, because a page that changes its address
// by script is still the same page.
import { bare } from './observe.js';

/** The most answers of one page that are kept, newest first. */
const MAX_ASKS = 20;

export const NOTHING = { page: undefined, asks: [] };

/** A page has answered: what was before it is over. */
export function arrived(url, ask) {
  return { page: bare(url), asks: ask ? [ask] : [] };
}

/** Something on the page has answered 402; the same call again takes the place of the last. */
export function called(state, ask) {
  const others = state.asks.filter((other) => other.url !== ask.url || other.method !== ask.method || other.kind === 'page');
  return { ...state, asks: [ask, ...others].slice(0, MAX_ASKS) };
}

/** What is left at an address, as the browser shows it; it shows none of a site that is not allowed. */
export function at(state, url) {
  if (url === undefined) return NOTHING;
  const same = state.page === undefined || origin(state.page) === origin(url);
  const asks = same ? state.asks.filter(({ kind, url: own }) => kind !== 'page' || own === bare(url)) : [];
  return asks.length === state.asks.length ? state : { ...state, asks };
}

function origin(url) {
  return URL.canParse(url) ? new URL(url).origin : url;
}
