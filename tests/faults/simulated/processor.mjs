// The processor: `tests/stripe-sim` without its server, behind a network that fails.
import { answerApi, decodeParameters } from '../../stripe-sim/api.mjs';
import { garbageAnswer, statusAnswer } from '../../stripe-sim/faults.mjs';
import { happen } from '../../stripe-sim/later.mjs';
import { createState, newId } from '../../stripe-sim/state.mjs';
import { createToken } from '../../stripe-sim/tokens.mjs';

export const BASE = 'https://processor.invalid';
/** A key of each account, and one more of the first. */
export const KEYS = ['sk_test_123456789', 'sk_test_987654321', 'sk_test_111111111'];
/**
 * No effect; an effect without an answer, now, never or broken off; an effect that comes later; only a status; a 5xx that is
 * repeated; an answer that is none.
 */
const FAULTS = ['lost', 'mute', 'silent', 'cut', 'late', 'status', 'saved', 'garbage'];
const STATUSES = [400, 401, 403, 408, 409, 424, 429, 500, 503];

export class Processor {
  /** The challenges for whose payment a 5xx is repeated. */
  saved = new Set();
  #accounts = [createState(), createState()];
  #seen = new Map();
  #world;

  constructor(world) {
    this.#world = world;
  }

  mint(paymentMethod) {
    const [{ tokens }, other] = this.#accounts;
    const { id } = createToken.execute({ tokens }, { payment_method: paymentMethod, usage_limits: { currency: 'usd', max_amount: 100 } });
    // The worst case: another account could take it too.
    other.tokens.set(id, structuredClone(tokens.get(id)));
    return id;
  }

  #intents() {
    return this.#accounts.flatMap(({ paymentIntents }) => [...paymentIntents.values()]);
  }

  /** The payments for a challenge in one of the states. */
  payments(challenge, ...states) {
    return this.#intents().filter(({ metadata, status }) => metadata.challenge_id === challenge && states.includes(status));
  }

  /** What happens by itself: the payers' banks confirm what waits for them, or holds expire. */
  becomes(status) {
    for (const state of this.#accounts) {
      for (const { id, status: from } of state.paymentIntents.values()) {
        const changes = from === (status === 'canceled' ? 'requires_capture' : 'requires_action');
        if (changes) happen(state, JSON.stringify({ payment_intent: id, status }));
      }
    }
    this.#look(true);
  }

  fetch = (url, { method, headers, body = '', signal }) => {
    const { pathname: path, search } = new URL(url);
    const request = { id: newId('req'), method, path, query: search.slice(1), headers: Object.fromEntries(new Headers(headers)), body };
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      if (signal.aborted) reject(signal.reason);
      else this.#exchange(request).then(resolve, reject);
    });
  };

  async #exchange(request) {
    const world = this.#world;
    const process = world.current;
    const isPayment = request.path.endsWith('/payment_intents');
    let fault = world.fault('processor', FAULTS);
    // With two tokens for a challenge, one could be refused before the other one's late payment.
    if (fault === 'late' && isPayment && world.hasRivals) fault = 'lost';
    if (fault === 'saved' && !isPayment) fault = 'mute';
    await world.wait(process);
    if (fault === 'late') world.after(world.long(), null, () => void this.#execute(request, fault));
    if (fault === 'lost' || fault === 'late') {
      await world.wait(process);
      throw new TypeError('fetch failed');
    }
    const only = fault === 'status' && statusAnswer({ status: world.pick(STATUSES), retry_after: world.pick([undefined, 1, 60]) });
    const answer = only || (await this.#execute(request, fault));
    await world.wait(process);
    if (fault === 'mute') throw new TypeError('fetch failed');
    if (fault === 'silent') await new Promise(() => {});
    const { status, headers, body } = fault === 'garbage' ? garbageAnswer(answer) : answer;
    return new Response(fault === 'cut' ? breakingOff(body) : body, { status, headers });
  }

  async #execute(request, fault) {
    const world = this.#world;
    if (fault === 'saved') this.saved.add(new URLSearchParams(request.body).get('metadata[challenge_id]'));
    const isOther = request.headers.authorization === `Basic ${btoa(`${KEYS[1]}:`)}`;
    const answer = await answerApi(this.#accounts[Number(isOther)], request, { params: decodeParameters(request) }, {
      // Meanwhile, the same key is answered with 409.
      beforeExecution: () => (world.chance(0.3) ? world.wait(null) : undefined),
      afterExecution: (done) => (fault === 'saved' ? statusAnswer({ status: world.pick([500, 503]) }) : done),
    });
    const [, became = ''] = /"status":"(\w+)"/.exec(answer.body) ?? [];
    world.note(`${request.method} ${request.path.replace(/.*pi_\w+/, '')}: ${answer.status} ${became} ${fault ?? ''}`);
    this.#look(false);
    return answer;
  }

  /** Tells the world of each payment that has been captured. */
  #look(byBank) {
    for (const { id, status, metadata, capture_method } of this.#intents()) {
      const isNew = status === 'succeeded' && this.#seen.get(id) !== status;
      if (isNew) this.#world.books.captured(metadata.challenge_id, capture_method === 'manual' && !byBank);
      this.#seen.set(id, status);
    }
  }
}

function breakingOff(text) {
  return new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode(text.slice(0, 40))),
    pull: (controller) => controller.error(new TypeError('terminated')),
  });
}
