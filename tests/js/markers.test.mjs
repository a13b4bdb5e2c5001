// Marker secrets in every value of every input of every public call: none comes back in a message, a stack or on the
// console. Member names are not planted, because an unknown option is named in the error so that typos are found.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as root from 'mpp-wasm';
import * as edge from 'mpp-wasm/edge';
import * as memory from 'mpp-wasm/store/memory';
import * as redis from 'mpp-wasm/store/redis';

const { ChallengeKey, MppError } = root;

/** What no output may contain. Each marker has its own tail, which is searched for. */
const MARKERS = [
  '4242424242424242', '4000 0566 5566 5556', 'spt_MARKERa1b2c3d4e5', 'sk_test_MARKERa1b2c3d4e5', 'whsec_MARKERa1b2c3d4e5',
  `Payment ${Buffer.from('{"MARKER":1}').toString('base64url')}`, 'MARKER-signing-secret-of-more-than-32-bytes', 'MARKER=short',
];
const LEAK = new RegExp(['424242424242', '0566 5566', 'MARKER', Buffer.from('{"MARKER":1}').toString('base64url')].join('|'));

const KEY = new ChallengeKey('0123456789abcdef0123456789abcdef');
const TERMS = { realm: 'r', method: 'stripe', intent: 'charge', request: { amount: '1', currency: 'usd' }, expires: '2099-01-01T00:00:00Z' };
const CHALLENGE = KEY.issue(TERMS);
const CREDENTIAL = { challenge: CHALLENGE, payload: { spt: 'spt_x' } };
const RECEIPT = { status: 'success', method: 'stripe', reference: 'pi_1', timestamp: '2025-01-15T12:04:32Z' };

/** Every exported call, with valid arguments. Each place in them is then replaced. */
const CALLS = {
  parseChallenges: [root.parseChallenges, [root.formatChallenge(CHALLENGE)]],
  formatChallenge: [root.formatChallenge, [CHALLENGE]],
  decode: [root.decode, [root.formatChallenge(CHALLENGE)]],
  detect: [
    root.detect,
    [
      { status: 402, headers: { 'www-authenticate': root.formatChallenge(CHALLENGE) }, body: '{}' },
      { url: 'https://a.example/', now: 0, limit: { usd: '1.00' } },
    ],
  ],
  parseMessage: [root.parseMessage, ['HTTP/2 402\nwww-authenticate: Payment id="1"']],
  sanitize: [root.sanitize, ['x']],
  credentialType: [root.credentialType, [{ response: { status: 402, headers: {} }, cardForm: true }]],
  parseCredential: [root.parseCredential, [root.formatCredential(CREDENTIAL)]],
  formatCredential: [root.formatCredential, [CREDENTIAL]],
  parseReceipt: [root.parseReceipt, [root.formatReceipt(RECEIPT)]],
  formatReceipt: [root.formatReceipt, [RECEIPT]],
  rankOffers: [root.rankOffers, ['stripe/*', [{ method: 'stripe', intent: 'charge' }]]],
  bodyDigest: [root.bodyDigest, ['x']],
  ChallengeKey: [(...args) => new ChallengeKey(...args), ['0123456789abcdef0123456789abcdef', { previous: [] }]],
  issue: [(...args) => KEY.issue(...args), [TERMS, { now: 0 }]],
  verify: [(...args) => KEY.verify(...args), [root.formatCredential(CREDENTIAL), { now: 0, realm: 'r', request: {}, body: 'x' }]],
  verifyParsed: [(...args) => KEY.verify(...args), [CREDENTIAL, { now: 0 }]],
  maskCard: [root.maskCard, [{ number: '1' }, { reveal: ['last4'] }]],
  maskAddress: [root.maskAddress, [{ city: 'x' }, { reveal: ['city'] }]],
  maskCardNumber: [root.maskCardNumber, ['1', { reveal: ['last4'] }]],
  redact: [root.redact, [{ a: 'x' }]],
  redactStream: [root.redactStream, []],
  paywall: [edge.paywall, [{
    secret: '0123456789abcdef0123456789abcdef', realm: 'r', store: {}, stripe: { secretKey: 'sk_test_x', networkId: 'n' },
    routes: { '/': { price: '1.00 USD' } },
  }]],
  memory: [Object.values(memory)[0], [{}]],
  redis: [redis.redis, ['redis://host', { prefix: 'p', timeout: 1 }]],
  redisRest: [redis.redisRest, [{ url: 'https://redis.example', token: 't', prefix: 'p', timeout: 1 }]],
};

/** Copies of arguments with one place replaced, at any depth. */
function* replaced(value, marker) {
  yield marker;
  yield [marker];
  yield { toString: () => marker, [Symbol.toPrimitive]: () => marker };
  if (typeof value === 'string') {
    yield value + marker;
    yield marker + value;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const name of Object.keys(value)) {
    for (const member of replaced(value[name], marker)) {
      yield Array.isArray(value) ? Object.assign([...value], { [name]: member }) : { ...value, [name]: member };
    }
  }
}

