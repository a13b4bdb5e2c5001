// Redirects of paid answers: to what was bought, to a priced path, or to an unpriced path on the same host, which might
// be a signed link or a login page. Neither side loses by it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as serveHttp } from 'node:http';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { shop } from './shop.mjs';

const routes = { '/buy': '1.00 USD', '/shelf/*': '1.00 USD', 'POST /order': '1.00 USD' };
const redirect = (location, status = 302) => () => new Response('see there', { status, headers: { location } });

/** Pays for a response that redirects. */
async function follow(t, location, { url = 'https://api.example.com/buy', init, status, ...more } = {}) {
  const { order } = await shop(t, { routes, origin: redirect(location, status), ...more });
  const { pay, state } = await order(init, url);
  const { paid, headers, text, ...answer } = await pay();
  return [answer.status, headers.get('location'), paid, await state(), text];
}

const WITHHELD = new RegExp(
  '^mpp-wasm: origin-unavailable: MppError: a redirect to an unpriced path on the same host, or to an invalid address, ' +
    'is withheld from the payer',
);

for (const location of [
  '/dl/7?sig=abc', 'https://api.example.com/login', 'http://api.example.com/dl/7', '//api.example.com/dl',
  'https://API.example.com:443/dl', 'next',
]) {
  for (const status of [301, 302, 303, 307, 308]) {
    test(`${status} to ${location}, which has no price: not charged and not shown`, async (t) => {
      const [answered, shown, paid, state, text] = await follow(t, location, { status });
      assert.deepEqual([answered, shown, paid, state, JSON.parse(text).code], [502, null, false, 'canceled', 'origin-unavailable']);
      assert.doesNotMatch(text, /dl|login|see there/);
      assert.match(console.error.mock.calls.at(-1).arguments[0], WITHHELD);
    });
  }
}

test('a payer who has already paid is not shown it either, however often they retry: the answer is owed', async (t) => {
  const { order } = await shop(t, { routes, capture: 'before-delivery', origin: redirect('/dl/7?sig=abc') });
  const { pay, state } = await order({}, 'https://api.example.com/buy');
  for (let times = 0; times < 2; times++) {
    const { status, headers, paid } = await pay();
    assert.deepEqual([status, headers.get('location'), paid, await state()], [502, null, false, 'succeeded']);
  }
});

test('a payer who controls part of the target path is not shown it either', async (t) => {
  const origin = (request) => {
    const title = new URL(request.url).searchParams.get('title');
    return redirect(`/dl/7/${encodeURIComponent(title)}?sig=abc`)();
  };
  const { order } = await shop(t, { routes, origin });
  for (const title of [
    'book', '../../../x', '../../buy', '../../shelf/x', ';/../../../shelf/x', '..\\..\\..\\buy', '%2e%2e/%2e%2e/buy',
    'x'.repeat(100) + '/..;/'.repeat(40),
  ]) {
    const { pay, state } = await order({}, `https://api.example.com/buy?title=${encodeURIComponent(title)}`);
    const { status, headers, paid } = await pay();
    assert.deepEqual([status, headers.get('location'), paid, await state()], [502, null, false, 'canceled'], title);
  }
});

