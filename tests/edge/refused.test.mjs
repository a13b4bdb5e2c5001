import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  assertPaid, assertProblem, base64url, challengeOf, credential, decoded, digestOf, prepare, rebound, REALM, send, startStack,
} from './payer.mjs';

const LIMIT = 60 * 1024;

let stack;
before(async () => {
  stack = await startStack();
});
after(() => stack?.close());

/** The encoding of an object with one member changed. */
const changed = (text, change) => base64url({ ...decoded(text), ...change });
const reversed = (text) => base64url(Object.fromEntries(Object.entries(decoded(text)).reverse()));
const network = (networkId, ...paymentMethodTypes) => ({ methodDetails: { networkId, paymentMethodTypes } });
const soon = () => new Date(Date.now() + 120_000).toISOString();

/** Name, the code of the refusal, and the `Authorization` value, made from what an honest payer holds. */
const TAMPERED = [
  ['another id', 'invalid-challenge', { id: 'A'.repeat(43) }],
  ['a cut id', 'invalid-challenge', ({ id }) => ({ id: id.slice(0, -1) })],
  ['a padded id', 'invalid-challenge', ({ id }) => ({ id: `${id}=` })],
  ['an id with stray bits', 'invalid-challenge', ({ id }) => ({ id: id.slice(0, -1) + String.fromCharCode(id.charCodeAt(42) + 1) })],
  ['an id in standard base64', 'invalid-challenge', ({ id }) => ({ id: id.replace(/-/g, '+').replace(/_/g, '/').padEnd(44, '=') })],
  ['an id with a space', 'invalid-challenge', ({ id }) => ({ id: ` ${id}` })],
  ['an id that is a path', 'invalid-challenge', { id: '../../x' }],
  ['another realm', 'invalid-challenge', { realm: 'evil.example.com' }],
  ['a realm in capitals', 'invalid-challenge', { realm: REALM.toUpperCase() }],
  ['a realm with a bar', 'invalid-challenge', { realm: `${REALM}|stripe` }],
  ['another method', 'method-unsupported', { method: 'tempo' }],
  ['another intent', 'method-unsupported', { intent: 'session' }],
  ['a lower amount', 'invalid-challenge', ({ request }) => ({ request: changed(request, { amount: '1' }) })],
  ['another currency', 'invalid-challenge', ({ request }) => ({ request: changed(request, { currency: 'jpy' }) })],
  ['another network', 'invalid-challenge', ({ request }) => ({ request: changed(request, network('profile_evil', 'card')) })],
  ['the request in another order', 'invalid-challenge', ({ request }) => ({ request: reversed(request) })],
  ['an empty request object', 'invalid-challenge', { request: 'e30' }],
  ['an empty realm', 'invalid-challenge', { realm: '' }],
  ['later expires', 'invalid-challenge', ({ expires }) => ({ expires: new Date(Date.parse(expires) + 1).toISOString() })],
  ['the same expires, written otherwise', 'invalid-challenge', ({ expires }) => ({ expires: expires.replace('Z', '+00:00') })],
  ['expires with a bar', 'malformed-credential', ({ expires }) => ({ expires: `${expires}|` })],
  ['no expires', 'invalid-challenge', { expires: undefined }],
  ['an added digest', 'invalid-challenge', { digest: digestOf('hello') }],
  ['a digest with a bar', 'invalid-challenge', { digest: '|' }],
  ['another opaque', 'invalid-challenge', ({ opaque }) => ({ opaque: changed(opaque, { resource: 'x' }) })],
  ['no opaque', 'invalid-challenge', { opaque: undefined }],
  ['a padded opaque', 'invalid-challenge', ({ opaque }) => ({ opaque: `${opaque}=` })],
  ['an opaque with a bar', 'malformed-credential', { opaque: 'a|b' }],
  ['an added header', 'invalid-challenge', { header: 'Payment-Authorization' }],
  ['an unknown header name', 'malformed-credential', { header: 'Cookie' }],
];

