// A request as it came in.
import { MppError } from '../../error.js';

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
}

const NO_REQUEST = 'fetch and what charge returns take a Request; in Node wrap them: listener(site.fetch, { origin }), listener(site.charge(…), { origin }), from mpp-wasm/node';
