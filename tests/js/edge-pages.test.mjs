// A browser gets every refusal as a page, which says first whether money was taken. Programs get the problem.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paywall } from 'mpp-wasm/edge';
import { shop } from './shop.mjs';

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const URL = 'https://api.example.com/paid';
const NO = 'Nothing was charged';
const YES = 'You were charged';
const PERHAPS = 'You may have been charged';

/** Checks a refusal as a browser and as a program gets it. `ask`: sends a request with these fields. */
async function assertBoth(ask, status, code, heading) {
  const page = await ask(BROWSER);
  const text = await page.text();
  assert.equal(page.status, status, text);
  assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
  assert.match(page.headers.get('content-security-policy'), /^default-src 'none'; style-src 'sha256-/);
  for (const [name, value] of [['cache-control', 'no-store'], ['referrer-policy', 'no-referrer'], ['x-content-type-options', 'nosniff']]) {
    assert.ok(page.headers.get(name).includes(value), name);
  }
  assert.equal(page.headers.get('www-authenticate'), null);
  assert.ok(text.startsWith('<!doctype html>') && text.includes(`<h1>${heading}</h1>`), text);
  assert.doesNotMatch(text, /<script|spt_|sk_test_/);
  const problem = await ask({ accept: '*/*' });
  assert.deepEqual([problem.status, problem.headers.get('content-type')], [status, 'application/problem+json']);
  const { code: own, type, detail } = await problem.json();
  assert.equal(own, code);
  const [, said] = /<strong>(.+)\.<\/strong>/.exec(text);
  assert.equal(said.toLowerCase(), detail.toLowerCase(), 'the same in both');
  return { type, detail };
}

const failing = () => {
  throw new RangeError('no origin');
};
const ask = (site, init, url = URL) => (headers) => site.fetch(new Request(url, { ...init, headers: { ...init?.headers, ...headers } }));

/** Asks with another credential each time. */
const paying = (site, orders) => (headers) => ask(site, { headers: { authorization: orders.shift().authorization } })(headers);

for (const [what, more, init, status, code] of [
  ['a body that is too large', { maxBodyBytes: 4 }, { method: 'POST', body: 'longer' }, 413, 'body-too-large'],
  ['a WebSocket', {}, { headers: { upgrade: 'websocket' } }, 400, 'not-payable'],
  ['two credentials', {}, { headers: { authorization: 'Payment e30, Payment e30' } }, 400, 'multiple-credentials'],
  ['an origin that fails at a free request', { routes: { '/dear': '1.00 USD' }, origin: failing }, {}, 502, 'origin-unavailable'],
]) {
  test(`${what}: ${status}, and nothing was charged`, async (t) => {
    const { site } = await shop(t, { origin: failing, ...more });
    await assertBoth(ask(site, init), status, code, NO);
  });
}

test('an origin that fails at a request with a pass charged nothing', async (t) => {
  let serve = () => new Response('the resource');
  const { order, site } = await shop(t, { routes: { '/*': { price: '1.00 USD', passTtl: 60_000 } }, origin: () => serve() });
  const { headers } = await (await order()).pay();
  const [cookie] = headers.get('set-cookie').split(';');
  serve = failing;
  await assertBoth(ask(site, { headers: { cookie } }), 502, 'origin-unavailable', NO);
});

test('an origin that fails at a paid request: the page tells whether it was charged', async (t) => {
  for (const [capture, heading, words] of [
    ['after-delivery', NO, /you were not charged, and this credential is used up: try again later, with a new challenge$/],
    ['before-delivery', YES, /was paid for but could not be delivered; send the same credential again, you will not be charged twice$/],
  ]) {
    const { site, order } = await shop(t, { capture, origin: failing });
    const orders = [await order(), await order()];
    const { detail } = await assertBoth(paying(site, orders), 502, 'origin-unavailable', heading);
    assert.match(detail, words);
  }
});

test('an origin that fails, and a hold that could not be released: the page tells that it may have been charged', async (t) => {
  const { site, order, stripe } = await shop(t, { origin: failing });
  const orders = [await order(), await order()];
  await stripe.fault({ mode: 'status', on: 'cancel', times: 4 });
  const { detail } = await assertBoth(paying(site, orders), 502, 'origin-unavailable', PERHAPS);
  assert.match(detail, /same credential if you paid: you get the resource if you were charged, or a new challenge if not$/);
});

test('a store that fails', async (t) => {
  const { site, order } = await shop(t, { store: { swap: failing }, origin: failing });
  const { authorization } = await order();
  await assertBoth(ask(site, { headers: { authorization } }), 503, 'store-unavailable', PERHAPS);
});

test('an answer that was not kept is paid for', async (t) => {
  const { site, order } = await shop(t, { maxReplayBytes: 1, origin: () => new Response('more') });
  const init = { method: 'POST', headers: { 'idempotency-key': '"a"' } };
  const { authorization, pay } = await order(init);
  assert.equal((await pay()).status, 200);
  await assertBoth(ask(site, { ...init, headers: { ...init.headers, authorization } }), 410, 'answer-gone', YES);
});

test('a configuration that is wrong, and a body that something else has read', async (t) => {
  t.mock.method(console, 'error', () => {});
  const { type } = await assertBoth(ask(paywall(() => ({}))), 500, 'bad-config', NO);
  assert.equal(type, 'about:blank');
  const { site } = await shop(t, { origin: failing });
  const read = async (headers) => {
    const request = new Request(URL, { method: 'POST', body: 'x', headers });
    await request.text();
    return site.fetch(request);
  };
  await assertBoth(read, 500, 'internal', NO);
  for (const name of ['authorization', 'payment-authorization']) {
    const { type } = await assertBoth((headers) => read({ ...headers, [name]: 'Payment e30' }), 500, 'internal', PERHAPS);
    assert.equal(type, 'https://paymentauth.org/problems/internal-payment-error');
  }
});
