import { authenticate } from './auth.mjs';
import { internalError, jsonAnswer, StripeError } from './errors.mjs';
import { decodeForm } from './form.mjs';
import { fingerprint } from './idempotency.mjs';
import { readParameters } from './params.mjs';
import { findRoute } from './routes.mjs';

const FORM_TYPE = /^application\/x-www-form-urlencoded *(?:;|$)/i;
const VERSION = /^\d{4}-\d{2}-\d{2}(?:\.[a-z_]+)?(?:; *[\w=-]+)*$/;

/**
 * The parameters of a request: the query of a GET, the form body of a POST.
 *
 * @param {{method: string, query: string, headers: Record<string, string>, body: string}} request
 * @returns {Record<string, any>}
 * @throws {StripeError} 400
 */
export function decodeParameters({ method, query, headers, body }) {
  if (method !== 'POST') return decodeForm(query);
  if (query !== '') throw new StripeError(400, { message: 'Send the parameters of a POST in its body.' });
  if (body !== '' && !FORM_TYPE.test(headers['content-type'] ?? '')) {
    throw new StripeError(400, { message: 'Invalid content type: send application/x-www-form-urlencoded.' });
  }
  return decodeForm(body);
}

/**
 * Answers one API request. Order: key, version, URL, form, idempotency, parameters, execution.
 *
 * @param {object} state
 * @param {{method: string, path: string, headers: Record<string, string>}} request
 * @param {{params?: Record<string, any>, error?: Error}} decoded what `decodeParameters` gave or threw
 * @param {{beforeExecution(): Promise<void> | void, afterExecution(answer: object): object}} hooks
 * @returns {Promise<{status: number, headers: Record<string, string>, body: string}>}
 */
export async function answerApi(state, request, decoded, hooks) {
  try {
    authenticate(request.headers.authorization);
    const version = request.headers['stripe-version'];
    if (version !== undefined && !VERSION.test(version)) {
      throw new StripeError(400, { message: 'Invalid Stripe API version.' });
    }
    const route = findRoute(request.method, request.path);
    if (decoded.error) throw decoded.error;
    return await callEndpoint(state, request, route, decoded.params, hooks);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    return toAnswer(error);
  }
}

/**
 * The headers of every response: its `Request-Id`, and the requested `Stripe-Version`.
 *
 * @param {{id: string, headers: Record<string, string>}} request `id` is its `req_…`
 */
export function identityHeaders({ id, headers }) {
  const version = headers['stripe-version'];
  return { 'Request-Id': id, ...(version !== undefined && VERSION.test(version) && { 'Stripe-Version': version }) };
}

async function callEndpoint(state, request, { endpoint, id }, params, hooks) {
  const key = request.method === 'POST' ? request.headers['idempotency-key'] : undefined;
  const claim = key === undefined
    ? { save() {}, release() {} }
    : state.idempotency.claim(key, fingerprint(request.method, request.path, params));
  if (claim.saved) return replay(claim.saved);

  let input;
  try {
    input = readParameters(endpoint.schema, params);
    endpoint.validate?.(input, request.headers['stripe-version']);
  } catch (error) {
    claim.release();
    throw error;
  }
  await hooks.beforeExecution();
  const answer = hooks.afterExecution(execute(endpoint, state, input, id));
  claim.save({ ...answer, headers: { ...answer.headers, 'Original-Request': request.id } });
  return answer;
}

function execute(endpoint, state, input, id) {
  try {
    return jsonAnswer(200, endpoint.execute(state, input, id));
  } catch (error) {
    return toAnswer(error);
  }
}

function replay(saved) {
  return { ...saved, headers: { ...saved.headers, 'Idempotent-Replayed': 'true' } };
}

function toAnswer(error) {
  if (error instanceof StripeError) return error.toAnswer();
  console.error(error);
  return internalError().toAnswer();
}
