/** A paywall in front of an origin or a handler, for every runtime with `fetch`. It has its own wasm file. */

import type { ErrorCode } from './index.js';

export { MppError } from './index.js';
export type { ErrorCode, Problem } from './index.js';

/** Remembers the outcome of each challenge: one atomic register per id. */
export interface Store {
  /**
   * Atomically replaces the text in register `id` with `next` if it currently holds `expected` (`null` or `undefined`:
   * if it is empty).
   *
   * Resolves with the text the register held before, or `null` if it was empty. If it throws, rejects or resolves with
   * anything else, the store has failed, and the call is repeated once with the same arguments.
   *
   * @param keepUntil Milliseconds since the epoch. The store may drop the text after this moment, and not before.
   */
  swap(id: string, expected: string | null | undefined, next: string, keepUntil: number): Promise<string | null>;
}

/**
 * When a payment is captured.
 *
 * `'after-delivery'`: the payment is authorized (held), the handler makes the resource, and the payment is captured
 * before any of the resource is sent. If the handler throws or does not answer with success, the hold is released and
 * the payer pays nothing. Only for payment methods that can be held: cards, Link, and most wallets.
 *
 * `'before-delivery'`: the payment is captured first, in one call. If the handler then fails, the resource is owed: the
 * same credential gets it later, without another charge.
 */
export type Capture = 'after-delivery' | 'before-delivery';

/** A price and what it is for. */
export interface RouteTerms {
  /**
   * `"1.00 USD"`: the amount, with all of the currency's decimals or none, and its ISO 4217 code. At least what Stripe
   * charges, such as 0.50 USD. `"free"` for no price, except in `charge`.
   */
  price: string;
  /** When payments are captured on this route. Defaults to the paywall's `capture`. */
  capture?: Capture | undefined;
  /** One line of at most 2 KiB, shown to payers. */
  description?: string | undefined;
  /**
   * Sent to the processor with the payment, and visible to payers. At most 40 strings of up to 500 bytes, and about
   * 5 KB of JSON in all, less with a long description; names have 1 to 40 bytes without `[` and `]`, and are not
   * `challenge_id` or `machine_payment`, which the paywall sets, or `externalId`, which is the payer's. It is part of the
   * terms that payers accept, so change it only when nothing is owed. A proxy in front may let only 2 KB of it and the
   * description pass, as nginx does by default (README).
   */
  metadata?: Record<string, string> | undefined;
  /**
   * How long a paid GET admits its payer to the whole route, in milliseconds: from one second to thirty days. If left
   * out, every request is paid for. The pass is a cookie (`HttpOnly`, `SameSite=Lax`, `Secure` over https), bound to
   * realm, pattern, price and `networkId`. It admits GET and HEAD; other methods are paid for each time. Not available
   * in `charge`.
   */
  passTtl?: number | undefined;
  /**
   * The field that carries the credential. Defaults to `'Authorization'`. With `'Payment-Authorization'`, a client can send
   * its own credentials for the origin, such as an API key, in `Authorization`. Change it only when nothing is owed.
   */
  header?: 'Authorization' | 'Payment-Authorization' | undefined;
}

/**
 * Serves a resource. Throwing, returning something other than a `Response`, and returning a `Response` that cannot be
 * sent all count as failures. It cannot be sent if its body was already read, if a field holds a control character, or if
 * its `Content-Length` is not a number or announces a body that is not there. If the body turns out to have another
 * length, it breaks off. Workers ignore the `Content-Length` of a body, and so does the paywall there.
 *
 * `request.signal` aborts when the payer disconnects. A handler that then stops in the middle of a body has delivered
 * it. A paid request with side effects (any method but GET, HEAD, OPTIONS, QUERY, SEARCH, REPORT and PROPFIND) does not
 * get this signal: it runs to its end and is charged for.
 */
export type Handler<Env = unknown> = (request: Request, env: Env, ctx: any) => Response | Promise<Response>;

/** Which pages of other sites may pay here, in the terms of the Fetch standard. */
export interface Cors {
  /** `'*'` (the default), an origin like `'https://app.example.com'`, or a list of them. */
  origins?: string | readonly string[];
  /** Whether requests from these pages may carry cookies. Requires `origins` by name. Defaults to `false`. */
  credentials?: boolean;
}

/**
 * What happened to a request for a priced route. It contains nothing the payer wrote except the method, which is from a
 * closed list: no URL, credential, token or body. Errors are described in this package's own words only.
 */
