// Responses as programs have them: a `Response`, that of node:http, or `{ status, headers, body?, incomplete? }` from any HTTP client.
import { object, requirePlainObject, wrong } from './arguments.js';

/** The parts of a response that `detect` looks at. `where`: its name in errors. */
export function seen(response, where) {
  // In node:http it is `statusCode`.
  const { statusCode, status = statusCode, headers, body, incomplete = false, marks } = object(response, where);
  // Catches a promise of a response, for instance.
  if (status === undefined && !headers) requirePlainObject(response, where);
  // Only `parseMessage` returns responses without a status: it may be given header lines.
  if (status === undefined ? !marks : typeof status !== 'number') throw wrong(`${where}.status must be a number`);
  if (headers == null) throw wrong(`${where}.headers is missing: pass the header fields of the response`);
  // The body of a `Response` is a stream, which is not read. Any other body that is not text would not be seen.
  const isText = typeof body === 'string';
  if (!isText && body != null && typeof response.text !== 'function') throw wrong(`${where}.body must be the text of the response body`);
  if (typeof incomplete !== 'boolean') throw wrong(`${where}.incomplete must be a boolean`);
  return {
    status: status ?? 0,
    www: field(headers, 'www-authenticate', where),
    required: terms(headers, where),
    body: isText ? body : undefined,
    incomplete,
  };
}

/**
 * x402's header. Some servers send it as `X-PAYMENT-REQUIRED`, and some clients read that in its place: PyPI's langchain-x402
 * 0.2.1 and feeless402 0.2.13. Other servers have a mere word there, such as `true`, which is shorter than any terms.
 */
function terms(headers, where) {
  const own = field(headers, 'payment-required', where);
  if (own?.trim()) return own;
  const other = field(headers, 'x-payment-required', where);
  return other?.length > 32 ? other : own;
}

/** The URL a response came from. A `Response` that a program constructed has none. */
export function ownUrl(response) {
  return typeof response?.url === 'string' && /^https?:/i.test(response.url) ? response.url : undefined;
}

/**
 * A field of a `Headers` of any class, of a plain object or of a list of pairs. `name` is matched case-insensitively.
 */
function field(headers, name, where) {
  const value = typeof headers.get === 'function' && !(headers instanceof Map) ? headers.get(name) : listed(headers, name, where);
  // Node's http module returns several fields with one name as an array.
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value : undefined;
}

function listed(headers, name, where) {
  const pairs = typeof headers === 'object' ? (headers[Symbol.iterator] ? [...headers] : members(headers, where)) : undefined;
  if (!pairs?.every(Array.isArray)) {
    throw wrong(`${where}.headers must be a Headers, an object by name or [name, value] pairs, and not text or rawHeaders`);
  }
  const values = pairs.filter((pair) => String(pair[0]).toLowerCase() === name).map(([, value]) => value);
  return values.length > 1 ? values : values[0];
}

function members(headers, where) {
  const own = Object.entries(headers);
  // Catches a promise of headers, for instance.
  if (own.length === 0) requirePlainObject(headers, `${where}.headers`);
  return own;
}
