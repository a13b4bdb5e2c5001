// A request as it came in.
import { MppError } from '../../error.js';

/** Where a paywall's `fetch` has what takes an object like `Incoming` in its place. Other copies of this file know it too. */
const DIRECT = Symbol.for('mpp-wasm.direct');

/**
 * Returns `fetch`, for which `direct` takes what stands for a request that was not made: an object like `Incoming`. It
 * returns refusals as they are, which spares `listener` half of the time.
 */
export function asDirect(fetch, direct) {
  return Object.assign(fetch, { [DIRECT]: { fetch, direct } });
}

/** What was set so. What wraps such a function may have all of its fields, as a `Proxy` has, and must be called itself. */
export function directOf(fetch) {
  const own = fetch[DIRECT];
  return own?.fetch === fetch ? own.direct : undefined;
}

/** A request, of which each field is read once: a getter of the runtime takes longer than a call into the wasm. */
export class Incoming {
  constructor(request) {
    const headers = request?.headers;
    if (typeof headers?.get !== 'function') throw new MppError('bad-config', NO_REQUEST);
    this.request = request;
    this.method = request.method;
    this.url = request.url;
    this.headers = headers;
  }

  /** Aborts when the client disconnects, if the runtime tells. */
  get signal() {
    return this.request.signal;
  }

  /** What Workers know about the client, such as its country and certificate. */
  get cf() {
    return this.request.cf;
  }

  /** Keeps what was made of it as long as the request: in Node, what is collected as garbage never aborts its signal. */
  keep(forwarded) {
    KEPT.set(this.request, forwarded);
  }
}

const KEPT = new WeakMap();

const NO_REQUEST = 'fetch and what charge returns take a Request; in Node wrap them: listener(site.fetch, { origin }), listener(site.charge(…), { origin }), from mpp-wasm/node';
