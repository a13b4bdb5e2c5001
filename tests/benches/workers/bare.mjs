// The cost of workerd itself: a handwritten 402 and, for a credential, only the one call to the processor.
import { BODY, HEADERS } from '../refusal.mjs';

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
