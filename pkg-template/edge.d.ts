/** A paywall in front of an origin or a handler, for every runtime with `fetch`. A wasm file of its own. */

import type { ErrorCode } from './index.js';

export { MppError } from './index.js';
export type { ErrorCode, Problem } from './index.js';

/** Remembers what became of a challenge: one atomic register an id. */
export interface ClaimStore {
  /**
   * Atomically: if the register holds `expected` (`null`: nothing), make it hold `next`. Resolves with what it held
   * before, `null` for nothing; anything but a text or nothing counts as a failure of the store. One that throws or rejects is
   * asked once more, with the same arguments. It may be emptied after `keepUntil`, milliseconds since the epoch, and not before.
   */
  swap(id: string, expected: string | null | undefined, next: string, keepUntil: number): Promise<string | null>;
}

/**
 * When a payment is taken.
 *
 * `'after-delivery'`: the money is held, the resource made, and the money taken before any of it is sent. A handler that
 * throws or answers no success costs the payer nothing; the hold is released. Only for payment methods that can be held:
 * cards, Link, and most wallets.
 *
 * `'before-delivery'`: the money is taken first, in one call. A handler that fails owes: the same credential gets the
 * resource later, without another charge.
 */
export type Capture = 'after-delivery' | 'before-delivery';

/** A price and what it is for. */
export interface RouteTerms {
  /** `"1.00 USD"`: digits, all minor digits of the currency or none, its ISO 4217 code; `"free"` for no price. */
  price: string;
  /** When payments are taken here, if not as everywhere. */
  capture?: Capture;
  /** One line, shown to payers. */
  description?: string;
  /** Goes to the processor with the payment; payers see it. It is part of what they pay: change it when nothing is owed. */
  metadata?: Record<string, string>;
  /**
   * How long a paid GET admits its payer to the whole route, in milliseconds, up to thirty days; if left out, every
   * request is paid. The pass is a cookie (`HttpOnly`, `SameSite=Lax`, `Secure` over https), bound to realm, pattern,
   * price and `networkId`; other methods are paid each time. Routes only, not `charge`.
   */
  passTtl?: number;
}

/**
 * Serves a resource. What is no `Response`, or one whose body was read already, is a failure, as an exception is. `request.signal`
 * says that the payer has left; who stops for that in the middle of a body has delivered it. Not that of what does something, paid
 * for by any method but GET, HEAD, OPTIONS, QUERY, SEARCH, REPORT and PROPFIND: it is brought to its end, and charged for.
 */
export type Handler<Env = unknown> = (request: Request, env: Env, ctx: any) => Response | Promise<Response>;

/** Pages of other sites, in the words of the Fetch standard. */
export interface Cors {
  /** `'*'`, or origins like `'https://app.example.com'`; `'*'` if left out. */
  origins?: '*' | readonly string[];
  /** Whether their requests may carry cookies; needs `origins` by name. `false` if left out. */
  credentials?: boolean;
}

/**
 * What happened to a request of a priced route. Nothing that a payer wrote is in it but the method, and that from a
 * closed list: no URL, credential, token or body, and of errors no words but this package's own.
 */
export interface PaywallEvent {
  /**
   * `challenged`: no credential, 402. `paid`: money has moved. `delivered`: the answer goes out with its receipt. `owed`:
   * paid, and the resource failed, broke off or found its payer gone; the same credential gets it. `released`: the resource failed, and nobody was
   * charged. `resent`: a kept answer goes out again. `admitted`: by a pass. `refused`: the
   * request or its payment. `unknown`: what became of the payment; with a `status` and no `code`, the resource failed, and what is
   * held for it could not be released yet. `failed`: a fault of this side, before any answer.
   * `error`: what a store (asked twice), an origin or a processor threw, or broke off with, why a processor refused this server, or what it answered that settles nothing.
   *
   * `paid` and `delivered` are told at least once: after a fault of the store a second time, by the request that goes on. Count
   * payments by `reference`, deliveries by `challengeId`.
   */
  kind: 'challenged' | 'paid' | 'delivered' | 'owed' | 'released' | 'resent' | 'admitted' | 'refused' | 'unknown' | 'failed' | 'error';
  /** When, and how long after the request came: milliseconds, since the epoch and since then. */
  at: number;
  duration: number;
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS' | 'OTHER';
  /** The pattern of the route; none for `charge` and free requests. */
  route?: string;
  /** What the route asks for; `amount` in base units. */
  payment?: { method: string; intent: string; amount?: string; currency?: string };
  /** Why: of answers that are not the resource, and of errors. */
  code?: ErrorCode;
  /** Of the answer. */
  status?: number;
  /** The challenge that was issued, or is being redeemed. */
  challengeId?: string;
  /** The processor's name for the payment, of `paid`. */
  reference?: string;
  /** The name of an exception, like `TypeError`; of an `MppError` what it says too: `MppError: Redis answered NOAUTH`. */
  error?: string;
}

