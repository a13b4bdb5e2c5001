// Runs a paid request: performs the steps that its attempt asks for, until it ends.
import { MppError } from '../error.js';
import { again } from './body/keep.js';
import { expose } from './cors.js';
import { Made, forPayer, hasLeft } from './made.js';
import { ask, refusalOf } from './rail.js';
import { call } from './ready.js';
import { refuse, report, respond } from './respond.js';
import { wire } from './wire.js';

/**
 * The response to a paid request. `exchange`: the request, what serves it, and the CORS fields. `store`: where the claim is kept.
 * `makePass`: returns the cookie to send with a delivery.
 */
export function redeem(attempt, exchange, store, makePass) {
  return new Redemption(attempt, exchange, store, makePass).run();
}

class Redemption {
  #attempt;
  #exchange;
  #store;
  #makePass;
  #events;
  /** The processor's last answer. Making the resource forgets it: what comes after is explained by later answers. */
  #processorResponse;
  /** What the handler made: nothing as yet. */
  #made = new Made();
  /** The last swap, until something follows from its record. */
  #last;
  /** Whether it is put back after an exception. */
  #mayUndo = true;
  /** Whether the store has failed, and its owner knows why. */
  #storeFailed = false;

  constructor(attempt, exchange, store, makePass) {
    this.#attempt = attempt;
    this.#exchange = exchange;
    this.#store = store;
    this.#makePass = makePass;
    this.#events = exchange.events;
  }

  async run() {
    try {
      return await this.#steps();
    } catch (error) {
      this.#made.discard();
      await this.#undo();
      throw error;
    }
  }

