// The fields that change between payer and origin.
import { privateCacheControl, withoutPayment } from './mpp_wasm_edge.js';

/** The request as the origin gets it: no credential, the body that was read. */
export function forward(request, body) {
  const headers = new Headers(request.headers);
  headers.delete('payment-authorization');
  rewrite(headers, 'authorization');
  const init = { method: request.method, headers, redirect: 'manual', signal: request.signal };
  const own = body === undefined ? request.body : body;
  // What comes with a GET has no meaning (RFC 9110 section 9.3.1), and `Request` has no place for it.
  if (own && request.method !== 'GET' && request.method !== 'HEAD') Object.assign(init, { body: own, duplex: 'half' });
  return new Request(request.url, init);
}

/** The answer to a request that was not charged for. A protocol upgrade passes as it is. */
export function unpaid(response) {
  return response.status === 101 ? response : clean(response).response;
}

/** The answer to a request that was paid for, with its receipt; without one it is a failure. */
export function paid(response, receipt) {
  const { headers, response: own } = clean(response);
  headers.delete('set-cookie');
  headers.set('cache-control', privateCacheControl(headers.get('cache-control') ?? undefined));
  if (receipt) headers.set('payment-receipt', receipt);
  return own;
}

/** A copy whose payment fields are not the origin's. */
function clean(response) {
  const own = new Response(response.body, response);
  for (const name of [...own.headers.keys()]) {
    if (name.startsWith('payment-')) own.headers.delete(name);
  }
  rewrite(own.headers, 'www-authenticate');
  return { headers: own.headers, response: own };
}

function rewrite(headers, name) {
  const value = headers.get(name);
  if (value === null) return;
  const rest = withoutPayment(value);
  if (rest === undefined) headers.delete(name);
  else if (rest !== value) headers.set(name, rest);
}
