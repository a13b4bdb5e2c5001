// Workers under load, each in its own workerd. Three charge 1.00 USD for /paid: www/worker as deployed, the peer's paywall,
// and a handwritten 402. Two have a page that is free.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorker, bundled } from '../edge/stack.mjs';
import { PEER_WORKER, bundle } from './sizes.mjs';
import { startWorkerd } from './workerd.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const VARS = {
  MPP_SECRET_KEY: 'benchmark-secret-of-more-than-32-bytes',
  STRIPE_SECRET_KEY: 'sk_test_simulator',
  STRIPE_NETWORK_ID: 'profile_1',
  STRIPE_API_BASE: 'http://127.0.0.1:9',
  REALM: 'api.example.com',
  ROUTES: { '/paid': { price: '1.00 USD', description: 'One paid answer' } },
};

/** Starts workers/page.mjs behind our paywall, or without one. */
export async function startPage(isBare) {
  const wasm = path('../../pkg/edge/mpp_wasm_edge_bg.wasm');
  const script = await bundle(path('workers/page.mjs'), { conditions: PEER_WORKER.conditions, external: ['*.wasm'] });
  const modules = { 'index.js': script, './mpp_wasm_edge_bg.wasm': await readFile(wasm) };
  return startWorkerd({ modules, vars: { ...VARS, ...(isBare ? { IS_BARE: 'yes' } : {}) } });
}

/** Returns `{ ours, mppx, bare }`, functions that start one each. `vars` replace the defaults. */
export async function paywalls(vars = {}) {
  await bundleWorker();
  const script = async (name) => ({ 'index.js': await bundle(path(`workers/${name}.mjs`), PEER_WORKER) });
  const [own, mppx, bare] = await Promise.all([bundled(), script('mppx'), script('bare')]);
  const start = (modules, objects) => () => startWorkerd({ modules, objects, vars: { ...VARS, ...vars } });
  return { ours: start(own, { CLAIMS: 'ClaimStore' }), mppx: start(mppx), bare: start(bare) };
}
