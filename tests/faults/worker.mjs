// The deployable Worker, with a clock that a test can put forward: what a lease of minutes holds up takes no minutes.
import './clock.mjs';
import { initSync } from '../../pkg/edge/mpp_wasm_edge.js';
import worker from '../../www/worker/src/index.js';

export { ClaimStore } from '../../www/worker/src/index.js';

/** Weakly, the requests and answers there were, where it is of interest which of them are still there. */
let seen = [];

export default {
  ...worker,
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === '/_collect') return Response.json(collect());
    // How much memory the wasm has: what has been initialised says so when asked again.
    if (pathname === '/_memory') return Response.json(initSync().memory.buffer.byteLength);
    if (!globalThis.gc) return worker.fetch(request, env, ctx);
    const response = await worker.fetch(request, env, ctx);
    seen.push(new WeakRef(request), new WeakRef(response));
    return response;
  },
};

/** Collects garbage, and what was known of it; how many requests and answers are left. */
function collect() {
  gc();
  seen = seen.filter((one) => one.deref());
  gc();
  return seen.length;
}
