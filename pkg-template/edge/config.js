// Which part of a paywall's configuration is whose.
import { json } from '../arguments.js';
import { MppError } from '../error.js';
import { isBraced } from '../plain.js';
import { known } from '../shape.js';
import { handlerOf } from './origin.js';

export const CODE = 'bad-config';
const CORE = ['realm', 'secret', 'previousSecrets', 'challengeTtl', 'capture', 'maxReplayBytes', 'stripe', 'routes', 'cors'];
const OWN = ['store', 'origin', 'maxBodyBytes', 'bindBody', 'onEvent'];
const CORS = ['origins', 'credentials'];
const STRIPE = ['secretKey', 'networkId', 'paymentMethodTypes', 'apiBase'];
const TERMS = ['price', 'capture', 'description', 'metadata', 'passTtl'];

function bad(message) {
  return new MppError(CODE, message);
}

/** The terms of a route: a price, or an object with one. JSON holds all of them. */
export function terms(value, pattern = '') {
  const where = pattern ? `routes["${pattern}"]` : 'charge';
  const own = typeof value === 'string' ? { price: value } : known(value ?? {}, TERMS, where, CODE);
  if (typeof own.price !== 'string') throw bad(`${where} needs a price, like "1.00 USD", or "free"`);
  // What JSON would lose is said of this route.
  json(own, where, CODE);
  return { ...own, pattern };
}

/** Splits a configuration into what the core checks and what the rim needs. */
export function split(config) {
  if (typeof config?.then === 'function') throw bad('the configuration is a promise: what it waits for, a secret for instance, is waited for before');
  const all = known(config, [...CORE, ...OWN], 'the paywall', CODE);
  if (!all.store) throw bad("store is missing: durableObject(…) or redis(…) where several instances run, memory() for one process");
  if (typeof all.store.swap !== 'function') throw bad('store has no swap(id, expected, next, keepUntil)');
  const { store, origin, maxBodyBytes = 1024 * 1024, bindBody = true, onEvent } = all;
  if (onEvent !== undefined && typeof onEvent !== 'function') throw bad('onEvent is a function (event) => void');
  if (!Number.isInteger(maxBodyBytes) || maxBodyBytes < 0) throw bad('maxBodyBytes is a whole number of bytes');
  if (typeof bindBody !== 'boolean') throw bad('bindBody is true or false');
  if (!bindBody && all.maxBodyBytes !== undefined) throw bad('maxBodyBytes is for bodies that are bound: with bindBody: false none is measured');
  if (!bindBody && all.maxReplayBytes) throw bad('maxReplayBytes is for requests whose bodies are bound: with bindBody: false no answer is kept');
  const { routes: prices = {} } = all;
  // Prices that an object does not show, of a Map for instance or of what it was made from, would be free.
  if (typeof prices !== 'object' || prices === null || !isBraced(prices)) {
    throw bad('routes is an object of prices by path, like { "/paid": "1.00 USD" }');
  }
  // A price that is `undefined`, an environment's that is not set, is no price, and not nothing.
  const routes = Object.entries(prices);
  if (routes.length && origin === undefined) throw bad('origin is missing: what the routes sell has to come from somewhere');
  if (!routes.length && origin !== undefined) {
    throw bad('routes is missing: prices by path, like { "/paid": "1.00 USD" }; without any, all that origin has would be free');
  }
  const core = Object.fromEntries(CORE.filter((name) => all[name] !== undefined).map((name) => [name, all[name]]));
  for (const name of ['realm', 'secret']) {
    core[name] ??= '';
    if (typeof core[name] !== 'string') throw bad(`${name} is a string`);
  }
  core.stripe = { secretKey: '', networkId: '', ...known(all.stripe ?? {}, STRIPE, 'stripe', CODE) };
  if (all.cors) {
    if (typeof all.cors !== 'object') throw bad('cors is false, or { origins, credentials }');
    if ('origins' in all.cors && all.cors.origins === undefined) throw bad('cors.origins is undefined; leave it out for every site');
    core.cors = cors(known(all.cors, CORS, 'cors', CODE));
  }
  core.routes = routes.map(([pattern, value]) => terms(value, pattern));
  return { core, rim: { cors: all.cors !== false, store, origin: handlerOf(origin), maxBodyBytes, bindBody, onEvent } };
}

/** `origins` as a list; every one if left out. */
function cors({ origins = '*', ...more }) {
  return { ...more, origins: [origins].flat() };
}
