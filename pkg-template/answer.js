// Responses as programs have them: a `Response`, that of node:http, or `{ status, headers, body? }` from any HTTP client.
import { object, plain, wrong } from './arguments.js';

/** The parts of a response that `detect` looks at. */
export function seen(answer) {
  // In node:http it is `statusCode`.
  const { statusCode, status = statusCode, headers, body, marks } = object(answer, 'answer');
  // Catches a promise of a response, for instance.
  if (status === undefined && !headers && body === undefined) plain(answer, 'answer');
  // Only `parseMessage` returns answers without a status: it may be given header lines.
  if (status === undefined ? !marks : typeof status !== 'number') throw wrong('answer.status must be a number');
  if (headers == null) throw wrong('answer.headers is missing: pass the header fields of the response');
  // The body of a `Response` is a stream, which is not read. Any other body that is not text would not be seen.
  const isText = typeof body === 'string';
  if (!isText && body != null && typeof answer.text !== 'function') throw wrong('body must be the text of the response body');
  return {
    status: status ?? 0,
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
  const value = typeof headers.get === 'function' && !(headers instanceof Map) ? headers.get(name) : listed(headers, name);
  // Node's http module returns several fields with one name as an array.
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value : undefined;
}

function listed(headers, name) {
  const pairs = typeof headers === 'object' ? (headers[Symbol.iterator] ? [...headers] : members(headers)) : undefined;
  if (!pairs?.every(Array.isArray)) throw wrong('answer.headers must be a Headers, an object by name or [name, value] pairs, and not text or rawHeaders');
  const values = pairs.filter((pair) => String(pair[0]).toLowerCase() === name).map(([, value]) => value);
  return values.length > 1 ? values : values[0];
}

function members(headers) {
  const own = Object.entries(headers);
  // Catches a promise of headers, for instance.
  if (own.length === 0) plain(headers, 'answer.headers');
  return own;
}
