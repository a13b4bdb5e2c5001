// The books of pages: what those of other origins must be able to read, and what they must not.
import { view } from './browser.mjs';

/** What a page needs, to pay and to know that it has paid. */
const NEEDED = ['www-authenticate', 'payment-receipt', 'retry-after'];

export class Pages {
  #world;

  constructor(world) {
    this.#world = world;
  }

  #must(is, what) {
    this.#world.books.must(is, what);
  }

  /** Whether the configuration lets a page read an answer. `isMade`: the handler's, which may say so itself. */
  mayRead({ origin, includes }, { isMade, isFree }) {
    const { seller, terms: { cors } } = this.#world;
    if (isMade && seller.allows) return seller.allows === '*' ? !includes : seller.allows === origin && !includes;
    if (isFree || cors === false) return false;
    const { origins = ['*'], credentials = false } = cors ?? {};
    return includes ? credentials && origins.includes(origin) : origins.includes('*') || origins.includes(origin);
  }

  /** The head of an answer has come. */
  answered({ page, headers, run, status, isFree, isUnsent }) {
    const { hasThrown, seller, terms: { cors } } = this.#world;
    if (hasThrown || isUnsent) return;
    const isMade = run > 0;
    const isOn = cors !== false && !isFree;
    const vary = (headers.get('vary') ?? '').toLowerCase();
    this.#must(!isMade || isFree || /private|no-store/.test(headers.get('cache-control')), 'what was paid for, and everybody may keep it');
    const isOne = isOn && cors?.origins && !(isMade && seller.allows);
    this.#must(!isOne || vary.includes('origin'), 'a cache may give an answer for one page to another');
    if (page === undefined) {
      const isKept = isOn && !isOne && isMade && !seller.allows && status === 200;
      this.#must(!isKept || headers.get('access-control-allow-origin') === '*', 'what is kept for a page cannot be read');
      return;
    }
    const read = view(page, headers);
    const may = this.mayRead(page, { isMade, isFree });
    this.#must((read !== undefined) === may, `a page ${may ? 'cannot' : 'can'} read ${status} of ${isMade ? 'the handler' : 'the paywall'}`);
    for (const name of read ? NEEDED : []) {
      if (headers.has(name)) this.#must(read.has(name) === isOn, `a page ${isOn ? 'cannot' : 'can'} read ${name}`);
    }
    this.#must(!read || !isMade || !seller.allows || read.has('x-run'), 'a page cannot read what the handler shows it');
  }

  /** A browser's question was answered. */
  questioned({ page, isFree, isUnsent, status }, isAllowed) {
    if (this.#world.hasThrown || isUnsent || isFree) return;
    const may = this.mayRead(page, { isMade: false });
    this.#must(isAllowed === may, `a page may ${may ? '' : 'not '}pay, and its preflight got ${status}`);
  }
}
