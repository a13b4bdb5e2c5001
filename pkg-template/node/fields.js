// The fields of Node's request: `Headers` only when someone needs more of them than a few values.
import { authorizationsOf, headersOf } from './request.js';

/** What is no name (RFC 9110 section 5.6.2), or one in capitals. */
const NO_NAME = /^$|[^!#$%&'*+\-.^_`|~0-9a-z]/;
/** What `Headers` refuse in a value, or take off its ends. */
const CHANGED = /[^\t\x20-\x7e\x80-\xff]|^[\t ]|[\t ]$/;

/** The fields as they are now, if nothing has to be made of them. Otherwise `Headers`, or it throws. */
export function fieldsOf(req) {
  const own = { __proto__: null };
  for (const name of Object.keys(req.headers)) {
    const value = req.headers[name];
    if (typeof value !== 'string' || NO_NAME.test(name) || CHANGED.test(value)) return headersOf(req);
    own[name] = value;
  }
  const isOnce = own.authorization === undefined || authorizationsOf(req.rawHeaders).length < 2;
  return isOnce ? new Fields(own) : headersOf(req);
}

/** What a paywall asks `Headers` for. */
class Fields {
  #own;

  constructor(own) {
    this.#own = own;
  }

  get(name) {
    return this.#own[name] ?? null;
  }

  has(name) {
    return name in this.#own;
  }

  keys() {
    return Object.keys(this.#own);
  }

  /** For `new Headers`. */
  [Symbol.iterator]() {
    return Object.entries(this.#own)[Symbol.iterator]();
  }
}
