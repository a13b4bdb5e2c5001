// Reports to the owner what happens at a paywall. An event contains nothing that a stranger wrote: every field is ours,
// from a closed list, or from the processor's receipt.
import { describeError, logError } from './log-error.js';
import { waitUntil } from './wait-until.js';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** For requests without a hook: events are dropped, errors go to the console. */
const NO_HOOK = { emit() {}, error: logError };

export class Events {
  #hook;

  /** `hook`: called with each event. Without one, errors go to the console. */
  constructor(hook) {
    this.#hook = hook;
  }

  /**
   * What reports the events of one request: `emit(kind, more)`, and `error(code, error)`. `terms`: returns the terms of
   * its route when needed.
   */
  of(request, ctx, terms = () => ({})) {
    if (!this.#hook) return NO_HOOK;
    const began = Date.now();
    const method = METHODS.has(request.method) ? request.method : 'OTHER';
    const emit = (kind, more = {}) => {
      const at = Date.now();
      const event = { kind, at, duration: at - began, method, ...terms(), ...more };
      const emitted = Promise.resolve(event).then(this.#hook).catch((error) => logError('hook-failed', error));
      waitUntil(ctx, emitted);
    };
    return { emit, error: (code, error) => emit('error', { code, error: describeError(error) }) };
  }
}

/** The kind of event for a response that is not the resource. */
export function kindOf({ code, status }) {
  if (code === 'payment-required') return 'challenged';
  if (code === 'processor-unavailable') return 'unknown';
  return status >= 500 ? 'failed' : 'refused';
}
