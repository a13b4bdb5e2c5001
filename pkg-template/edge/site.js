// A running paywall: finds the route, decides, then passes the request through or redeems its payment.
import { json } from '../arguments.js';
import { MppError } from '../error.js';
import { UnreadBody, hasBody, mayHaveBody, readBody } from './body/request.js';
import { CODE, split, terms } from './config.js';
import { Cors, expose } from './cors.js';
import { Events } from './events.js';
import { Paywall } from './mpp_wasm_edge.js';
import { delivers } from './proxy/delivery.js';
import { forward, forwardFree, opensWebSocket } from './proxy/forward.js';
import { requestLines, routeLines } from './proxy/request-lines.js';
import { forPaidRequest, forUnpaidRequest, toMutableResponse } from './proxy/response.js';
import { handle } from './proxy/run-handler.js';
import { call } from './ready.js';
import { redeem } from './redeem.js';
import { Refusal, answerOn, refusal, report } from './respond.js';
import { waitUntil } from './wait-until.js';
import { wire } from './wire.js';

export class Site {
  #core;
  #cors;
  #events;
  /** The options of this adapter: what the core does not read. */
  #options;
  /** Whether any route gives passes. Handlers guarded by `charge` never do. */
  #passes;
  /** The codes of the warnings that the owner got. One each is enough, since strangers can cause them. */
  #warned = new Set();
  /** The routes of guarded handlers, by their terms as JSON. */
  #charges = {};

  constructor(config) {
    const { core, options } = split(config);
    this.#core = wire.got(() => Paywall.make(wire.begin(), json(core, 'config', CODE)));
    this.#cors = new Cors(this.#core, options.cors);
    this.#events = new Events(options);
    this.#options = options;
    this.#passes = core.routes.some(({ passTtl }) => passTtl !== undefined);
  }

  /** Reports a fault of this package or of the runtime as an event. */
  fault(request, ctx, error) {
    this.#events.of(request, ctx).error('internal', error);
  }

  /** The route of a guarded handler. Equal terms get the same route, because the core keeps routes for ever. */
  addCharge(value) {
    const own = JSON.stringify(terms(value));
    return (this.#charges[own] ??= wire.got(() => this.#core.addCharge(wire.begin(), own)));
  }

  /** Reports what any client can cause, once. */
  #warn(events, error) {
    if (this.#warned.has(error.code)) return;
    this.#warned.add(error.code);
    events.error(error.code, error);
  }

  /** Serves a request from the origin, at the price of its route. */
  serve(incoming, env, ctx) {
    const { method, url } = incoming;
    const asked = this.#cors.asks(incoming);
    let route = this.#route(asked ?? method, url);
    // If `OPTIONS` has a price, a preflight about a free method is not passed on: anyone can send one, and would get what
    // `OPTIONS` is priced for.
    if (route === undefined && asked !== undefined) route = this.#route(method, url);
    const { origin } = this.#options;
    const handler = origin ? (own) => origin(own, env, ctx) : () => new Response('Not found\n', { status: 404 });
    if (route === undefined) return this.#serveFree(incoming, handler, ctx);
    return this.charge(route, incoming, handler, ctx);
  }

  /** The route whose price applies. `undefined` if there is none. */
  #route(method, url) {
    const length = wire.put(routeLines(method, url));
    return call(() => this.#core.route(wire.core, length));
  }

  /**
   * Serves a request from a handler, at the price of a route. Returns a response, or a `Refusal`, if nothing has to be waited
   * for, or a promise of one.
   */
  charge(route, incoming, handler, ctx) {
    if (this.#cors.asks(incoming) !== undefined) return this.#cors.answer(incoming);
    const events = this.#events.of(incoming, ctx, () => JSON.parse(call(() => this.#core.terms(route))));
    const sale = { route, incoming, handler, ctx, events };
    // A client that opens a WebSocket would see neither challenge nor receipt.
    if (opensWebSocket(incoming)) return this.#refuse(refusal('upgrade', incoming), sale);
    if (mayHaveBody(incoming)) return this.#decideWithBody(sale);
    return this.#decide(sale, null);
  }

  async #decideWithBody(sale) {
    const { bindBody, maxBodyBytes } = this.#options;
    let body = bindBody ? null : undefined;
    try {
      if (hasBody(sale.incoming) && bindBody) body = await readBody(sale.incoming, maxBodyBytes);
    } catch (error) {
      if (!(error instanceof UnreadBody)) throw error;
      if (error.cause) this.#warn(sale.events, error.cause);
      return this.#refuse(refusal(error.kind, sale.incoming), sale);
    }
    return this.#decide(sale, body);
  }

  /** Decides about a request. `body`: its bytes, `null` if there is none, and `undefined` if it was not looked at. */
  #decide(sale, body) {
    const { route, incoming, events } = sale;
    const length = wire.put(requestLines(incoming, this.#passes));
    const attempt = call(() => this.#core.decide(wire.core, length, route, body === null ? NO_BYTES : body, Date.now()));
    if (attempt !== undefined) return this.#redeem(sale, body, attempt);
    const refused = answerOn(wire);
    if (refused === undefined) return this.#admit(sale, body);
    if (refused.code === 'insecure-transport') this.#warn(events, new MppError(refused.code, INSECURE));
    return this.#refuse(refused, sale);
  }

  #refuse(step, { incoming, events }) {
    report(step, events);
    return new Refusal(step, this.#cors.ofRefusal(incoming));
  }

  /** Serves a request that has paid before. */
  async #admit({ incoming, handler, events }, body) {
    const response = await handle(handler, forward(incoming, body, incoming.signal), events, toMutableResponse);
    events.emit('admitted', { status: response.status });
    return expose(forPaidRequest(response), this.#cors.ofResponse(incoming));
  }

  /** Serves a request that pays. */
  async #redeem({ route, incoming, handler, ctx, events: all }, body, attempt) {
    const { method, url } = incoming;
    const events = all.about({ challengeId: attempt.challengeId });
    // A request with side effects runs to its end and is charged for. Otherwise, hanging up in time would get it done
    // for free.
    const forwarded = forward(incoming, body, attempt.hasSideEffects ? undefined : incoming.signal);
    // Made now: if this failed later, a response that was charged for could not be sent.
    const fields = this.#cors.ofResponse(incoming);
    const makePass = () => call(() => this.#core.pass(route, method, url, Date.now()));
    const exchange = { incoming, handler, ctx, events, forwarded, fields, delivers: (response) => delivers(this.#core, incoming, response) };
    const redeemed = redeem(attempt, exchange, this.#options.store, makePass);
    // Runs to its end even if the client hangs up halfway, so that a payment that has begun is recorded.
    waitUntil(ctx, redeemed.catch(() => {}));
    return redeemed;
  }

  /** Serves a request without a price. The origin sees no credential, and the client sees no challenge of the origin. */
  #serveFree(incoming, handler, ctx) {
    const convert = (request, response) => forUnpaidRequest(incoming, request, response);
    return handle(handler, forwardFree(incoming), this.#events.of(incoming, ctx), convert);
  }
}

const INSECURE =
  'if TLS ends in front of this server, pass requests with the https URL, as listener(site.fetch, { publicOrigin }) from ' +
  'mpp-wasm/node makes them';

/** Stands for the body of a request without one. */
const NO_BYTES = new Uint8Array(0);
