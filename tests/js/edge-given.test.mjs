// Unreliable inputs from a paywall's environment: a context, a body, a store, the headers of a request.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { connect, createServer as createServer2 } from 'node:http2';
import { test } from 'node:test';
import { parseCredential } from 'mpp-wasm';
import { MppError, paywall } from 'mpp-wasm/edge';
import { kindOf } from '../../pkg/edge/events.js';
import { memory } from 'mpp-wasm/store/memory';
import { until } from './node-server.mjs';
import { shop } from './shop.mjs';

const said = () => console.error.mock.calls.map(({ arguments: [line] }) => line);

const REFUSALS = {
  // A method taken out of its context.
  throws() { throw new TypeError('Illegal invocation'); },
  rejects: () => Promise.reject(new TypeError('Illegal invocation')),
};

for (const onEvent of [undefined, () => {}]) {
  for (const [what, waitUntil] of Object.entries(REFUSALS)) {
    test(`a waitUntil that ${what} does not lose the answer${onEvent ? ' or the event' : ''}`, async (t) => {
      const ask = (site, request) => site.fetch(request, {}, { waitUntil });
      const { order } = await shop(t, { origin: () => new Response('the resource'), onEvent }, ask);
      const { pay, state } = await order();
      const { status, paid, text } = await pay();
      assert.deepEqual([status, paid, text, await state()], [200, true, 'the resource', 'succeeded']);
      await until(() => said().includes('mpp-wasm: internal: TypeError'));
    });
  }
}

test('without a waitUntil, nothing is wrong', async (t) => {
  for (const ctx of [undefined, {}]) {
    const { order } = await shop(t, { origin: () => new Response('the resource') }, (site, request) => site.fetch(request, {}, ctx));
    const { status } = await (await order()).pay();
    assert.deepEqual([status, said()], [200, []]);
  }
});

test('a payment is left to waitUntil before it moves money', async (t) => {
  let left = 0;
  const ctx = { waitUntil: () => void (left += 1) };
  const { order } = await shop(t, { origin: () => new Response(`${left}`) }, (site, request) => site.fetch(request, {}, ctx));
  const { status, text } = await (await order()).pay();
  assert.deepEqual([status, text], [200, '1']);
});

/** Errors that throw when they are looked at. */
const ODD = {
  'a name': { get name() { throw new TypeError('name'); } },
  'a message': Object.defineProperty(new MppError('internal', ''), 'message', { get() { throw new TypeError('message'); } }),
  'a cause': Object.defineProperty(new RangeError(''), 'cause', { get() { throw new TypeError('cause'); } }),
  'a prototype': new Proxy({}, { getPrototypeOf() { throw new TypeError('prototype'); } }),
};

for (const [what, error] of Object.entries(ODD)) {
  test(`an error with ${what} that throws: a hold is canceled, and a body that broke off is owed`, async (t) => {
    let make = () => { throw error; };
    const { order } = await shop(t, { origin: () => make() });
    const first = await order();
    const failed = await first.pay();
    assert.deepEqual([failed.status, await first.state()], [502, 'canceled']);
    make = () => new Response(new ReadableStream({ pull: (controller) => controller.error(error) }));
    const second = await order();
    await second.pay().catch(() => {});
    make = () => new Response('the resource');
    const again = await second.pay();
    assert.deepEqual([again.status, again.paid, await second.state()], [200, true, 'succeeded']);
    const name = what === 'a cause' ? 'RangeError' : 'Error';
    const line = `mpp-wasm: origin-unavailable: ${name}; onError gets the exception itself`;
    assert.deepEqual(said(), [line, line]);
  });
}

