// A server in Node that is closed while the request of a payer who has hung up is still at work: its process ends by itself, and
// not before the work is charged for.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { prepare } from '../edge/payer.mjs';
import { createClient } from '../stripe-sim/client.mjs';
import { startStripeSim } from '../stripe-sim/start.mjs';

const SHOP = `
  import { createServer } from 'node:http';
  import { paywall } from 'mpp-wasm/edge';
  import { listener } from 'mpp-wasm/node';
  import { memory } from 'mpp-wasm/store/memory';
  const { SIM, ORIGIN } = process.env;
  const site = paywall({
    realm: 'paywall.example.com', secret: 'a-signing-secret-of-at-least-32-bytes', store: memory(), origin: ORIGIN, routes: { '/*': '1.00 USD' },
    stripe: { secretKey: 'sk_test_simulator', networkId: 'profile_1', apiBase: SIM },
  });
  const server = createServer(listener(site.fetch, { publicOrigin: 'https://paywall.example.com' }));
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
  process.on('SIGTERM', () => server.close(() => console.log('closed')));
`;

test('work whose payer has hung up is charged for before the process of a closed server ends', async (t) => {
  const sim = await startStripeSim();
  let answer;
  const origin = createServer((request, response) => { answer(response); });
  await once(origin.listen(0, '127.0.0.1'), 'listening');
  const env = { ...process.env, SIM: sim.url, ORIGIN: `http://127.0.0.1:${origin.address().port}` };
  const shop = spawn(process.execPath, ['--input-type=module', '--eval', SHOP], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(async () => {
    shop.kill('SIGKILL');
    origin.close().closeAllConnections();
    await sim.close();
  });
  const exited = once(shop, 'exit');
  const lines = createInterface({ input: shop.stdout })[Symbol.asyncIterator]();
  const port = (await lines.next()).value;
  const stripe = createClient(sim.url);

  const { authorization } = await prepare({ url: `http://127.0.0.1:${port}`, stripe }, '/order', { method: 'POST' });
  const begun = new Promise((resolve) => { answer = resolve; });
  const outgoing = httpRequest({ port, host: '127.0.0.1', path: '/order', method: 'POST', headers: { authorization, 'content-length': 0 } });
  outgoing.on('error', () => {});
  outgoing.end();
  const response = await begun;
  outgoing.destroy();
  shop.kill('SIGTERM');
  assert.equal((await lines.next()).value, 'closed', 'nothing waits for a payer who has left');
  assert.equal((await stripe.books()).captured.length, 0);
  response.end('ordered');
  assert.deepEqual(await exited, [0, null]);
  assert.equal((await stripe.books()).captured.length, 1);
});
