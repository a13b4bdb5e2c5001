// What a paywall passes on: to its origin, to a store and a handler, and to the client.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { connect, createServer as createServer2 } from 'node:http2';
import { test } from 'node:test';
import { parseCredential } from 'mpp-wasm';
import { memory } from 'mpp-wasm/store/memory';
import { shop } from './shop.mjs';

const said = () => console.error.mock.calls.map(({ arguments: [line] }) => line);

test('outside Workers, a WebSocket on a free route is an ordinary request, and strangers cannot fill the log with it', async (t) => {
  const seen = [];
  const server = createServer((request, response) => (seen.push(request.headers.upgrade), response.end('plain')));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => new Promise((resolve) => server.closeAllConnections(server.close(resolve))));
  const url = `http://127.0.0.1:${server.address().port}`;
  const routes = { '/paid': '1.00 USD' };
  const headers = { connection: 'Upgrade', upgrade: 'WebSocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' };
  for (const origin of [url, (request) => fetch(new Request(url, request))]) {
    const { site } = await shop(t, { routes, origin });
    const free = await site.fetch(new Request('https://api.example.com/free', { headers }));
    assert.deepEqual([free.status, await free.text(), said()], [200, 'plain', []]);
    assert.equal((await site.fetch(new Request('https://api.example.com/paid', { headers }))).status, 400);
  }
  assert.deepEqual(seen, [undefined, undefined]);
});

test('an origin is asked only for what was priced: Expect and headers that override path or method are removed', async (t) => {
  const seen = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ ...request.headers });
    response.end(`${request.method} ${request.url} ${body}`);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => new Promise((resolve) => server.closeAllConnections(server.close(resolve))));
  const { site, order } = await shop(t, { routes: { '/paid': '1.00 USD' }, origin: `http://127.0.0.1:${server.address().port}` });
  const names = [
    'expect', 'x-original-url', 'x-rewrite-url', 'x-http-method', 'x-http-method-override', 'x-method-override',
    'x_http_method_override', 'x_original_url', 'script_name', 'x-script-name', 'x_script_name', 'path_info',
    'payment_authorization', 'script-name', 'x.http.method.override', 'x-http-method+override',
  ];
  const headers = { ...Object.fromEntries(names.map((name) => [name, '/paid'])), expect: '100-continue', 'x-own': 'kept' };
  const init = { method: 'POST', body: 'hello', headers };
  assert.equal(await (await site.fetch(new Request('https://api.example.com/free', init))).text(), 'POST /free hello');
  const { pay } = await order(init);
  assert.equal((await pay()).text, 'POST /paid hello');
  assert.equal(seen.length, 2);
  for (const fields of seen) assert.deepEqual([names.filter((name) => name in fields), fields['x-own']], [[], 'kept']);
});

test('the body of a GET is not passed on, and neither is its length', async (t) => {
  const lengths = [];
  const origin = ({ headers }) => (lengths.push(headers.get('content-length')), new Response('the resource'));
  const { site, order } = await shop(t, { routes: { '/paid': '1.00 USD' }, origin });
  const headers = { 'content-length': '5' };
  for (const method of ['GET', 'HEAD']) await site.fetch(new Request('https://api.example.com/free', { method, headers }));
  await (await order({ headers })).pay();
  assert.deepEqual(lengths, [null, null, null]);
  assert.equal((await site.fetch(new Request('https://api.example.com/paid', { method: 'HEAD', headers }))).status, 402);
});

test('a handler sees which codings its payer accepts, unless its answer is kept, which has none', async (t) => {
  const seen = [];
  const origin = ({ headers }) => (seen.push(headers.get('accept-encoding')), new Response('the resource'));
  const { order } = await shop(t, { origin });
  for (const more of [{}, { 'idempotency-key': 'k' }]) {
    const { pay } = await order({ method: 'POST', headers: { 'accept-encoding': 'gzip', ...more } });
    assert.equal((await pay()).paid, true);
  }
  assert.deepEqual(seen, ['gzip', 'identity;q=1']);
});

test('an origin\'s hop-by-hop headers do not break a response sent over HTTP/2', async (t) => {
  const hops = { connection: 'Upgrade, X-Hop', upgrade: 'h2,h2c', 'keep-alive': 'timeout=5', 'x-hop': '1', 'proxy-authenticate': 'Basic' };
  const { site, order } = await shop(t, { routes: { '/paid': '1.00 USD' }, origin: () => new Response('the resource', { headers: hops }) });
  const front = createServer2((incoming, outgoing) => answer(incoming, outgoing).catch((error) => outgoing.stream.destroy(error)));
  const answer = async ({ url, headers }, outgoing) => {
    const { authorization } = headers;
    const response = await site.fetch(new Request(`https://api.example.com${url}`, { headers: authorization ? { authorization } : {} }));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(await response.text());
  };
  await new Promise((resolve) => front.listen(0, '127.0.0.1', resolve));
  const client = connect(`http://127.0.0.1:${front.address().port}`);
  t.after(() => (client.close(), front.close()));
  const ask = (path, headers = {}) => new Promise((resolve, reject) => {
    let got;
    let text = '';
    client.request({ ':path': path, ...headers })
      .on('response', (fields) => (got = fields))
      .on('data', (chunk) => (text += chunk))
      .on('end', () => resolve({ ...got, text }))
      .on('error', reject);
  });
  const { authorization } = await order();
  for (const [path, headers] of [['/free', {}], ['/paid', { authorization }]]) {
    const answer = await ask(path, headers);
    assert.deepEqual([answer[':status'], answer.text, Object.keys(hops).filter((name) => name in answer)], [200, 'the resource', []]);
  }
});

for (const capture of ['after-delivery', 'before-delivery']) {
  test(`${capture}, store and handler get neither credential, nor token, nor a secret, and the store no Idempotency-Key`, async (t) => {
    const own = memory();
    const stored = [];
    const store = {
      swap(...args) {
        stored.push(...args);
        return own.swap(...args);
      },
    };
    const handled = [];
    const origin = async (request, ...more) => {
      handled.push(request.url, [...request.headers].join(), await request.text(), JSON.stringify(more));
      return new Response('the resource');
    };
    const { order } = await shop(t, { capture, store, origin });
    const { authorization, pay } = await order({ method: 'POST', body: 'an order', headers: { 'idempotency-key': 'its-own-name' } });
    assert.deepEqual([(await pay()).paid, (await pay()).text], [true, 'the resource']);
    const { challenge, payload } = parseCredential(authorization);
    const ours = [authorization.split(' ')[1], payload.spt, 'a-signing-secret', 'sk_test_'];
    for (const secret of ours) assert.ok(![...stored, ...handled].join('\n').includes(secret), secret);
    assert.ok(!stored.join('\n').includes('its-own-name') && stored.includes(challenge.id));
    assert.ok(handled.join('\n').includes('its-own-name') && handled.includes('an order'));
  });
}