export interface PaywallConfig<Env = any> {
  /** The public host name: the protection space of the challenges. */
  realm: string;
  /** Binds challenges; 32 bytes or more. */
  secret: string;
  /**
   * Former secrets, honoured until they are removed here. Keep each for 24 hours beyond `challengeTtl` after it was replaced,
   * and as long as the longest `passTtl` if that is longer: so long may a payer be owed an answer, ask for a kept one again or
   * hold a pass, and without the secret that is asked for money anew.
   */
  previousSecrets?: readonly string[];
  /** How long a challenge is good, in milliseconds; five minutes if left out. */
  challengeTtl?: number;
  /** `'after-delivery'` if left out: nobody is charged for an answer that failed. */
  capture?: Capture;
  /**
   * The largest answer that is kept for what does something (see `Handler`) with an `Idempotency-Key`, in bytes, to be given
   * again to the same credential under the same key; 64 KiB if left out, at most 512 KiB. 0: keys are passed on, and
   * nothing is kept. Not with `bindBody: false`.
   */
  maxReplayBytes?: number;
  stripe: {
    /** `sk_…` or a restricted `rk_…`. */
    secretKey: string;
    /** Your profile on Stripe's network. */
    networkId: string;
    /**
     * `['card', 'link']` if left out. None that tells only after days whether it has paid (bank debits, bank transfers, vouchers);
     * change it when nothing is owed.
     */
    paymentMethodTypes?: readonly string[];
    /** Another API base than Stripe's; https, or http on loopback. */
    apiBase?: string;
  };
  /**
   * Prices by pattern: `"/paid"`, `"/premium/*"`, `"POST /api/*"`; the closest pattern counts, and what none is about is free.
   * Needed with `origin`. A price that is `undefined` is an error.
   */
  routes?: Record<string, string | RouteTerms>;
  /** Where claims are kept. */
  store: ClaimStore;
  /**
   * A URL (a host and a path, nothing more), a service binding or a handler. Needed with `routes`; a paywall of `charge` alone has
   * neither. What it says of cookies, caches and payments is left out of a paid answer.
   */
  origin?: string | URL | { fetch(request: Request): Response | Promise<Response> } | Handler<Env>;
  /** The largest body of a priced request, in bytes; 1 MiB if left out. Not with `bindBody: false`. */
  maxBodyBytes?: number;
  /**
   * Which other sites' pages may pay here. Every site without cookies if left out: challenges and receipts can be read,
   * preflights of priced routes are answered at no cost. `false`: nothing is said to browsers, and `OPTIONS` is priced
   * like any method; only then may a pattern price it alone. What the origin says of CORS on a paid answer stays.
   */
  cors?: false | Cors;
  /**
   * Called with what happens, after the fact: what it throws, returns or waits for changes no answer. With it, errors of
   * stores, origins and processors come here instead of to `console.error`.
   */
  onEvent?: (event: PaywallEvent) => unknown;
  /** Whether challenges are bound to the body of their request; `true` if left out. Otherwise bodies stream. */
  bindBody?: boolean;
}

export interface Paywall<Env = any> {
  /**
   * Answers a request: free routes pass, priced ones are paid first. Its URL is the one the payer asked for, `https:` too where
   * something in front of this server ends TLS; its `signal` says when the payer has left. In Workers pass `ctx` on: by it a
   * payment that is under way comes to its end when its payer hangs up.
   */
  fetch(request: Request, env?: Env, ctx?: any): Promise<Response>;
  /**
   * Guards one handler, whatever its path. It is given the request first: one whose body was read already is answered with 500.
   * What the handler says of cookies, caches and payments is left out of its answer, as it is of an origin's.
   * @throws {MppError} `bad-config`
   */
  charge(terms: string | Omit<RouteTerms, 'passTtl'>, handler: Handler<Env>): (request: Request, env?: Env, ctx?: any) => Promise<Response>;
}

/**
 * Makes a paywall. An object is checked now, or with the first request where the wasm is loaded by then; a function of the environment at the first request, and what is wrong with
 * its result answers every request with 500, priced or not.
 * @throws {MppError} `bad-config`, `bad-secret`
 */
export function paywall<Env = any>(config: PaywallConfig<Env> | ((env: Env) => PaywallConfig<Env>)): Paywall<Env>;
