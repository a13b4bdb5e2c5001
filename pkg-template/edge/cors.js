// What pages of other sites may see: preflights, and header fields of every response of a priced route. The core
// decides.
import { call } from './ready.js';

export class Cors {
  #core;
  #on;
  /** The last fields, and what they depend on. */
  #basis;
  #fields;

  constructor(core, on) {
    this.#core = core;
    this.#on = on;
  }

  /** The method a preflight asks about. `undefined` if the request is not a preflight, or CORS is turned off. */
  asks(request) {
    if (!this.#on || request.method !== 'OPTIONS' || !request.headers.has('origin')) return undefined;
    return request.headers.get('access-control-request-method') ?? undefined;
  }

  /** The response to a preflight. */
  answer(request) {
    const { headers } = request;
    const method = headers.get('access-control-request-method');
    const asked = headers.get('access-control-request-headers');
    const fields = call(() => this.#core.preflight(headers.get('origin'), method, asked));
    return add(new Response(null, { status: 204 }), JSON.parse(fields));
  }

  /** The CORS fields of a refusal, which no cache keeps. */
  ofRefusal(request) {
    return this.#of(request, false);
  }

  /** The CORS fields of any other response, which a cache may reuse for another request. */
  ofResponse(request) {
    return this.#of(request, true);
  }

  #of(request, kept) {
    const origin = request.headers.get('origin');
    // With an `Origin`, the fields do not depend on `kept`; without one, they depend on nothing else.
    const basis = origin ?? kept;
    if (basis !== this.#basis) {
      this.#fields = JSON.parse(call(() => this.#core.corsFields(origin, kept)));
      this.#basis = basis;
    }
    return this.#fields;
  }
}

/** Adds CORS fields to a response. If the origin has set its own `Access-Control-Allow-Origin`, that is kept. */
export function expose(response, fields) {
  const theirs = response.headers.has('access-control-allow-origin');
  return add(response, fields.filter(([name]) => !theirs || name === 'Access-Control-Expose-Headers'));
}

function add(response, fields) {
  for (const [name, value] of fields) response.headers.append(name, value);
  return response;
}
