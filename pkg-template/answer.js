// Answers as programs have them: a `Response`, or `{ status, headers, body? }` of whatever fetched it.
import { object, plain, wrong } from './arguments.js';

/** What is looked at of an answer. */
export function seen(answer) {
  const { status = 0, headers, body } = object(answer, 'answer');
  // A promise of one, for instance.
  if (status === 0 && !headers && body === undefined) plain(answer, 'answer');
  if (typeof status !== 'number') throw wrong("the answer's status is a number");
  return {
    status,
    www: field(headers, 'www-authenticate'),
    required: field(headers, 'payment-required'),
    // A `Response` has a stream.
    body: typeof body === 'string' ? body : undefined,
  };
}

/** The URL an answer came from; a `Response` that was made by hand has none. */
export function ownUrl(answer) {
  return typeof answer?.url === 'string' && /^https?:/i.test(answer.url) ? answer.url : undefined;
}

/** A field of `Headers` of any class, of a plain object or of a list of pairs, whatever the case of its name. */
function field(headers, name) {
  if (typeof headers !== 'object' || headers === null) return undefined;
  const value = typeof headers.get === 'function' && !(headers instanceof Map) ? headers.get(name) : listed(headers, name);
  // Node's http module gives several fields of one name as an array.
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value : undefined;
}

function listed(headers, name) {
  const pairs = typeof headers[Symbol.iterator] === 'function' ? [...headers] : Object.entries(headers);
  const values = pairs.filter((pair) => Array.isArray(pair) && String(pair[0]).toLowerCase() === name).map(([, value]) => value);
  return values.length > 1 ? values : values[0];
}