test('work after an answer that fails is reported, and does not end the process', async (t) => {
  const pull = (controller) => {
    t.mock.method(Date, 'now').mock.mockImplementationOnce(() => { throw new TypeError('the clock is gone'); });
    controller.error(new RangeError('why'));
  };
  const { order } = await shop(t, { origin: () => new Response(new ReadableStream({ pull }, { highWaterMark: 0 })) });
  const { pay } = await order();
  await pay();
  await until(() => said().length === 2);
  assert.deepEqual(said(), ['mpp-wasm: origin-unavailable: RangeError; onError gets the exception itself', 'mpp-wasm: internal: TypeError']);
});

for (const [how, read] of [
  ['to its end', (request) => request.text()],
  ['piece by piece', async (request) => {
    // This leaves the stream unlocked.
    for await (const _ of request.body);
  }],
  ['and not let go', async (request) => void request.body.getReader()],
]) {
  for (const bindBody of [true, false]) {
    test(`a body that was read before, ${how}, is not treated as empty${bindBody ? '' : ', bound or not'}`, async (t) => {
      t.mock.method(console, 'error', () => {});
      const site = paywall({
        realm: 'api.example.com',
        secret: 'a-signing-secret-of-at-least-32-bytes',
        stripe: { secretKey: 'sk_test_123456789', networkId: 'profile_1' },
        store: memory(),
        bindBody,
      });
      const guarded = site.charge('1.00 USD', () => new Response('the resource'));
      const request = new Request('https://api.example.com/order', { method: 'POST', body: 'order 7' });
      await read(request);
      const answer = await guarded(request);
      assert.deepEqual([answer.status, answer.headers.has('www-authenticate')], [500, false]);
      assert.match(said().at(-1), /^mpp-wasm: internal: MppError: the body of this Request was already read/);
    });
  }
}

test('the hooks are told of a fault that answers 500, and the console is not', async (t) => {
  const told = [];
  const onEvent = ({ kind, code, method }) => void told.push([kind, code, method]);
  const { site } = await shop(t, { onEvent, onError: ({ code }) => void told.push(code), origin: () => new Response('the resource') });
  const guarded = site.charge('1.00 USD', () => new Response('the resource'));
  for (const [at, f] of [site.fetch, guarded].entries()) {
    const request = new Request('https://api.example.com/order', { method: 'POST', body: 'order 7' });
    await request.text();
    assert.equal((await f(request)).status, 500);
    await until(() => told.length === 2 * at + 2);
  }
  const fault = [['error', 'internal', 'POST'], 'internal'];
  assert.deepEqual([told, said()], [[...fault, ...fault], []]);
});

test('a body of which a parser has left only the fields is not treated as empty, and its owner learns of it once', async (t) => {
  const { site } = await shop(t, { origin: () => assert.fail('the origin was asked') });
  const ask = async (headers, body) => {
    const answer = await site.fetch(new Request('https://api.example.com/order', { method: 'POST', headers, body, duplex: 'half' }));
    return [answer.status, (await answer.json()).code, answer.headers.has('www-authenticate')];
  };
  const empty = () => new ReadableStream({ start: (controller) => controller.close() });
  for (const body of [undefined, empty()]) assert.deepEqual(await ask({ 'content-length': '7' }, body), [500, 'internal', false]);
  assert.equal(said().filter((line) => /^mpp-wasm: internal: MppError: the body of this Request was already read; pass the request/.test(line)).length, 2);
  for (const body of [undefined, empty()]) assert.deepEqual(await ask({ 'transfer-encoding': 'chunked' }, body), [400, 'not-payable', false]);
  assert.deepEqual(said().slice(2), ['mpp-wasm: internal: MppError: a chunked request body arrived empty; if a parser has already read it, pass the request to the paywall before anything that parses bodies, or pass a clone']);
  for (const body of [undefined, empty()]) assert.deepEqual(await ask({ 'content-length': '0' }, body), [402, 'payment-required', true]);
});

