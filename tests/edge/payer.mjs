// A payer written from the specification, without the package's code. It reads challenges, crafts honest and dishonest
// credentials, and counts what the processor and the origin saw.
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { mkdir, readdir, rmdir, stat, utimes } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createClient } from '../stripe-sim/client.mjs';
import { startStripeSim } from '../stripe-sim/start.mjs';
import { bundleWorker, startOrigin, startWorker } from './stack.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

export const SECRET = 'edge-test-secret-of-more-than-32-bytes';
export const REALM = 'paywall.example.com';
export const NETWORK_ID = 'profile_test_edge';
export const ROUTES = {
  '/paid': { price: '1.00 USD', description: 'One paid answer' },
  '/same': { price: '1.00 USD' },
  '/cheap': { price: '0.50 USD' },
  '/tagged': { price: '2.00 EUR', description: 'Café — “naïve” 😀', metadata: { order: 'a b&c=d', tier: 'gold' } },
  '/premium/*': { price: '5.00 USD', description: 'Premium content' },
  '/keyed/*': { price: '1.00 USD', header: 'Payment-Authorization' },
};

/**
 * Code -> type and status, from draft-httpauth-payment-01 "Error Codes", not from src/problem.rs.
 */
const PROBLEMS = {
  'payment-required': [402, 'payment-required'],
  'malformed-credential': [402, 'malformed-credential'],
  'invalid-payload': [402, 'invalid-payload'],
  'invalid-challenge': [402, 'invalid-challenge'],
  'payment-expired': [402, 'payment-expired'],
  'verification-failed': [402, 'verification-failed'],
  'payment-insufficient': [402, 'payment-insufficient'],
  'payment-action-required': [402, 'payment-action-required'],
  'method-unsupported': [400, 'method-unsupported'],
  'multiple-credentials': [400, 'bad-request'],
  'not-payable': [400, 'bad-request'],
  'body-too-large': [413],
  'insecure-transport': [403],
  'payment-in-progress': [409],
  'answer-gone': [410],
  'idempotency-key-reused': [422],
  'invalid-idempotency-key': [400, 'bad-request'],
  'origin-unavailable': [502],
  'processor-refused': [502],
  'processor-unavailable': [503],
};

/**
 * Starts the Worker, the simulator and an origin. `vars` and `answer` (the origin's) replace the defaults.
 * `another(vars)` adds one more Worker, which is closed with the others.
 */
export async function startStack({ vars = {}, answer } = {}) {
  const parts = [];
  const close = async () => {
    await Promise.all(parts.map((part) => part.close()));
  };
  try {
    await bundleOnce();
    const sim = await startStripeSim();
    parts.push(sim);
    const origin = await startOrigin({ answer });
    parts.push(origin);
    const worker = await startWorker({ vars: variables({ sim, origin }, vars) });
    parts.push(worker);
    const stripe = createClient(sim.url);
    const stack = { url: worker.url, worker, origin, sim, stripe, close, ...counters(stripe, origin) };
    stack.another = async (others) => {
      const one = await startWorker({ vars: variables({ sim, origin }, others) });
      parts.push(one);
      return { ...stack, url: one.url, worker: one };
    };
    return stack;
  } catch (error) {
    await close();
    throw error;
  }
}

/** Variables and secrets with which a Worker starts. */
export function variables({ sim, origin } = {}, vars = {}) {
  return {
    MPP_SECRET_KEY: SECRET,
    STRIPE_SECRET_KEY: 'sk_test_simulator',
    STRIPE_NETWORK_ID: NETWORK_ID,
    STRIPE_API_BASE: sim?.url,
    REALM,
    ROUTES,
    ORIGIN_URL: origin?.url,
    // Most tests cover owed answers. capture.test.mjs covers held payments.
    CAPTURE: 'before-delivery',
    ...vars,
  };
}

function counters(stripe, origin) {
  const count = async () => ({ intents: await countIntents(stripe), hits: origin.seen.length });
  return {
    count,
    /** Runs `f` and checks how many PaymentIntents and origin requests it caused. */
    async costs(expected, f) {
      const before = await count();
      const result = await f();
      const after = await count();
      assert.deepEqual({ intents: after.intents - before.intents, hits: after.hits - before.hits }, { intents: 0, hits: 0, ...expected });
      return result;
    },
  };
}

/** The number of PaymentIntents on all pages. */
async function countIntents(stripe, after) {
  const { data, has_more } = (await stripe.get(`/v1/payment_intents?limit=100${after ? `&starting_after=${after}` : ''}`)).json;
  return data.length + (has_more ? await countIntents(stripe, data.at(-1).id) : 0);
}

/** How long a lock lasts that nobody renews, because its process has ended, and how often it is renewed, in milliseconds. */
const [ABANDONED, RENEWED] = [20_000, 1_000];

