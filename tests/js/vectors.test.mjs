// The vectors of tests/vectors, which Rust also runs, through the package by its public name. See the README there.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { paywall } from 'mpp-wasm/edge';
import { memory } from 'mpp-wasm/store/memory';

const { VECTORS_OF = 'mpp-wasm', NODE_TEST_CONTEXT, ...env } = process.env;
const {
  ChallengeKey, MppError, bodyDigest, credentialType, decode, detect, formatChallenge, formatCredential, formatReceipt,
  parseChallenges, parseCredential, parseMessage, parseReceipt, rankOffers, sanitize,
} = await import(VECTORS_OF);

test('the compact build of the wasm, which pages load, passes all of them too', { skip: VECTORS_OF !== 'mpp-wasm' }, () => {
  // Which reporter is the default depends on the version of Node.
  const args = ['--test-reporter=tap', fileURLToPath(import.meta.url)];
  const said = execFileSync(process.execPath, args, { env: { ...env, VECTORS_OF: 'mpp-wasm/inline' }, encoding: 'utf8' });
  assert.match(said, /^# pass \d\d+$/m);
});

const FOLDER = new URL('../vectors/', import.meta.url);
const SECRET = 'test-vector-secret-minimum-32-byte-secret';
const CHALLENGE = { id: '1', realm: 'api.example.com', method: 'stripe', intent: 'charge', request: {} };
const ECHO = '{"id":"1","realm":"api.example.com","method":"stripe","intent":"charge","request":"e30"}';
const TERMS = { realm: 'api.example.com', method: 'stripe', intent: 'session', request: {}, expires: '2025-01-15T12:05:00Z' };
const NOW = Date.parse('2025-01-15T12:00:00Z');

const base64url = (text) => Buffer.from(text).toString('base64url');
const key = new ChallengeKey(SECRET);

/** The result of a function, or the code it throws. */
async function outcome(f) {
  try {
    return { value: await f() };
  } catch (error) {
    if (!(error instanceof MppError)) throw error;
    return { code: error.code, message: error.message };
  }
}

/** Expands `{ before, repeat, times, after }`, which stands for a long text, at any depth. */
function expand(value) {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(expand);
  if ('repeat' in value) return value.before + value.repeat.repeat(value.times) + value.after;
  // fromEntries defines __proto__ as a member, as JSON.parse does.
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, expand(member)]));
}

/** A challenge without its encoded request, unless the vector contains it. */
function fields({ encodedRequest, ...challenge }, shape) {
  assert.equal(typeof encodedRequest, 'string');
  return shape && 'encodedRequest' in shape ? { ...challenge, encodedRequest } : challenge;
}

function challenges(input, shape) {
  const { challenges, malformed } = parseChallenges(input);
  for (const error of malformed) assert.equal(error.code, 'malformed-challenge');
  return {
    challenges: challenges.map((challenge, at) => fields(challenge, shape?.challenges[at])),
    ...(malformed.length > 0 && { malformed: malformed.length }),
    ...(shape && 'others' in shape && { others: shape.others }),
  };
}

function credential(input, shape) {
  const { challenge, ...rest } = parseCredential('json' in Object(input) ? `Payment ${base64url(input.json)}` : input);
  return { challenge: fields(challenge, shape?.challenge), ...rest };
}

function credentialText(input) {
  const [, encoded] = /^Payment ([A-Za-z0-9_-]+)$/.exec(formatCredential(input));
  return JSON.parse(Buffer.from(encoded, 'base64url'));
}

function receipt(input) {
  const receipt = parseReceipt('json' in Object(input) ? base64url(input.json) : input);
  assert.deepEqual(parseReceipt(formatReceipt(receipt)), receipt);
  return receipt;
}

function ranked({ header, offers }, expected) {
  const objects = offers.map((offer) => ({ method: offer.split('/')[0], intent: offer.split('/')[1] }));
  const got = rankOffers(header, objects).map((offer) => `${offer.method}/${offer.intent}`);
  if (expected?.length > 0) return got;
  // If none is accepted, or the header is malformed: all of them, in order.
  assert.deepEqual(got, offers);
  return expected ?? assert.deepEqual(rankOffers(header, [...objects].reverse()), [...objects].reverse());
}

const digest = ({ body, text }) => (body === undefined ? key.issue({ ...TERMS, digest: text }, { now: NOW }).digest : bodyDigest(body));