test('a challenge for one body is not paid for with another, be it empty or the first', async (t) => {
  const { order } = await shop(t, { origin: async (request) => new Response(await request.text()) });
  const empty = () => new ReadableStream({ start: (controller) => controller.close() });
  const kinds = {
    some: () => ({ body: 'order 7' }),
    other: () => ({ body: 'order 8' }),
    none: () => ({ body: undefined }),
    empty: () => ({ body: empty(), duplex: 'half' }),
  };
  for (const [bound, others] of [['some', ['other', 'none', 'empty']], ['none', ['some']], ['empty', ['some']]]) {
    const { pay, state } = await order({ method: 'POST', ...kinds[bound]() });
    for (const other of others) {
      const { status, paid } = await pay(kinds[other]());
      assert.deepEqual([status, paid, await state()], [402, false, ''], `${bound}, ${other}`);
    }
    const { status, paid, text } = await pay(kinds[bound]());
    assert.deepEqual([status, paid, text], [200, true, bound === 'some' ? 'order 7' : ''], bound);
  }
});

test('the two hooks get copies of one event of an error', async (t) => {
  let now = Date.now();
  t.mock.method(Date, 'now', () => (now += 1));
  const told = [];
  const config = { realm: 'api.example.com', secret: 'a-signing-secret-of-at-least-32-bytes', stripe: { secretKey: 'sk_test_123456789', networkId: 'profile_1' }, store: memory() };
  const site = paywall({ ...config, onEvent: (event) => void told.push(event), onError: (error, event) => void told.push(event), routes: { '/paid': '1.00 USD' }, origin: () => Promise.reject(new TypeError('why')) });
  assert.equal((await site.fetch(new Request('https://api.example.com/free'))).status, 502);
  const [one, other] = told;
  assert.equal(one.kind, 'error');
  assert.deepEqual(one, other);
  assert.notEqual(one, other);
});

test('a refusal is of the kind that its code or its status tells', () => {
  const kinds = [['payment-required', 402, 'challenged'], ['processor-unavailable', 503, 'unknown'], ['malformed-credential', 402, 'refused'], ['upgrade', 499, 'refused'], ['internal', 500, 'failed']];
  for (const [code, status, kind] of kinds) assert.equal(kindOf({ code, status }), kind, code);
});

