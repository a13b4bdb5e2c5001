// One paywall at work: whose price, decide, let through or redeem.
import { json } from '../arguments.js';
import { Paywall } from './mpp_wasm_edge.js';
import { lines, place } from './asked.js';
import { UnreadBody, hasBody, readBody } from './body.js';
import { CODE, split, terms } from './config.js';
import { Cors, expose } from './cors.js';
import { Events } from './events.js';
import { delivers, forward, opensWebSocket, paid, unpaid } from './headers.js';
import { outlive } from './outlive.js';
import { call } from './ready.js';
import { deliver, redeem } from './redeem.js';
import { answer, answerOn, refusal } from './respond.js';
import { wire } from './wire.js';

export class Site {
  #core;
  #cors;
  #events;
  #rim;
  /** Whether any route gives passes; what is guarded by itself does not. */
  #passes;

  constructor(config) {
    const { core, rim } = split(config);
    this.#core = wire.got(() => Paywall.make(wire.begin(), json(core, 'the paywall', CODE)));
    this.#cors = new Cors(this.#core, rim.cors);
    this.#events = new Events(rim.onEvent);
    this.#rim = rim;
    this.#passes = core.routes.some(({ passTtl }) => passTtl !== undefined);
  }

  /** A fault of this package or of a runtime, told like everything else. */
  fault(request, ctx, error) {
    this.#events.of(request, ctx).error('internal', error);
  }

  addCharge(value) {
    return wire.got(() => this.#core.addCharge(wire.begin(), JSON.stringify(terms(value))));
  }

  /** A request for the origin, under the price of its route. */
  serve(request, env, ctx) {
    const asked = this.#cors.asks(request);
    const method = asked ?? request.method;
    const length = wire.put(place(method, request.url));
    const route = call(() => this.#core.route(wire.core, length));
    const { origin } = this.#rim;
    const handler = origin ? (own) => origin(own, env, ctx) : () => new Response('Not found\n', { status: 404 });
    if (route === undefined) return this.#pass(request, handler, ctx, asked === undefined ? undefined : null);
    return this.charge(route, request, handler, ctx);
  }

  /** A request under a route's price, for a handler. */
  async charge(route, request, handler, ctx) {
    if (this.#cors.asks(request) !== undefined) return this.#cors.answer(request);
    const story = this.#events.of(request, ctx, () => JSON.parse(call(() => this.#core.terms(route))));
    const refuse = (step) => answer(step, story, this.#cors.fields(request, false));
    // Neither a challenge nor a receipt reaches whoever opens a WebSocket.
    if (opensWebSocket(request)) return refuse(refusal('upgrade'));
    const { bindBody, maxBodyBytes } = this.#rim;
    let body = bindBody ? null : undefined;
    try {
      if (hasBody(request) && bindBody) body = await readBody(request, maxBodyBytes);
    } catch (error) {
      if (error instanceof UnreadBody) return refuse(refusal(error.message));
      throw error;
    }
    const length = wire.put(lines(request, this.#passes));
    const attempt = call(() => this.#core.decide(wire.core, length, route, body === null ? NO_BYTES : body, Date.now()));
    const refused = attempt === undefined ? answerOn(wire) : undefined;
    if (refused) return refuse(refused);
    // What does something is brought to its end, and charged for: who hangs up in time would have it done for nothing.
    const forwarded = forward(request, body, attempt?.works ? undefined : request.signal);
    if (attempt === undefined) {
      const response = await deliver(handler, forwarded, story);
      story.tell('admitted', { status: response.status });
      return expose(paid(response), this.#cors.fields(request, true));
    }
    const pass = () => call(() => this.#core.pass(route, request.method, request.url, Date.now()));
    const visit = { request, handler, ctx, story, forwarded, delivers: (response) => delivers(this.#core, request, response) };
    const redeemed = redeem(attempt, visit, this.#rim.store, pass);
    // To the end where a client hangs up halfway: a payment that began is recorded.
    outlive(ctx, redeemed.catch(() => {}));
    return expose(await redeemed, this.#cors.fields(request, true));
  }

  /**
   * A request without a price: the origin sees no credential, the client no challenge of the origin. `body`: `null` for a
   * preflight, which has none: what it brings all the same would be an `OPTIONS` request, that may have a price.
   */
  async #pass(request, handler, ctx, body) {
    return unpaid(await deliver(handler, forward(request, body, request.signal), this.#events.of(request, ctx)));
  }
}

/** The body of a request without one. */
const NO_BYTES = new Uint8Array(0);
