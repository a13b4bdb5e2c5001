// What a handler made for a payer, and all that is sent with it.
import { letGo } from './body/let-go.js';
import { watched } from './body/watch.js';
import { expose } from './cors.js';
import { forPaidRequest } from './proxy/response.js';
import { runHandler } from './proxy/run-handler.js';
import { waitUntil } from './wait-until.js';

/** A response with the fields that its payer may see. `fields`: those for CORS. */
export function forPayer(response, fields, receipt) {
  return expose(forPaidRequest(response, receipt), fields);
}

export class Made {
  /** As it is sent but for the receipt and the pass. `undefined` if nothing was made that can be sent. */
  response;
  /** Whether it is what was paid for. */
  ok = false;
  /** What the store is to keep of it. */
  kept;
  /** Whether the client has left, as far as the attempt knows. */
  clientLeft = false;
  /** What is let go if it is not sent. */
  #rest;
  /** Begins to send the body. Resolves once it is sent or has broken off. */
  #pump;
  /** The pass to send with it. */
  #cookie;

  /**
   * Runs the handler, and prepares all that is sent with what it makes. What can fail does so here: if it is after the charge,
   * or after the record of the delivery, the payer loses what was paid for. `limit`, `makePass`, `brokeOff`: see `runHandler`,
   * `redeem` and `watched`.
   */
  async make(exchange, limit, makePass, brokeOff) {
    try {
      const { response, taken, ok, kept } = await runHandler(exchange, limit);
      this.#rest = taken ?? response?.body;
      this.clientLeft = hasLeft(exchange);
      if (response === undefined) return;
      if (ok) this.#cookie = makePass();
      // What is kept can be sent again.
      const sent = kept ? undefined : () => exchange.incoming.sent;
      const { response: own, pump } = watched(forPayer(response, exchange.fields), taken, sent, brokeOff);
      Object.assign(this, { response: own, ok, kept });
      this.#pump = pump;
    } catch (error) {
      this.discard();
      exchange.events.error('internal', error);
    }
  }

  /** Sends it. `ended`: called once its body is sent or has broken off. */
  send(receipt, ctx, ended) {
    const { headers } = this.response;
    headers.set('payment-receipt', receipt);
    if (this.#cookie !== undefined) headers.append('set-cookie', this.#cookie);
    waitUntil(ctx, this.#pump().finally(ended));
    return this.response;
  }

  /** Lets go of what is not sent, and of a response that nobody gets: its body may have begun to be sent. */
  discard() {
    letGo(this.#rest);
    letGo(this.response?.body);
  }
}

/** Whether the client has left, as far as the runtime tells. */
export function hasLeft({ incoming }) {
  return incoming.signal?.aborted;
}
