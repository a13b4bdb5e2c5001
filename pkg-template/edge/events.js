// What happens at a paywall, told to its owner. Nothing a stranger wrote is in an event: every field is ours, of a closed
// list, or from the processor's receipt.
import { MppError } from '../error.js';

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
      ctx?.waitUntil?.(told);
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

/** The kind of an exception. Its words only where they are this package's: others could repeat what was sent. */
function wordsOf(error) {
  const { name, message } = error ?? {};
  if (error instanceof MppError && /^\P{C}{1,300}$/u.test(message)) return `${name}: ${message}`;
  return typeof name === 'string' && /^[A-Za-z]{1,40}$/.test(name) ? name : 'Error';
}

/** Where nobody listens. */
export function complain(code, error) {
  console.error(`mpp-wasm: ${code}: ${wordsOf(error)}`);
}
