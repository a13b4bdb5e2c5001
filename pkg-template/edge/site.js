// One paywall at work: whose price, decide, let through or redeem.
import { Paywall } from './mpp_wasm_edge.js';
import { BodyTooLarge, hasBody, readBody } from './body.js';
import { split, terms } from './config.js';
import { Cors, expose } from './cors.js';
import { Events } from './events.js';
import { forward, opensWebSocket, paid, unpaid } from './headers.js';
import { call } from './ready.js';
import { deliver, redeem } from './redeem.js';
import { answer, answerOn, refusal } from './respond.js';
import { wire } from './wire.js';

export class Site {
  #core;
  #cors;
  #events;
  #rim;

  constructor(config) {
    const { core, rim } = split(config);
    this.#core = wire.got(Paywall.make(wire.begin(), JSON.stringify(core)));
    this.#cors = new Cors(this.#core, rim.cors);
    this.#events = new Events(rim.onEvent);
    this.#rim = rim;
  }

  /** A fault of this package or of a runtime, told like everything else. */
  fault(request, ctx, error) {
    this.#events.of(request, ctx).error('internal', error);
  }

  addCharge(value) {
    return wire.got(this.#core.addCharge(wire.begin(), JSON.stringify(terms(value))));
  }

  /** A request for the origin, under the price of its route. */
  serve(request, env, ctx) {
    const method = this.#cors.asks(request) ?? request.method;
    const route = call(() => this.#core.route(method, request.url));
    const { origin } = this.#rim;
    const handler = origin ? (own) => origin(own, env, ctx) : () => new Response('Not found\n', { status: 404 });
    if (route === undefined) return this.#pass(request, handler, ctx);
    return this.charge(route, request, handler, ctx);
  }

  /** A request under a route's price, for a handler. */
  async charge(route, request, handler, ctx) {
    if (this.#cors.asks(request) !== undefined) return this.#cors.answer(request);
    const story = this.#events.of(request, ctx, () => JSON.parse(call(() => this.#core.terms(route))));
    const exposed = this.#cors.fields(request);
    const refuse = (step) => answer(step, story, exposed);
    // Neither a challenge nor a receipt reaches whoever opens a WebSocket.
    if (opensWebSocket(request)) return refuse(refusal('upgrade'));
    const { bindBody, maxBodyBytes } = this.#rim;
    let body = bindBody ? null : undefined;
    try {
      if (bindBody && hasBody(request)) body = await readBody(request, maxBodyBytes);
    } catch (error) {
      if (error instanceof BodyTooLarge) return refuse(refusal('body-too-large'));
      throw error;
    }
    const core = wire.begin();
    const attempt = this.#core.decide(core, wire.put(lines(request)), route, body === null ? NO_BYTES : body, Date.now());
    const refused = attempt === undefined ? answerOn(wire) : undefined;
    if (refused) return refuse(refused);
    const forwarded = forward(request, body);
    if (attempt === undefined) {
      const response = await deliver(handler, forwarded, story);
      story.tell('admitted', { status: response.status });
      return expose(paid(response), exposed);
    }
    const pass = () => call(() => this.#core.pass(route, request.method, request.url, Date.now()));
    const redeemed = redeem(attempt, { request, handler, ctx, story, forwarded }, this.#rim.store, pass);
    // To the end where a client hangs up halfway: a payment that began is recorded.
    ctx?.waitUntil?.(redeemed.catch(() => {}));
    return expose(await redeemed, exposed);
  }

  /** A request without a price: the origin sees no credential, the client no challenge of the origin. */
  async #pass(request, handler, ctx) {
    return unpaid(await deliver(handler, forward(request), this.#events.of(request, ctx)));
  }
}

/** The body of a request without one. */
const NO_BYTES = new Uint8Array(0);

const FIELDS = ['authorization', 'payment-authorization', 'accept-payment', 'idempotency-key', 'accept', 'cookie'];

/** What the core decides by, a line each; no part of a request holds a line break. A field that is empty is there. */
function lines({ method, url, headers }) {
  let text = `${method}\n${url}\n${crypto.randomUUID()}`;
  for (const name of FIELDS) {
    const value = headers.get(name);
    text += value === null ? '\n' : `\n=${value}`;
  }
  return text;
}
