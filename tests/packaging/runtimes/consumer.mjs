// consumer.mjs <own | node> <URL of the processor> <payment token>...: a shop and its payers in one process. Prints the results as
// JSON.
import { ChallengeKey, detect, formatCredential, maskCardNumber, parseChallenges, parseReceipt, redact, redactStream } from 'mpp-wasm';
import { paywall } from 'mpp-wasm/edge';
import { maskCardNumber as inline } from 'mpp-wasm/inline';
import { maskCardNumber as slim } from 'mpp-wasm/slim';
import { memory } from 'mpp-wasm/store/memory';
import { serve } from './serve.mjs';

const [server, apiBase, ...tokens] = globalThis.Deno?.args ?? process.argv.slice(2);
const CARD = '4242 4242 4242 4242';
/** A timeout in milliseconds. It does not affect results. */
const PATIENCE = 60_000;

let told = [];
/** Signals between payer and handler: the work has begun, the payer is gone. */
let work;
let gone;

function moment() {
  let come;
  return Object.assign(new Promise((resolve) => (come = resolve)), { come });
}

const handlers = {
  '/paid': async (request) => new Response(`${request.method} ${await request.text()}`),
  '/free': async () => new Response('free', { headers: [['set-cookie', 'a=1'], ['set-cookie', 'b=2']] }),
  '/fault': async () => Response.error(),
  '/stream': async () => new Response(pieces(8)),
  '/breaks': async () => new Response(pieces(3, new Error(`broke: ${['a', 'secret'].join(' ')}`))),
  // Waits until the payer has left: for GET by the request's signal; otherwise the handler gets none, so by the payer's
  // word.
  '/late': async (request) => {
    work.come();
    if (request.method === 'GET') await new Promise((aborted) => request.signal.addEventListener('abort', aborted));
    else await gone;
    return new Response('late');
  },
};

function pieces(count, error) {
  let at = 0;
  return new ReadableStream({
    async pull(controller) {
      await new Promise((next) => setTimeout(next, 20));
      if (at++ < count) return controller.enqueue(new TextEncoder().encode('x'.repeat(10_000)));
      if (error) throw error;
      controller.close();
    },
  });
}

const site = paywall({
  realm: '127.0.0.1',
  secret: 'a-signing-secret-of-at-least-32-bytes',
  stripe: { secretKey: 'sk_test_123456789', networkId: 'profile_1', apiBase },
  store: memory(),
  routes: { '/*': '1.00 USD', '/free': 'free', '/fault': 'free' },
  onEvent: ({ kind }) => told.push(kind),
  origin: (request) => handlers[new URL(request.url).pathname](request),
});

const { url, close } = await serve((request) => site.fetch(request), server);

async function buy(path, init, { last, leaves }) {
  told = [];
  [work, gone] = [moment(), moment()];
  const unpaid = await fetch(url + path, init);
  const { offers } = await detect(unpaid, { url: url + path });
  const [challenge] = parseChallenges(unpaid.headers.get('www-authenticate')).challenges;
  await unpaid.text();
  const headers = { authorization: formatCredential({ challenge, payload: { spt: tokens.pop() } }) };
  const leaving = new AbortController();
  const got = { unpaid: unpaid.status, offer: [offers[0].amount, offers[0].currency] };
  try {
    if (leaves === 'while it waits') work.then(() => leaving.abort());
    const paid = await fetch(url + path, { ...init, headers, signal: leaving.signal });
    Object.assign(got, { status: paid.status, receipt: parseReceipt(paid.headers.get('payment-receipt')).status });
    let bytes = 0;
    for await (const chunk of paid.body) {
      bytes += chunk.length;
      if (leaves === 'halfway') leaving.abort();
    }
    got.bytes = bytes;
  } catch {
    got.bytes = 'not all';
  }
  gone.come();
  for (const end = Date.now() + PATIENCE; !told.includes(last) && Date.now() < end; ) await new Promise((next) => setTimeout(next, 20));
  return { ...got, told };
}

const free = await fetch(`${url}/free`);
const out = {
  free: [free.status, await free.text(), free.headers.getSetCookie()],
  fault: (await fetch(`${url}/fault`)).status,
  get: await buy('/paid', {}, { last: 'delivered' }),
  post: await buy('/paid', { method: 'POST', body: 'an order, é' }, { last: 'delivered' }),
  streamed: await buy('/stream', {}, { last: 'delivered' }),
  leftHalfway: await buy('/stream', {}, { last: 'delivered', leaves: 'halfway' }),
  leftWaiting: await buy('/late', {}, { last: 'released', leaves: 'while it waits' }),
  leftWork: await buy('/late', { method: 'POST', body: 'x' }, { last: 'delivered', leaves: 'while it waits' }),
  broken: await buy('/breaks', {}, { last: 'owed' }),
  masked: [...new Set([maskCardNumber, slim, inline].map((mask) => mask(CARD)))],
  redacted: redact({ token: 'x', note: CARD }),
  stream: await new Response(new Blob([`card ${CARD.slice(0, 9)}`, CARD.slice(9)]).stream().pipeThrough(redactStream())).text(),
};
try {
  new ChallengeKey('short');
} catch ({ name, code }) {
  out.error = [name, code];
}
console.log(JSON.stringify(out));
await close();
(globalThis.Deno?.exit ?? process.exit)(0);
