// The configuration of a paywall: what is refused, when, and in which words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { MppError } from 'mpp-wasm';
import { paywall } from 'mpp-wasm/edge';
import { memory } from 'mpp-wasm/store/memory';
import { KEY, config } from './config.mjs';

test('the configuration is checked when the paywall is created, and errors name what is wrong', () => {
  const rows = [
    [{ secret: undefined }, /secret is missing/],
    [{ secret: 'short-marker' }, /secret is too short/],
    [{ previousSecrets: ['short-marker'] }, /^previousSecrets\[0\] is too short/],
    [{ realm: undefined }, /realm is missing/],
    ...['https://api.example.com', 'api.example.com/', 'api example.com'].map((realm) => [
      { realm },
      /^realm is a host name, like "api\.example\.com"/,
    ]),
    ...[undefined, null].map((store) => [{ store }, /^store is missing/]),
    [{ store: memory }, /^store has no swap\(.*\): make one with durableObject\(…\), redis\(…\) or memory\(\)$/],
    [{ store: {} }, /swap/],
    [{ store: Promise.resolve(memory()) }, /^store is a promise: await it$/],
    [{ stripe: undefined }, /stripe.secretKey/],
    [{ stripe: { secretKey: 'pk_test_marker123', networkId: 'p' } }, /stripe.secretKey/],
    [{ stripe: { secretKey: KEY } }, /stripe.networkId/],
    [{ stripe: { secretKey: KEY, networkId: 'prof ile' } }, /^stripe.networkId is missing or not a profile id/],
    [{ stripe: { secretKey: KEY, networkId: KEY } }, /^stripe\.networkId is a secret key: every challenge would show it/],
    [
      { stripe: { secretKey: KEY, networkId: 'p', paymentMethodTypes: [] } },
      /^stripe\.paymentMethodTypes is empty: name a payment method, like "card", or leave it out for cards and Link$/,
    ],
    [{ stripe: { secretKey: KEY, networkId: 'p', paymentMethodTypes: ['us_bank_account'] } }, /^stripe\.paymentMethodTypes\[0\] takes days/],
    [{ stripe: { secretKey: KEY, networkId: 'p', paymentMethodTypes: ['ideal'] } }, /^stripe\.paymentMethodTypes\[0\] cannot be held/],
    ...[
      'http://example.com', 'https://api.stripe.com/v1', 'https://api.stripe.com/v1/', 'https://marker@api.stripe.com',
      'https://api.stripe.com/#marker',
    ].map((apiBase) => [
      { stripe: { secretKey: KEY, networkId: 'p', apiBase } },
      /^stripe\.apiBase must be an https URL .*like "https:\/\/api\.stripe\.com", without \/v1/,
    ]),
    ...['after-delivery', 'before-delivery'].flatMap((capture) => ['Card', 'card ', ''].map((type) => [
      { capture, stripe: { secretKey: KEY, networkId: 'p', paymentMethodTypes: ['link', type] } },
      /^stripe\.paymentMethodTypes\[1\] is not the name of a payment method: write one in small letters, like "card"$/,
    ])),
    [{ stripe: { secretKey: KEY, networkId: 'p', typo: 1 } }, /unknown field "typo"/],
    [
      { stripe: { secretKey: KEY, networkId: 'p', paymentMethodTypes: [undefined] } },
      /"paymentMethodTypes\[0\]" in config, which is of type undefined/,
    ],
    [{ cors: { origins: ['https://a.example', undefined] } }, /"origins\[1\]" in config, which is of type undefined/],
    [{ stripe: { secretKey: KEY, networkId: 'p', paymentMethodTypes: ['card', 7] } }, /^stripe\.paymentMethodTypes\[1\] must be a string$/],
    [{ previousSecrets: [undefined] }, /"previousSecrets\[0\]" in config, which is of type undefined/],
    [{ typo: 1 }, /unknown field "typo"/],
    [{ routes: { paid: '1.00 USD' } }, /routes\["paid"\]/],
    [{ routes: { '/a*': '1.00 USD' } }, /whole segments/],
    ...['get /a', '* /a'].map((pattern) => [
      { routes: { [pattern]: '1.00 USD' } },
      /: write the method before the path in capitals, like "POST \/api\/\*", or the path alone$/,
    ]),
    [{ routes: { '/a': '1 dollar' } }, /routes\["\/a"\]\.price/],
    [{ routes: { '/a': '0.10 USD' } }, /at least/],
    [{ routes: { '/a': '1.0 USD' } }, /^routes\["\/a"\]\.price: this currency has two decimals, like 1\.00$/],
    [{ routes: { '/a': '100.00 JPY' } }, /^routes\["\/a"\]\.price: this currency has no decimals, like 100$/],
    ...[1, true, ['1.00 USD'], { price: ['1.00 USD'] }, undefined].flatMap((price) => ['/a', ''].map((path) => [
      { routes: { [path]: price } },
      new RegExp(`^routes\\["${path}"\\] needs a price, like "1\\.00 USD" or \\{ price: "1\\.00 USD" \\}, or "free"$`),
    ])),
    ...['FREE', 'Free'].map((price) => [{ routes: { '/a': price } }, /^routes\["\/a"\]\.price: write "free" in small letters$/]),
    [{ previousSecrets: 'marker' }, /^previousSecrets must be an array$/],
    [{ previousSecrets: [7] }, /^previousSecrets\[0\] must be a string$/],
    [{ challengeTtl: '1' }, /^challengeTtl must be a whole number$/],
    ...['sometimes', '', null, 1].map((capture) => [{ capture }, /^capture must be "after-delivery" or "before-delivery"$/]),
    [{ routes: { '/a': { price: '1.00 USD', capture: 'x' } } }, /^routes\["\/a"\]\.capture must be "after/],
    [{ routes: { '/a': { price: '1.00 USD', metadata: { a: 1 } } } }, /^routes\["\/a"\]\.metadata: metadata values must be texts \("1", not 1\)/],
    ...['\ud800', 'ab\ud800'].flatMap((half) =>
      [{ realm: half }, { secret: half.repeat(32) }, { routes: { '/a': { price: '1.00 USD', description: half } } }]
        .map((more) => [more, /^a string in the JSON has a lone surrogate$/])),
    [{ routes: { '/paid\n': '1.00 USD' } }, /: a pattern is a plain path: no query, fragment, space, line end, backslash or percent-escape$/],
    [{ routes: { '': '1.00 USD' } }, /^routes\[""\]: a pattern starts with/],
    [{ routes: { '/a': { description: 'no price' } } }, /needs a price/],
    // An unset variable.
    [{ routes: { '/a': undefined, '/b': '1.00 USD' } }, /^routes\["\/a"\] needs a price/],
    [{ routes: { '/a': null } }, /^routes\["\/a"\] needs a price/],
    [{ routes: {} }, /^routes is missing.*free$/],
    [{ routes: undefined }, /^routes is missing/],
    [{ routes: new Map([['/a', '1.00 USD']]) }, /^routes must be an object of prices by path/],
    [{ routes: new Set(['/a']) }, /^routes must be an object of prices by path/],
    ...[['/a'], null, '/a', 7].map((routes) => [{ routes }, /^routes must be an object of prices by path/]),
    ...['/users/:id', '/users/{id}', '/users/[id]', '/[...rest]'].map((pattern) => [
      { routes: { [pattern]: '1.00 USD' } },
      /"\*" stands for a segment: "\/users\/\*"/,
    ]),
    ...[null, 'no', 0].map((bindBody) => [{ bindBody }, /^bindBody must be true or false/]),
    [{ bindBody: false, maxReplayBytes: 1024 }, /^maxReplayBytes only applies to requests with bound bodies/],
    ...[
      'https://user:marker@o.example', 'https://marker@o.example', 'https://:marker@o.example', 'https://o.example/?key=marker',
      'https://o.example/#marker',
    ].flatMap((url) => [url, new URL(url)].map((origin) => [{ origin }, /^origin must be a URL without user/])),
    ...[null, 'o.example', 'localhost:3000'].map((origin) => [{ origin }, /^origin must be an http\(s\) URL like "http:\/\/127/]),
    [{ origin: Object.assign(() => {}, { handle() {}, listen() {} }) }, /^origin is an Express app.*listen on a port/],
    [{ routes: { '/a': { price: '1.00 USD', desciption: 'x' } } }, /unknown field "desciption"/],
    [{ routes: { 'OPTIONS /a': '1.00 USD' } }, /^routes\["OPTIONS \/a"\]: OPTIONS is how browsers ask.*: leave it out, or set cors: false$/],
    [{ routes: { '/a': { price: '1.00 USD', metadata: { 'a[b]': 'x' } } } }, /^routes\["\/a"\]\.metadata: metadata values/],
    [{ challengeTtl: 1 }, /challengeTtl/],
    [{ origin: 'ftp://x' }, /origin/],
    [{ origin: undefined }, /^origin is missing: a URL, a service binding or a handler/],
    ...[-1, 1.5, '1'].map((maxBodyBytes) => [{ maxBodyBytes }, /^maxBodyBytes must be a whole number of bytes$/]),
    [{ bindBody: false, maxBodyBytes: 1024 }, /^maxBodyBytes only applies to bound bodies/],
    ...['console', {}, null].flatMap((hook) => [
      [{ onEvent: hook }, /^onEvent and onError must be functions$/],
      [{ onError: hook }, /^onEvent and onError must be functions$/],
    ]),
    // An unset variable would let every site pay.
    [{ cors: { origins: undefined } }, /^cors\.origins is undefined/],
    ...[true, '*'].map((cors) => [
      { cors },
      /^cors must be false, or an object like \{ origins: "https:\/\/app\.example\.com" \}; leave it out to allow every site$/,
    ]),
    ...[new Uint8Array(32), Promise.resolve('x'), 12].flatMap((no) => [
      [{ secret: no }, /^secret must be a string/],
      [{ realm: no }, /^realm must be a string/],
    ]),
    [{ challengeTtl: Number('unset') }, /"challengeTtl" in config, which is NaN/],
    [{ routes: { '/a': '1.00 USD', '/b': { price: '1.00 USD', metadata: new Map() } } }, /"metadata" in routes\["\/b"\], which is of type object/],
  ];
  for (const [more, message] of rows) {
    assert.throws(
      () => paywall(config(more)),
      (error) => error instanceof MppError && /^bad-/.test(error.code) && message.test(error.message) && !/marker/.test(error.message),
      inspect(more),
    );
  }
});

test('a configuration value that JSON would lose is an error, not a silent default', () => {
  const { stripe } = config();
  const lost = [
    () => 'marker', Symbol('marker'), class { static marker = 'marker'; }, new Map([['order', 'marker']]), Promise.resolve('marker'),
    { toJSON() {} }, NaN, Object.create({ order: 'marker' }),
  ];
  const isDiscreet = (error) => error instanceof MppError && error.code === 'bad-config' && !/marker/.test(error.message);
  const bad = (f, value) => assert.throws(f, isDiscreet, typeof value);
  for (const value of lost) {
    for (const field of ['capture', 'challengeTtl', 'maxReplayBytes', 'previousSecrets']) {
      assert.throws(() => paywall(config({ [field]: value })), { code: 'bad-config', message: new RegExp(`"${field}" in config`) });
    }
    bad(() => paywall(config({ previousSecrets: [value] })), value);
    for (const field of ['apiBase', 'paymentMethodTypes', 'networkId', 'secretKey']) {
      bad(() => paywall(config({ stripe: { ...stripe, [field]: value } })), value);
    }
    bad(() => paywall(config({ cors: { origins: ['https://a.example'], credentials: value } })), value);
    bad(() => paywall(config({ cors: { origins: value } })), value);
    for (const more of [
      { metadata: value }, { metadata: { order: value } }, { description: value }, { capture: value }, { passTtl: value }, { header: value },
    ]) {
      bad(() => paywall(config({ routes: { '/paid': { price: '1.00 USD', ...more } } })), value);
      bad(() => paywall(config()).charge({ price: '1.00 USD', ...more }, () => new Response('served')), value);
    }
  }
});

test('a configuration is an object, or a function that returns one', async (t) => {
  const message = 'the configuration must be an object, or a function of env that returns one';
  for (const one of [undefined, null, 'config', 1]) assert.throws(() => paywall(one), { code: 'bad-config', message });
  const said = t.mock.method(console, 'error', () => {});
  const { status } = await paywall(() => {}).fetch(new Request('https://api.example.com/'));
  assert.deepEqual([status, said.mock.calls[0].arguments[0]], [500, `mpp-wasm: bad-config: ${message}`]);
});

test('a non-enumerable price in an object of routes makes nothing free', () => {
  class Routes {
    '/cheap' = '0.50 USD';
    get '/dear'() {
      return '90.00 USD';
    }
  }
  for (const routes of [
    new Routes(),
    Object.assign(Object.create({ '/dear': '90.00 USD' }), { '/cheap': '0.50 USD' }),
    Promise.resolve({ '/dear': '90.00 USD' }),
  ]) {
    assert.throws(() => paywall(config({ routes })), { code: 'bad-config', message: /^routes must be an object of prices by path/ });
  }
});

test('a promise is not a configuration, and a missing handler is an error', async (t) => {
  const said = t.mock.method(console, 'error', () => {});
  assert.throws(() => paywall(Promise.resolve(config())), { code: 'bad-config', message: /^the configuration is a promise/ });
  const site = paywall(async () => config());
  assert.equal((await site.fetch(new Request('https://api.example.com/free'), {})).status, 500);
  assert.match(said.mock.calls[0].arguments[0], /bad-config: the configuration is a promise/);
  for (const price of ['free', 'FREE', undefined, ['1.00 USD']]) {
    assert.throws(() => paywall(config()).charge({ price: '1.00 USD', description: '\ud800' }, () => new Response()), { code: 'bad-config' });
    assert.throws(() => paywall(config()).charge(price, () => new Response()), {
      code: 'bad-config',
      message: /^charge needs a price, like ("1\.00 USD" or )?\{ price: "1\.00 USD" \}$/,
    });
  }
  for (const handler of [undefined, new Response(), 'served']) {
    assert.throws(() => paywall(config()).charge('1.00 USD', handler), { code: 'bad-config', message: /^charge needs a handler/ });
    assert.throws(() => paywall(() => config()).charge('1.00 USD', handler), { code: 'bad-config' });
  }
});

test('a configuration function that throws is named, and so is an environment that nobody passed', async (t) => {
  const said = t.mock.method(console, 'error', () => {});
  const last = () => said.mock.calls.at(-1).arguments[0];
  const request = () => new Request('https://api.example.com/paid');
  const site = paywall((env) => config({ secret: env.SECRET }));
  const answer = await site.fetch(request());
  assert.deepEqual([answer.status, (await answer.json()).code], [500, 'bad-config']);
  assert.equal(
    last(),
    'mpp-wasm: bad-config: the configuration function threw TypeError; no env was passed: ' +
      'in Node, pass a configuration object, or call fetch(request, env)',
  );
  await site.charge('1.00 USD', () => new Response('served'))(request());
  assert.match(last(), /no env was passed/);
  for (const [thrown, name] of [
    [new RangeError('sk_live_marker'), 'RangeError'],
    ['sk_live_marker', 'Error'],
    [undefined, 'Error'],
    [{ name: 'sk_live_marker' }, 'Error'],
  ]) {
    await paywall(() => { throw thrown; }).fetch(request(), {});
    assert.equal(last(), `mpp-wasm: bad-config: the configuration function threw ${name}`);
  }
  await paywall(() => { throw new MppError('bad-secret', 'the secret is not there'); }).fetch(request(), {});
  assert.equal(last(), 'mpp-wasm: bad-secret: the secret is not there');
  const nameless = await paywall(() => { throw new MppError(); }).fetch(request(), {});
  assert.deepEqual([nameless.status, (await nameless.json()).code], [500, 'internal']);
});

test('a configuration that cannot be read is an internal error, and what it throws is not quoted', async (t) => {
  const said = t.mock.method(console, 'error', () => {});
  const site = paywall(() => Object.defineProperty(config(), 'realm', { enumerable: true, get() { throw new TypeError('sk_live_marker'); } }));
  for (const ask of [site.fetch, site.charge('1.00 USD', () => new Response('served'))]) {
    const answer = await ask(new Request('https://api.example.com/paid'), {});
    assert.deepEqual(
      [answer.status, (await answer.json()).code, said.mock.calls.at(-1).arguments[0]],
      [500, 'internal', 'mpp-wasm: internal: TypeError'],
    );
  }
});

test('an unset price serves nothing, even in a configuration from the environment', async (t) => {
  t.mock.method(console, 'error', () => {});
  const site = paywall((env) => config({ routes: { '/paid': env.PRICE, '/other': '1.00 USD' } }));
  for (const path of ['/paid', '/other', '/free']) {
    assert.equal((await site.fetch(new Request(`https://api.example.com${path}`), {})).status, 500, path);
  }
});

test('a paywall with only guarded handlers needs no routes and no origin', async () => {
  const site = paywall(config({ routes: undefined, origin: undefined }));
  const guarded = site.charge('2.00 USD', () => new Response('served'));
  assert.equal((await guarded(new Request('https://api.example.com/paid'))).status, 402);
  assert.equal((await site.fetch(new Request('https://api.example.com/paid'))).status, 404);
});

test('a configuration from the environment answers every request with 500 while it is invalid', async (t) => {
  const said = t.mock.method(console, 'error', () => {});
  const site = paywall((env) => config({ secret: env.SECRET }));
  for (const path of ['/paid', '/free']) {
    const answer = await site.fetch(new Request(`https://api.example.com${path}`), {});
    assert.equal(answer.status, 500);
    assert.equal((await answer.json()).code, 'bad-config');
    assert.equal(answer.headers.get('www-authenticate'), null);
  }
  assert.match(said.mock.calls[0].arguments[0], /secret is missing/);
  assert.equal((await site.fetch(new Request('https://api.example.com/free'), { SECRET: 'x'.repeat(32) })).status, 200, 'mended');
});

test('a configuration function is called once, at the first request; a handler gets the environment of its request', async () => {
  const asked = [];
  const origin = (request, env) => new Response(env.name);
  const site = paywall((env) => (asked.push(env.name), config({ secret: env.SECRET, origin })));
  const guarded = site.charge('1.00 USD', () => new Response('served'));
  assert.deepEqual(asked, []);
  const env = (name) => ({ name, SECRET: 'x'.repeat(32) });
  const names = await Promise.all(
    ['a', 'b', 'c'].map(async (name) => (await site.fetch(new Request('https://api.example.com/free'), env(name))).text()),
  );
  await guarded(new Request('https://api.example.com/paid'), env('d'));
  assert.deepEqual([names, asked], [['a', 'b', 'c'], ['a']]);
});

test('an unknown field is named, with the known ones; a field may be a getter of a class, or inherited', () => {
  const good = config();
  const rows = [
    [
      { typo: 1 },
      'config: unknown field "typo"; known fields: realm, secret, previousSecrets, challengeTtl, capture, maxReplayBytes, stripe, ' +
        'routes, cors, store, origin, maxBodyBytes, bindBody, onEvent, onError',
    ],
    [{ stripe: { ...good.stripe, typo: 1 } }, 'stripe: unknown field "typo"; known fields: secretKey, networkId, paymentMethodTypes, apiBase'],
    [{ cors: { typo: 1 } }, 'cors: unknown field "typo"; known fields: origins, credentials'],
    [
      { routes: { '/a': { price: '1.00 USD', pattern: '/b' } } },
      'routes["/a"]: unknown field "pattern"; known fields: price, capture, description, metadata, passTtl, header',
    ],
  ];
  for (const [more, message] of rows) assert.throws(() => paywall({ ...good, ...more }), { code: 'bad-config', message });
  class Config {
    get realm() {
      return 'api.example.com';
    }
  }
  const { realm, ...rest } = good;
  assert.ok(paywall(Object.assign(new Config(), rest)));
  assert.ok(paywall(Object.assign(Object.create({ realm }), rest)));
});
