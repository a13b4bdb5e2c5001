// A request as it came in.
import { MppError } from '../../error.js';

/** Other copies of this file know it too. */
const DIRECT = Symbol.for('mpp-wasm.direct');

/**
 * Gives a function of a `Request` another one, of an object like `Incoming`, that returns refusals as they are. `listener`
 * calls it and makes neither a `Request` nor a `Response`, which takes a quarter of the time.
 */
export function withDirect(fetch, direct) {
  return Object.defineProperty(fetch, DIRECT, { value: { fetch, direct } });
}

/** That other function, if there is one. A function around `fetch`, even a `Proxy`, has none, because it does more. */
export function directOf(fetch) {
  const own = fetch[DIRECT];
  return own?.fetch === fetch ? own.direct : undefined;
}

/** Other copies of this file know it too. */
const SENT = Symbol.for('mpp-wasm.sent');

/** Lets a `Request` tell whether its response is sent. `sent`: returns a promise of that. */
export function withSent(request, sent) {
  return Object.defineProperty(request, SENT, { get: sent });
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

  /** Resolves to whether its response could be sent, if the server tells. Who leaves halfway was sent it. */
  get sent() {
    return this.request[SENT];
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

const NO_REQUEST =
  'fetch and what charge returns take a Request; in Node wrap them: listener(site.fetch, { publicOrigin }), ' +
  'listener(site.charge(…), { publicOrigin }), from mpp-wasm/node';
