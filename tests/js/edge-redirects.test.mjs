// Where a paid answer leads: to what was bought, to where it is paid for, or to a place of the paywall's own without a price,
// which may be either a gift or a login page. Neither side loses by it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shop } from './shop.mjs';

const routes = { '/buy': '1.00 USD', '/shelf/*': '1.00 USD', 'POST /order': '1.00 USD' };
const redirect = (location, status = 302) => () => new Response('see there', { status, headers: { location } });

/** Pays for an answer that redirects. */
async function follow(t, location, { url = 'https://api.example.com/buy', init, status, ...more } = {}) {
  const { order } = await shop(t, { routes, origin: redirect(location, status), ...more });
  const { pay, state } = await order(init, url);
  const { paid, headers, text, ...answer } = await pay();
  return [answer.status, headers.get('location'), paid, await state(), text];
}

for (const location of ['/dl/7?sig=abc', 'https://api.example.com/login', 'http://api.example.com/dl/7', '//api.example.com/dl', 'https://API.example.com:443/dl', 'next']) {
  for (const status of [301, 302, 303, 307, 308]) {
    test(`${status} to ${location}, which has no price: not charged, and not shown`, async (t) => {
      const [answered, shown, paid, state, text] = await follow(t, location, { status });
      assert.deepEqual([answered, shown, paid, state, JSON.parse(text).code], [502, null, false, 'canceled', 'origin-unavailable']);
      assert.doesNotMatch(text, /dl|login|see there/);
      assert.match(console.error.mock.calls.at(-1).arguments[0], /^mpp-wasm: origin-unavailable: MppError: a redirect to an unpriced path on the same host, or to an invalid address, is withheld from the payer/);
    });
  }
}

test('a payer who has paid already is not shown it either, time and again: it is owed', async (t) => {
  const { order } = await shop(t, { routes, capture: 'before-delivery', origin: redirect('/dl/7?sig=abc') });
  const { pay, state } = await order({}, 'https://api.example.com/buy');
  for (let times = 0; times < 2; times++) {
    const { status, headers, paid } = await pay();
    assert.deepEqual([status, headers.get('location'), paid, await state()], [502, null, false, 'succeeded']);
  }
});

test('a payer who has a word in the path is shown it no more than others', async (t) => {
  const origin = (request) => {
    const title = new URL(request.url).searchParams.get('title');
    return redirect(`/dl/7/${encodeURIComponent(title)}?sig=abc`)();
  };
  const { order } = await shop(t, { routes, origin });
  for (const title of ['book', '../../../x', '../../buy', '../../shelf/x', ';/../../../shelf/x', '..\\..\\..\\buy', '%2e%2e/%2e%2e/buy', 'x'.repeat(100) + '/..;/'.repeat(40)]) {
    const { pay, state } = await order({}, `https://api.example.com/buy?title=${encodeURIComponent(title)}`);
    const { status, headers, paid } = await pay();
    assert.deepEqual([status, headers.get('location'), paid, await state()], [502, null, false, 'canceled'], title);
  }
});

for (const location of ['//[/dl/7?sig=abc', 'https://eu[.files.example.com/dl/7?sig=abc', 'https://files.example.com:99999/dl/7?sig=abc', 'https://%']) {
  test(`${location} is no address: not charged, and not shown; what is done is charged for, wherever its payer wanted to be led`, async (t) => {
    assert.deepEqual((await follow(t, location)).slice(0, 4), [502, null, false, 'canceled']);
    const done = await follow(t, location, { url: 'https://api.example.com/order', init: { method: 'POST' }, status: 303 });
    assert.deepEqual(done.slice(0, 4), [303, location, true, 'succeeded']);
  });
}

for (const [location, why] of [
  ['/shelf/new', 'a place with a price'],
  ['https://api.example.com/buy/', 'the same with a slash'],
  ['/shelf/a%2Fb;v=1/c?x=/dl', 'a place with a price by every reading'],
]) {
  test(`${why}: not charged, and shown where to pay`, async (t) => {
    const [status, shown, paid, state] = await follow(t, location);
    assert.deepEqual([status, shown, paid, state], [302, location, false, 'canceled']);
  });
}

for (const [location, url] of [
  ['https://api.example.com:8443/shelf/new', 'https://api.example.com/buy'],
  // Who asks may say any name.
  ['https://files.example.com/shelf/7?sig=abc', 'https://files.example.com/buy'],
]) {
  test(`${location}, asked as ${url}, may be paid for or not: not charged, and not shown`, async (t) => {
    assert.deepEqual((await follow(t, location, { url })).slice(0, 4), [502, null, false, 'canceled']);
    const [status, shown, paid, state] = await follow(t, new URL(location).pathname, { url });
    assert.deepEqual([status, shown, paid, state], [302, '/shelf/' + location.match(/shelf\/(\w+)/)[1], false, 'canceled'], 'by its path it is here');
  });
}

for (const location of ['https://files.example.com/7', 'https://api.example.com:9000/bucket/7?X-Amz-Signature=abc']) {
  test(`${location} is another server: delivered`, async (t) => {
    const [status, shown, paid, state] = await follow(t, location);
    assert.deepEqual([status, shown, paid, state], [302, location, true, 'succeeded']);
  });
}

test('a POST that is done is a delivery wherever it leads; one that is to be sent again is none', async (t) => {
  const init = { method: 'POST', body: 'order 7' };
  const url = 'https://api.example.com/order';
  for (const status of [301, 302, 303]) assert.deepEqual((await follow(t, '/orders/7', { url, init, status })).slice(0, 4), [status, '/orders/7', true, 'succeeded']);
  // With a slash, as servers say it of folders, where it is paid for.
  assert.deepEqual((await follow(t, '/shelf/7/', { url, init, status: 301 })).slice(0, 4), [301, '/shelf/7/', false, 'canceled']);
  for (const status of [302, 303]) assert.deepEqual((await follow(t, '/shelf/7/', { url, init, status })).slice(0, 4), [status, '/shelf/7/', true, 'succeeded']);
  for (const status of [307, 308]) {
    assert.deepEqual((await follow(t, '/order?again', { url, init, status })).slice(0, 4), [status, '/order?again', false, 'canceled'], 'priced for POST');
    assert.deepEqual((await follow(t, '/free', { url, init, status })).slice(0, 4), [502, null, false, 'canceled']);
  }
});

test('behind a proxy that asks by another name, the realm is the own host', async (t) => {
  const url = 'http://127.0.0.1:3000/buy';
  for (const [location, ...expected] of [
    ['https://api.example.com/shelf/new', 301, false, 'canceled'],
    ['http://127.0.0.1:3000/shelf/new', 301, false, 'canceled'],
    ['https://api.example.com/login', 502, false, 'canceled'],
    ['https://files.example.com/7', 301, true, 'succeeded'],
  ]) {
    const [status, , paid, state] = await follow(t, location, { url, status: 301 });
    assert.deepEqual([status, paid, state], expected, location);
  }
});

test('under an Idempotency-Key a redirect that is kept from its payer is not kept for them', async (t) => {
  const init = { method: 'POST', body: 'order 7', headers: { 'idempotency-key': '"k"' } };
  assert.deepEqual((await follow(t, '/free', { url: 'https://api.example.com/order', init, status: 307 })).slice(0, 4), [502, null, false, 'canceled']);
});