  async #steps() {
    let step = nextStep((core) => this.#attempt.start(core, crypto.randomUUID(), Date.now()));
    for (;;) {
      switch (step.kind) {
        case 'swap':
          step = await this.#swap(step);
          break;
        case 'call':
          step = await this.#callProcessor(step);
          break;
        case 'deliver':
          step = await this.#deliver(step);
          break;
        case 'answer':
          return this.#answer(step);
        case 'resend':
          return this.#resend(step);
        case 'failed':
          return this.#fail(step);
        case 'done':
          if (this.#made.clientLeft || !hasLeft(this.#exchange)) return this.#send(step.receipt);
          // The client disconnected during the capture. It gets the resource another time.
          this.#made.clientLeft = true;
          step = nextStep((core) => this.#attempt.clientDisconnected(core, Date.now()));
          // If something is recorded next, it is owed. What the store held before counts as delivered.
          this.#mayUndo = false;
          break;
        default:
          throw new MppError('internal', 'the core asked for an unknown step: its wasm file and this script are from different versions');
      }
    }
  }

  async #swap(step) {
    this.#last = step;
    const { id, expected, next, keepUntil } = step;
    let found;
    try {
      found = await this.#write(id, expected, next, keepUntil);
    } catch (error) {
      this.#storeFailed = true;
      this.#events.error('store-unavailable', error);
      return nextStep((core) => this.#attempt.storeFailed(core));
    }
    return nextStep((core) => this.#attempt.swapped(core, found, Date.now()));
  }

  /**
   * Performs a swap, and repeats it once if the store fails. Repeating is safe: if the first swap was done, or is done
   * late, the other one finds its own text or another one, and changes nothing.
   */
  async #write(...swap) {
    const write = async () => {
      const found = await this.#store.swap(...swap);
      if (found === null || typeof found === 'string') return found;
      throw new MppError('store-unavailable', NO_TEXT);
    };
    return write().catch(write);
  }

  /**
   * After an exception, puts back what the store held before the last swap. Nothing has followed from the record of that swap. If
   * it counts a delivery, nothing of that is sent, and its payer would be asked to pay again. What is kept is not lost.
   */
  async #undo() {
    const { id, expected, next, keepUntil } = this.#last ?? {};
    if (!this.#mayUndo || typeof expected !== 'string' || this.#made.kept) return;
    try {
      await this.#write(id, next, expected, keepUntil);
    } catch (error) {
      this.#events.error('store-unavailable', error);
    }
  }

  async #callProcessor(step) {
    this.#last = undefined;
    this.#processorResponse = await ask(step, this.#events);
    const { status, retryAfter, replayed, body } = this.#processorResponse;
    const next = nextStep((core) => this.#attempt.answered(core, status, retryAfter, replayed, body, Date.now()));
    const { reference } = this.#attempt;
    // Once money has moved, there are no more calls.
    if (reference !== undefined) this.#events.emit('paid', { reference });
    return next;
  }

  /** Makes the resource. Nothing of it is sent before the core allows it. */
  async #deliver(step) {
    this.#last = undefined;
    this.#processorResponse = undefined;
    await this.#made.make(this.#exchange, step.keep, this.#makePass, (...fault) => this.#brokeOff(...fault));
    const { response, ok, kept, clientLeft } = this.#made;
    return nextStep((core) => this.#attempt.delivered(core, ok, !clientLeft, response?.status ?? 0, kept?.fields, kept?.body, Date.now()));
  }

  /** Sends an answer of the core, and nothing of what was made. */
  async #answer(step) {
    this.#made.discard();
    this.#attempt.free();
    const { code, status } = step;
    if (isOwnersProblem(code, this.#processorResponse)) this.#events.error(code, refusalOf(code, this.#processorResponse));
    if (code === 'store-unavailable' && !this.#storeFailed) this.#events.error(code, new MppError(code, FORGETFUL));
    report({ code, status }, this.#events);
    return expose(respond(step), this.#exchange.fields);
  }

  /** Sends a kept response: again, or for the first time if it is only now known to be paid. */
  #resend(step) {
    const kind = this.#attempt.reference === undefined ? 'resent' : 'delivered';
    this.#events.emit(kind, { status: step.status });
    this.#attempt.free();
    return forPayer(again(step), this.#exchange.fields, step.receipt);
  }

  /**
   * Sends a failure: the resource is owed, or nobody was charged, or the payment is still held. `fault`: what to answer in place of
   * what was made. Without it, what was made says itself that it failed.
   */
  async #fail({ fault }) {
    let { response } = this.#made;
    if (fault) {
      this.#made.discard();
      response = forPayer(refuse(fault, this.#exchange.incoming), this.#exchange.fields);
    }
    const outcome = this.#attempt.failure();
    const isKnown = outcome === 'released' || outcome === 'owed';
    const { status } = response;
    if (!isKnown && this.#processorResponse?.status) {
      this.#events.error('processor-unavailable', refusalOf('processor-unavailable', this.#processorResponse));
    }
    this.#events.emit(isKnown ? outcome : 'unknown', { status });
    this.#attempt.free();
    return response;
  }

  /** Sends a delivery, and ends the attempt once its body is sent or has broken off. */
  #send(receipt) {
    const response = this.#made.send(receipt, this.#exchange.ctx, () => this.#attempt.free());
    this.#events.emit('delivered', { status: response.status });
    return response;
  }

  /**
   * A body broke off while it was sent: the resource is owed again, unless the payer has disconnected. An origin that
   * notices a disconnect stops halfway too, so payers could otherwise get the resource as often as they like. If the
   * server could not send it, it is owed in any case.
   */
  async #brokeOff(error, isUnsent = false) {
    if (!isUnsent && hasLeft(this.#exchange)) return;
    this.#events.error('origin-unavailable', error);
    this.#events.emit('owed');
    let step = nextStep((core) => this.#attempt.brokeOff(core, Date.now()));
    while (step.kind === 'swap') step = await this.#swap(step);
  }
}

const NO_TEXT = 'store.swap must resolve to the previous text, or null if there was none; it resolved to something else';

/** A store that works, as far as it tells. */
const FORGETFUL =
  'the store forgot a record too soon, or took half a minute: it must evict nothing, and the clocks of store and server must agree';

/** Whether the processor's answer explains this end to the owner. If there was no answer, that was already reported. */
function isOwnersProblem(code, processorResponse) {
  return code === 'processor-refused' || (code === 'processor-unavailable' && Boolean(processorResponse?.status));
}

/** The step that a call of an attempt leaves on the wire. It is wiped there, because it may contain the seller's key. */
function nextStep(work) {
  const core = wire.begin();
  call(() => work(core));
  const step = JSON.parse(wire.one());
  wire.forget();
  return step;
}
