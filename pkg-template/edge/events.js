// Reports to the owner what happens at a paywall. An event contains nothing that a stranger wrote: every field is ours,
// from a closed list, or from the processor's receipt.
import { complain, wordsOf } from './complain.js';
import { outlive } from './outlive.js';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** The story if there is no hook: events are dropped, errors go to the console. */
const UNTOLD = { tell() {}, error: complain };

export class Events {
  #hook;

  /** `hook`: called with each event. Without one, errors go to the console. */
  constructor(hook) {
    this.#hook = hook;
  }

  /**
   * The story of one request, which reports events by `tell(kind, more)`. `terms`: returns the terms of its route when
   * needed.
   */
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

/** The kind of event for a response that is not the resource. */
export function kindOf({ code, status }) {
  if (code === 'payment-required') return 'challenged';
  if (code === 'processor-unavailable') return 'unknown';
  return status >= 500 ? 'failed' : 'refused';
}
