// One request, held back: no credential, no other origin, no endless answer.
import { MppError } from '../error.js';
import { wrong } from './arguments.js';

const MAX_SECONDS = 15;
/** One more than `detect` looks at: it tells a body that was cut here from one that ends here. */
const MAX_BODY_BYTES = 256 * 1024 + 1;
const MAX_REDIRECTS = 5;

/** What would pay. `Authorization: Bearer …` and the like may be needed to get as far as the price. */
const PAYS = /^(payment-authorization|payment-signature|x-payment)$|^authorization:(.*,)? *(payment|l402|lsat)\b/i;

/** `{ url, status, headers, body, incomplete }`, the body cut at its limit. */
export async function ask(text, { method, header }) {
  let url = web(text);
  const headers = new Headers();
  for (const field of header) add(headers, field);
  const signal = AbortSignal.timeout(MAX_SECONDS * 1000);
  for (let left = MAX_REDIRECTS; ; left -= 1) {
    const response = await reach(url, { method, headers, redirect: 'manual', signal });
    const target = [301, 302, 303, 307, 308].includes(response.status) && response.headers.get('location');
    if (!target) {
      return { url: url.href, status: response.status, headers: response.headers, ...(await read(response)) };
    }
    await response.body?.cancel();
    url = follow(url, target, left);
    // A form that was sent is not sent again (RFC 9110 sections 15.4.3 and 15.4.4).
    if (response.status === 303 && method !== 'HEAD') method = 'GET';
  }
}

function web(text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!/^https?:$/.test(url?.protocol)) throw wrong('the URL is an absolute http or https URL');
  if (url.username || url.password) throw wrong('the URL holds a user name or a password; use --header for what the server needs');
  return url;
}

function add(headers, field) {
  const at = field.indexOf(':');
  const [name, value] = [field.slice(0, at).trim(), field.slice(at + 1).trim()];
  if (at < 1) throw wrong("--header is written 'Name: value'");
  if (PAYS.test(name) || PAYS.test(`${name}: ${value}`)) throw wrong('detect sends no payment credential');
  try {
    headers.append(name, value);
  } catch {
    throw wrong("--header is written 'Name: value'");
  }
}

async function reach(url, init) {
  try {
    return await fetch(url, init);
  } catch (error) {
    // fetch refuses a method or a combination of its own accord, without a cause.
    if (error.name === 'TypeError' && error.cause === undefined) throw wrong('the method cannot be used');
    throw unavailable(error);
  }
}

function follow(from, location, left) {
  if (!URL.canParse(location, from)) throw new MppError('origin-unavailable', 'the server redirects to what is no URL');
  const to = new URL(location, from);
  if (to.origin !== from.origin) {
    throw new MppError('origin-unavailable', `the server redirects to another origin, ${to.origin}; ask that one if you trust it`);
  }
  if (left === 0) throw new MppError('origin-unavailable', 'the server redirects in circles');
  return to;
}

/**
 * The body as text, up to the limit. One that breaks off, stalls or is not in the coding it names is `incomplete`: the head
 * has come, and says what it says.
 */
async function read(response) {
  const chunks = [];
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= MAX_BODY_BYTES) break;
    }
  } catch {
    const body = Buffer.concat(chunks).toString();
    // Blanks that came before it broke off say nothing of what would have followed.
    return { body: body.trim() && cut(body), incomplete: true };
  }
  return { body: Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES).toString() };
}

/** A body of which only the beginning is here, so long that `detect` takes it for no whole one. */
export function cut(beginning) {
  return beginning.padEnd(MAX_BODY_BYTES);
}

function unavailable(error) {
  const late = error.name === 'TimeoutError';
  return new MppError('origin-unavailable', late ? `the server did not answer within ${MAX_SECONDS} seconds` : 'the server cannot be reached');
}
