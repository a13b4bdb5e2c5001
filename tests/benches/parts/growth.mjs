// How cost grows with the input: the factor by which the time grows when the input doubles. 2 is linear.
import { ChallengeKey, parseChallenges, rankOffers, redact } from 'mpp-wasm';
import { INPUTS, SECRET, TERMS, challenge, credential, header, log } from '../inputs.mjs';
import { measure, measureAsync } from '../measure.mjs';
import { paywall } from '../site.mjs';
import { table, time } from '../table.mjs';
import { judge } from '../targets.mjs';

const ROUNDS = 15;
const KB = 1024;

export async function run() {
  const key = new ChallengeKey(SECRET);
  const now = Date.now();
  // It remembers these terms, and no others after them: every size is new to it.
  for (const one of INPUTS.prices) key.verify(one, { now });
  const numbers = [
    await grow('decode a header, bytes', [0.5, 1, 2, 4, 8, 16].map((kb) => kb * KB), (size) => {
      const text = padded(size);
      return () => parseChallenges(text);
    }),
    await grow('decode a header, challenges', [1, 2, 4, 8, 16, 32, 64], (count) => {
      const text = header(...Array.from({ length: count }, (_, n) => challenge({ ...TERMS, realm: `api${n}.example.com` })));
      return () => parseChallenges(text);
    }),
    await grow('verify a credential, bytes', [0.5, 1, 2, 4, 8, 12].map((kb) => kb * KB), (size) => {
      const text = credential(challenge({ ...TERMS, request: { ...TERMS.request, pad: 'p'.repeat(size / 2) } }), { spt: 's' });
      return () => key.verify(text, { now });
    }),
    await grow('rank offers, count', [1, 2, 4, 8, 16, 32, 64], (count) => {
      const offers = Array.from({ length: count }, (_, n) => ({ method: `method-${n}`, intent: 'charge' }));
      const accept = `method-${count - 1}/charge, */charge;q=0.5`;
      return () => rankOffers(accept, offers);
    }),
    await grow('402 of a paywall, routes', [1, 2, 4, 8, 16, 32, 64], routes),
    await grow('redact a log, bytes', [1, 10, 100, 1000, 10_000].map((kb) => kb * 1000), (size) => {
      const text = log(size);
      return () => redact(text);
    }),
    await grow('redact a log with cards, bytes', [1, 10, 100, 1000, 10_000].map((kb) => kb * 1000), (size) => {
      const text = log(size, { cards: true });
      return () => redact(text);
    }),
  ];
  const columns = ['', 'input', 'a call', 'x', 'for twice as much'];
  const rows = numbers.flatMap(({ name, points, slope }) =>
    points.map(({ size, min }, n) => {
      const factor = n ? (min / points[n - 1].min).toFixed(2) : '';
      return [n ? '' : name, size, time(min), factor, n === points.length - 1 ? slope.toFixed(2) : ''];
    }));
  console.log(table('how cost grows (2 for twice as much is linear)', columns, rows));
  return { numbers, targets: numbers.map(({ name, slope }) => judge(`growth: ${name}`, slope)) };
}

/** Times `make(size)()` for all sizes in turn. The slope is taken from the upper half, where fixed costs are small. */
async function grow(name, sizes, make) {
  const calls = {};
  for (const size of sizes) calls[`of ${size}`] = await make(size);
  const asynchronous = Object.values(calls)[0].constructor.name === 'AsyncFunction';
  const measured = asynchronous ? await measureAsync(calls) : measure(calls, { rounds: ROUNDS });
  const points = sizes.map((size) => ({ size, ...measured[`of ${size}`] }));
  const [middle, last] = [points[Math.floor(points.length / 2)], points.at(-1)];
  return { name, points, slope: 2 ** (Math.log(last.min / middle.min) / Math.log(last.size / middle.size)) };
}

/** The 402 for the last of a number of routes. */
async function routes(count) {
  const site = paywall(Array.from({ length: count }, (_, n) => `/paid/${n}/*`));
  const url = `http://127.0.0.1/paid/${count - 1}/report`;
  const { status } = await site.fetch(new Request(url));
  if (status !== 402) throw new Error(`the paywall answered ${status}`);
  return async () => site.fetch(new Request(url));
}

/** A header with one challenge of a given size: half of it in the request, some in the description. */
function padded(size) {
  const bare = header(challenge(TERMS)).length;
  const room = Math.max(size - bare, 0);
  const description = 'd'.repeat(Math.min(Math.floor(room / 3), 2000));
  const pad = 'p'.repeat(Math.floor(((room - description.length) * 3) / 4));
  return header(challenge({ ...TERMS, description, request: { ...TERMS.request, pad } }));
}
