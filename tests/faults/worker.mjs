// The deployable Worker, with a clock that a test can advance, so that waiting for a lease of minutes takes no time.
import './clock.mjs';
import { memory } from '../../pkg/edge/ready.js';
import worker from '../../www/worker/src/index.js';

export { ClaimStore } from '../../www/worker/src/index.js';

/** Weak references to all requests and responses, kept only if garbage collection is exposed. */
let seen = [];

export default {
  ...worker,
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === '/_collect') return Response.json(collect());
    // The size of the wasm's memory.
    if (pathname === '/_memory') return Response.json(memory().buffer.byteLength);
    if (!globalThis.gc) return worker.fetch(request, env, ctx);
    const response = await worker.fetch(request, env, ctx);
    seen.push(new WeakRef(request), new WeakRef(response));
    return response;
  },
};

/** Collects garbage and drops dead references. Returns the number of requests and responses left. */
function collect() {
  gc();
  seen = seen.filter((one) => one.deref());
  gc();
  return seen.length;
}
