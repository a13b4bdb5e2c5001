import { parseChallenges } from 'mpp-wasm/inline';
import { paywall } from 'mpp-wasm/edge/inline';
import { memory } from 'mpp-wasm/store/memory';

const stripe = { secretKey: 'sk_test_123456789', networkId: 'profile_1' };
const site = paywall({ realm: 'localhost', secret: 's'.repeat(32), stripe, store: memory() });
const pay = site.charge('1.00 USD', () => new Response('got'));
pay(new Request('http://localhost/paid')).then(({ status, headers }) => {
  const [asked] = parseChallenges(headers.get('www-authenticate')).challenges;
  console.log(JSON.stringify({ ...parseChallenges(process.argv[2]), status, amount: asked.request.amount }));
});
