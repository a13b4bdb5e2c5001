// A payer hangs up in the middle of a response, in Node: over sockets, through `listener`, with paywalls that
// do and do not tell the origin. The response counts as delivered: otherwise a payer who makes the origin stop would
// get the same resource for one payment again and again.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { paywall } from 'mpp-wasm/edge';
import { listener } from 'mpp-wasm/node';
import { memory } from 'mpp-wasm/store/memory';
import { prepare } from '../edge/payer.mjs';
import { createClient } from '../stripe-sim/client.mjs';
import { startStripeSim } from '../stripe-sim/start.mjs';

const ORDER = '{"order":7}';
const RESOURCE = 'all that was bought';
const CAPTURES = ['after-delivery', 'before-delivery'];

let sim, stripe, origin;
/** How often the resource was produced, and whether the reader of the last one has closed. */
let runs = 0;
let closed;
/** Unset: a response is never completed. `true`: its connection breaks. `false`: later runs are completed. */
let breaks;
/** For a POST: called when the origin has it, and when the paywall knows that its payer left. */
let asked, left, hung;

before(async () => {
  sim = await startStripeSim();
  stripe = createClient(sim.url);
  origin = await listen(createServer(async (request, response) => {
    runs += 1;
    closed = once(response, 'close');
    if (request.method === 'POST') {
      asked();
      await left;
      return response.end(RESOURCE);
    }
    if (runs > 1 && breaks === false) return response.end(RESOURCE);
    response.write(RESOURCE, () => breaks && response.destroy());
  }));
});
after(() => Promise.all([sim?.close(), origin?.close()]));

async function listen(server) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => (server.closeAllConnections(), new Promise((resolve) => server.close(resolve)));
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}

/**
 * A paywall behind Node's server. `hears`: whether its `Request` has a signal. `rest()` waits until all work is done.
 */
async function startShop(t, { capture, hears = true, guarded = false }) {
  runs = 0;
  const events = [];
  const site = paywall({
    realm: 'paywall.example.com',
    secret: 'a-signing-secret-of-at-least-32-bytes',
    stripe: { secretKey: 'sk_test_simulator', networkId: 'profile_1', apiBase: sim.url },
    store: memory(),
    capture,
    onEvent: ({ kind, error }) => void events.push(error ?? kind),
    ...(!guarded && { routes: { '/paid': '1.00 USD' }, origin: origin.url }),
  });
  const serve = guarded ? site.charge('1.00 USD', ({ signal }) => fetch(origin.url, { signal })) : site.fetch;
  const going = new Set();
  const ctx = { waitUntil: (promise) => void going.add(promise) };
  const handle = listener((request) => {
    const { url, method, headers, body } = request;
    return serve(hears ? request : new Request(url, { method, headers, body, duplex: 'half' }), {}, ctx);
  }, { publicOrigin: 'http://127.0.0.1' });
  const front = await listen(createServer((incoming, outgoing) => {
    outgoing.on('close', () => outgoing.writableFinished || hung?.());
    handle(incoming, outgoing);
  }));
  t.after(front.close);
  const rest = async () => {
    for (const promise of going) await promise;
  };
  return { url: front.url, stripe, events, rest };
}

/** Sends an order and leaves when the origin has it. */
async function orderAndLeave({ url }, { authorization }, more = '') {
  left = new Promise((resolve) => (hung = resolve));
  const arrived = new Promise((resolve) => (asked = resolve));
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(
    `POST /paid HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: ${authorization}\r\n${more}content-length: ${ORDER.length}\r\n\r\n${ORDER}`,
  );
  await arrived;
  socket.destroy();
  await left;
}

/** Sends the credential, reads the resource up to its end, and leaves. */
async function takeAndLeave({ url }, { authorization }) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(`GET /paid HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: ${authorization}\r\n\r\n`);
  let text = '';
  for await (const chunk of socket) {
    text += chunk;
    // A refusal ends by itself, or is read to its end.
    if (text.includes(RESOURCE) || /^HTTP\/1\.1 [45]/.test(text)) break;
  }
  socket.destroy();
  return Number(/^HTTP\/1\.1 (\d+)/.exec(text)[1]);
}

for (const capture of CAPTURES) {
  describe(`hung up in Node, ${capture}`, () => {
    for (const [how, options] of [
      ['an origin that notices', {}],
      ['a guarded handler that passes the signal on', { guarded: true }],
      ['a server without an abort signal', { hears: false }],
    ]) {
      test(`${how}: delivered, once`, async (t) => {
        breaks = undefined;
        const shop = await startShop(t, { capture, ...options });
        const payer = await prepare(shop);
        assert.equal(await takeAndLeave(shop, payer), 200);
        await closed;
        await shop.rest();
        assert.equal(await takeAndLeave(shop, payer), 402, 'used up');
        assert.equal(runs, 1, 'made once');
        assert.ok(!shop.events.includes('owed'), shop.events.join());
      });
    }

    test('an order is done once and paid for, even if its payer leaves', async (t) => {
      const shop = await startShop(t, { capture });
      const payer = await prepare(shop, '/paid', { method: 'POST', body: ORDER });
      await orderAndLeave(shop, payer);
      await shop.rest();
      assert.deepEqual(shop.events, ['challenged', 'paid', 'delivered']);
      assert.equal((await payer.pay()).status, 402, 'used up');
      assert.equal(runs, 1, 'done once');
    });

    test('an order under an Idempotency-Key is available to a payer who returns', async (t) => {
      const shop = await startShop(t, { capture });
      const payer = await prepare(shop, '/paid', { method: 'POST', body: ORDER, headers: { 'idempotency-key': `"${capture}"` } });
      await orderAndLeave(shop, payer, `idempotency-key: "${capture}"\r\n`);
      await shop.rest();
      assert.deepEqual([(await payer.pay()).text, (await payer.pay()).text, runs], [RESOURCE, RESOURCE, 1]);
    });

    test('a payer who is there when the origin breaks off is owed the answer, and the owner learns why', async (t) => {
      breaks = true;
      const shop = await startShop(t, { capture });
      const { pay } = await prepare(shop);
      await assert.rejects(() => pay());
      await shop.rest();
      assert.deepEqual(
        shop.events.filter((kind) => !['challenged', 'paid', 'delivered'].includes(kind)),
        ['TypeError (SocketError UND_ERR_SOCKET)', 'owed'],
      );
      breaks = false;
      const again = await pay();
      assert.deepEqual([again.status, again.text, again.headers.has('payment-receipt')], [200, RESOURCE, true]);
      assert.equal((await pay()).status, 402);
    });
  });
}