/** All the text of an error, including its causes. */
function told(error) {
  if (!(error instanceof Error)) return JSON.stringify(error) ?? String(error);
  return [error.message, error.stack, JSON.stringify(error), error.cause === undefined ? '' : told(error.cause)].join('\n');
}

const said = [];
const real = {};
before(() => {
  for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace']) {
    real[name] = console[name];
    console[name] = (...args) => said.push(args.map(String).join(' '));
  }
});
after(() => Object.assign(console, real));

test('every exported function is covered', () => {
  const names = Object.keys(root).filter((name) => typeof root[name] === 'function' && !['default', 'MppError'].includes(name));
  assert.deepEqual(names.filter((name) => !(name in CALLS)), []);
});

for (const [name, [call, args]] of Object.entries(CALLS)) {
  test(`${name} repeats no marker`, async (t) => {
    let failed = 0;
    for (const marker of MARKERS) {
      for (let at = 0; at < args.length; at += 1) {
        for (const value of replaced(args[at], marker)) {
          try {
            await call(...args.with?.(at, value) ?? args.map((arg, place) => (place === at ? value : arg)));
          } catch (error) {
            failed += 1;
            // A stack names this file, but not the arguments.
            assert.doesNotMatch(told(error), LEAK, `${name}, argument ${at}`);
          }
        }
      }
    }
    t.diagnostic(`${name} failed ${failed} times`);
    if (['parseCredential', 'verify', 'decode', 'ChallengeKey', 'formatChallenge'].includes(name)) assert.ok(failed > 0);
    assert.doesNotMatch(said.join('\n'), LEAK);
  });
}

test('errors of calls are MppErrors', () => {
  for (const f of [() => root.decode(MARKERS[2]), () => root.parseCredential(MARKERS[5]), () => new ChallengeKey(MARKERS[7])]) {
    assert.throws(f, (error) => error instanceof MppError && !LEAK.test(told(error)));
  }
});

test('a secret used as a field name is not repeated, but a typo is', async () => {
  const { ChallengeKey, detect } = await import('mpp-wasm');
  const { paywall } = await import('mpp-wasm/edge');
  const key = new ChallengeKey('a-signing-secret-of-at-least-32-bytes');
  for (const name of ['4242424242424242', 'spt_marker1234567890abcdef', 'sk_test_marker']) {
    const calls = [
      () => key.issue({ [name]: 1, expires: 0 }), () => key.verify('Payment e30', { [name]: 1 }),
      () => detect({ status: 402, headers: {} }, { [name]: 1 }), () => paywall({ [name]: 1 }),
    ];
    for (const call of calls) assert.throws(call, (error) => !error.message.includes(name));
  }
  assert.throws(() => paywall({ routs: 1 }), /"routs"/);
});

test('hook events and responses repeat no marker, whatever fails', async () => {
  const fail = (marker) => () => {
    throw new Error(marker, { cause: marker });
  };
  for (const marker of MARKERS) {
    const config = (faults) => ({
      realm: 'r.example', secret: 'MARKER-signing-secret-of-more-than-32-bytes',
      stripe: { secretKey: 'sk_test_MARKERa1b2c3d4e5', networkId: 'n', apiBase: 'http://127.0.0.1:1' },
      routes: { '/paid': '1.00 USD' }, store: memory.memory(), origin: () => new Response('x'), ...faults,
    });
    const requests = (challenge) => [
      ['/free', { [marker.startsWith('4') ? 'x-a' : 'x-api-key']: marker }],
      ...[
        marker,
        `Payment ${marker}`,
        root.formatCredential({ challenge, payload: { spt: marker } }),
        root.formatCredential({ challenge, payload: { spt: 'spt_x', [marker]: marker } }),
        root.formatCredential({ challenge: { ...challenge, id: marker }, payload: { spt: 'spt_x' } }),
      ].map((authorization) => ['/paid', { authorization, 'accept-payment': marker, 'idempotency-key': marker }]),
      [`/paid?${encodeURIComponent(marker)}`, { cookie: `a=${marker}` }],
    ];
    for (const faults of [{}, { store: { swap: fail(marker) } }, { origin: fail(marker) }, { origin: () => Promise.reject(marker) }]) {
      const told = [];
      const site = edge.paywall(config({ ...faults, onEvent: (event) => told.push(event) }));
      const first = await site.fetch(new Request('https://r.example/paid'));
      const { challenges } = root.parseChallenges(first.headers.get('www-authenticate') ?? '');
      for (const [path, headers] of requests(challenges[0] ?? CHALLENGE)) {
        const answer = await site.fetch(new Request(`https://r.example${path}`, { headers }));
        assert.doesNotMatch(JSON.stringify([...answer.headers]) + (await answer.text()), LEAK);
      }
      assert.ok(told.length > 0);
      assert.doesNotMatch(JSON.stringify(told), LEAK);
      assert.doesNotMatch(said.join('\n'), LEAK);
    }
  }
});