/** Checks an id: issues it if possible, and always distinguishes it from a changed one. */
async function bound({ secret, challenge }, expected) {
  const own = new ChallengeKey(secret);
  const now = Date.parse(challenge.expires ?? TERMS.expires) - 1;
  const { encodedRequest, ...terms } = challenge;
  const verify = (id) => outcome(() => own.verify({ challenge: { ...challenge, id }, payload: {} }, { now }));
  const changed = await verify((expected[0] === 'A' ? 'B' : 'A') + expected.slice(1));
  assert.equal(changed.code, 'invalid-challenge');
  const right = await verify(expected);
  assert.notDeepEqual(right, changed);
  if (challenge.expires && !challenge.digest) assert.equal(right.code, undefined);
  if (challenge.expires && !encodedRequest && !/^sha-256=[^:]/.test(challenge.digest)) assert.equal(own.issue(terms, { now }).id, expected);
  return expected;
}

const issue = ({ secret, now, terms }) => new ChallengeKey(secret).issue(terms, { now: Date.parse(now) }).id;

function verify({ secret, previous, now, challenge, expect, body }) {
  const own = new ChallengeKey(secret, { previous });
  own.verify(formatCredential({ challenge, payload: {} }), { now: Date.parse(now), body, ...expect });
  return 'verified';
}

/** The canonical text inside a challenge's request. */
function jcs(input) {
  const header = formatChallenge({ ...CHALLENGE, request: JSON.parse(`{"v":${input}}`) });
  const [, text] = /^\{"v":(.*)\}$/s.exec(Buffer.from(/request="([^"]*)"/.exec(header)[1], 'base64url'));
  return text;
}

/** JSON inside a credential's payload. */
function json(input, expected) {
  const header = `Payment ${base64url(`{"challenge":${ECHO},"payload":{"v":${input}}}`)}`;
  const { v } = parseCredential(header).payload;
  assert.deepEqual(v, JSON.parse(expected));
  return expected;
}

/** The earliest time that is accepted as the current time. */
const EARLIEST = 1e11;

/**
 * Checks a timestamp as an expiry: a challenge can be issued one millisecond before it, but not at it. If it is too
 * early to be the current time, only whether it can be read is checked. Rust checks its value.
 */
async function timestamp(input, expected) {
  const at = expected === undefined ? NOW : Date.parse(expected);
  if (at <= EARLIEST) {
    const { code } = await outcome(() => key.issue({ ...TERMS, expires: input }));
    return code === 'invalid-argument' ? expected : code;
  }
  const issued = key.issue({ ...TERMS, expires: input }, { now: at - 1 });
  assert.equal(issued.expires, input.toUpperCase());
  assert.equal((await outcome(() => key.issue({ ...TERMS, expires: input }, { now: at }))).code, 'invalid-argument');
  return expected;
}

/** The price in a paywall's challenge. */
async function price(input) {
  const site = paywall({
    realm: 'api.example.com', secret: SECRET, stripe: { secretKey: 'sk_test_123456789', networkId: 'profile_1' },
    store: memory(), routes: { '/paid': input }, origin: () => new Response('served'),
  });
  const answer = await site.fetch(new Request('https://api.example.com/paid'));
  assert.equal(answer.status, 402);
  const { amount, currency } = parseChallenges(answer.headers.get('www-authenticate')).challenges[0].request;
  return { amount, currency };
}

function answer({ status, wwwAuthenticate, paymentRequired, body, incomplete }) {
  const text = paymentRequired?.base64 === undefined ? paymentRequired : Buffer.from(paymentRequired.base64).toString('base64');
  return { status, headers: { 'WWW-Authenticate': wwwAuthenticate, 'Payment-Required': text }, body, incomplete };
}

function detected(input) {
  const { protocols, mpp, x402, l402 } = detect(answer(input));
  return {
    protocols,
    ...(x402 && { x402 }),
    ...(l402 && { l402 }),
    ...(mpp && { challenges: mpp.challenges.length }),
    ...(mpp?.malformed.length > 0 && { malformed: mpp.malformed.length }),
  };
}

/** A message, with its marks given as the marked text. */
function message(input, shape) {
  const { marks, ...rest } = parseMessage(input);
  if (!shape || !('marks' in shape)) return rest;
  const seen = marks.map(({ start, end, kind, name, ...challenge }) => [kind, input.slice(start, end), name ?? null, challenge]);
  for (const [at, { end }] of marks.entries()) assert.ok(end <= (marks[at + 1]?.start ?? input.length), 'marks do not overlap');
  return { ...rest, marks: seen };
}