const CRAFTED = [
  ['our key, another realm', 'invalid-challenge', { realm: 'other.example.com' }],
  ['our key, another method', 'method-unsupported', { method: 'tempo' }],
  ['our key, another intent', 'method-unsupported', { intent: 'authorize' }],
  ['our key, a lower amount', 'invalid-challenge', ({ request }) => ({ request: changed(request, { amount: '50' }) })],
  ['our key, amount in odd digits', 'invalid-challenge', ({ request }) => ({ request: changed(request, { amount: '0x64' }) })],
  ['our key, another network', 'invalid-challenge', ({ request }) => ({ request: changed(request, network('profile_other', 'card', 'link')) })],
  ['our key, no expires', 'invalid-challenge', { expires: undefined }],
  ['our key, expired a second ago', 'payment-expired', () => ({ expires: new Date(Date.now() - 1000).toISOString() })],
  ['our key, expired a year ago', 'payment-expired', () => ({ expires: new Date(Date.now() - 365 * 86_400_000).toISOString() })],
  ['our key, expired in another zone', 'payment-expired', () => ({ expires: new Date(Date.now() + 3_600_000).toISOString().replace('Z', '+02:00') })],
  ['our key, an expires that is not a date', 'malformed-credential', { expires: 'tomorrow' }],
  ['our key, the 30th of February', 'malformed-credential', { expires: '2099-02-30T00:00:00Z' }],
  ['our key, for a body that was not sent', 'verification-failed', () => ({ digest: digestOf('hello') })],
  ['our key, an unknown digest', 'verification-failed', { digest: 'md5=x' }],
  ['our key, no opaque', 'invalid-challenge', { opaque: undefined }],
  ['our key, another resource', 'invalid-challenge', ({ opaque }) => ({ opaque: changed(opaque, { resource: 'x' }) })],
  ['our key, another header', 'invalid-challenge', { header: 'Payment-Authorization' }],
  ['another key of ours', 'invalid-challenge', () => ({}), 'another-secret-of-more-than-32-bytes!'],
  ['an empty key', 'invalid-challenge', () => ({}), ''],
];