export interface PaywallEvent {
  /**
   * - `challenged`: there was no credential; answered with 402.
   * - `paid`: money has moved.
   * - `delivered`: the response is sent with its receipt.
   * - `owed`: paid, but the resource failed, broke off or found its payer gone. The same credential gets it.
   * - `released`: the resource failed and nobody was charged.
   * - `resent`: a kept response is sent again.
   * - `admitted`: let in by a pass.
   * - `refused`: the request or its payment was refused.
   * - `unknown`: the outcome of the payment is unknown. With a `status` but no `code`: the resource failed, and the
   *   hold could not be released yet.
   * - `failed`: a fault on this side, before anything was sent.
   * - `error`: a store (after its retry), an origin or a processor threw or broke off; the processor refused this server,
   *   or gave an answer that settles nothing; or the paywall failed or got a body that was already read (`internal`). An
   *   empty chunked body and a request over http (`insecure-transport`) are reported once, since any client can send
   *   them.
   *
   * `paid` and `delivered` are sent at least once, unless the process dies: after a store failure, the request that resumes
   * may send them again. Count payments by `reference` and deliveries by `challengeId`.
   */
  kind: 'challenged' | 'paid' | 'delivered' | 'owed' | 'released' | 'resent' | 'admitted' | 'refused' | 'unknown' | 'failed' | 'error';
  /** When it happened, in milliseconds since the epoch. */
  at: number;
  /** Milliseconds since the request arrived. */
  duration: number;
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS' | 'OTHER';
  /** The route's pattern. Absent for `charge` and for free requests. */
  route?: string;
  /** What the route asks for. `amount` is in base units. */
  payment?: { method: string; intent: string; amount?: string; currency?: string };
  /** The reason for a response that is not the resource, or for an error. */
  code?: ErrorCode;
  /** The status of the response. */
  status?: number;
  /** The challenge that is being redeemed, or else the one that was issued. */
  challengeId?: string;
  /** In `paid` events: the processor's id for the payment. */
  reference?: string;
  /**
   * The name of an exception and of its cause, each with a code of the system: `TypeError (Error ECONNREFUSED)`. An
   * `MppError` includes its message: `MppError: Redis answered NOAUTH`.
   */
  error?: string;
}

export interface PaywallConfig<Env = any> {
  /** The public host name, like `api.example.com`. It is the protection space of the challenges. */
  realm: string;
  /** Binds challenges to their terms. At least 32 bytes. */
  secret: string;
  /**
   * Former secrets, accepted for as long as they are listed here. After replacing a secret, keep it for `challengeTtl`
   * plus 24 hours, or for the longest `passTtl` if that is longer. Until then a payer may be owed a response, ask for a
   * kept one again or hold a pass; without the secret, that payer is asked to pay again.
   *
   * If several servers run and are replaced one by one, list the coming secret here first, on all of them, and make it the
   * `secret` in a second deploy. Otherwise, the servers that are still old do not recognize what the new ones issue.
   */
  previousSecrets?: readonly string[] | undefined;
  /** How long a challenge is valid, in milliseconds: from ten seconds to a day. Defaults to five minutes. */
  challengeTtl?: number | undefined;
  /** Defaults to `'after-delivery'`: nobody is charged for a response that failed. */
  capture?: Capture | undefined;
  /**
   * The largest response body that is kept, in bytes, for a request with side effects (see {@link Handler}) and an
   * `Idempotency-Key`. The same credential gets the kept response again under the same key, which counts for its method,
   * path and query alone. Defaults to 64 KiB, at most 512 KiB. A response with more than 16 KiB of header fields or with a
   * content coding is not kept. With 0, keys are passed on to the origin and nothing is kept. Not available with
   * `bindBody: false`.
   */
  maxReplayBytes?: number | undefined;
  stripe: {
    /**
     * `sk_…` or a restricted `rk_…`. It can be replaced by another one of the same account at any time. The key of another
     * account reaches nothing that is held or unknown in the old one; it has a `networkId` of its own.
     */
    secretKey: string;
    /** Your profile on Stripe's network (`profile_…`). */
    networkId: string;
    /**
     * Stripe's names of payment methods, at least one. Defaults to `['card', 'link']`. Must not include a method that
     * takes days to report whether it has paid (bank debits, bank transfers, vouchers). Change this only when nothing is
     * owed.
     */
    paymentMethodTypes?: readonly string[] | undefined;
    /** An API base other than `https://api.stripe.com`: https, or http on loopback. Without `/v1`, user, query or fragment. */
    apiBase?: string | undefined;
  };
  /**
   * Prices by pattern: `"/paid"`, `"/premium/*"`, `"POST /api/*"`. As the last segment, `*` stands for one or more segments,
   * anywhere else for exactly one: `/premium/*` does not cover `/premium`, although Hono's own pattern does. A trailing
   * slash does not count, except that a lower price, or none, for `/about` does not hold for `/about/`, which some servers
   * take for another path; `/about/` stands for both. Nor does it hold for `/ABOUT`: some servers ignore case. The most
   * specific pattern applies: the one with the most plain segments, then the most segments, then one that does not end in
   * `*`, then one with a method. A request that matches none is free. Required with `origin`. A price that is `undefined` is
   * an error.
   */
  routes?: Record<string, string | RouteTerms>;
  /** Where claims are kept. All servers with the same `secret` need the same store. A new store knows nothing of old claims. */
  store: Store;
  /**
   * The origin server behind the paywall, or what stands in for it: a URL (a host and a path, nothing more), a service
   * binding or a handler. An object with `fetch` gets the request alone: write `app.fetch` for an app that needs `env`.
   * Required with `routes`; a paywall that only uses `charge` has neither. In a paid response, cookies, shared-cache
   * directives and payment headers of the origin, except x402's, are dropped. In Workers, a free request that has nothing to
   * hide is passed on as it is, without a copy: to change its fields, copy it first. Outside Workers, a request to open a
   * WebSocket on a free route arrives as an ordinary request.
   */
  origin?: string | URL | { fetch(request: Request): Response | Promise<Response> } | Handler<Env>;
  /** The largest body of a priced request, in bytes. Defaults to 1 MiB. Not available with `bindBody: false`. */
  maxBodyBytes?: number | undefined;
  /**
   * Which other sites' pages may pay here. By default every site may, without cookies: pages can read challenges and
   * receipts, and preflights of priced routes are answered at no cost. A preflight about a free method goes to the
   * origin, unless `OPTIONS` has a price on that path.
   *
   * With `false`, no CORS headers are added, and `OPTIONS` is priced like any other method; only then may a pattern
   * price `OPTIONS` alone. CORS headers the origin puts on a paid response are kept in either case.
   */
  cors?: false | Cors;
  /**
   * Called with each event, after the fact. What it throws, returns or waits for does not change any response. If set,
   * errors of stores, origins and processors are reported here instead of to `console.error`. If it throws, the console says so,
   * with the kind of the event and its challenge.
   */
  onEvent?: ((event: PaywallEvent) => unknown) | undefined;
  /**
   * Called with each error as it was thrown, and with the event of kind `error` that describes it: `code` and `route`
   * tell where it comes from. For messages and stacks of your own code, which events and the console leave out. What it
   * throws, returns or waits for does not change any response.
   *
   * The error may hold secrets of your code, what the payer sent (a URL, a body) and what a store was to keep. The paywall
   * hands no credential or token to origins, handlers and stores, so their errors hold none, unless your code gets it
   * elsewhere, such as from the context of a framework. An error of a call to the processor is what `fetch` threw.
   */
  onError?: ((error: unknown, event: PaywallEvent) => unknown) | undefined;
  /**
   * Whether challenges are bound to the body of their request. Defaults to `true`. With `false`, bodies are streamed. A client
   * has to pay with the same bytes: one that gives `fetch` a `FormData` each time sends another boundary each time. Change it
   * only when nothing is owed: what was paid for with a body that was not bound is not recognized once bodies are.
   */
  bindBody?: boolean | undefined;
}