for (const location of [
  '//[/dl/7?sig=abc', 'https://eu[.files.example.com/dl/7?sig=abc', 'https://files.example.com:99999/dl/7?sig=abc', 'https://%',
]) {
  test(`${location} is not a URL: not charged and not shown; a method with side effects is charged for, whatever the target`, async (t) => {
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
  test(`${why}: not charged, and the payer sees where to pay`, async (t) => {
    const [status, shown, paid, state] = await follow(t, location);
    assert.deepEqual([status, shown, paid, state], [302, location, false, 'canceled']);
  });
}

// As the paywall writes it for an origin.
test('a path that begins with "//" is here, and not another host', async (t) => {
  const [status, shown, paid, state] = await follow(t, '/.//new', { routes: { '/*': '1.00 USD' } });
  assert.deepEqual([status, shown, paid, state], [302, '/.//new', false, 'canceled']);
});

for (const [location, url] of [
  ['https://api.example.com:8443/shelf/new', 'https://api.example.com/buy'],
  // A client can send any host name.
  ['https://files.example.com/shelf/7?sig=abc', 'https://files.example.com/buy'],
]) {
  test(`${location}, requested as ${url}, may or may not be priced: not charged and not shown`, async (t) => {
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

test('a POST that redirects after its work is a delivery, whatever the target; one that must be repeated is not', async (t) => {
  const init = { method: 'POST', body: 'order 7' };
  const url = 'https://api.example.com/order';
  for (const [status, location] of [[301, '/orders/7'], [302, '/orders/7'], [303, '/orders/7'], [301, '/.//orders/7']]) {
    assert.deepEqual((await follow(t, location, { url, init, status })).slice(0, 4), [status, location, true, 'succeeded']);
  }
  // With a trailing slash, as servers redirect to folders, on a priced path.
  assert.deepEqual((await follow(t, '/shelf/7/', { url, init, status: 301 })).slice(0, 4), [301, '/shelf/7/', false, 'canceled']);
  for (const status of [302, 303]) {
    assert.deepEqual((await follow(t, '/shelf/7/', { url, init, status })).slice(0, 4), [status, '/shelf/7/', true, 'succeeded']);
  }
  for (const status of [307, 308]) {
    const again = await follow(t, '/order?again', { url, init, status });
    assert.deepEqual(again.slice(0, 4), [status, '/order?again', false, 'canceled'], 'priced for POST');
    assert.deepEqual((await follow(t, '/free', { url, init, status })).slice(0, 4), [502, null, false, 'canceled']);
  }
});

test('behind a proxy that uses another host name, the realm counts as the same host', async (t) => {
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

test('under an Idempotency-Key, a redirect withheld from the payer is not stored for them', async (t) => {
  const init = { method: 'POST', body: 'order 7', headers: { 'idempotency-key': '"k"' } };
  const done = await follow(t, '/free', { url: 'https://api.example.com/order', init, status: 307 });
  assert.deepEqual(done.slice(0, 4), [502, null, false, 'canceled']);
});

/** The bytes of a text in UTF-8, as `Headers` show them. */
const utf8 = (text) => Buffer.from(text).toString('latin1');

test('a Location in UTF-8 is the address that browsers read', async (t) => {
  const { order } = await shop(t, { routes: { ...routes, '/café': '1.00 USD' }, origin: redirect(utf8('/café')) });
  const { pay, state } = await order({}, 'https://api.example.com/buy');
  const { status, headers, paid } = await pay();
  assert.deepEqual([status, headers.get('location'), paid, await state()], [302, utf8('/café'), false, 'canceled'], 'a priced path');
});

test('a handler that passes its request on to fetch sees a redirect, and does not follow it', async (t) => {
  const asked = [];
  const server = serveHttp(({ url }, response) => {
    asked.push(url);
    response.writeHead(302, { location: 'https://files.example.net/dl' }).end();
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => server.closeAllConnections(server.close()));
  const origin = (request) => fetch(new Request(new URL(new URL(request.url).pathname, `http://127.0.0.1:${server.address().port}`), request));
  const { site, order } = await shop(t, { routes, origin });
  const free = await site.fetch(new Request('https://api.example.com/free'));
  assert.deepEqual([free.status, free.headers.get('location')], [302, 'https://files.example.net/dl']);
  const { pay, state } = await order({}, 'https://api.example.com/buy');
  const { status, paid } = await pay();
  assert.deepEqual([status, paid, await state(), asked], [302, true, 'succeeded', ['/free', '/buy']]);
});

test('an origin may send UTF-8 in Location and Content-Location', async (t) => {
  let sent;
  const server = createServer((socket) => socket.on('error', () => {}).once('data', () => socket.end(Buffer.from(sent, 'latin1')))).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  t.after(() => server.close());
  const { site } = await shop(t, { routes, origin: `http://127.0.0.1:${server.address().port}` });
  for (const [location, shown] of [
    [utf8('/orders/café'), '/orders/caf%C3%A9'],
    ['/orders/caf\xe9', '/orders/caf%C3%A9'],
    [utf8('https://other.example/café'), utf8('https://other.example/café')],
  ]) {
    sent = `HTTP/1.1 303 See Other\r\nLocation: ${location}\r\nContent-Location: ${location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
    const { headers } = await site.fetch(new Request('https://api.example.com/free'));
    assert.deepEqual([headers.get('location'), headers.get('content-location')], [shown, shown]);
  }
});

test('a redirect to the paywall\'s own host is not a delivery, on any scheme and port; one to another host is', async (t) => {
  for (const [location, delivers] of [
    ['http://api.example.com/paid/', false],
    ['https://api.example.com:443/paid/', false],
    ['https://API.example.com:8443/paid/', false],
    ['//api.example.com/paid/', false],
    ['https://files.example.com/paid/', true],
    ['http://api.example.com.evil.example/', true],
  ]) {
    const { order } = await shop(t, { origin: () => new Response(null, { status: 301, headers: { location } }) });
    const { pay, state } = await order();
    assert.deepEqual([(await pay()).paid, await state()], [delivers, delivers ? 'succeeded' : 'canceled'], location);
  }
});

test('an origin that redirects to itself over http behind https is not exposed, and its redirect is not a delivery', async (t) => {
  const { fetch } = globalThis;
  t.mock.method(globalThis, 'fetch', (request, init) => {
    if (!request.url?.startsWith('https://origin.example.com/')) return fetch(request, init);
    return Promise.resolve(new Response(null, { status: 301, headers: { location: 'http://origin.example.com/paid/' } }));
  });
  const { order } = await shop(t, { origin: 'https://origin.example.com' });
  const { pay, state } = await order();
  const { headers, paid } = await pay();
  assert.deepEqual([headers.get('location'), paid, await state()], ['/paid/', false, 'canceled']);
});

test('a redirect that leads nowhere is a failure to be seen', async (t) => {
  const { order } = await shop(t, { routes: { '/paid': '1.00 USD' }, origin: () => new Response('why', { status: 302 }) });
  const { pay, state } = await order();
  const { status, paid, text } = await pay();
  assert.deepEqual([status, paid, text, await state()], [302, false, 'why', 'canceled']);
});
