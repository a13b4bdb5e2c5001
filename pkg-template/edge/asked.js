// What the core decides about a request by.

/** What makes challenges one of a kind, made many at a time: the first costs a runtime more than the next hundred. */
const NONCES = 64;
const nonces = [];

/** Its route's: a line each of method and URL. */
export function place(method, url) {
  return `${method}\n${url}`;
}

/**
 * Its decision's: a line each; no part of a request holds a line break. `passes`: whether a cookie could be one. Nobody
 * looks at the key of a GET.
 */
export function lines(request, passes) {
  const { method, url, headers } = request;
  const field = (name, read = true) => {
    const value = read ? headers.get(name) : null;
    // A field that is empty is there.
    return value === null ? '\n' : `\n=${value}`;
  };
  const credentials = field('authorization') + field('payment-authorization') + field('accept-payment');
  return `${place(method, url)}\n${nonce()}${credentials}${field('idempotency-key', method !== 'GET' && method !== 'HEAD')}${field('accept')}${field('cookie', passes)}`;
}

function nonce() {
  if (nonces.length === 0) for (let at = 0; at < NONCES; at++) nonces.push(crypto.randomUUID());
  return nonces.pop();
}
