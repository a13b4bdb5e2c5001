// Splits a paywall's configuration between the core and this adapter.
import { json, pickFields } from '../arguments.js';
import { MppError } from '../error.js';
import { isPlainObject } from '../plain.js';
import { configFields } from './mpp_wasm_edge.js';
import { handlerOf } from './proxy/origin.js';
import { call } from './ready.js';

export const CODE = 'bad-config';
/** The fields that this adapter reads. The core names its own. */
const OWN = ['store', 'origin', 'maxBodyBytes', 'bindBody', 'onEvent', 'onError'];

let lists;
/** The names of the fields that the core reads. */
function coreFields() {
  lists ??= call(() => configFields()).split('\n').map((names) => names.split(','));
  const [config, stripe, cors, route] = lists;
  return { config, stripe, cors, route };
}

function bad(message) {
  return new MppError(CODE, message);
}

/** The terms of a route, or without a pattern of a guarded handler: a price, or an object with one. Plain JSON data. */
export function terms(value, pattern) {
  const guarded = pattern === undefined;
  const where = guarded ? 'charge' : `routes["${pattern}"]`;
  const isObject = value && typeof value === 'object' && !Array.isArray(value);
  const own = isObject ? pickFields(value, coreFields().route, where, CODE) : { price: value };
  if (typeof own.price !== 'string') throw bad(`${where} needs a price, like "1.00 USD" or { price: "1.00 USD" }${guarded ? '' : ', or "free"'}`);
  // Reports data that JSON would lose under the name of this route.
  json(own, where, CODE);
  return { ...own, pattern: pattern ?? '' };
}

/** Splits a configuration into what the core checks and what this adapter needs. */
export function split(config) {
  if (typeof config?.then === 'function') throw bad('the configuration is a promise: await what it needs, such as a secret, beforehand');
  if (typeof config !== 'object' || config === null) throw bad('the configuration must be an object, or a function of env that returns one');
  const fields = coreFields();
  const all = pickFields(config, [...fields.config, ...OWN], 'config', CODE);
  if (!all.store) throw bad("store is missing: use durableObject(…) or redis(…) if several instances run, or memory() for a single process");
  if (typeof all.store.swap !== 'function') {
    if (typeof all.store.then === 'function') throw bad('store is a promise: await it');
    throw bad('store has no swap(id, expected, next, keepUntil): make one with durableObject(…), redis(…) or memory()');
  }
  const { store, origin, maxBodyBytes = 1024 * 1024, bindBody = true, onEvent, onError } = all;
  if ([onEvent, onError].some((hook) => hook !== undefined && typeof hook !== 'function')) throw bad('onEvent and onError must be functions');
  if (!Number.isInteger(maxBodyBytes) || maxBodyBytes < 0) throw bad('maxBodyBytes must be a whole number of bytes');
  if (typeof bindBody !== 'boolean') throw bad('bindBody must be true or false');
  if (!bindBody && all.maxBodyBytes !== undefined) throw bad('maxBodyBytes only applies to bound bodies: with bindBody: false, no body is measured');
  if (!bindBody && all.maxReplayBytes) {
    throw bad('maxReplayBytes only applies to requests with bound bodies: with bindBody: false, no response is kept');
  }
  const { routes: prices = {} } = all;
  // Prices that are not own members, as in a Map or on a prototype, would not be seen, and their routes would be free.
  if (prices === null || !isPlainObject(prices)) {
    throw bad('routes must be an object of prices by path, like { "/paid": "1.00 USD" }');
  }
  // A price that is `undefined`, such as an unset environment variable, is kept here, so that it is an error below.
  const routes = Object.entries(prices);
  if (routes.length && origin === undefined) throw bad('origin is missing: a URL, a service binding or a handler that serves what the routes sell');
  if (!routes.length && origin !== undefined) {
    throw bad('routes is missing: set prices by path, like { "/paid": "1.00 USD" }; without any, everything at origin would be free');
  }
  const core = Object.fromEntries(fields.config.map((name) => [name, all[name]]));
  for (const name of ['realm', 'secret']) {
    core[name] ??= '';
    if (typeof core[name] !== 'string') throw bad(`${name} must be a string`);
  }
  core.stripe = { secretKey: '', networkId: '', ...pickFields(all.stripe ?? {}, fields.stripe, 'stripe', CODE) };
  if (all.cors) {
    if (typeof all.cors !== 'object') {
      throw bad('cors must be false, or an object like { origins: "https://app.example.com" }; leave it out to allow every site');
    }
    if ('origins' in all.cors && all.cors.origins === undefined) throw bad('cors.origins is undefined; leave it out to allow every site');
    core.cors = cors(pickFields(all.cors, fields.cors, 'cors', CODE));
  }
  core.routes = routes.map(([pattern, value]) => terms(value, pattern));
  return { core, options: { cors: all.cors !== false, store, origin: handlerOf(origin), maxBodyBytes, bindBody, onEvent, onError } };
}

/** `origins` as an array. Defaults to every site. */
function cors({ origins = '*', ...more }) {
  return { ...more, origins: [origins].flat() };
}
