// What `fetch` has made of a body that came in a coding.

/** What it decodes outside of Workers, and still says of the body, in every runtime. */
const DECODED = new Set(['gzip', 'x-gzip', 'deflate', 'br']);
/** Workers pass a body on as it comes. */
export const PASSES_ON = globalThis.navigator?.userAgent === 'Cloudflare-Workers';

/** The codings that an answer names, the last one first to be undone. */
export function codingsOf({ headers }) {
  return headers.get('content-encoding')?.toLowerCase().split(',').map((coding) => coding.trim()) ?? [];
}

/** An answer of `fetch`, made one's own, without what is said of a coding that has been undone. */
export function decoded(own) {
  const codings = PASSES_ON ? [] : codingsOf(own);
  if (codings.length && codings.every((coding) => DECODED.has(coding))) {
    for (const name of ['content-encoding', 'content-length']) own.headers.delete(name);
  }
  return own;
}
