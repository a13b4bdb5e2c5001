// The peer's paywall: its own server with only Stripe, as in its documentation. The simulator stands in for Stripe
// through the client it accepts, because its own calls go to one fixed address.
import { Mppx } from 'mppx/server/core';
import { stripe } from 'mppx/stripe/server/spt';

/** What it charges. */
export const TERMS = { amount: '1.00', description: 'One paid answer' };

export function make(env) {
  const create = async (params, { idempotencyKey, apiVersion }) => {
    const headers = { authorization: `Basic ${btoa(`${env.STRIPE_SECRET_KEY}:`)}`, 'idempotency-key': idempotencyKey, 'stripe-version': apiVersion };
    const response = await fetch(`${env.STRIPE_API_BASE}/v1/payment_intents`, { method: 'POST', headers, body: form(params) });
    return response.json();
  };
  const method = stripe.charge({
    client: { paymentIntents: { create } },
    networkId: env.STRIPE_NETWORK_ID,
    paymentMethodTypes: ['card', 'link'],
    currency: 'usd',
    decimals: 2,
  });
  return Mppx.create({ methods: [method], realm: env.REALM, secretKey: env.MPP_SECRET_KEY });
}

/** Stripe's own form encoding. */
function form(params) {
  const out = new URLSearchParams();
  const put = (name, value) => {
    if (typeof value === 'object') for (const [key, member] of Object.entries(value)) put(`${name}[${key}]`, member);
    else out.set(name, value);
  };
  for (const [name, value] of Object.entries(params)) put(name, value);
  return out;
}
