// What happens at a paywall, told to its owner. Nothing a stranger wrote is in an event: every field is ours, of a closed
// list, or from the processor's receipt.
import { complain, wordsOf } from './complain.js';
import { outlive } from './outlive.js';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** A story nobody listens to. */
const UNTOLD = { tell() {}, error: complain };

export class Events {
  #hook;

  /** `hook`: called with each event; without one, errors go to the console. */
  constructor(hook) {
    this.#hook = hook;
  }

  /** The story of one request: `tell(kind, more)`. `terms`: what its route is about, asked for once it matters. */
  of(request, ctx, terms = () => ({})) {
    if (!this.#hook) return UNTOLD;
    const began = Date.now();
    const method = METHODS.has(request.method) ? request.method : 'OTHER';
    const tell = (kind, more = {}) => {
      const at = Date.now();
      const event = { kind, at, duration: at - began, method, ...terms(), ...more };
      const told = Promise.resolve(event).then(this.#hook).catch((error) => complain('hook-failed', error));
      outlive(ctx, told);
    };
    return { tell, error: (code, error) => tell('error', { code, error: wordsOf(error) }) };
  }
}

/** An answer that is not the resource. */
export function kindOf({ code, status }) {
  if (code === 'payment-required') return 'challenged';
  if (code === 'processor-unavailable') return 'unknown';
  return status >= 500 ? 'failed' : 'refused';
}
