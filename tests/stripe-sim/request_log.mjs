/** The most requests remembered. The oldest are dropped first, and counted. */
export const MAX_REQUESTS = 10_000;

/**
 * The requests that arrived at the API, for tests to inspect. Credentials are never passed to it.
 */
export class RequestLog {
  #entries = [];
  #dropped = 0;

  /**
   * @param {{method: string, path: string, idempotency_key: string | null, stripe_version: string | null,
   *   params: object | null}} request
   * @returns {{status: number | null}} the entry; `status` stays null until a whole answer was sent
   */
  add(request) {
    const entry = { ...request, status: null };
    this.#entries.push(entry);
    if (this.#entries.length > MAX_REQUESTS) {
      this.#entries.shift();
      this.#dropped += 1;
    }
    return entry;
  }

  toJSON() {
    return { data: this.#entries, dropped: this.#dropped };
  }
}
