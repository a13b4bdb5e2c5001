// One paywall at work: decide, run the attempt, deliver.
import { Paywall } from './mpp_wasm_edge.js';
import { BodyTooLarge, readBody } from './body.js';
import { split, terms } from './config.js';
import { forward, paid, unpaid } from './headers.js';
import { again, keep } from './keep.js';
import { ask } from './rail.js';
import { call } from './ready.js';
import { refuse, respond } from './respond.js';

export class Site {
  #core;
  #rim;

  constructor(config) {
    const { core, rim } = split(config);
    this.#core = call(() => new Paywall(JSON.stringify(core)));
    this.#rim = rim;
  }

  addCharge(value) {
    return call(() => this.#core.addCharge(JSON.stringify(terms(value))));
  }

  /** A request for the origin, under the price of its route. */
  serve(request, env, ctx) {
    const route = call(() => this.#core.route(request.method, request.url));
    const { origin } = this.#rim;
    const handler = origin ? (own) => origin(own, env, ctx) : () => new Response('Not found\n', { status: 404 });
    if (route === undefined) return this.#pass(request, handler);
    return this.charge(route, request, handler);
  }

  /** A request under a route's price, for a handler. */
  async charge(route, request, handler) {
    const { bindBody, maxBodyBytes } = this.#rim;
    let body;
    try {
      body = bindBody ? await readBody(request, maxBodyBytes) : undefined;
    } catch (error) {
      if (error instanceof BodyTooLarge) return refuse('body-too-large');
      throw error;
    }
    const decision = call(() => this.#core.decide(route, JSON.stringify(this.#parts(request)), body, Date.now()));
    if (decision.kind === 'answer') return respond(decision);
    try {
      return await this.#redeem(decision, forward(request, body), handler);
    } finally {
      decision.free();
    }
  }

  /** Runs an attempt: performs the steps it names, until it ends. */
  async #redeem(attempt, request, handler) {
    let response;
    let step = call(() => attempt.start(crypto.randomUUID(), Date.now()));
    for (;;) {
      switch (step.kind) {
        case 'swap':
          step = await this.#swap(attempt, step);
          break;
        case 'call': {
          const { status, retryAfter, replayed, body } = await ask(step);
          step = call(() => attempt.answered(status, retryAfter, replayed, body, Date.now()));
          break;
        }
        case 'deliver': {
          let kept;
          ({ response, kept } = await make(handler, request, step.keep));
          // Nothing of it is sent before the core says so.
          const { ok, status } = response;
          const heard = !request.signal?.aborted;
          step = call(() => attempt.delivered(ok, heard, status, kept?.fields, kept?.body, Date.now()));
          break;
        }
        case 'answer':
          await response?.body?.cancel().catch(() => {});
          return respond(step);
        case 'done':
          return paid(response, step.receipt);
        case 'resend':
          return paid(again(step), step.receipt);
      }
    }
  }

  async #swap(attempt, { id, expected, next, keepUntil }) {
    let found;
    try {
      found = await this.#rim.store.swap(id, expected, next, keepUntil);
    } catch (error) {
      console.error(`mpp-wasm: store-unavailable: ${error?.name}`);
      return call(() => attempt.storeFailed());
    }
    return call(() => attempt.swapped(found ?? undefined, Date.now()));
  }

  /** A request without a price: the origin sees no credential, the client no challenge of the origin. */
  async #pass(request, handler) {
    return unpaid(await deliver(handler, forward(request)));
  }

  #parts(request) {
    const field = (name) => request.headers.get(name) ?? undefined;
    return {
      method: request.method,
      url: request.url,
      authorization: field('authorization'),
      paymentAuthorization: field('payment-authorization'),
      acceptPayment: field('accept-payment'),
      idempotencyKey: field('idempotency-key'),
      nonce: crypto.randomUUID(),
      bodyUnbound: !this.#rim.bindBody,
    };
  }
}

/** Makes the resource, and what is to be kept of it: a body that breaks off while it is read is no success. */
async function make(handler, request, limit) {
  // Only what comes as it is can be kept.
  if (limit) request.headers.set('accept-encoding', 'identity');
  const response = await deliver(handler, request);
  if (!limit || !response.ok) return { response };
  try {
    return await keep(response, limit);
  } catch (error) {
    console.error(`mpp-wasm: origin-unavailable: ${error?.name}`);
    return { response: refuse('origin-unavailable') };
  }
}

async function deliver(handler, request) {
  try {
    return await handler(request);
  } catch (error) {
    console.error(`mpp-wasm: origin-unavailable: ${error?.name}`);
    return refuse('origin-unavailable');
  }
}
