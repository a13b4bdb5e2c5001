import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { IdempotencyStore } from './idempotency.mjs';
import { RequestLog } from './request_log.mjs';

/**
 * Everything the simulator remembers. A reset replaces the whole state. Requests still waiting in a delay keep the old
 * one, so they can never write into the new one.
 *
 * @returns {{tokens: Map<string, object>, paymentIntents: Map<string, object>, idempotency: IdempotencyStore,
 *   requests: RequestLog, faults: Map<string, object>, searchLag: number, frozenIntents?: Map<string, object>,
 *   closing: AbortController}} `searchLag` in seconds; `frozenIntents`: what search finds in place of `paymentIntents`
 */
export function createState() {
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  return {
    tokens: new Map(),
    paymentIntents: new Map(),
    idempotency: new IdempotencyStore(),
    requests: new RequestLog(),
    faults: new Map(),
    searchLag: 0,
    frozenIntents: undefined,
    closing,
  };
}

/** A fresh identifier such as `pi_…`. @param {string} prefix without the underscore */
export function newId(prefix) {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}

/** The time in whole seconds since the epoch, like Stripe's timestamps. */
export function nowSeconds() {
  return Math.floor(Date.now() / 1000);
}
