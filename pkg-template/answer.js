// Responses as programs have them: a `Response`, or `{ status, headers, body? }` from any HTTP client.
import { object, plain, wrong } from './arguments.js';

/** The parts of a response that `detect` looks at. */
export function seen(answer) {
  const { status = 0, headers, body } = object(answer, 'answer');
  // Catches a promise of a response, for instance.
  if (status === 0 && !headers && body === undefined) plain(answer, 'answer');
  if (typeof status !== 'number') throw wrong("answer.status must be a number");
  // The body of a `Response` is a stream, which is not read. Any other body that is not text would not be seen.
  const isText = typeof body === 'string';
  if (!isText && body != null && typeof answer.text !== 'function') throw wrong('body must be the text of the response body');
  return {
    status,
    www: field(headers, 'www-authenticate'),
    required: field(headers, 'payment-required'),
    body: isText ? body : undefined,
  };
}

/** The URL a response came from. A `Response` that a program constructed has none. */
export function ownUrl(answer) {
  return typeof answer?.url === 'string' && /^https?:/i.test(answer.url) ? answer.url : undefined;
}

/**
 * A field of a `Headers` of any class, of a plain object or of a list of pairs. `name` is matched case-insensitively.
 */
function field(headers, name) {
  if (typeof headers !== 'object' || headers === null) return undefined;
  const value = typeof headers.get === 'function' && !(headers instanceof Map) ? headers.get(name) : listed(headers, name);
  // Node's http module returns several fields with one name as an array.
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value : undefined;
}

function listed(headers, name) {
  const pairs = typeof headers[Symbol.iterator] === 'function' ? [...headers] : Object.entries(headers);
  const values = pairs.filter((pair) => Array.isArray(pair) && String(pair[0]).toLowerCase() === name).map(([, value]) => value);
  return values.length > 1 ? values : values[0];
}
