// Examples, made fresh each time: their challenges are bound under a secret that is thrown away, and expire in minutes.
import { ChallengeKey, formatChallenge, formatCredential, formatReceipt } from 'mpp-wasm';

const MINUTES = 60_000;

/** A random secret. */
export function throwaway() {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
}

const STRIPE = {
  amount: '500',
  currency: 'usd',
  methodDetails: { networkId: 'profile_1MqDcVKA5fEO2tZvKQm9', paymentMethodTypes: ['card', 'link'] },
};
const TEMPO = {
  amount: '5000000',
  currency: '0x20c0000000000000000000000000000000000000',
  recipient: '0x742d35cc6634c0532925a3b844bc9e7595f8fe00',
  methodDetails: { chainId: 4217, feePayer: true },
};
const X402 = {
  scheme: 'exact',
  network: 'eip155:8453',
  amount: '10000',
  asset: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913',
  payTo: '0x209693Bc6afc0C5328bA36FaF03C514EF312287C',
  maxTimeoutSeconds: 60,
};

function challenge(terms = {}) {
  const key = new ChallengeKey(throwaway());
  const { minutes = 10, ...rest } = terms;
  const expires = new Date(Math.floor(Date.now() / 1000) * 1000 + minutes * MINUTES).toISOString().replace('.000Z', 'Z');
  // A challenge that has already expired must be issued before its expiry.
  const now = Date.parse(expires) - 10 * MINUTES;
  return key.issue({ realm: 'api.example.com', method: 'stripe', intent: 'charge', request: STRIPE, expires, ...rest }, { now });
}

const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const INVOICE =
  'pp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsaztrnwngzn3kdzw5hydlzf03q' +
  'dgm2hdq27cqv3agm2awhz5se903vruatfhq77w3ls4evs3ch9zw97j25emudupq63nyw24cg27h2rspfj9srp';

/** The invoice of BOLT 11's example, but made now and valid for an hour. Its signature is wrong: nobody is to pay it. */
function invoice() {
  const seconds = Math.floor(Date.now() / 1000);
  const timestamp = [6, 5, 4, 3, 2, 1, 0].map((place) => BECH32[Math.floor(seconds / 32 ** place) % 32]).join('');
  return `lnbc2500u1${timestamp}${INVOICE}`;
}

const answer = (fields, body, start = 'HTTP/2 402') => `${[start, ...fields].join('\n')}\n\n${body === undefined ? '' : JSON.stringify(body)}`;
const asks = (terms) => `www-authenticate: ${formatChallenge(challenge(terms))}`;
const problem = {
  type: 'https://paymentauth.org/problems/payment-required',
  title: 'Payment Required',
  status: 402,
  detail: 'This resource costs 5.00 USD.',
};
const headers = ['content-type: application/problem+json', 'cache-control: no-store'];

/** The examples by button label. */
export const EXAMPLES = {
  'A challenge': () => formatChallenge(challenge({ description: 'Weather for one city, one day' })),
  'curl -i, two offers': () =>
    answer([...headers, asks({ description: 'Weather for one city, one day' }), asks({ method: 'tempo', request: TEMPO })], problem),
  'Bound to a body': () => {
    const digest = 'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:';
    return asks({ description: 'One summary', digest, opaque: { order: '1042' } });
  },
  x402: () => answer([`payment-required: ${btoa(JSON.stringify({ x402Version: 2, accepts: [X402] }))}`, 'content-type: application/json'], {}),
  L402: () =>
    answer([`www-authenticate: L402 macaroon="AgEEbHNhdAJCAACa5cDuPvbEqQaMYOXHlFNmKWbCLm3M6yOA", invoice="${invoice()}"`], undefined),
  'A receipt': () => {
    const receipt = { status: 'success', method: 'stripe', reference: 'pi_1N4Zv32eZvKYlo2CPhVPkJlW', timestamp: new Date().toISOString() };
    const fields = ['content-type: application/json', 'cache-control: private', `payment-receipt: ${formatReceipt(receipt)}`];
    return answer(fields, { city: 'Bergen', sky: 'rain' }, 'HTTP/2 200');
  },
  'A credential': () => {
    const credential = formatCredential({ challenge: challenge(), payload: { spt: 'spt_1N4Zv32eZvKYlo2CPhVPkJlW' } });
    return `GET /paid HTTP/1.1\nhost: api.example.com\nauthorization: ${credential}\n`;
  },
  'One broken': () => {
    const broken = 'www-authenticate: Payment id="x7Tg2pLq", realm="api.example.com" method="tempo", intent="charge"';
    return answer([...headers, asks(), broken], problem);
  },
  Expired: () => asks({ minutes: -90 }),
  Hostile: () => {
    const description =
      'Only $0.01 today!\u202e00.005\u202c <img src=x onerror=alert(1)><script>alert(1)</script> \u001b[2JPAID';
    return answer([...headers, asks({ realm: 'аpi.example.com', description })], problem);
  },
  'Bare 402': () => answer(['content-type: text/plain', 'content-length: 0'], undefined, 'HTTP/1.1 402 Payment Required'),
};
