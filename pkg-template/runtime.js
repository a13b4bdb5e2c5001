// Which runtime this is. What each of them does differently is said where it is asked.

/**
 * Only Workers open a WebSocket by `fetch`, and only they have this class, of whatever compatibility date. They do not all have
 * a `navigator`.
 */
export const IN_WORKERS = 'WebSocketPair' in globalThis;
export const IN_DENO = 'Deno' in globalThis;
export const IN_BUN = 'Bun' in globalThis;
