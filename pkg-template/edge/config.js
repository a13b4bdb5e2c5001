// Which part of a paywall's configuration is whose.
import { MppError } from '../error.js';
import { known } from '../shape.js';

const CODE = 'bad-config';
const CORE = ['realm', 'secret', 'previousSecrets', 'challengeTtl', 'capture', 'maxReplayBytes', 'stripe', 'routes'];
const OWN = ['store', 'origin', 'maxBodyBytes', 'bindBody'];
const STRIPE = ['secretKey', 'networkId', 'paymentMethodTypes', 'apiBase'];
const TERMS = ['price', 'capture', 'description', 'metadata'];

function bad(message) {
  return new MppError(CODE, message);
}

/** The terms of a route: a price, or an object with one. */
export function terms(value, pattern = '') {
  const where = pattern ? `routes["${pattern}"]` : 'charge';
  const own = typeof value === 'string' ? { price: value } : known(value, TERMS, where, CODE);
  if (typeof own.price !== 'string') throw bad(`${where} needs a price, like "1.00 USD", or "free"`);
  return { ...own, pattern };
}

/** Splits a configuration into what the core checks and what the rim needs. */
export function split(config) {
  const all = known(config, [...CORE, ...OWN], 'the paywall', CODE);
  if (!all.store) throw bad("store is missing: durableObject(…) or redis(…) where several instances run, memory() for one process");
  if (typeof all.store.swap !== 'function') throw bad('store has no swap(id, expected, next, keepUntil)');
  const { store, origin, maxBodyBytes = 1024 * 1024, bindBody = true } = all;
  if (!Number.isInteger(maxBodyBytes) || maxBodyBytes < 0) throw bad('maxBodyBytes is a whole number of bytes');
  const { routes: prices = {} } = all;
  if (typeof prices !== 'object' || prices === null || Array.isArray(prices)) {
    throw bad('routes is an object of prices by path, like { "/paid": "1.00 USD" }');
  }
  const routes = Object.entries(prices).filter(([, value]) => value !== undefined);
  if (routes.length && origin === undefined) throw bad('origin is missing: what the routes sell has to come from somewhere');
  const core = Object.fromEntries(CORE.filter((name) => all[name] !== undefined).map((name) => [name, all[name]]));
  core.secret ??= '';
  core.realm ??= '';
  core.stripe = { secretKey: '', networkId: '', ...known(all.stripe ?? {}, STRIPE, 'stripe', CODE) };
  core.routes = routes.map(([pattern, value]) => terms(value, pattern));
  return { core, rim: { store, origin: target(origin), maxBodyBytes, bindBody } };
}

/** Where paid and free requests go: a URL, a service binding, a handler, or nowhere. */
function target(origin) {
  if (origin === undefined) return undefined;
  if (typeof origin === 'function') return origin;
  if (typeof origin.fetch === 'function') return (request) => origin.fetch(request);
  let base;
  try {
    base = new URL(origin);
  } catch {}
  if (base?.protocol !== 'https:' && base?.protocol !== 'http:') {
    throw bad('origin is an http(s) URL, a service binding, or a handler (request, env, ctx) => Response');
  }
  return (request) => {
    const { pathname, search } = new URL(request.url);
    // Set, not resolved: a path that begins with "//" would name another host.
    const url = new URL(base);
    url.pathname = base.pathname.replace(/\/$/, '') + pathname;
    url.search = search;
    return fetch(new Request(url, request), { redirect: 'manual' });
  };
}
