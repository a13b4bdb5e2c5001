// `cargo xtask demo`: runs the paywall in workerd, the Stripe simulator, a sample origin and the playground on
// loopback, and a client that pays. --once: exit after the payment. --port N: the paywall's port; the simulator takes
// N+1, the origin N+2, the playground N+3.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';
import { bundleWorker, startOrigin, startWorker } from '../../tests/edge/stack.mjs';
import { startStripeSim } from '../../tests/stripe-sim/start.mjs';
import { FOLDER, serveSite } from '../playground/serve.mjs';
import { site } from '../playground/site.mjs';
import { flow } from './flow.mjs';
import { linkTo } from './link.mjs';
import { SELLER_KEY } from './pay.mjs';
import { answer } from './origin.mjs';

const say = {
  head: (text) => console.log(`\n${text}`),
  step: (number, text) => console.log(`\n${number}. ${text}`),
  fact: (text) => console.log(`   ${text}`),
};

const ROUTES = {
  '/paid': { price: '1.00 USD', description: 'One paid answer' },
  '/premium/*': { price: '5.00 USD', description: 'Premium content' },
};

const running = [];

async function stop() {
  for (const part of running.splice(0).reverse()) await part.close().catch(() => {});
}

async function start(port) {
  for (const one of [port, port + 1, port + 2, port + 3]) await free(one);
  await Promise.all([bundleWorker(), site(FOLDER)]);
  const simulator = await startStripeSim({ port: port + 1 });
  running.push(simulator);
  const origin = await startOrigin({ port: port + 2, answer });
  running.push(origin);
  const paywall = await startWorker({
    port,
    vars: {
      REALM: `127.0.0.1:${port}`,
      ROUTES,
      STRIPE_NETWORK_ID: 'profile_demo',
      STRIPE_API_BASE: simulator.url,
      STRIPE_SECRET_KEY: SELLER_KEY,
      MPP_SECRET_KEY: randomBytes(32).toString('base64'),
      ORIGIN_URL: origin.url,
    },
  });
  running.push(paywall);
  const page = await serveSite(FOLDER, {
    port: port + 3,
    redirect: (path) => (path === '/paid' ? linkTo(`${paywall.url}/paid`) : undefined),
  });
  running.push(page);
  say.head('Started on this machine:');
  say.fact(`paywall           ${paywall.url} (workerd)`);
  say.fact(`Stripe simulator  ${simulator.url}`);
  say.fact(`origin            ${origin.url}, behind the paywall`);
  say.fact(`playground        ${page.url}`);
  return { paywall: paywall.url, simulator: simulator.url, page: page.url };
}

/** Throws a clear error if a port is taken. workerd's own error is less clear. */
async function free(port) {
  const probe = createServer();
  await new Promise((resolve, reject) => {
    probe.once('error', () => reject(new Error(`port ${port} is taken; choose another with --port`)));
    probe.listen(port, '127.0.0.1', () => probe.close(resolve));
  });
}

function invite({ paywall, simulator, page }) {
  say.head('The servers are still running. In a browser:');
  say.fact(`${page}       decode, build, verify and mask by hand`);
  say.fact(`${page}paid   a fresh challenge of this paywall, decoded`);
  say.head('In a shell:');
  say.fact(`curl -i ${paywall}/free`);
  say.fact(`curl -i ${paywall}/paid`);
  say.fact(`curl -i ${paywall}/premium/report`);
  say.fact(`node www/demo/pay.mjs ${paywall}/premium/report`);
  say.fact(`curl -s -u ${SELLER_KEY}: '${simulator}/v1/payment_intents?limit=3'`);
  say.head('Press Ctrl-C to stop.');
}

async function main() {
  const { values } = parseArgs({ options: { once: { type: 'boolean' }, port: { type: 'string', default: '8402' } } });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65532) throw new Error('--port must be a number from 1 to 65532');
  const where = await start(port);
  await flow({ ...where, say });
  if (values.once) return stop();
  invite(where);
}

let ending = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, async () => {
    if (ending) return;
    ending = true;
    await stop();
    process.exit(0);
  });
}

try {
  await main();
} catch (error) {
  console.error(`\nThe demo failed: ${error.message}`);
  await stop();
  process.exit(1);
}
