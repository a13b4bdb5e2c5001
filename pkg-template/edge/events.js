// Reports to the owner what happens at a paywall. An event contains nothing that a stranger wrote: every field is ours,
// from a closed list, or from the processor's receipt. Only `onError` gets more: errors as they were thrown.
import { describeError, logError, say } from './log-error.js';
import { waitUntil } from './wait-until.js';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** For requests without hooks: events are dropped, errors go to the console, which says who gets their messages. */
const NO_HOOKS = { emit() {}, error: (code, error) => logError(code, error, '; onError gets the exception itself'), about: () => NO_HOOKS };

export class Events {
  #hooks;

  /** Without `onEvent`, errors go to the console. `onError` gets them as they were thrown, in either case. */
  constructor(hooks) {
    this.#hooks = hooks;
  }

  /**
   * What reports the events of one request: `emit(kind, more)`, and `error(code, error)`, which do not throw; `about(more)` is
   * the same with `more` in each event. `terms`: returns the terms of its route. It may throw, so it is called now, before any
   * money moves.
   */
  of(request, ctx, terms = () => ({})) {
    const { onEvent, onError } = this.#hooks;
    if (!onEvent && !onError) return NO_HOOKS;
    const method = METHODS.has(request?.method) ? request.method : 'OTHER';
    return this.#reporter({ method, ...terms() }, Date.now(), ctx);
  }

  #reporter(known, began, ctx) {
    const { onEvent, onError } = this.#hooks;
    const event = (kind, more) => {
      const at = Date.now();
      return { kind, at, duration: at - began, ...known, ...more };
    };
    const tell = (hook, { kind, challengeId }, ...told) =>
      waitUntil(ctx, Promise.resolve().then(() => hook(...told)).catch((error) => hookFailed(error, kind, challengeId)));
    const emit = (kind, more) => {
      if (!onEvent) return;
      const report = event(kind, more);
      tell(onEvent, report, report);
    };
    const error = (code, error) => {
      const report = event('error', { code, error: describeError(error) });
      if (onEvent) tell(onEvent, report, report);
      else logError(code, error);
      // A copy: what one hook changes, the other does not see.
      if (onError) tell(onError, report, error, { ...report });
    };
    return { emit, error, about: (more) => this.#reporter({ ...known, ...more }, began, ctx) };
  }
}

/** Reports that a hook threw, and the event that it may not have recorded: it may be of a payment. */
function hookFailed(error, kind, challengeId) {
  say('hook-failed', `${describeError(error)}; the event was ${kind}${challengeId === undefined ? '' : `, of challenge ${challengeId}`}`);
}

/** The kind of event for a response that is not the resource. */
export function kindOf({ code, status }) {
  if (code === 'payment-required') return 'challenged';
  if (code === 'processor-unavailable') return 'unknown';
  return status >= 500 ? 'failed' : 'refused';
}