/** Bundles the Worker unless the bundle is up to date. Test files run in parallel: one bundles, the others wait. */
export async function bundleOnce() {
  const lock = path('../../target/worker.lock');
  await mkdir(path('../../target'), { recursive: true });
  for (;;) {
    try {
      await mkdir(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const age = Date.now() - (await modified(lock));
    if (age > ABANDONED && age < Infinity) await rmdir(lock).catch(() => {});
    await sleep(50);
  }
  // On a busy machine, it takes longer than the lock lasts.
  const renewing = setInterval(() => utimes(lock, new Date(), new Date()).catch(() => {}), RENEWED);
  try {
    const sources = await Promise.all(['../../www/worker/wrangler.jsonc', '../../www/worker/src', '../../pkg'].map(newest));
    if ((await modified(path('../../target/worker/index.js'))) <= Math.max(...sources.flat())) await bundleWorker();
  } finally {
    clearInterval(renewing);
    await rmdir(lock);
  }
}

const modified = (file) => stat(file).then(({ mtimeMs }) => mtimeMs, () => -Infinity);

async function newest(relative) {
  const top = path(relative);
  if (!(await stat(top)).isDirectory()) return [await modified(top)];
  const entries = await readdir(top, { recursive: true, withFileTypes: true });
  return Promise.all(entries.map((entry) => modified(`${entry.parentPath ?? entry.path}/${entry.name}`)));
}

/** Sends a request with its path and headers exactly as written. A header may be an array of values. */
export function send(url, target, { method = 'GET', headers = {}, body } = {}) {
  const { hostname, port } = new URL(url);
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const options = { hostname, port, method, path: target, headers: { ...length, ...headers }, agent: false };
    const outgoing = httpRequest(options, async (response) => {
      try {
        const chunks = [];
        for await (const chunk of response) chunks.push(chunk);
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode, headers: new Headers(pairs(response.rawHeaders)), text, json: parseJson(text) });
      } catch (error) {
        reject(error);
      }
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const pairs = (raw) => raw.flatMap((name, at) => (at % 2 ? [] : [[name, raw[at + 1]]]));

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The parameters of a response's only challenge, as text, in order. */
export function challengeOf({ headers }) {
  const value = headers.get('www-authenticate') ?? '';
  assert.match(value, /^Payment [a-z]+="/);
  assert.doesNotMatch(value, /[^ -~]/, 'a challenge is ASCII');
  const unescape = (text) => text.replace(/\\(?:u([0-9a-f]{4})|(.))/gi, (_, hex, char) => (hex ? String.fromCharCode(parseInt(hex, 16)) : char));
  const params = [...value.matchAll(/[ ,]([a-z]+)="((?:[^"\\]|\\.)*)"/g)].map(([, name, text]) => [name, unescape(text)]);
  assert.equal(new Set(params.map(([name]) => name)).size, params.length, 'no parameter twice, no second challenge');
  return Object.fromEntries(params);
}

export const base64url = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
export const decoded = (text) => JSON.parse(Buffer.from(text, 'base64url').toString());
export const digestOf = (body) => `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;

/** The id that the specification recommends for a challenge's parameters. */
export function idFor({ realm, method, intent, request, expires = '', digest = '', header, opaque = '' }, secret = SECRET) {
  const slots = [realm, method, intent, request, expires, digest, ...(header === undefined ? [] : [header]), opaque];
  return createHmac('sha256', secret).update(slots.join('|')).digest('base64url');
}

/** A challenge with some parameters changed, then bound again. `undefined` removes one. */
export function rebound(challenge, changes, secret) {
  const { id, ...params } = JSON.parse(JSON.stringify({ ...challenge, ...changes }));
  return { id: idFor(params, secret), ...params };
}

/** An `Authorization` value. */
export const credential = (challenge, payload, more = {}) => `Payment ${base64url({ challenge, payload, ...more })}`;

/** Requests a resource, mints a token and makes the honest credential. */
export async function prepare(stack, target = '/paid', { method, body, headers = {}, token = {}, payload = {} } = {}) {
  const answer = await send(stack.url, target, { method, body, headers });
  assertProblem(answer, 'payment-required');
  const challenge = challengeOf(answer);
  const spt = await stack.stripe.mintToken(token);
  const authorization = credential(challenge, { spt, ...payload });
  const pay = (value = authorization, more = {}) =>
    send(stack.url, target, { method, body, ...more, headers: { ...headers, ...more.headers, authorization: value } });
  return { challenge, spt, authorization, pay };
}

/** Checks a refusal in full: status, headers, body, and a challenge exactly where a payment would help. */
export function assertProblem(answer, code, { stale } = {}) {
  const [status, slug] = PROBLEMS[code];
  assert.deepEqual({ status: answer.status, code: answer.json?.code }, { status, code }, answer.text);
  const { type, title, detail, challengeId, ...rest } = answer.json;
  assert.equal(type, slug ? `https://paymentauth.org/problems/${slug}` : 'about:blank');
  assert.deepEqual(rest, { status, code });
  assert.ok(title.length > 3 && detail.length > 10);
  assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assert.equal(answer.headers.get('payment-receipt'), null);
  // An id is any 43 characters, which sometimes look like a token.
  assert.doesNotMatch(answer.text.replace(challengeId, ''), /spt_\w|sk_(test|live)_|secret-of-more/, 'no token or secret is repeated');
  if (status === 402 || code === 'method-unsupported') {
    const challenge = challengeOf(answer);
    assert.equal(challenge.id, challengeId);
    assert.notEqual(challenge.id, stale, 'the challenge is fresh');
    assert.ok(Date.parse(challenge.expires) > Date.now() + 60_000);
  } else {
    assert.equal(answer.headers.get('www-authenticate'), null);
    assert.equal(challengeId, undefined);
  }
}

/** Checks a paid response and returns its receipt. */
export function assertPaid(answer) {
  assert.equal(answer.status, 200, answer.text);
  assert.match(answer.headers.get('cache-control'), /^private\b(?!.*(public|s-maxage))/);
  assert.doesNotMatch(answer.headers.get('www-authenticate') ?? '', /payment[^,]*id=/i);
  const receipt = decoded(answer.headers.get('payment-receipt') ?? '');
  assert.equal(receipt.status, 'success');
  assert.equal(receipt.method, 'stripe');
  assert.match(receipt.reference, /^pi_/);
  assert.ok(Math.abs(Date.parse(receipt.timestamp) - Date.now()) < 60_000);
  return receipt;
}
