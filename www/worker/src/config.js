// Turns the Worker's environment into a paywall's configuration. Errors name variables and never show a secret.
import { durableObject } from 'mpp-wasm/store/durable-object';
import { redisRest } from 'mpp-wasm/store/redis';
import { MppError } from 'mpp-wasm/edge';
import { sample } from './sample.js';

const SECRETS = {
  MPP_SECRET_KEY: 'binds challenges; at least 32 bytes, made with `openssl rand -base64 32`',
  STRIPE_SECRET_KEY: 'your sk_… or, better, a restricted rk_…',
};
const VARIABLES = {
  REALM: 'the public host name of this Worker',
  STRIPE_NETWORK_ID: "your profile on Stripe's network (profile_…)",
  ROUTES: 'prices by path, like { "/paid": { "price": "1.00 USD" } }',
};

/** The variable that each field of the paywall's configuration comes from. */
const FROM = {
  cors: 'CORS_ORIGINS',
  realm: 'REALM',
  redisRest: 'REDIS_REST_URL',
  routes: 'ROUTES',
  capture: 'CAPTURE',
  origin: 'ORIGIN_URL',
  previousSecrets: 'MPP_PREVIOUS_SECRET_KEYS',
  secret: 'MPP_SECRET_KEY',
  'stripe.apiBase': 'STRIPE_API_BASE',
  'stripe.networkId': 'STRIPE_NETWORK_ID',
  'stripe.secretKey': 'STRIPE_SECRET_KEY',
};

/** Runs `f`, and prefixes a configuration error with the name of the Worker's variable. */
export function named(f) {
  try {
    return f();
  } catch (error) {
    if (!(error instanceof MppError)) throw error;
    const field = Object.keys(FROM).find((name) => error.message.startsWith(name));
    throw field ? new MppError(error.code, `${FROM[field]}: ${error.message}`, error.problem) : error;
  }
}

export function configure(env) {
  const missing = [
    ...unset(env, SECRETS, (name) => `set it with \`wrangler secret put ${name}\`, or for \`wrangler dev\` in .dev.vars`),
    ...unset(env, VARIABLES, () => 'set it under "vars" in wrangler.jsonc'),
  ];
  if (missing.length) throw bad(missing.join('; '));
  return {
    realm: env.REALM,
    secret: env.MPP_SECRET_KEY,
    previousSecrets: text(env, 'MPP_PREVIOUS_SECRET_KEYS', 'secrets separated by white space').split(/\s+/).filter(Boolean),
    capture: env.CAPTURE || undefined,
    stripe: { secretKey: env.STRIPE_SECRET_KEY, networkId: env.STRIPE_NETWORK_ID, apiBase: env.STRIPE_API_BASE },
    routes: routes(env.ROUTES),
    store: store(env),
    cors: cors(text(env, 'CORS_ORIGINS', 'origins separated by white space, or "none"')),
    onEvent: logs(env.LOG_EVENTS) ? (event) => console.log(JSON.stringify(event)) : undefined,
    origin: origin(env),
  };
}

/**
 * Redis if a URL is set, Durable Objects otherwise. A deploy drops variables that were set in a dashboard, and keeps
 * secrets: a token that is left alone must not move the claims, or what was paid for in Redis could be had once more.
 */
function store({ REDIS_REST_URL: url, REDIS_REST_TOKEN: token, CLAIMS: claims }) {
  if (url) {
    if (!token) throw bad('REDIS_REST_TOKEN is missing: set it with `wrangler secret put REDIS_REST_TOKEN`, or for `wrangler dev` in .dev.vars');
    return redisRest({ url, token });
  }
  if (token) throw bad('REDIS_REST_URL is missing, and REDIS_REST_TOKEN is set: set both, or neither to keep claims in Durable Objects');
  if (typeof claims?.idFromName !== 'function') throw bad('CLAIMS is not a Durable Object binding: bind the class ClaimStore under that name');
  return durableObject(claims);
}

/** The sample is there to try the Worker out. Nobody is to buy it with real money, because a variable was lost. */
function origin({ ORIGIN_URL: url, ORIGIN: service, STRIPE_SECRET_KEY: key }) {
  if (!url && !service && /^(sk|rk)_live_/.test(key)) {
    const fix = 'set it under "vars" in wrangler.jsonc, or bind a service as ORIGIN';
    throw bad(`ORIGIN_URL is missing: ${fix}; the built-in sample is not sold under a live key`);
  }
  return url || service || sample;
}

function bad(message) {
  return new MppError('bad-config', message);
}

function* unset(env, names, how) {
  for (const [name, what] of Object.entries(names)) {
    if (!env[name]) yield `${name} is missing (${what}): ${how(name)}`;
  }
}

/** An optional text variable. */
function text(env, name, what) {
  const value = env[name] ?? '';
  if (typeof value !== 'string') throw bad(`${name} is not text: ${what}`);
  return value;
}

/** Dashboards and `--var` set only text. wrangler.jsonc can set `true` as well. */
function logs(value) {
  const [on, off] = [[true, 'true'], [undefined, null, '', false, 'false']];
  if (on.includes(value)) return true;
  if (off.includes(value)) return false;
  throw bad('LOG_EVENTS must be true or false');
}

/** Origins separated by white space, or "none". */
function cors(origins) {
  if (!origins) return undefined;
  return origins.trim() === 'none' ? false : { origins: origins.split(/\s+/).filter(Boolean) };
}

/** Routes are an object in wrangler.jsonc, and JSON text when set in a dashboard. At least one is required. */
function routes(value) {
  let prices = value;
  try {
    if (typeof value === 'string') prices = JSON.parse(value);
  } catch {
    throw bad('ROUTES must be JSON like {"/paid":{"price":"1.00 USD"}}');
  }
  const some = typeof prices === 'object' && prices !== null && !Array.isArray(prices) && Object.keys(prices).length > 0;
  if (!some) throw bad('ROUTES must hold a price, like {"/paid":{"price":"1.00 USD"}}');
  return prices;
}
