// One POST per command: a JSON array in, { result } or { error } out.
import { MppError } from '../../error.js';
import { refused, unavailable } from './error.js';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

export function rest(url, token, timeout) {
  const target = endpoint(url);
  if (typeof token !== 'string' || token === '') throw new MppError('bad-config', 'redisRest needs a token');
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return async (command) => {
    const { status, body } = await post(target, headers, JSON.stringify(command), timeout);
    if (typeof body?.error === 'string') throw refused(body.error);
    if (status !== 200 || body?.result === undefined) throw unavailable(`the Redis REST endpoint answered ${status}`);
    return body.result;
  };
}

async function post(target, headers, command, timeout) {
  let response;
  let text;
  try {
    response = await fetch(target, { method: 'POST', headers, body: command, redirect: 'manual', signal: AbortSignal.timeout(timeout) });
    text = await response.text();
  } catch (error) {
    // Its own message may quote the token.
    throw unavailable('the Redis REST endpoint did not answer', error.cause);
  }
  let body;
  try {
    body = JSON.parse(text);
  } catch {}
  return { status: response.status, body };
}

function endpoint(value) {
  let url;
  try {
    url = new URL(value);
  } catch {}
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.includes(url.hostname));
  // fetch does not accept a URL with a user name or password.
  if (safe && !url.username && !url.password) return url;
  throw new MppError('bad-config', 'redisRest needs a url: https, or http on loopback, without user or password');
}