const nested = (depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const token = (text) => `Payment ${Buffer.from(text).toString('base64url')}`;

/** Malformed `Authorization` values, some made from honest parts. */
const GARBAGE = [
  ['Payment alone', () => 'Payment'],
  ['Payment and a comma', () => 'Payment ,'],
  ['parameters in place of base64', () => 'Payment id="x", realm="y"'],
  ['not base64', () => 'Payment !!!'],
  ['one character', () => 'Payment A'],
  ['stray bits', () => 'Payment e31'],
  ['padding inside', () => 'Payment e3=0'],
  ['two words', () => 'Payment e30 e30'],
  ['quoted base64', () => 'Payment "e30"'],
  ['bytes that are not UTF-8', () => `Payment ${Buffer.from([0xff, 0xfe, 0x7b, 0x7d]).toString('base64url')}`],
  ['a cut credential', ({ authorization }) => authorization.slice(0, -9)],
  ['text after the credential', ({ challenge, spt }) => token(`${JSON.stringify({ challenge, payload: { spt } })}x`)],
  ['a byte order mark', ({ challenge, spt }) => token(`\ufeff${JSON.stringify({ challenge, payload: { spt } })}`)],
  ['NUL at the end', ({ challenge, spt }) => token(`${JSON.stringify({ challenge, payload: { spt } })}\0`)],
  ['not JSON', () => token('hello')],
  ['an open brace', () => token('{')],
  ['an empty object', () => token('{}')],
  ['null', () => token('null')],
  ['a number', () => token('1e999')],
  ['a string', () => token('"spt_1"')],
  ['an array', ({ challenge, spt }) => token(JSON.stringify([{ challenge, payload: { spt } }]))],
  ['deep nesting', () => token(nested(40_000 / 2))],
  [
    'deep nesting in the payload',
    ({ challenge, spt }) => token(`{"challenge":${JSON.stringify(challenge)},"payload":{"spt":"${spt}","x":${nested(5000)}}}`),
  ],
  ['deep objects', () => token(`${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`)],
  ['a duplicate challenge', ({ challenge, spt }) => token(`{"challenge":${JSON.stringify(challenge)},"challenge":{},"payload":{"spt":"${spt}"}}`)],
  [
    'a duplicate payload',
    ({ challenge, spt }) => token(`{"challenge":${JSON.stringify(challenge)},"payload":{"spt":"spt_x"},"payload":{"spt":"${spt}"}}`),
  ],
  ['a duplicate token', ({ challenge, spt }) => token(`{"challenge":${JSON.stringify(challenge)},"payload":{"spt":"${spt}","s\\u0070t":"spt_x"}}`)],
  [
    'a duplicate id',
    ({ challenge, spt }) => token(`{"challenge":${JSON.stringify(challenge).replace('{', '{"id":"x",')},"payload":{"spt":"${spt}"}}`),
  ],
  ['__proto__ in place of the members', ({ challenge, spt }) => token(`{"__proto__":${JSON.stringify({ challenge, payload: { spt } })}}`)],
  ['a lone surrogate', ({ challenge, spt }) => token(`{"challenge":${JSON.stringify(challenge)},"payload":{"spt":"${spt}","x":"\\ud800"}}`)],
  ['a raw line break in a string', ({ challenge, spt }) => token(`{"challenge":${JSON.stringify(challenge)},"payload":{"spt":"${spt}","x":"\n"}}`)],
  ['no challenge', ({ spt }) => `Payment ${base64url({ payload: { spt } })}`],
  ['no payload', ({ challenge }) => `Payment ${base64url({ challenge })}`],
  ['a source that is an object', ({ challenge, spt }) => credential(challenge, { spt }, { source: {} })],
  ['a source that is null', ({ challenge, spt }) => credential(challenge, { spt }, { source: null })],
  ...[null, [], 'text', 1, true].flatMap((value) => [
    [`a challenge that is ${JSON.stringify(value)}`, ({ spt }) => credential(value, { spt })],
    [`a payload that is ${JSON.stringify(value)}`, ({ challenge }) => credential(challenge, value)],
  ]),
  ...['id', 'realm', 'method', 'intent', 'request'].map((name) => [
    `no ${name}`,
    ({ challenge, spt }) => credential({ ...challenge, [name]: undefined }, { spt }),
  ]),
  ...['id', 'method', 'intent', 'request'].map((name) => [
    `an empty ${name}`,
    ({ challenge, spt }) => credential({ ...challenge, [name]: '' }, { spt }),
  ]),
  ...['id', 'realm', 'method', 'intent', 'request', 'expires', 'digest', 'opaque', 'description', 'header'].flatMap((name) =>
    [null, 1, [], { a: 1 }].map((value) => [
      `${name} that is ${JSON.stringify(value)}`,
      ({ challenge, spt }) => credential({ ...challenge, [name]: value }, { spt }),
    ])),
  ['a method in capitals', ({ challenge, spt }) => credential({ ...challenge, method: 'STRIPE' }, { spt })],
  ['a method with a bar', ({ challenge, spt }) => credential({ ...challenge, method: 'a|stripe' }, { spt })],
  ['a request that is not base64', ({ challenge, spt }) => credential({ ...challenge, request: '{}' }, { spt })],
  ['a request that is an array', ({ challenge, spt }) => credential({ ...challenge, request: 'W10' }, { spt })],
  [
    'a request with a member twice',
    ({ challenge, spt }) => credential({ ...challenge, request: Buffer.from('{"amount":"100","amount":"1"}').toString('base64url') }, { spt }),
  ],
  ['a request over 16 KiB', ({ challenge, spt }) => credential({ ...challenge, request: base64url({ a: 'x'.repeat(13_000) }) }, { spt })],
  ['a credential above the limit', ({ challenge, spt }) => credential(challenge, { spt }, { source: 'x'.repeat(46_500) })],
  ['a header above the limit', () => `Payment ${'A'.repeat(66_000)}`],
  ['a thousand schemes', () => 'Bearer a, '.repeat(1000).concat('Payment e30')],
  ['12,000 backslashes', () => `Payment "${'\\'.repeat(12_000)}`],
];

/** Payloads that hold no shared payment token. */
const WITHOUT_TOKEN = [
  [
    '__proto__ in place of the token',
    ({ challenge, spt }) => token(`{"challenge":${JSON.stringify(challenge)},"payload":{"__proto__":{"spt":"${spt}"}}}`),
  ],
  ...[
    undefined, null, '', 1, {}, [], 'spt_', 'tok_visa', 'SPT_abc', ' spt_abc', 'spt_a b', 'spt_a&amount=1', 'spt_é', 'spt_\u0000',
    `spt_${'a'.repeat(300)}`,
  ].map((spt) => [`the token ${JSON.stringify(spt)?.slice(0, 30)}`, ({ challenge }) => credential(challenge, { spt })]),
];

function refused(table, toAuthorization, check = () => {}) {
  for (const [name, code, ...rest] of table) {
    test(`${name}: ${code}`, async () => {
      const prepared = await prepare(stack);
      const value = toAuthorization(prepared, ...rest);
      const answer = await stack.costs({}, () => prepared.pay(value));
      assertProblem(answer, code, { stale: prepared.challenge.id });
      await check(prepared);
    });
  }
}

/** Checks that the attempt cost the honest payer nothing. */
const stillGood = async ({ pay }) => assertPaid(await stack.costs({ intents: 1, hits: 1 }, () => pay()));
const apply = (change, challenge) => (typeof change === 'function' ? change(challenge) : change);

refused(TAMPERED, ({ challenge, spt }, change) => credential({ ...challenge, ...apply(change, challenge) }, { spt }), stillGood);
refused(CRAFTED, ({ challenge, spt }, change, secret) => credential(rebound(challenge, apply(change, challenge), secret), { spt }), stillGood);
refused(GARBAGE.map(([name, make]) => [name, 'malformed-credential', make]), (prepared, make) => make(prepared), stillGood);
refused(WITHOUT_TOKEN.map(([name, make]) => [name, 'invalid-payload', make]), (prepared, make) => make(prepared), stillGood);

test('a crafted credential is accepted if its terms are ours', async () => {
  const { challenge, spt, pay } = await prepare(stack);
  assertPaid(await stack.costs({ intents: 1, hits: 1 }, () => pay(credential(rebound(challenge, { expires: soon() }), { spt }))));
});

test('tampered digest, with a body', async () => {
  const { challenge, spt, pay } = await prepare(stack, '/paid', { method: 'POST', body: 'hello' });
  for (const digest of [undefined, digestOf('other'), challenge.digest.replace(/:/g, ''), `${challenge.digest}, ${challenge.digest}`]) {
    const answer = await stack.costs({}, () => pay(credential({ ...challenge, digest }, { spt })));
    assertProblem(answer, 'invalid-challenge', { stale: challenge.id });
  }
  const swapped = credential({ ...challenge, digest: digestOf('other') }, { spt });
  assertProblem(await stack.costs({}, () => pay(swapped, { body: 'other' })), 'invalid-challenge');
  await stillGood({ pay });
});

test('replay: refused every time, at every address of the resource', async () => {
  const { challenge, spt, authorization, pay } = await prepare(stack);
  await stillGood({ pay });
  for (const value of [
    authorization,
    credential(challenge, { spt, more: 1 }),
    credential({ ...challenge, description: 'x' }, { spt }),
    credential(challenge, { spt: await stack.stripe.mintToken() }),
  ]) {
    for (const target of ['/paid', '/paid?', '/./paid', '/x/../paid', '/%70aid', '//paid', '/paid/', '/paid?x']) {
      const answer = await stack.costs({}, () => send(stack.url, target, { headers: { authorization: value } }));
      assertProblem(answer, 'invalid-challenge', { stale: challenge.id });
    }
  }
});

test('a challenge buys its own resource only', async () => {
  for (const [bought, asked, options] of [
    ['/paid', '/same'], ['/same', '/paid'], ['/cheap', '/premium/x'], ['/cheap', '/paid'], ['/premium/x', '/cheap'],
    ['/premium/a', '/premium/b'], ['/premium/a', '/premium/a/'], ['/premium/a', '/premium/a?b=c'], ['/premium/a?b=c', '/premium/a'],
    ['/premium/a?b=c', '/premium/a?b=d'], ['/premium/a?b=c&d=e', '/premium/a?d=e&b=c'],
    ['/paid', '/paid', { method: 'POST' }], ['/paid', '/paid', { method: 'DELETE' }],
  ]) {
    const { challenge, authorization, pay } = await prepare(stack, bought);
    const answer = await stack.costs({}, () => send(stack.url, asked, { ...options, headers: { authorization } }));
    assertProblem(answer, 'invalid-challenge', { stale: challenge.id });
    await stillGood({ pay });
  }
});

test('two credentials in one request', async () => {
  const [first, second] = [await prepare(stack), await prepare(stack, '/same')];
  for (const headers of [
    { authorization: `${first.authorization}, ${second.authorization}` },
    { authorization: [first.authorization, second.authorization] },
    { authorization: [first.authorization, first.authorization] },
    { authorization: `${first.authorization}, Payment` },
    { authorization: [first.authorization, 'Bearer x', 'payment e30'] },
    { authorization: first.authorization, 'payment-authorization': first.authorization },
    { authorization: first.authorization, 'payment-authorization': second.authorization },
    { authorization: first.authorization, 'payment-authorization': 'Payment' },
  ]) {
    assertProblem(await stack.costs({}, () => send(stack.url, '/paid', { headers })), 'multiple-credentials');
  }
  await stillGood(first);
});

test('a credential in the wrong header', async () => {
  const { authorization, pay } = await prepare(stack);
  assertProblem(
    await stack.costs({}, () => send(stack.url, '/paid', { headers: { 'payment-authorization': authorization } })),
    'malformed-credential',
  );
  for (const name of ['proxy-authorization', 'cookie', 'x-payment', 'www-authenticate', 'payment-signature']) {
    assertProblem(await stack.costs({}, () => send(stack.url, '/paid', { headers: { [name]: authorization } })), 'payment-required');
  }
  await stillGood({ pay });
});

test('other schemes do not count as a credential', async () => {
  const { authorization } = await prepare(stack);
  const text = authorization.split(' ')[1];
  for (const value of [
    '', ',', 'Bearer abc', 'Basic YTpi', `Payments ${text}`, `X-Payment ${text}`,
    `Bearer "x, ${authorization}"`, `Bearer x="${authorization}"`, text,
  ]) {
    assertProblem(await stack.costs({}, () => send(stack.url, '/paid', { headers: { authorization: value } })), 'payment-required');
  }
});

test('a 200 KB header is refused, by the runtime or by us', async () => {
  for (const name of ['authorization', 'payment-authorization', 'accept-payment', 'x-other']) {
    const answer = await stack.costs({}, () => send(stack.url, '/paid', { headers: { [name]: `Payment ${'A'.repeat(200_000)}` } }));
    assert.ok([402, 431].includes(answer.status), `${answer.status}`);
  }
  assert.equal((await send(stack.url, '/paid')).status, 402, 'and the Worker lives');
});

test('the size limit is exactly as documented', async () => {
  const { challenge, spt, pay } = await prepare(stack);
  const sized = (length) => {
    const base = credential(challenge, { spt }, { source: '' }).length;
    return credential(challenge, { spt }, { source: 'x'.repeat(Math.floor(((length - base) * 3) / 4)) });
  };
  const [above, below] = [sized('Payment '.length + LIMIT + 4), sized('Payment '.length + LIMIT - 4)];
  assert.ok(above.length > 'Payment '.length + LIMIT && below.length <= 'Payment '.length + LIMIT);
  assertProblem(await stack.costs({}, () => pay(above)), 'malformed-credential');
  await stillGood({ pay: () => pay(below) });
});

test('a challenge that expires while it is held', async () => {
  const { challenge, spt, pay } = await prepare(stack);
  const brief = rebound(challenge, { expires: new Date(Date.now() + 300).toISOString() });
  await new Promise((resolve) => setTimeout(resolve, 400));
  assertProblem(await stack.costs({}, () => pay(credential(brief, { spt }))), 'payment-expired', { stale: brief.id });
  assertProblem(await stack.costs({}, () => pay(credential(brief, { spt }))), 'payment-expired', { stale: brief.id });
});

test('nothing the payer sends is repeated', async () => {
  const { challenge, pay } = await prepare(stack);
  for (const value of [
    credential(challenge, { spt: 'spt_MARKER' }, { source: 1 }),
    credential({ ...challenge, realm: 'MARKER' }, { spt: 'spt_x' }),
    'Payment MARKER',
  ]) {
    const answer = await pay(value);
    assert.doesNotMatch(answer.text + challengeOf(answer).description, /MARKER/);
  }
});
