// Answers as programs have them: a `Response`, or `{ status, headers, body? }` of whatever fetched it.
import { object } from './arguments.js';

/** What is looked at of an answer. */
export function seen(answer) {
  const { status, headers, body } = object(answer, 'answer');
  return {
    status: typeof status === 'number' ? status : 0,
    www: field(headers, 'www-authenticate'),
    required: field(headers, 'payment-required'),
    // A `Response` has a stream.
    body: typeof body === 'string' ? body : undefined,
  };
}

/** The URL a `Response` came from; one that was made by hand has none. */
export function ownUrl(answer) {
  return (typeof Response === 'function' && answer instanceof Response && answer.url) || undefined;
}

/** A field of `Headers` or of a plain object, whatever the case of its name. */
function field(headers, name) {
  if (typeof Headers === 'function' && headers instanceof Headers) return headers.get(name) ?? undefined;
  if (typeof headers !== 'object' || headers === null) return undefined;
  const own = Object.keys(headers).find((key) => key.toLowerCase() === name);
  const value = own === undefined ? undefined : headers[own];
  // Node's http module gives several fields of one name as an array.
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value : undefined;
}
