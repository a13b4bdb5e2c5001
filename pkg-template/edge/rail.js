// The calls that move money, with a time limit. The core reads the answers.
import { MppError } from '../error.js';
import { readWithin } from './body/read-within.js';

const decoder = new TextDecoder();

/**
 * Makes a call after waiting `after` milliseconds, which count towards the `timeout`. Reads at most `maxBytes` of the
 * answer. `status` 0: no complete answer came in time.
 */
export async function ask({ method, url, headers, body, after, timeout, maxBytes }, events) {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new DOMException('no answer in time', 'TimeoutError')), timeout);
  try {
    if (after) await new Promise((resolve) => setTimeout(resolve, after));
    const { signal } = late;
    const response = await fetch(url, { method, headers, body: method === 'GET' ? undefined : body, signal, redirect: 'manual' });
    const bytes = response.body ? await readWithin(response.body, maxBytes) : undefined;
    if (response.body && !bytes) throw new MppError('processor-unavailable', `the processor answered more than ${maxBytes} bytes`);
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      replayed: response.headers.get('idempotent-replayed'),
      body: decoder.decode(bytes),
    };
  } catch (error) {
    events.error('processor-unavailable', error);
    return NONE;
  } finally {
    // A timer that is left running keeps everything it refers to in memory.
    clearTimeout(timer);
  }
}

/**
 * Tells the owner why the processor refused this server, or why its answer settles nothing. Only words that are written
 * like the processor's own types and codes are quoted: a token has digits or capitals.
 */
export function refusalOf(code, { status, body }) {
  let error;
  try {
    ({ error } = JSON.parse(body));
  } catch {}
  const words = [error?.type, error?.code].filter((word) => typeof word === 'string' && /^[a-z_]{1,40}$/.test(word));
  if (status < 300) words.push('which settles nothing');
  return new MppError(code, [`the processor answered ${status}`, ...words].join(', '));
}

const NONE = { status: 0, retryAfter: undefined, replayed: undefined, body: '' };
