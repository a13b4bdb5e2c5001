// The cost of workerd itself: a handwritten 402 and, for a credential, only the one call to the processor.
export const HEADERS = {
  'www-authenticate':
    'Payment id="6QDs0BmhrI_v67iWeCMvGqQJEFQ6ErWKlk7zi5xL6t0", realm="api.example.com", method="stripe", intent="charge", ' +
    'request="eyJhbW91bnQiOiIxMDAiLCJjdXJyZW5jeSI6InVzZCIsIm1ldGhvZERldGFpbHMiOnsibmV0d29ya0lkIjoicHJvZmlsZV8xIiwicGF5bWVudE1ldGhvZFR5cGVzIjpbImNhcmQiLCJsaW5rIl19fQ", ' +
    'description="One paid answer", expires="2099-01-15T12:05:00Z"',
  'content-type': 'application/problem+json',
  'cache-control': 'no-store',
};
export const BODY = JSON.stringify({
  type: 'https://paymentauth.org/problems/payment-required', title: 'Payment Required', status: 402,
  detail: 'this resource has a price: pay a challenge from WWW-Authenticate and send the credential in Authorization, or the field that the challenge names',
  code: 'payment-required', challengeId: '6QDs0BmhrI_v67iWeCMvGqQJEFQ6ErWKlk7zi5xL6t0',
});

export default {
  async fetch(request, env) {
    const authorization = request.headers.get('authorization');
    if (authorization === null) return new Response(BODY, { status: 402, headers: HEADERS });
    const { payload } = JSON.parse(atob(authorization.slice('Payment '.length).replaceAll('-', '+').replaceAll('_', '/')));
    const body = new URLSearchParams({
      amount: '100', currency: 'usd', confirm: 'true', 'payment_method_data[shared_payment_granted_token]': payload.spt,
      'automatic_payment_methods[enabled]': 'true', 'automatic_payment_methods[allow_redirects]': 'never',
    });
    const headers = { authorization: `Basic ${btoa(`${env.STRIPE_SECRET_KEY}:`)}` };
    const charged = await fetch(`${env.STRIPE_API_BASE}/v1/payment_intents`, { method: 'POST', headers, body });
    const { status } = await charged.json();
    return status === 'succeeded' ? Response.json({ message: 'Thank you. This answer was paid for.' }) : new Response(null, { status: 500 });
  },
};
