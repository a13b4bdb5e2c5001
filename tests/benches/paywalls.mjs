// Three Workers that charge 1.00 USD for /paid, each in its own workerd: www/worker as deployed, the peer's paywall,
// and a handwritten 402.
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

/** Returns `{ ours, mppx, bare }`, functions that start one each. `vars` replace the defaults. */
export async function paywalls(vars = {}) {
  await bundleWorker();
  const script = async (name) => ({ 'index.js': await bundle(path(`workers/${name}.mjs`), PEER_WORKER) });
  const [own, mppx, bare] = await Promise.all([bundled(), script('mppx'), script('bare')]);
  const start = (modules, objects) => () => startWorkerd({ modules, objects, vars: { ...VARS, ...vars } });
  return { ours: start(own, { CLAIMS: 'ClaimStore' }), mppx: start(mppx), bare: start(bare) };
}
