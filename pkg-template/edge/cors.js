// What pages of other sites may see: preflights, and fields of every answer of a priced route. The core decides.
import { call } from './ready.js';

export class Cors {
  #core;
  #on;
  /** Whom the last fields are for, and they. */
  #page;
  #fields;

  constructor(core, on) {
    this.#core = core;
    this.#on = on;
  }

  /** The method a preflight asks about; `undefined` when the request is none, or pages are none of our business. */
  asks(request) {
    if (!this.#on || request.method !== 'OPTIONS' || !request.headers.has('origin')) return undefined;
    return request.headers.get('access-control-request-method') ?? undefined;
  }

  /** The answer to a preflight. */
  answer(request) {
    const field = (name) => request.headers.get(name) ?? undefined;
    const asked = field('access-control-request-headers');
    const fields = call(() => this.#core.preflight(field('origin'), field('access-control-request-method'), asked));
    return add(new Response(null, { status: 204 }), JSON.parse(fields));
  }

  /** What an answer says about its page. `kept`: whether a cache may give it to another request, as none may with a refusal. */
  fields(request, kept) {
    if (!this.#on) return [];
    const origin = request.headers.get('origin') ?? undefined;
    // Who comes from a page is told the same either way.
    const page = origin ?? kept;
    if (page !== this.#page) {
      this.#fields = JSON.parse(call(() => this.#core.corsFields(origin, kept)));
      this.#page = page;
    }
    return this.#fields;
  }
}

/** An answer with what its page may read. What an origin says about its own pages stays. */
export function expose(response, fields) {
  const theirs = response.headers.has('access-control-allow-origin');
  return add(response, fields.filter(([name]) => !theirs || name === 'Access-Control-Expose-Headers'));
}

function add(response, fields) {
  for (const [name, value] of fields) response.headers.append(name, value);
  return response;
}
