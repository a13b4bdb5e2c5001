// `mpp-wasm detect`: what it says of a response that it has in full.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REQUEST, V1, X402, challenge, json, refused, run, serve } from './cli.mjs';

const base64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64');
const { origin, seen } = await serve({
  '/mpp': () => [402, { 'www-authenticate': [challenge(REQUEST, ', description="only $0.01"'), 'Payment id="x"'] }],
  '/near': () => [302, { location: '/mpp' }],
  '/x402/1': () => [402, {}, JSON.stringify(V1)],
  '/x402/2': () => [402, { 'payment-required': base64({ x402Version: 2, accepts: [{ ...X402, network: 'eip155:84532', amount: '20000' }] }) }],
  '/l402': () => [402, { 'www-authenticate': 'LSAT macaroon="m", invoice="lnbc2500u1pvjluez"' }],
  '/bare': () => [402, {}],
  '/free': () => [200, {}, 'ok'],
  '/expired': () => [402, { 'www-authenticate': challenge().replace('2099', '2001') }],
  '/expired-first': () => [402, { 'www-authenticate': `${challenge().replace('2099', '2001')}, ${challenge()}` }],
  '/expired-other': () => [402, { 'www-authenticate': `${challenge().replace('2099', '2001').replace('stripe', 'tempo')}, ${challenge()}` }],
});

test('detect explains every kind of 402', async () => {
  for (const [path, protocols, displays] of [
    ['/mpp', ['mpp'], ['5.00 USD']],
    ['/near', ['mpp'], ['5.00 USD']],
    ['/x402/1', ['x402'], ["0.01 USDC on Base's test network Sepolia"]],
    ['/x402/2', ['x402'], ["0.02 USDC on Base's test network Sepolia"]],
    ['/l402', ['l402'], ['250000 sat on Lightning']],
    ['/bare', ['unknown'], []],
    ['/free', [], []],
  ]) {
    const found = await json('detect', origin + path);
    assert.deepEqual([found.protocols, found.offers.map(({ display }) => display)], [protocols, displays], path);
    const text = (await run(['detect', origin + path])).stdout;
    for (const display of displays) assert.ok(text.includes(display), text);
  }
  const mpp = await json('detect', `${origin}/near`, '--limit', '4.00 USD');
  assert.deepEqual([mpp.url, mpp.status, mpp.credential.type], [`${origin}/mpp`, 402, 'shared_payment_token']);
  assert.deepEqual(mpp.offers[0].warnings.map(({ code }) => code), ['amount-over-limit', 'description-price-mismatch', 'malformed-sibling']);
  assert.deepEqual(mpp.mpp.malformed.map(({ code }) => code), ['malformed-challenge']);
  const text = (await run(['detect', `${origin}/mpp`])).stdout;
  assert.match(text, /^1\. 5\.00 USD \(MPP, stripe, charge\)$/m);
  assert.match((await run(['detect', `${origin}/x402/1`])).stdout, /^1\. 0\.01 USDC on Base's test network Sepolia \(x402, exact\)$/m);
  assert.match(text, /^ {3}for {5}only \$0\.01\n {3}to {6}profile_1\n {3}until {3}2099/m);
  assert.match(text, /^ {3}! .* \[description-price-mismatch\]$/m);
  assert.match(text, /cannot be read/);
  assert.match((await run(['detect', `${origin}/l402`])).stdout, /^1\. 250000 sat on Lightning \(L402, lightning\)$/m);
  assert.match((await run(['detect', `${origin}/free`])).stdout, /answered 200 and does not ask for payment/);
  assert.match((await run(['detect', `${origin}/bare`])).stdout, /any protocol/);
});

test('detect does not advise to pay what has expired', async () => {
  const token = /ask the wallet for a shared payment token/;
  for (const [path, isAdvised] of [['/mpp', true], ['/expired', false], ['/expired-first', false], ['/expired-other', true]]) {
    const { stdout } = await run(['detect', origin + path]);
    assert.equal(token.test(stdout), isAdvised, `${path}: ${stdout}`);
    assert.equal(stdout.includes('Request a new challenge first'), !isAdvised, path);
    const { credential } = await json('detect', origin + path);
    assert.deepEqual([credential.type, token.test(credential.next)], ['shared_payment_token', isAdvised], path);
  }
});

test('detect reports the deposit of a session', async () => {
  const session = {
    amount: '25', unitType: 'token', suggestedDeposit: '10000000', currency: '0x20c0000000000000000000000000000000000000', recipient: '0x1',
    methodDetails: { chainId: 4217 },
  };
  const request = Buffer.from(JSON.stringify(session)).toString('base64url');
  const { stdout } = await run(['detect', '-'], `Payment id="1", realm="r", method="tempo", intent="session", request="${request}"`);
  assert.match(stdout, /^1\. 0\.000025 pathUSD per token on Tempo \(MPP, tempo, session\)\n {3}deposit 10\.00 pathUSD on Tempo\n {3}to {6}0x1\n/m);
});

test('x402 terms without a way to pay are not called unknown', async () => {
  const terms = base64({ x402Version: 2, resource: { url: 'https://x/' }, accepts: [], extensions: { 'sign-in-with-x': {} } });
  const { stdout } = await run(['detect', '-'], `HTTP/1.1 402 Payment Required\nPAYMENT-REQUIRED: ${terms}\n\n{}`);
  assert.deepEqual([stdout.includes('Its x402 terms list no way to pay.'), stdout.includes('known here')], [true, false], stdout);
});

test('a limit may be finer than a cent, and a wrong one is refused before the request', async () => {
  for (const [limit, warned] of [['0.01 USD', false], ['0.005 USD', true], ['0.010000 USD', false], ['0.009999 USD', true]]) {
    const { offers } = await json('detect', `${origin}/x402/1`, '--limit', limit);
    assert.equal(offers[0].warnings.some(({ code }) => code === 'amount-over-limit'), warned, limit);
  }
  seen.length = 0;
  for (const limit of ['5', '0.5 USD', '1 XYZ', '1,00 USD', `0.${'0'.repeat(18)}1 USD`]) {
    await refused(['detect', `${origin}/mpp`, '--limit', limit], 'invalid-argument', /./);
  }
  const twice = (...limits) => ['detect', `${origin}/mpp`, ...limits.flatMap((limit) => ['--limit', limit])];
  await refused(twice('9.00 USD', '4.00 USD'), 'invalid-argument', /only once per currency/);
  await refused(twice('9.00 USD', '4.00 usd'), 'invalid-argument', /one amount per currency/);
  assert.equal(seen.length, 0);
});
