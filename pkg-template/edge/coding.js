// What `fetch` does to a body with a content coding.

/** The codings that `fetch` decodes in every runtime except Workers, while `Content-Encoding` still names them. */
const DECODED = new Set(['gzip', 'x-gzip', 'deflate', 'br']);
/**
 * Workers pass a body on as it arrives. Only they open a WebSocket by `fetch`, and only they have this class, of whatever
 * compatibility date. They do not all have a `navigator`.
 */
export const IN_WORKERS = 'WebSocketPair' in globalThis;

/** The content codings of a response, in the order in which they were applied. */
export function codingsOf({ headers }) {
  return headers.get('content-encoding')?.toLowerCase().split(',').map((coding) => coding.trim()) ?? [];
}

/**
 * Takes a mutable copy of a `fetch` response, or of its `headers`. Removes the headers about a coding that `fetch` has
 * already decoded.
 */
export function decoded(own) {
  const codings = IN_WORKERS ? [] : codingsOf(own);
  return codings.length && codings.every((coding) => DECODED.has(coding)) ? withoutCoding(own) : own;
}

/** Removes the headers about a coding from a mutable response. */
export function withoutCoding(own) {
  for (const name of ['content-encoding', 'content-length']) own.headers.delete(name);
  return own;
}
