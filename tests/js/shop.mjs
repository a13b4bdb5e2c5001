// A paywall in Node with a processor, and a payer.
import { formatCredential, parseChallenges } from 'mpp-wasm';
import { paywall } from 'mpp-wasm/edge';
import { memory } from 'mpp-wasm/store/memory';
import { createClient } from '../stripe-sim/client.mjs';
import { startStripeSim } from '../stripe-sim/start.mjs';

const KEY = 'sk_test_123456789';

/**
 * `order(init)` resolves with `{ authorization, pay, state }`: one credential, a function that sends it, and one that
 * returns the state of its payment. `ask`: how the paywall is called. `make`: what makes it.
 */
export async function shop(t, more, ask = (site, request) => site.fetch(request), make = paywall) {
  t.mock.method(console, 'error', () => {});
  const simulator = await startStripeSim();
  t.after(() => simulator.close());
  const stripe = createClient(simulator.url, { key: KEY });
  const site = make({
    realm: 'api.example.com',
    secret: 'a-signing-secret-of-at-least-32-bytes',
    stripe: { secretKey: KEY, networkId: 'profile_1', apiBase: simulator.url },
    store: memory(),
    routes: { '/*': '1.00 USD' },
    ...more,
  });
  const order = async (init = {}, url = 'https://api.example.com/paid') => {
    const unpaid = await ask(site, new Request(url, init));
    const [challenge] = parseChallenges(unpaid.headers.get('www-authenticate')).challenges;
    const authorization = formatCredential({ challenge, payload: { spt: await stripe.mintToken({ currency: 'usd', maxAmount: 100 }) } });
    const pay = async (own = {}) => {
      const answer = await ask(site, new Request(url, { ...init, ...own, headers: { ...init.headers, authorization } }));
      const text = await answer.text().catch((error) => error.name);
      const has = (name) => answer.headers.has(name);
      return { status: answer.status, headers: answer.headers, paid: has('payment-receipt'), asks: has('www-authenticate'), text };
    };
    const state = async () => {
      const { data } = (await stripe.get('/v1/payment_intents?limit=100')).json;
      return data.filter(({ metadata }) => metadata.challenge_id === challenge.id).map(({ status }) => status).join();
    };
    return { authorization, pay, state };
  };
  return { site, order, stripe };
}

/** A body that is made when it is read. `cancel` is called if it is let go before. */
export const lazy = (text, cancel) => new ReadableStream({
  pull(controller) {
    controller.enqueue(new TextEncoder().encode(text));
    controller.close();
  },
  cancel,
}, { highWaterMark: 0 });
