// Runs and narrates a paid request, step by step. Throws if a step fails.
import { decode, parseReceipt } from 'mpp-wasm';
import { SELLER_KEY, payingFetch } from './pay.mjs';

export async function flow({ paywall, simulator, say }) {
  const url = `${paywall}/paid`;

  say.step(1, `GET ${url} without paying`);
  const unpaid = await fetch(url);
  const header = unpaid.headers.get('www-authenticate');
  check(unpaid.status === 402 && header, `expected 402 with a challenge, got ${unpaid.status}`);
  say.fact('402 Payment Required');
  say.fact(`WWW-Authenticate: ${header.slice(0, 72)}…`);

  say.step(2, 'What it asks for');
  const terms = decode(header);
  const { amount, currency } = terms.request_json;
  check(amount === '100' && currency === 'usd', 'expected terms of 100 usd');
  const price = `${(Number(amount) / 100).toFixed(2)} ${currency.toUpperCase()}`;
  say.fact(`${price} to ${terms.network_id}, by ${terms.method}/${terms.intent}`);
  say.fact(`for "${terms.description}", requested by ${terms.realm}, valid until ${terms.expires}`);

  say.step(3, 'npm mppx pays it');
  let credential;
  const pay = payingFetch({
    simulator,
    onToken: (token, { expiresAt }) =>
      say.fact(`shared payment token ${token.slice(0, 8)}… for at most ${price}, until ${new Date(expiresAt * 1000).toISOString()}`),
    onCredential: (made) => (credential = made),
  });
  const paid = await pay(url);
  const body = await paid.text();
  check(paid.status === 200, `expected 200, got ${paid.status}: ${body}`);
  say.fact(`200 OK ${body.trim()}`);

  say.step(4, 'The receipt');
  const receipt = parseReceipt(paid.headers.get('payment-receipt') ?? '');
  const ledger = await charges(simulator);
  check(ledger.includes(receipt.reference), 'the receipt does not name a charge at the processor');
  say.fact(`${receipt.status}: ${receipt.method} ${receipt.reference} at ${receipt.timestamp}`);
  say.fact(`Cache-Control: ${paid.headers.get('cache-control')}`);

  say.step(5, 'The same credential again');
  const replay = await fetch(url, { headers: { authorization: credential } });
  const problem = await replay.json();
  check(replay.status === 402 && problem.code === 'invalid-challenge', `expected a refusal, got ${replay.status}`);
  check((await charges(simulator)).length === ledger.length, 'the replay was charged');
  say.fact(`${replay.status} ${problem.code}: ${problem.detail}`);
  say.fact(`charged ${ledger.length === 1 ? 'once' : `${ledger.length} times`}, delivered once`);
}

function check(ok, message) {
  if (!ok) throw new Error(message);
}

/** The ids of the successful charges. */
async function charges(simulator) {
  const response = await fetch(`${simulator}/v1/payment_intents?limit=100`, { headers: { authorization: `Bearer ${SELLER_KEY}` } });
  const { data } = await response.json();
  return data.filter((intent) => intent.status === 'succeeded').map((intent) => intent.id);
}
