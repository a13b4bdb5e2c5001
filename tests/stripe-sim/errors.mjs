/**
 * Stripe's error bodies: `{ "error": { type, code?, param?, message, … } }`.
 *
 * @see https://docs.stripe.com/api/errors
 */
export class StripeError extends Error {
  /**
   * @param {number} status HTTP status of the answer
   * @param {{type?: string, code?: string, param?: string, message: string, decline_code?: string,
   *   charge?: string, payment_intent?: object}} error the public fields; `type` defaults to `invalid_request_error`
   */
  constructor(status, { type = 'invalid_request_error', ...fields }) {
    super(fields.message);
    this.status = status;
    this.error = { ...fields, type };
  }

  /** The answer that reports this error, its body already serialized. */
  toAnswer() {
    const headers = this.status === 401 ? { 'WWW-Authenticate': 'Basic realm="Stripe"' } : {};
    return jsonAnswer(this.status, { error: this.error }, headers);
  }
}

/**
 * An answer whose body is serialized now, so that a later replay is identical byte for byte.
 *
 * @param {number} status HTTP status
 * @param {object} value JSON body
 * @param {Record<string, string>} [headers]
 */
export function jsonAnswer(status, value, headers = {}) {
  return { status, headers: { 'Content-Type': 'application/json', ...headers }, body: `${JSON.stringify(value, null, 2)}\n` };
}

/** 400: one parameter is wrong. @param {string} param name as sent @param {string} message @param {string} [code] */
export function invalidParameter(param, message, code) {
  return new StripeError(400, { ...(code && { code }), param, message });
}

/** An object that does not exist: 404 when the URL names it, 400 when a parameter does. */
export function resourceMissing(kind, id, param = 'id', status = 400) {
  return new StripeError(status, { code: 'resource_missing', param, message: `No such ${kind}: '${id}'` });
}

/** 401. The message never repeats the key that was sent. */
export function unauthenticated(message) {
  return new StripeError(401, { message });
}

/** 404 for a path, or a method on a path, that the simulator does not serve. */
export function unknownUrl(method, path) {
  return new StripeError(404, { message: `Unrecognized request URL (${method}: ${path}).` });
}

/** 500: an internal error. */
export function internalError() {
  return new StripeError(500, { type: 'api_error', message: 'The simulator failed while handling this request.' });
}