test('an error tells the system\'s code of an exception and of its cause, and no other code', async (t) => {
  const events = [];
  const gone = createServer();
  await new Promise((resolve) => gone.listen(0, '127.0.0.1', resolve));
  const { port } = gone.address();
  await new Promise((resolve) => gone.close(resolve));
  const thrown = [
    [undefined, 'TypeError (Error ECONNREFUSED)'],
    [Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' }), 'Error CERT_HAS_EXPIRED'],
    ...['sk_live_marker', 'SK_LIVE_4EC39HQLYJW', 'E\nFORGED', 'Secret', 13].map((code) => [Object.assign(new RangeError('x'), { code, cause: { code } }), 'RangeError (Error)']),
    [{ get code() { throw new TypeError('code'); } }, 'Error'],
    // The message of this package's own class is told, but it makes no other line, and no endless one.
    [new MppError('internal', 'm'.repeat(300)), `MppError: ${'m'.repeat(300)}`],
    ...['m'.repeat(301), 'one\nFORGED', '\u001b[2J', ''].map((message) => [new MppError('internal', message), 'MppError']),
  ];
  let error;
  const { site } = await shop(t, {
    routes: { '/paid': '1.00 USD' },
    onEvent: ({ kind, error }) => kind === 'error' && events.push(error),
    origin: () => (error === undefined ? fetch(`http://127.0.0.1:${port}`) : Promise.reject(error)),
  });
  for ([error] of thrown) assert.equal((await site.fetch(new Request('https://api.example.com/free'))).status, 502);
  assert.deepEqual(events, thrown.map(([, told]) => told));
});

test('a body that breaks off is the sender\'s fault: refused, but not reported as an error', async (t) => {
  const events = [];
  const { site, stripe } = await shop(t, { onEvent: ({ kind, code }) => void events.push([kind, code]), origin: () => assert.fail('the origin was asked') });
  const leave = new AbortController();
  const halves = ['half of an order'];
  const body = new ReadableStream({
    pull(controller) {
      if (halves.length) return controller.enqueue(new TextEncoder().encode(halves.pop()));
      leave.abort();
      controller.error(new TypeError('terminated'));
    },
  });
  const answer = await site.fetch(new Request('https://api.example.com/order', { method: 'POST', body, duplex: 'half', signal: leave.signal }));
  assert.deepEqual([answer.status, (await answer.json()).code, answer.headers.has('www-authenticate')], [400, 'not-payable', false]);
  assert.deepEqual(events, [['refused', 'not-payable']]);
  assert.deepEqual(said(), []);
  assert.deepEqual((await stripe.get('/v1/payment_intents')).json.data, []);
});

test('a payer who leaves is not an error of the origin, whether they have paid or not; the origin\'s own faults are', async (t) => {
  const leave = new AbortController();
  const origin = async (request) => {
    leave.abort();
    if (request.signal.aborted) throw request.signal.reason;
    throw new TypeError('fetch failed');
  };
  const { site, order } = await shop(t, { routes: { '/paid': '1.00 USD' }, origin });
  assert.equal((await site.fetch(new Request('https://api.example.com/free', { signal: leave.signal }))).status, 502);
  const { pay, state } = await order();
  assert.equal((await pay({ signal: leave.signal })).status, 502);
  assert.deepEqual([await state(), said()], ['canceled', []]);
  assert.equal((await site.fetch(new Request('https://api.example.com/free'))).status, 502);
  assert.match(said().at(-1), /^mpp-wasm: origin-unavailable: TypeError/);
});

for (const odd of [undefined, true, false, 0, 7, {}, [], new Uint8Array(2)]) {
  for (const when of [1, 2, 3]) {
    test(`a store whose swap gives ${JSON.stringify(odd)} from call ${when} on has failed, and its owner learns why`, async (t) => {
      const own = memory();
      let calls = 0;
      const store = {
        async swap(...args) {
          const held = await own.swap(...args);
          return ++calls >= when ? odd : held;
        },
      };
      const { order, site } = await shop(t, { store, origin: () => new Response('the resource') });
      const { pay, state } = await order();
      const failed = await pay();
      assert.deepEqual([failed.status, JSON.parse(failed.text).code, failed.paid, failed.asks], [503, 'store-unavailable', false, false]);
      if (when === 1) assert.equal(await state(), '', 'the processor was not called');
      assert.match(said().at(-1), /^mpp-wasm: store-unavailable: MppError: store\.swap must resolve to the previous text/);
      assert.equal(calls, when + 1, 'the call was repeated once');
      // The core still works.
      assert.equal((await site.fetch(new Request('https://api.example.com/paid'))).status, 402);
    });
  }
}

for (const capture of ['after-delivery', 'before-delivery']) {
  for (const when of [1, 2, 3, 4]) {
    test(`${capture}: a store that answers nothing at call ${when} is asked again, and delivers once`, async (t) => {
      const own = memory();
      let calls = 0;
      const store = { swap: (...args) => (++calls === when ? undefined : own.swap(...args)) };
      const { order } = await shop(t, { capture, store, origin: () => new Response('the resource') });
      const { pay, state } = await order();
      const { status, paid } = await pay();
      const again = await pay();
      assert.deepEqual([status, paid, again.status, again.asks, await state(), said()], [200, true, 402, true, 'succeeded', []]);
    });
  }
}

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
  const names = ['expect', 'x-original-url', 'x-rewrite-url', 'x-http-method', 'x-http-method-override', 'x-method-override', 'x_http_method_override', 'x_original_url', 'script_name', 'x-script-name', 'x_script_name', 'path_info', 'payment_authorization', 'script-name', 'x.http.method.override', 'x-http-method+override'];
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
    client.request({ ':path': path, ...headers }).on('response', (fields) => (got = fields)).on('data', (chunk) => (text += chunk)).on('end', () => resolve({ ...got, text })).on('error', reject);
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
