// The parts of a request that the core decides by.

/**
 * Nonces make challenges unique. They are made in batches, because the first costs a runtime more than the next
 * hundred.
 */
const NONCES = 64;
const nonces = [];

/** The input for routing: method and URL, one per line. */
export function routeLines(method, url) {
  return `${method}\n${url}`;
}

/**
 * The input for the decision, one field per line; no part of a request contains a line break. `passes`: whether a
 * cookie could be a pass. The idempotency key of a GET or HEAD is not used.
 */
export function requestLines(request, passes) {
  const { method, url, headers } = request;
  const field = (name, read = true) => {
    const value = read ? headers.get(name) : null;
    // The `=` tells an empty field from an absent one.
    return value === null ? '\n' : `\n=${value}`;
  };
  const credentials = field('authorization') + field('payment-authorization') + field('accept-payment');
  const key = field('idempotency-key', method !== 'GET' && method !== 'HEAD');
  return `${routeLines(method, url)}\n${nonce()}${credentials}${key}${field('accept')}${field('cookie', passes)}`;
}

/** Whether a request could pay. */
export function hasCredential({ headers }) {
  return ['authorization', 'payment-authorization'].some((name) => headers.get(name) !== null);
}

function nonce() {
  if (nonces.length === 0) for (let at = 0; at < NONCES; at++) nonces.push(crypto.randomUUID());
  return nonces.pop();
}
