// One restricted request: no payment credential, no other origin, no endless response.
import { wrong } from '../arguments.js';
import { MppError } from '../error.js';
import { unavailable } from './unreachable.js';

const MAX_SECONDS = 15;
/** As many as `detect` reads. */
export const MAX_BODY_BYTES = 256 * 1024;
const MAX_REDIRECTS = 5;

/**
 * Headers that would pay. `Authorization: Bearer …` and the like are allowed, as they may be needed to see the price.
 */
const PAYS = /^(payment-authorization|payment-signature|x-payment)$|^authorization:(.*,)?\s*(payment|l402|lsat)\b/i;

/** Headers of the connection. `fetch` sets them itself, and fails if they are given, or ignores them. */
const CONNECTION = ['connection', 'content-length', 'expect', 'host', 'keep-alive', 'transfer-encoding', 'upgrade'];

const TO_USER =
  'the server redirects to a URL with a user name or password; run detect on that URL without them, and use --header instead';

/** Returns `{ url, status, headers, body, incomplete }`, with the body cut at its limit. */
export async function ask(text, { method, header, seconds = MAX_SECONDS }) {
  const url = web(text);
  const headers = new Headers();
  for (const field of header) add(headers, field);
  const limit = new AbortController();
  const late = new MppError('origin-unavailable', `the server did not answer within ${seconds} seconds`);
  // Unlike `AbortSignal.timeout`, this keeps the process alive. Node's `fetch` can wait without a socket; Node would then
  // exit as if all were well.
  const timer = setTimeout(() => limit.abort(late), seconds * 1000);
  try {
    return await exchange(url, { method, headers, redirect: 'manual', signal: limit.signal });
  } finally {
    clearTimeout(timer);
  }
}

/** Requests a URL and follows its redirects. */
async function exchange(url, { method, ...init }) {
  for (let left = MAX_REDIRECTS; ; left -= 1) {
    const response = await reach(url, { method, ...init });
    const target = [301, 302, 303, 307, 308].includes(response.status) && response.headers.get('location');
    if (!target) {
      return { url: url.href, status: response.status, headers: response.headers, ...(await read(response)) };
    }
    await response.body?.cancel();
    url = follow(url, target, left);
    // After a 303, the method becomes GET (RFC 9110 sections 15.4.3 and 15.4.4).
    if (response.status === 303 && method !== 'HEAD') method = 'GET';
  }
}

function web(text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!/^https?:$/.test(url?.protocol)) throw wrong('the URL must be an absolute http or https URL, like https://api.example.com/paid');
  if (url.username || url.password) throw wrong('the URL must not contain a user name or password; use --header instead');
  return url;
}

function add(headers, field) {
  const at = field.indexOf(':');
  const [name, value] = [field.slice(0, at).trim(), field.slice(at + 1)];
  if (at < 1) throw wrong("--header must be written as 'Name: value'");
  if (PAYS.test(name) || PAYS.test(`${name}: ${value}`)) throw wrong('detect sends no payment credentials');
  if (CONNECTION.includes(name.toLowerCase())) throw wrong(`--header cannot set ${name}: it belongs to the connection, not to the request`);
  try {
    headers.append(name, value);
  } catch {
    throw wrong("--header must be written as 'Name: value', on one line and without letters beyond Latin-1");
  }
}

async function reach(url, init) {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error instanceof MppError) throw error;
    // If fetch itself rejects a method or a combination of options, its error has neither cause nor code.
    const isRejected = error.name === 'TypeError' && (error.cause ?? error.code) === undefined;
    throw isRejected ? wrong('fetch cannot send this --method: use one like GET or POST') : unavailable(error);
  }
}

function follow(from, location, left) {
  if (!URL.canParse(location, from)) throw new MppError('origin-unavailable', 'the server redirects to an invalid URL');
  const to = new URL(location, from);
  if (to.origin !== from.origin) {
    throw new MppError('origin-unavailable', `the server redirects to another origin, ${to.origin}; run detect on that URL if you trust it`);
  }
  if (to.username || to.password) throw new MppError('origin-unavailable', TO_USER);
  if (left === 0) throw new MppError('origin-unavailable', 'the server redirects too many times');
  return to;
}

/**
 * The body as text, up to the limit. A body that breaks off, stalls, is longer or does not match its content coding is
 * marked `incomplete`. The head has arrived by then, and is still used.
 */
async function read(response) {
  const chunks = [];
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > MAX_BODY_BYTES) break;
    }
  } catch {
    const body = Buffer.concat(chunks).toString();
    // If only white space arrived before the break, it says nothing about what would have followed.
    return { body: body.trim() ? body : undefined, incomplete: true };
  }
  const body = Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES).toString();
  return { body, incomplete: length > MAX_BODY_BYTES || undefined };
}
