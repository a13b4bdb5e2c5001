// A 402 written by hand, as ours is.
export const HEADERS = {
  'www-authenticate':
    'Payment id="6QDs0BmhrI_v67iWeCMvGqQJEFQ6ErWKlk7zi5xL6t0", realm="api.example.com", method="stripe", intent="charge", ' +
    'request="eyJhbW91bnQiOiIxMDAiLCJjdXJyZW5jeSI6InVzZCIsIm1ldGhvZERldGFpbHMiOnsibmV0d29ya0lkIjoicHJvZmls' +
    'ZV8xIiwicGF5bWVudE1ldGhvZFR5cGVzIjpbImNhcmQiLCJsaW5rIl19fQ", ' +
    'description="One paid answer", expires="2099-01-15T12:05:00Z"',
  'content-type': 'application/problem+json',
  'cache-control': 'no-store',
};
export const BODY = JSON.stringify({
  type: 'https://paymentauth.org/problems/payment-required', title: 'Payment Required', status: 402,
  detail:
    'this resource has a price: pay a challenge from WWW-Authenticate and send the credential in Authorization, ' +
    'or the field that the challenge names',
  code: 'payment-required', challengeId: '6QDs0BmhrI_v67iWeCMvGqQJEFQ6ErWKlk7zi5xL6t0',
});
