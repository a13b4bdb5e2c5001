// Where paid and free requests go.
import { MppError } from '../error.js';
import { PASSES_ON, codingsOf, decoded } from './coding.js';

/** A handler `(request, env, ctx) => Response` of a URL, a service binding or a handler; `undefined` for nowhere. */
export function handlerOf(origin) {
  if (origin === undefined || typeof origin === 'function') return origin;
  if (typeof origin?.fetch === 'function') return (request) => origin.fetch(request);
  let base;
  try {
    base = new URL(origin);
  } catch {}
  if (base?.protocol !== 'https:' && base?.protocol !== 'http:') {
    throw new MppError('bad-config', 'origin is an http(s) URL, a service binding, or a handler (request, env, ctx) => Response');
  }
  if (base.username || base.password || base.search || base.hash) {
    throw new MppError('bad-config', 'origin is a URL without user, password, query and fragment: a host, and a path to go before those of requests');
  }
  return (request) => proxy(base, request);
}

async function proxy(base, request) {
  const { pathname, search } = new URL(request.url);
  const root = base.pathname.replace(/\/$/, '');
  // Set, not resolved: a path that begins with "//" would name another host.
  const url = new URL(base);
  url.pathname = root + pathname;
  url.search = search;
  const own = new Request(url, request);
  own.headers.delete('host');
  // The coding is between this server and the origin then, whatever the payer could read; of what is coded, a range is no range.
  const asked = own.headers.get('accept-encoding') ?? '';
  const plain = own.headers.has('range') || (/\bidentity\b/i.test(asked) && !/\b(gzip|deflate|br|zstd)\b/i.test(asked));
  if (!PASSES_ON) own.headers.set('accept-encoding', plain ? 'identity' : 'gzip, br');
  const response = await fetch(own, { redirect: 'manual' });
  // Some runtimes decode it and some do not, and none tells.
  if (!PASSES_ON && codingsOf(response).includes('zstd')) throw new MppError('origin-unavailable', 'the origin answered in a coding that it was not asked for: zstd');
  return response.status === 101 ? response : asOurs(response, url, root);
}

/** The answer of an origin whose own address stays unknown: what points there points here. */
function asOurs(response, url, root) {
  const changed = new Map();
  for (const name of ['location', 'content-location']) {
    const value = response.headers.get(name);
    const path = value === null ? undefined : pathHere(value, url, root);
    if (path !== undefined && path !== value) changed.set(name, path);
  }
  if (!changed.size) return response;
  const own = decoded(new Response(response.body, response));
  for (const [name, path] of changed) own.headers.set(name, path);
  return own;
}

/** The path at the paywall of an address below the origin's, by https or http; `undefined` for every other address. */
function pathHere(value, url, root) {
  let to;
  try {
    to = new URL(value, url);
  } catch {
    return undefined;
  }
  const there = /^https?:$/.test(to.protocol) && to.host === url.host;
  if (!there || !(to.pathname === root || to.pathname.startsWith(`${root}/`))) return undefined;
  const path = to.pathname.slice(root.length) || '/';
  // "//host" would be another host: the dot changes nothing but that.
  return (path.startsWith('//') ? '/.' : '') + path + to.search + to.hash;
}
