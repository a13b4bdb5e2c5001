// The body of a request, read within a limit.
import { MppError } from '../../error.js';
import { readWithin } from './read-within.js';

/**
 * There is no body to bind. `kind`: `body-too-large`, `body-broken-off` if the sender broke it off, or `body-missing` if a
 * chunked body arrived empty; the cause then tells the owner what to do.
 */
export class UnreadBody extends Error {
  constructor(kind, options) {
    super(undefined, options);
    this.kind = kind;
  }
}

/** What to do if the server reads bodies before the paywall does. */
const PASS_FIRST = 'pass the request to the paywall before anything that parses bodies, or pass a clone';

/**
 * Whether a request could have a body with a meaning. The body of a GET has none (RFC 9110 section 9.3.1), and `Request` does
 * not accept one.
 */
export function mayHaveBody({ method }) {
  return method !== 'GET' && method !== 'HEAD';
}

/** Whether it has one. */
export function hasBody({ request, headers }) {
  const { body, bodyUsed } = request;
  if (bodyUsed || body?.locked) throw readAlready();
  if ((body ?? null) !== null) return true;
  expectNone(headers);
  return false;
}

/**
 * Rejects a request whose body was already read: it would be treated as having none. Some frameworks leave nothing of
 * the body but its length. If it was sent in chunks, an empty body cannot be told from one that was read.
 */
function expectNone(headers) {
  if (Number(headers.get('content-length')) > 0) throw readAlready();
  if (headers.has('transfer-encoding')) {
    const cause = new MppError('internal', `a chunked request body arrived empty; if a parser has already read it, ${PASS_FIRST}`);
    throw new UnreadBody('body-missing', { cause });
  }
}

function readAlready() {
  return new MppError('internal', `the body of this Request was already read; ${PASS_FIRST}`);
}

/** The bytes of a request's body, or `null` if there are none. */
export async function readBody({ request, headers }, limit) {
  if (Number(headers.get('content-length')) > limit) throw new UnreadBody('body-too-large');
  const bytes = await readWithin(request.body, limit, brokenOff);
  if (bytes === undefined) throw new UnreadBody('body-too-large');
  if (bytes.length > 0) return bytes;
  expectNone(headers);
  return null;
}

function brokenOff() {
  throw new UnreadBody('body-broken-off');
}
