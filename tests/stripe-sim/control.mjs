import { jsonAnswer, StripeError, unknownUrl } from './errors.mjs';
import { armFault, parseFault } from './faults.mjs';
import { happen, setSearch } from './later.mjs';
import { createState } from './state.mjs';

/** Where the control endpoints live, apart from Stripe's own. */
export const CONTROL_PREFIX = '/_sim/';

/**
 * Answers a control request: faults, later outcomes, reset, request log. No key is needed.
 *
 * @param {{state: object}} sim a reset replaces `sim.state`
 * @param {{method: string, path: string, body: string}} request
 * @returns {{status: number, headers: Record<string, string>, body: string}}
 */
export function answerControl(sim, { method, path, body }) {
  try {
    switch (`${method} ${path}`) {
      case 'POST /_sim/faults': {
        const fault = parseFault(body);
        armFault(sim.state, fault);
        return jsonAnswer(200, fault);
      }
      case 'POST /_sim/later':
        return jsonAnswer(200, happen(sim.state, body));
      case 'POST /_sim/search':
        return jsonAnswer(200, setSearch(sim.state, body));
      case 'POST /_sim/reset':
        sim.state.closing.abort();
        sim.state = createState();
        return jsonAnswer(200, { reset: true });
      case 'GET /_sim/requests':
        return jsonAnswer(200, sim.state.requests);
      default:
        throw unknownUrl(method, path);
    }
  } catch (error) {
    if (error instanceof StripeError) return error.toAnswer();
    throw error;
  }
}
