// The deployable Worker, with a clock that a test can put forward: what a lease of minutes holds up takes no minutes.
import './clock.mjs';
import { initSync } from '../../pkg/edge/mpp_wasm_edge.js';
import worker from '../../www/worker/src/index.js';

export { ClaimStore } from '../../www/worker/src/index.js';

export default {
  ...worker,
  fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === '/_collect') return Response.json(gc());
    // How much memory the wasm has: what has been initialised says so when asked again.
    if (pathname === '/_memory') return Response.json(initSync().memory.buffer.byteLength);
    return worker.fetch(request, env, ctx);
  },
};
