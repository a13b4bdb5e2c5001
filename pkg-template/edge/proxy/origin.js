// Where paid and free requests go.
import { MppError } from '../../error.js';
import { IN_DENO, IN_WORKERS } from '../../runtime.js';
import { received } from '../body/announced.js';
import { UNCODED, codingsOf, decoded } from '../body/coding.js';
import { addressIn, addressOf } from './address.js';

const NO_ORIGIN =
  'origin must be an http(s) URL like "http://127.0.0.1:3000", a service binding, or a handler (request, env, ctx) => Response';
const NO_PLAIN_URL =
  'origin must be a URL without user, password, query or fragment: a host, and optionally a path to prefix to request paths';

/** Converts a URL, a service binding or a handler to a handler `(request, env, ctx) => Response`. `undefined` stays. */
export function handlerOf(origin) {
  if (typeof origin === 'function' && origin.handle && origin.listen) {
    throw new MppError('bad-config', 'origin is an Express app: let it listen on a port, and pass the URL');
  }
  if (origin === undefined || typeof origin === 'function') return origin;
  if (typeof origin?.fetch === 'function') return (request) => origin.fetch(request);
  let base;
  try {
    base = new URL(origin);
  } catch {}
  if (base?.protocol !== 'https:' && base?.protocol !== 'http:') {
    throw new MppError('bad-config', NO_ORIGIN);
  }
  if (base.username || base.password || base.search || base.hash) {
    throw new MppError('bad-config', NO_PLAIN_URL);
  }
  return (request) => proxy(base, request);
}

async function proxy(base, request) {
  const { pathname, search } = new URL(request.url);
  const root = base.pathname.replace(/\/$/, '');
  // Set and not resolved: a path that begins with "//" would resolve to another host.
  const url = new URL(base);
  url.pathname = root + pathname;
  url.search = search;
  const own = new Request(url, request);
  own.headers.delete('host');
  // The coding is negotiated between this server and the origin, whatever the payer accepts. A range of an encoded body
  // could not be decoded.
  const asked = own.headers.get('accept-encoding') ?? '';
  const isPart = own.headers.has('range');
  const plain = isPart || (/\bidentity\b/i.test(asked) && !/\b(gzip|deflate|br|zstd)\b/i.test(asked));
  if (!IN_WORKERS) own.headers.set('accept-encoding', plain ? UNCODED : 'gzip, br');
  const response = await fetch(own, { redirect: 'manual' });
  // Some runtimes decode zstd and some do not, and they do not say which.
  if (!IN_WORKERS && codingsOf(response).includes('zstd')) {
    throw new MppError('origin-unavailable', 'the origin used a content coding it was not asked for: zstd');
  }
  if (response.status === 101) return response;
  // Only a response with a URL counts as decoded, and Deno has not decoded this one.
  return received(asOurs(IN_DENO && isPart ? new Response(response.body, response) : response, url, root));
}

/**
 * Hides the origin's own address: a `Location` or `Content-Location` that points to the origin is changed to point
 * here.
 */
function asOurs(response, url, root) {
  const changed = new Map();
  for (const name of ['location', 'content-location']) {
    const value = response.headers.get(name);
    const path = value === null ? undefined : pathHere(value, url, root);
    if (path !== undefined && path !== value) changed.set(name, path);
  }
  if (!changed.size) return response;
  const own = decoded(new Response(response.body, response), response);
  for (const [name, path] of changed) own.headers.set(name, path);
  return own;
}

/** The path at the paywall for an https or http address below the origin's. `undefined` for any other address. */
function pathHere(value, url, root) {
  let to;
  try {
    to = new URL(addressIn(value), url);
  } catch {
    return undefined;
  }
  const there = /^https?:$/.test(to.protocol) && to.host === url.host;
  if (!there || !(to.pathname === root || to.pathname.startsWith(`${root}/`))) return undefined;
  return addressOf(to.pathname.slice(root.length) || '/') + to.search + to.hash;
}