const advice = ({ cardForm, agentSteering, stripeElements, ...rest }) =>
  credentialType({ cardForm, agentSteering, stripeElements, response: rest.status && answer(rest) }).type;

/** Text sanitized inside a request by decode, and on its own. */
function sanitised(input) {
  assert.equal(sanitize(sanitize(input)), sanitize(input));
  const request = { amount: '1', currency: 'usd', networkId: 'n', text: input };
  return decode(`Payment id="1", realm="r", method="stripe", intent="charge", request="${base64url(JSON.stringify(request))}"`).request_json.text;
}

// Error codes of the package that differ from those of the function inside.
const IN_A_CREDENTIAL = () => 'malformed-credential';
const FILES = {
  'accept-payment': { atLeast: 45, run: ranked, code: () => undefined },
  'challenge-format': { atLeast: 35, run: formatChallenge },
  'challenge-id': { atLeast: 30, run: bound },
  'challenge-parse': { atLeast: 140, run: challenges },
  'credential-format': { atLeast: 10, run: credentialText },
  'credential-parse': { atLeast: 75, run: credential, code: (code) => (code === 'no-credential' ? 'malformed-credential' : code) },
  'credential-type': { atLeast: 14, run: advice },
  decode: { atLeast: 43, run: decode },
  detect: { atLeast: 35, run: detected },
  digest: { atLeast: 26, run: digest },
  issue: { atLeast: 20, run: issue },
  jcs: { atLeast: 48, run: jcs },
  json: { atLeast: 80, run: json, code: IN_A_CREDENTIAL },
  message: { atLeast: 38, run: message },
  opaque: { atLeast: 17, run: (opaque) => key.issue({ ...TERMS, opaque }, { now: NOW }).opaque },
  price: { atLeast: 33, run: price, code: () => 'bad-config' },
  'receipt-parse': { atLeast: 25, run: receipt },
  sanitize: { atLeast: 35, run: sanitised },
  timestamp: { atLeast: 60, run: timestamp },
  verify: { atLeast: 65, run: verify },
};

test('every vector file is run, or states why only Rust runs it', () => {
  const load = (name) => JSON.parse(readFileSync(new URL(name, FOLDER)));
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json') && !name.startsWith('card-'));
  const ours = names.filter((name) => {
    const { run, why } = load(name);
    if (run === 'rust') assert.ok(why, name);
    return run !== 'rust';
  });
  assert.deepEqual(ours.map((name) => name.replace('.json', '')).sort(), Object.keys(FILES).sort());
});

test('the README has every file, with the number of its cases', () => {
  const rows = readFileSync(new URL('README.md', FOLDER), 'utf8').matchAll(/^\| (`[^|]*`) \| ([\d, ]+) \|/gm);
  const stated = [...rows].flatMap(([, names, counts]) => {
    const cases = counts.split(',').map(Number);
    return names.split(', ').map((name, at) => [name.slice(1, -1), cases[at]]);
  });
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json') && !name.startsWith('card-'));
  const found = names.map((name) => [name.replace('.json', ''), JSON.parse(readFileSync(new URL(name, FOLDER))).cases.length]);
  assert.deepEqual(Object.fromEntries(stated), Object.fromEntries(found));
});

for (const [name, { atLeast, run, code: translate = (code) => code }] of Object.entries(FILES)) {
  test(`vectors: ${name}`, async (t) => {
    const { cases } = JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER)));
    assert.ok(cases.length >= atLeast, `only ${cases.length} cases are left`);
    const failures = [];
    for (const { name, section, todo, run: where, why, input, expected, error } of cases) {
      const title = `${name} (${section})`;
      if (todo) {
        t.diagnostic(`todo: ${name}: ${todo}`);
        continue;
      }
      if (where === 'rust') {
        assert.ok(why, title);
        continue;
      }
      try {
        const want = expand(expected);
        const got = await outcome(() => run(expand(input), want));
        if (error) assert.equal(got.code, translate(error));
        else assert.deepEqual([got.code, got.value], [undefined, want]);
      } catch (failure) {
        failures.push(`${title}: ${failure.message}`);
      }
    }
    assert.equal(failures.length, 0, failures.join('\n\n'));
  });
}
