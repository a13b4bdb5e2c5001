// What `fetch` does to a body with a content coding. Workers pass it on as it arrives.
import { IN_BUN, IN_DENO, IN_WORKERS } from '../../runtime.js';

/** The codings that `fetch` decodes in every other runtime, while `Content-Encoding` still names them. */
const DECODED = new Set(IN_DENO ? ['gzip', 'br'] : ['gzip', 'x-gzip', 'deflate', 'br']);
/** How many codings of one body it decodes. */
const MOST = IN_DENO || IN_BUN ? 1 : Infinity;
/** Asks for a body without a coding. For `identity` without its weight, Deno would not decode one that has it nevertheless. */
export const UNCODED = 'identity;q=1';

/** The content codings of a response, in the order in which they were applied. */
export function codingsOf({ headers }) {
  return headers.get('content-encoding')?.toLowerCase().split(',').map((coding) => coding.trim()) ?? [];
}

/**
 * Takes a mutable copy of a response, or of its `status` and `headers`. Removes the headers about a coding that `fetch` has
 * already decoded. Only a response of `fetch` has a URL.
 */
export function decoded(own, { url }) {
  if (!url) return own;
  // A part answers a range. Deno decodes nothing for a request that asked for one, or for `identity` alone, and does not say so.
  const codings = IN_WORKERS || (IN_DENO && own.status === 206) ? [] : codingsOf(own);
  return codings.length && codings.length <= MOST && codings.every((coding) => DECODED.has(coding)) ? withoutCoding(own) : own;
}

/** Removes the headers about a coding from a mutable response. */
export function withoutCoding(own) {
  for (const name of ['content-encoding', 'content-length']) own.headers.delete(name);
  return own;
}
