// `mpp-wasm detect URL`: the request that it sends, and the redirects that it follows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { challenge, json, refused, serve } from './cli.mjs';

const { origin, other, seen } = await serve({
  '/mpp': () => [402, { 'www-authenticate': challenge() }],
  '/see': () => [303, { location: '/mpp' }],
  '/moved': () => [307, { location: '/mpp' }],
  '/moved/301': () => [301, { location: '/mpp' }],
  '/moved/302': () => [302, { location: '/mpp' }],
  '/moved/308': () => [308, { location: '/mpp' }],
  '/placed': () => [402, { location: '/free', 'www-authenticate': challenge() }],
  '/circle': () => [307, { location: '/circle' }],
  '/far': () => [302, { location: `${other}/stolen` }],
  '/nowhere': () => [302, { location: 'http://[' }],
  '/named': () => [302, { location: `${origin.replace('://', '://user@')}/mpp` }],
  '/named/secret': () => [302, { location: `${origin.replace('://', '://:secret@')}/mpp` }],
});

test('detect sends the request it is given, and pays nothing', async () => {
  seen.length = 0;
  await json('detect', `${origin}/mpp`, '--method', 'POST', '--header', 'Authorization: Bearer t', '--header', 'X-Two : 2 ', '--header', 'A:1');
  assert.deepEqual(seen.map(({ method, headers }) => [method, headers.authorization, headers['x-two'], headers.a]), [['POST', 'Bearer t', '2', '1']]);
  seen.length = 0;
  for (const method of ['patch', 'Get']) await json('detect', `${origin}/mpp`, '--method', method);
  assert.deepEqual(seen.map(({ method }) => method), ['PATCH', 'GET']);
  const allowed = ['X-Payment-Note: 1', 'No-X-Payment: 1', 'X-Authorization: Payment e30', 'Authorization: Paymentless e30'];
  for (const header of allowed) await json('detect', `${origin}/mpp`, '--header', header);
  seen.length = 0;
  for (const header of [
    'Authorization: Payment e30', 'authorization:payment e30', 'Authorization: L402 a:b', 'Authorization: LSAT a:b',
    'Authorization: Bearer x, Payment abc', 'Authorization: Bearer x,\tPayment abc',
    'Payment-Authorization: x', 'X-PAYMENT: x', 'payment-signature: x',
  ]) {
    await refused(['detect', `${origin}/mpp`, '--header', header], 'invalid-argument', /no payment credential/);
  }
  for (const header of ['nonsense', ': x', 'a b: c', 'X: a\nb']) {
    await refused(['detect', `${origin}/mpp`, '--header', header], 'invalid-argument', /Name: value/);
  }
  await refused(['detect', `${origin}/mpp`, '--header', 'X: €'], 'invalid-argument', /without letters beyond Latin-1$/);
  for (const header of [
    'Connection: close', 'Content-Length: 5', 'Expect: 100-continue', 'Host: x', 'Keep-Alive: 5', 'transfer-encoding: chunked',
    'Upgrade: h2c',
  ]) {
    await refused(['detect', `${origin}/mpp`, '--header', header], 'invalid-argument', /belongs to the connection/);
  }
  assert.equal(seen.length, 0);
});

test('detect follows redirects only within one origin', async () => {
  seen.length = 0;
  await refused(['detect', `${origin}/far`, '--header', 'Authorization: Bearer t'], 'origin-unavailable', /another origin, http:\/\/localhost/);
  assert.deepEqual(seen.map(({ url }) => url), ['/far']);
  seen.length = 0;
  await refused(['detect', `${origin}/circle`], 'origin-unavailable', /too many times/);
  assert.equal(seen.length, 6, 'five redirects were followed');
  await refused(['detect', `${origin}/nowhere`], 'origin-unavailable', /invalid URL/);
  for (const path of ['/named', '/named/secret']) {
    seen.length = 0;
    await refused(['detect', origin + path], 'origin-unavailable', /redirects to a URL with a user name or password/);
    assert.deepEqual(seen.map(({ url }) => url), [path]);
  }
  assert.deepEqual([(await json('detect', `${origin}/placed`)).status], [402], 'only a redirect is followed');
});

test('a redirect keeps the method, except that 303 asks for another resource', async () => {
  for (const [path, method, then] of [
    ['/see', 'POST', 'GET'], ['/see', 'HEAD', 'HEAD'], ['/moved', 'POST', 'POST'], ['/moved/301', 'HEAD', 'HEAD'], ['/moved/301', 'POST', 'POST'],
    ['/moved/302', 'POST', 'POST'], ['/moved/308', 'POST', 'POST'],
  ]) {
    seen.length = 0;
    const { incomplete } = await json('detect', origin + path, '--method', method);
    assert.deepEqual(seen.map(({ method, url }) => [method, url]), [[method, path], [then, '/mpp']]);
    assert.equal(incomplete, undefined, 'to HEAD, there is no body to miss');
  }
});

test('a request that fails is reported as JSON', async () => {
  for (const url of ['nonsense', 'ftp://x/', 'shttp://x/', 'httpx://x/', 'file:///etc/passwd', 'http://user@127.0.0.1/', 'http://:pw@127.0.0.1/']) {
    await refused(['detect', url], 'invalid-argument', /URL/);
  }
  for (const urls of [[], [origin, origin], ['-', origin]]) await refused(['detect', ...urls], 'invalid-argument', /one URL/);
  for (const method of ['BAD METHOD', '', 'CONNECT']) {
    await refused(['detect', origin, '--method', method], 'invalid-argument', /--method: use one like GET/);
  }
  for (const limit of ['5', 'USD 5.00', 'five USD', 'x5 USD', '5x USD', ' USD', '5.00 USD EUR']) {
    await refused(['detect', origin, '--limit', limit], 'invalid-argument', /^--limit must be .*1\.00 USD/);
  }
});
