import { setTimeout as sleep } from 'node:timers/promises';
import { jsonAnswer, StripeError } from './errors.mjs';

/** What a fault can do to a request. The README describes each mode. */
export const FAULT_MODES = ['none', 'delay', 'delay_after', 'status', 'status_after', 'garbage', 'truncate',
  'reset_before', 'reset_after'];

/** The endpoints that can have faults. The default is a charge. */
export const FAULTY = ['charge', 'capture', 'cancel', 'retrieve', 'search', 'list'];

const LIMITS = { status: [400, 599], delay_ms: [0, 600_000], times: [1, 1000], retry_after: [0, 86_400] };
/** The texts of an error that a fault can set, in place of those of its status. */
const TEXTS = { type: /^(?:api|card|idempotency|invalid_request)_error$/, code: /^[a-z_]{1,80}$/ };
const DEFAULTS = { status: 500, delay_ms: 30_000, times: 1 };

/**
 * Reads the fault that a test asks for.
 *
 * @param {string} text JSON `{ mode, on?, status?, type?, code?, delay_ms?, times?, retry_after? }`: `on` one of
 *   `FAULTY`, `delay_ms` in milliseconds, `retry_after` in seconds, `times` the number of requests it hits
 * @returns {{mode: string, on?: string, status: number, type?: string, code?: string, delay_ms: number, times: number,
 *   retry_after?: number}}
 * @throws {StripeError} 400
 */
export function parseFault(text) {
  const fields = parseObject(text);
  const { mode, on, type, code, ...numbers } = fields;
  if (!FAULT_MODES.includes(mode)) throw refuse(`mode must be one of ${FAULT_MODES.join(', ')}`);
  if (on !== undefined && !FAULTY.includes(on)) throw refuse(`on must be one of ${FAULTY.join(', ')}`);
  for (const [name, value] of Object.entries({ type, code })) {
    if (value !== undefined && !TEXTS[name].test(value)) throw refuse(`${name} is none of Stripe's`);
  }
  for (const [name, value] of Object.entries(numbers)) {
    if (!Object.hasOwn(LIMITS, name)) throw refuse(`unknown field ${name}`);
    const [min, max] = LIMITS[name];
    if (!Number.isInteger(value) || value < min || value > max) throw refuse(`${name} must be a whole number from ${min} to ${max}`);
  }
  if (mode === 'status_after' && numbers.status < 500) throw refuse('status_after is for 5xx: execution has begun');
  return { ...DEFAULTS, ...fields };
}

/** Arms a fault, one per endpoint. `none` disarms that of `on`, or all. @param {{faults: Map<string, object>}} state */
export function armFault({ faults }, fault) {
  const { mode, on } = fault;
  if (mode !== 'none') faults.set(on ?? 'charge', fault);
  else if (on !== undefined) faults.delete(on);
  else faults.clear();
}

/**
 * Takes the fault for the request that has just arrived, whatever the outcome of that request.
 *
 * @param {{faults: Map<string, object>}} state
 * @param {string | undefined} name the endpoint it is for
 * @returns {object | undefined}
 */
export function takeFault({ faults }, name) {
  const fault = faults.get(name);
  if (fault === undefined) return undefined;
  fault.times -= 1;
  if (fault.times === 0) faults.delete(name);
  return fault;
}

/** The answer of a `status` or `status_after` fault. */
export function statusAnswer({ status, type, code, retry_after }) {
  const fields = type === undefined ? errorFor(status) : { type };
  const error = new StripeError(status, { ...fields, ...(code && { code }), message: `Simulated fault: HTTP ${status}.` });
  return jsonAnswer(status, { error: error.error }, retry_after === undefined ? {} : { 'Retry-After': String(retry_after) });
}

/** A 200 whose body is not JSON. */
export function garbageAnswer({ headers }) {
  return { status: 200, headers: { ...headers, 'Content-Type': 'text/html' }, body: '<!doctype html><p>{"id":"pi_\u0000' };
}

/**
 * Waits, unless the simulator is reset or closed in the meantime.
 *
 * @param {number} milliseconds @param {AbortSignal} signal
 * @throws {Error} `AbortError`
 */
export async function pause(milliseconds, signal) {
  await sleep(milliseconds, undefined, { signal });
}

function errorFor(status) {
  if (status >= 500) return { type: 'api_error' };
  if (status === 429) return { code: 'rate_limit' };
  if (status === 402) return { type: 'card_error', code: 'card_declined', decline_code: 'generic_decline' };
  return {};
}

/** @param {string} text @returns {object} @throws {StripeError} 400 unless it is a JSON object */
export function parseObject(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse('the body is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse('the body is not a JSON object');
  return value;
}

function refuse(message) {
  return new StripeError(400, { message: `Invalid control request: ${message}` });
}
