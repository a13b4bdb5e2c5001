// Pays a URL with the unmodified npm client mppx. Its only callback mints the token: it asks the Stripe simulator where
// a wallet would ask Stripe. Run as a program: node www/demo/pay.mjs URL [SIMULATOR_URL]
import { pathToFileURL } from 'node:url';
import { Mppx, stripe } from 'mppx/client';

/** A test key. The simulator accepts any key that starts with sk_test_. */
export const SELLER_KEY = 'sk_test_mpp_wasm_demo';

/** Mints a shared payment token for a challenge's terms. `expiresAt` is in seconds, `amount` in base units. */
export async function mintToken(simulator, { amount, currency, expiresAt, paymentMethod }) {
  const response = await fetch(`${simulator}/v1/test_helpers/shared_payment/granted_tokens`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${SELLER_KEY}:`)}` },
    body: new URLSearchParams({
      payment_method: paymentMethod,
      'usage_limits[currency]': currency,
      'usage_limits[max_amount]': amount,
      'usage_limits[expires_at]': String(expiresAt),
    }),
  });
  const token = await response.json();
  if (!response.ok) throw new Error(`the simulator refused to mint a token: ${token.error?.message}`);
  return token.id;
}

/** A `fetch` that pays. `onToken` and `onCredential` receive the token and the credential as they are made. */
export function payingFetch({ simulator, paymentMethod = 'pm_card_visa', onToken = () => {}, onCredential = () => {} }) {
  const createToken = async (terms) => {
    const token = await mintToken(simulator, { ...terms, paymentMethod });
    onToken(token, terms);
    return token;
  };
  const client = Mppx.create({ methods: [stripe.charge({ createToken, paymentMethod })], polyfill: false });
  client.onCredentialCreated?.(({ credential }) => onCredential(credential));
  return client.fetch;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [url, simulator = `http://127.0.0.1:${Number(new URL(process.argv[2]).port) + 1}`] = process.argv.slice(2);
  const response = await payingFetch({ simulator })(url);
  console.log(response.status, response.headers.get('payment-receipt') ?? 'no receipt');
  console.log(await response.text());
}
