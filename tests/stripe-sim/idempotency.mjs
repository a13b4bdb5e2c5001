import { createHash } from 'node:crypto';
import { StripeError } from './errors.mjs';

/** Longest accepted `Idempotency-Key`, in characters. */
export const MAX_KEY_LENGTH = 255;

/**
 * The first answer of each key, kept from the moment its execution begins.
 *
 * @see https://docs.stripe.com/api/idempotent_requests
 */
export class IdempotencyStore {
  #entries = new Map();

  /**
   * Claims a key, or finds its saved answer.
   *
   * @param {string} key
   * @param {string} fingerprint see `fingerprint`
   * @returns {{saved: object} | {save(answer: object): void, release(): void}} a saved answer to replay, or a claim:
   *   `save` it once execution has begun, `release` it when nothing was executed
   * @throws {StripeError} 400 for an unusable key or one used for another request, 409 while the first one executes
   */
  claim(key, fingerprint) {
    if (key === '' || key.length > MAX_KEY_LENGTH) {
      throw new StripeError(400, { message: `An Idempotency-Key has from 1 to ${MAX_KEY_LENGTH} characters.` });
    }
    const entry = this.#entries.get(key);
    if (entry === undefined) return this.#begin(key, fingerprint);
    if (entry.fingerprint !== fingerprint) {
      throw new StripeError(400, {
        type: 'idempotency_error',
        message: 'This Idempotency-Key was first used for another path or other parameters. Use a new key for a new request.',
      });
    }
    if (entry.answer === undefined) {
      throw new StripeError(409, {
        code: 'idempotency_key_in_use',
        message: 'Another request with this Idempotency-Key is still executing. Try again in a moment.',
      });
    }
    return { saved: entry.answer };
  }

  #begin(key, fingerprint) {
    const entry = { fingerprint, answer: undefined };
    this.#entries.set(key, entry);
    return {
      save: (answer) => { entry.answer = answer; },
      release: () => { this.#entries.delete(key); },
    };
  }
}

/**
 * A digest of a request, independent of the order of its parameters.
 *
 * @param {string} method @param {string} path @param {object} params
 * @returns {string} 64 hexadecimal digits, whatever the size of the request
 */
export function fingerprint(method, path, params) {
  return createHash('sha256').update(JSON.stringify([method, path, sorted(params)])).digest('hex');
}

function sorted(value) {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.keys(value).sort().map((key) => [key, sorted(value[key])]);
}