export interface Paywall<Env = any> {
  /**
   * Answers a request: free routes pass through, priced ones must be paid for first.
   *
   * Programs get a refusal as a `Problem` (`application/problem+json`) with two more members: `code`, an `ErrorCode`, and with
   * challenges `challengeId`, the id of the first. `Retry-After` says when to send the same credential again: with 409,
   * 503 and `processor-refused`.
   *
   * @param request Its URL must be the one the payer requested, with `https:` even if something in front of this server
   *   terminates TLS. Its `signal` should abort when the payer disconnects. In Node, Deno and Bun, `listener` of
   *   `mpp-wasm/node` makes such requests.
   * @param ctx In Workers, pass it on: it lets a payment in progress finish if its payer hangs up.
   */
  fetch(request: Request, env?: Env, ctx?: any): Promise<Response>;
  /**
   * Guards one handler, whatever its path. Call it once per route, not per request: terms are kept as long as the
   * paywall, equal ones once. The paywall must see the request first: one whose body was already read is
   * answered with 500. It must get the OPTIONS of its path too, or no other site's page can pay. As with an origin,
   * cookies, shared-cache directives and payment headers (except x402's) of the handler's response are dropped.
   *
   * @example
   * const guarded = site.charge('1.00 USD', (request) => Response.json({ paid: true }));
   * const response = await guarded(request, env, ctx);
   * @throws {MppError} `bad-config`
   */
  charge(terms: string | Omit<RouteTerms, 'passTtl'>, handler: Handler<Env>): (request: Request, env?: Env, ctx?: any) => Promise<Response>;
}

/**
 * Makes a paywall.
 *
 * A configuration object is checked now, or at the first request if the wasm is not loaded yet. A function of the
 * environment is called and checked at the first request. While a configuration checked at a request is wrong, every
 * request is answered with 500, priced or not.
 *
 * @example
 * export default paywall((env) => ({
 *   realm: 'api.example.com',
 *   secret: env.MPP_SECRET_KEY, // at least 32 bytes
 *   stripe: { secretKey: env.STRIPE_SECRET_KEY, networkId: env.STRIPE_NETWORK_ID },
 *   store: durableObject(env.CLAIMS),
 *   routes: { '/paid': '1.00 USD', '/premium/*': '5.00 USD' },
 *   origin: 'https://origin.example.com',
 * }));
 * @throws {MppError} `bad-config`, `bad-secret`
 */
export function paywall<Env = any>(config: PaywallConfig<Env> | ((env: Env) => PaywallConfig<Env>)): Paywall<Env>;
