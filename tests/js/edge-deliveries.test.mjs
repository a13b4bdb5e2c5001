// Unusual responses of handlers, and payers who leave: nobody is charged for what was not delivered, and nobody gets
// what was not paid for.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { memory } from 'mpp-wasm/store/memory';
import { unsendable } from '../../pkg/edge/proxy/response.js';
import { until } from './node-server.mjs';
import { shop } from './shop.mjs';

const CAPTURES = ['after-delivery', 'before-delivery'];
/** The state of the payment after a failed answer, and what the same credential gets once the answer succeeds. */
const FAILED = { 'after-delivery': ['canceled', 402], 'before-delivery': ['succeeded', 200] };

const read = async () => {
  const response = new Response('the resource');
  await response.text();
  return response;
};
/** This leaves the stream unlocked. */
const iterated = async () => {
  const response = new Response('the resource');
  for await (const _ of response.body);
  return response;
};
const locked = () => {
  const response = new Response('the resource');
  response.body.getReader();
  return response;
};
/** A clone is let go only when its original is, which stays. */
const originals = [];
const cloned = (init) => originals[originals.push(new Response('the resource', init)) - 1].clone();
const status = (code) => Object.defineProperty(new Response('the resource'), 'status', { value: code });

for (const capture of CAPTURES) {
  for (const [what, make] of [
    ['has already been read', read],
    ['has been read piece by piece', iterated],
    ['is being read', locked],
    ['is missing', () => undefined],
    ['is a string', () => 'the resource'],
    ['is an object without fields', () => ({ status: 200 })],
    ['is an object without a status', () => ({ headers: new Headers() })],
    ['is an object with its own body', () => ({ status: 200, headers: new Headers(), body: { the: 'resource' } })],
    ['is an object with a stream of its own', () => ({ status: 200, headers: new Headers(), body: { getReader() {}, cancel() {} } })],
    ['is a fetch error', () => Response.error()],
    ['has an invalid status', () => status(999)],
    ['switches protocols', () => status(101)],
    ['has a control character in a field', () => new Response('the resource', { headers: { 'content-disposition': 'attachment; filename="a\u000bb.pdf"' } })],
    ['has a Content-Length that is not a number', () => new Response('the resource', { headers: { 'content-length': '12, 12' } })],
    ['has a Content-Length beyond what is counted', () => new Response('the resource', { headers: { 'content-length': '9999999999999999' } })],
    ['announces a body and has none', () => new Response(null, { headers: { 'content-length': '12' } })],
    ['is a clone with a DEL in a field', () => cloned({ headers: { 'x-title': 'a\u007fb' } })],
    ['has a DEL in a field', () => new Response('the resource', { headers: { 'x-title': 'a\u007fb' } })],
  ]) {
    test(`${capture}, an answer that ${what}: nobody pays for it, and it is not an error of the paywall`, async (t) => {
      let next = make;
      const { order } = await shop(t, { capture, origin: () => next() });
      const { pay, state } = await order();
      const failed = await pay();
      assert.match(console.error.mock.calls.at(-1).arguments[0], /^mpp-wasm: origin-unavailable: (MppError: .*(return a Response|already read; .*|which HTTP cannot send|the Content-Length of this Response .*)|RangeError; onError gets the exception itself)$/);
      assert.deepEqual([failed.status, JSON.parse(failed.text).code, failed.paid, failed.asks], [502, 'origin-unavailable', false, false]);
      const [became, again] = FAILED[capture];
      assert.equal(await state(), became);
      next = () => new Response('the resource');
      const second = await pay();
      assert.deepEqual([second.status, second.paid], [again, again === 200]);
      if (again === 402) assert.match(JSON.parse(second.text).detail, /^this challenge is used up, and nothing was charged for it/);
      assert.equal(await state(), became);
    });
  }

  test(`${capture}, an origin that asks for payments of its own: 502 in place of a 402 whose challenge cannot pass`, async (t) => {
    let fields = { 'www-authenticate': 'Payment id="1", realm="a", method="x", intent="charge", request="e30", Bearer realm="b"' };
    let canceled = 0;
    const body = () => new ReadableStream({ pull: (controller) => (controller.enqueue(new TextEncoder().encode('own')), controller.close()), cancel: () => void (canceled += 1) }, { highWaterMark: 0 });
    const { site, order } = await shop(t, { capture, routes: { '/paid': '1.00 USD' }, origin: () => new Response(body(), { status: 402, headers: fields }) });
    const { pay, state } = await order();
    const free = async () => {
      const answer = await site.fetch(new Request('https://api.example.com/free'));
      const text = await answer.text();
      return [answer.status, answer.headers.get('www-authenticate'), text === 'own' ? text : JSON.parse(text).code];
    };
    assert.deepEqual(await free(), [502, null, 'origin-unavailable']);
    const failed = await pay();
    assert.deepEqual([failed.status, JSON.parse(failed.text).code, failed.paid, failed.asks, await state()], [502, 'origin-unavailable', false, false, FAILED[capture][0]]);
    const said = console.error.mock.calls.map(({ arguments: [line] }) => line);
    assert.deepEqual([said.length, canceled], [2, 2], 'what is not sent is let go');
    for (const line of said) assert.match(line, /^mpp-wasm: origin-unavailable: MppError: the origin answered 402 with a Payment challenge of its own/);
    // What other 402 protocols ask for passes.
    for (const challenge of [undefined, 'L402 macaroon="a", invoice="b"']) {
      fields = challenge ? { 'www-authenticate': challenge } : {};
      assert.deepEqual(await free(), [402, challenge ?? null, 'own']);
    }
  });

  test(`${capture}, a 402 that is only like a response`, async (t) => {
    let fields = [];
    const origin = () => ({ status: 402, headers: new Map(fields), body: null });
    const { site, order } = await shop(t, { capture, routes: { '/paid': '1.00 USD' }, origin });
    const ask = async () => [(await site.fetch(new Request('https://api.example.com/free'))).status, (await (await order()).pay()).status];
    assert.deepEqual(await ask(), [402, 402]);
    fields = [['WWW-Authenticate', 'Payment id="1"']];
    assert.deepEqual(await ask(), [502, 502]);
  });

  test(`${capture}, an origin that charges by x402 for what has no price here`, async (t) => {
    const seen = [];
    const origin = ({ headers }) => {
      seen.push(headers.get('payment-signature'));
      return new Response('own', { status: seen.at(-1) ? 200 : 402, headers: { [seen.at(-1) ? 'payment-response' : 'payment-required']: 'eyJ4IjoxfQ==', 'payment-receipt': 'x' } });
    };
    const { site } = await shop(t, { capture, routes: { '/paid': '1.00 USD' }, origin });
    const ask = (headers) => site.fetch(new Request('https://api.example.com/free', { headers }));
    const fields = ({ status, headers }) => [status, ...['payment-required', 'payment-response', 'payment-receipt'].map((name) => headers.get(name))];
    assert.deepEqual(fields(await ask({})), [402, 'eyJ4IjoxfQ==', null, null]);
    assert.deepEqual(fields(await ask({ 'payment-signature': 'e30=' })), [200, null, 'eyJ4IjoxfQ==', null]);
    assert.deepEqual(seen, [null, 'e30=']);
  });

  test(`${capture}, one Response for three requests: who gets no body pays for none`, async (t) => {
    // Makes a resource once for all who wait for it.
    const waiting = [];
    const shared = new Response('the resource');
    const together = (give) => waiting.push(give) === 3 && waiting.forEach((give) => give(shared));
    let origin = () => new Promise(together);
    const { order } = await shop(t, { capture, origin: () => origin() });
    const orders = [await order(), await order(), await order()];
    const answers = await Promise.all(orders.map(({ pay }) => pay()));
    assert.deepEqual(answers.map(({ status, paid, asks }) => `${status} ${paid} ${asks}`).sort(), ['200 true false', '502 false false', '502 false false']);
    const [became, again] = FAILED[capture];
    origin = () => new Response('another');
    for (const [at, { pay, state }] of orders.entries()) {
      const { status, text } = answers[at];
      assert.equal(await state(), status === 200 ? 'succeeded' : became);
      if (status === 200) assert.equal(text, 'the resource');
      else assert.equal((await pay()).status, again);
    }
  });

  for (const [what, use] of [
    ['reads', (response) => response.text()],
    ['clones', async (response) => response.clone()],
    ['locks', async (response) => response.body.getReader()],
  ]) {
    test(`${capture}, a handler that ${what} its response after it was returned does not take it from the payer`, async (t) => {
      const origin = () => {
        const response = new Response('the resource');
        setTimeout(() => use(response).catch(() => {}));
        return response;
      };
      const { order } = await shop(t, { capture, origin });
      const { pay, state } = await order();
      const { status, paid, text } = await pay();
      assert.deepEqual([status, paid, text, await state()], [200, true, 'the resource', 'succeeded']);
    });
  }

  test(`${capture}, any other character in a field is delivered`, async (t) => {
    const { order } = await shop(t, { capture, origin: () => new Response('the resource', { headers: { 'x-title': 'a\tb \u00ff\u0080~' } }) });
    const { status, paid, headers } = await (await order()).pay();
    assert.deepEqual([status, paid, headers.get('x-title')], [200, true, 'a\tb \u00ff\u0080~']);
  });

  test(`${capture}, one Response returned to two payers: the second does not pay for it`, async (t) => {
    const one = new Response('the resource');
    const { order } = await shop(t, { capture, origin: () => one });
    const [first, second] = [await order(), await order()];
    assert.deepEqual([(await first.pay()).text, (await second.pay()).status], ['the resource', 502]);
    assert.deepEqual([await first.state(), await second.state()], ['succeeded', FAILED[capture][0]]);
  });

  test(`${capture}, a body that is not made of bytes breaks off, and is owed`, async (t) => {
    let chunk = 'a text';
    const origin = () => new Response(new ReadableStream({ start: (controller) => (controller.enqueue(chunk), controller.close()) }));
    const { order } = await shop(t, { capture, origin });
    const { pay } = await order();
    assert.equal((await pay()).text, 'MppError');
    assert.match(console.error.mock.calls.at(-1).arguments[0], /^mpp-wasm: origin-unavailable: MppError: a body must consist of bytes/);
    chunk = new TextEncoder().encode('bytes');
    assert.equal((await pay()).text, 'bytes');
  });

  test(`${capture}, a body that breaks off is owed, even if its delivery was recorded by a store that did not say so`, async (t) => {
    const kept = memory();
    let mute = false;
    const store = {
      async swap(id, expected, next, keepUntil) {
        const found = await kept.swap(id, expected, next, keepUntil);
        // From the last swap before the body is sent.
        mute ||= JSON.parse(next).state === 'delivered';
        if (mute) throw new Error('the answer was lost');
        return found;
      },
    };
    const chunks = ['a text', new TextEncoder().encode('bytes')];
    const origin = () => {
      const chunk = chunks.shift();
      return new Response(new ReadableStream({ pull: (controller) => ((mute = false), controller.enqueue(chunk), controller.close()) }, { highWaterMark: 0 }));
    };
    const { order } = await shop(t, { capture, store, origin });
    const { pay, state } = await order();
    assert.equal((await pay()).text, 'MppError');
    const second = await pay();
    assert.deepEqual([second.status, second.paid, second.text, await state()], [200, true, 'bytes', 'succeeded']);
  });

  test(`${capture}, a body with more or fewer bytes than announced breaks off, and is owed`, async (t) => {
    const text = JSON.stringify({ name: 'Café ☕' });
    const bytes = String(new TextEncoder().encode(text).length);
    for (const [length, coding] of [[String(text.length)], ['100'], ['1', 'gzip'], ['0']]) {
      let headers = { 'content-length': length, ...(coding && { 'content-encoding': coding }) };
      let cancelled = 0;
      const body = () => new ReadableStream({ pull: (controller) => (controller.enqueue(new TextEncoder().encode(text)), length === '100' && controller.close()), cancel: () => void (cancelled += 1) }, { highWaterMark: 0 });
      const { order } = await shop(t, { capture, origin: () => (headers ? new Response(body(), { headers }) : new Response(text, { headers: { 'content-length': bytes } })) });
      const { pay, state } = await order();
      const first = await pay();
      assert.deepEqual([first.status, first.text, cancelled], [200, 'MppError', length === '100' ? 0 : 1], length);
      assert.match(console.error.mock.calls.at(-1).arguments[0], /^mpp-wasm: origin-unavailable: MppError: a response body must have as many bytes as its Content-Length says/);
      headers = undefined;
      const second = await pay();
      assert.deepEqual([second.status, second.paid, second.text, await state()], [200, true, text, 'succeeded'], length);
    }
  });

  test(`${capture}, a payer who leaves while the rest of an announced body is made has got it`, async (t) => {
    let canceled;
    const origin = () => new Response(new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode('half')), cancel: () => void (canceled = true) }), { headers: { 'content-length': '8' } });
    const { site, order } = await shop(t, { capture, origin });
    const { authorization, pay, state } = await order();
    // Without a signal, as in a runtime that does not tell.
    const answer = await site.fetch(new Request('https://api.example.com/paid', { headers: { authorization } }));
    const reader = answer.body.getReader();
    assert.equal((await reader.read()).value.length, 4);
    await reader.cancel();
    await until(() => canceled);
    assert.deepEqual([(await pay()).status, await state()], [402, 'succeeded'], 'used up');
    assert.deepEqual(console.error.mock.calls, []);
  });

  test(`${capture}, under an Idempotency-Key nobody pays for a body that is not as announced`, async (t) => {
    let canceled = 0;
    const endless = (chunk) => new ReadableStream({ pull: (controller) => controller.enqueue(chunk), cancel: () => void (canceled += 1) });
    for (const make of [
      () => new Response(endless('text')),
      () => new Response(endless({ an: 'object' })),
      () => new Response('é', { headers: { 'content-length': '1' } }),
      () => new Response('e', { headers: { 'content-length': '2' } }),
    ]) {
      let next = make;
      const { order } = await shop(t, { capture, origin: () => next() });
      const { pay, state } = await order({ method: 'POST', body: '{}', headers: { 'idempotency-key': crypto.randomUUID() } });
      const failed = await pay();
      assert.deepEqual([failed.status, failed.paid, failed.asks], [502, false, false], `${make}`);
      assert.match(console.error.mock.calls.at(-1).arguments[0], /^mpp-wasm: origin-unavailable: MppError: a (body must consist of|response body must have as many) bytes/);
      const [became, again] = FAILED[capture];
      assert.equal(await state(), became);
      next = () => new Response('the resource');
      assert.equal((await pay()).status, again);
    }
    assert.equal(canceled, 2, 'what is not read to its end is let go');
  });

  test(`${capture}, a payer who seems gone but is still there gets nothing unpaid`, async (t) => {
    let leave;
    const made = [];
    const origin = () => {
      leave?.abort();
      const body = new ReadableStream({ pull: (controller) => (controller.enqueue(new TextEncoder().encode('the resource')), controller.close()), cancel: () => made.push('canceled') }, { highWaterMark: 0 });
      return new Response(body);
    };
    const { order } = await shop(t, { capture, origin });
    const { pay, state } = await order();
    const [became, again] = FAILED[capture];
    // However often it is tried, a deadline does not get around the price.
    for (let times = 1; times <= (again === 200 ? 3 : 1); times++) {
      leave = new AbortController();
      const answer = await pay({ signal: leave.signal });
      assert.deepEqual([answer.status, JSON.parse(answer.text).code, answer.paid, answer.asks], [502, 'origin-unavailable', false, false]);
      assert.match(JSON.parse(answer.text).detail, again === 200 ? /was paid for but could not be delivered; send the same credential again/ : /you were not charged, and this credential is used up/);
      assert.equal(await state(), became);
      assert.equal(made.length, times, 'what was made is let go');
    }
    leave = undefined;
    const answer = await pay();
    assert.deepEqual([answer.status, answer.paid], [again, again === 200]);
    assert.equal(await state(), became);
  });
}

for (const capture of CAPTURES) {
  for (const [when, runs] of [[2, 1], [3, 2]]) {
    test(`${capture}, a store that has lost the record at swap ${when}: nothing is sent, then the same credential is served and charged once`, async (t) => {
      let kept = memory();
      let swaps = 0;
      const store = {
        swap(...args) {
          if (++swaps === when) kept = memory();
          return kept.swap(...args);
        },
      };
      let made = 0;
      let canceled = 0;
      const origin = () => {
        made += 1;
        return new Response(new ReadableStream({ pull: (controller) => (controller.enqueue(new TextEncoder().encode('the resource')), controller.close()), cancel: () => void (canceled += 1) }, { highWaterMark: 0 }));
      };
      const { order } = await shop(t, { capture, store, origin });
      const { pay, state } = await order();
      const first = await pay();
      assert.deepEqual([first.status, first.paid, first.asks], [409, false, false]);
      assert.deepEqual([made, canceled], [runs - 1, runs - 1], 'what was made and not sent is let go');
      const second = await pay();
      assert.deepEqual([second.status, second.paid, second.text], [200, true, 'the resource']);
      assert.deepEqual([await state(), made], ['succeeded', runs]);
    });
  }
}

for (const [what, init] of [
  ['cannot be sent', { headers: { 'x-title': 'a\u007fb' } }],
  ['is withheld', { status: 302, headers: { location: '/free' } }],
]) {
  test(`an answer that ${what} is let go`, async (t) => {
    let canceled = 0;
    const origin = () => new Response(new ReadableStream({ cancel: () => void (canceled += 1) }), init);
    const { order } = await shop(t, { routes: { '/paid': '1.00 USD' }, origin });
    const { pay, state } = await order();
    assert.deepEqual([(await pay()).status, await state(), canceled], [502, 'canceled', 1]);
  });
}

test('a failed answer that a payer who seems gone does not get is let go', async (t) => {
  const leave = new AbortController();
  let canceled = 0;
  const origin = () => {
    leave.abort();
    return new Response(new ReadableStream({ cancel: () => void (canceled += 1) }), { status: 500 });
  };
  const { order } = await shop(t, { origin });
  const { pay, state } = await order();
  const { status, text } = await pay({ signal: leave.signal });
  assert.deepEqual([status, JSON.parse(text).code, await state(), canceled], [502, 'origin-unavailable', 'canceled', 1]);
});

test('a payer who seems gone during the capture gets the answer with the same credential, not without it', async (t) => {
  const { order } = await shop(t, { origin: () => new Response('paid content') });
  const { pay, state } = await order();
  const leave = new AbortController();
  const { fetch } = globalThis;
  t.mock.method(globalThis, 'fetch', (url, init) => {
    if (String(url).endsWith('/capture')) leave.abort();
    return fetch(url, init);
  });
  const first = await pay({ signal: leave.signal });
  assert.deepEqual([first.status, first.paid, /paid content/.test(first.text)], [502, false, false]);
  assert.equal(await state(), 'succeeded');
  const second = await pay();
  assert.deepEqual([second.status, second.paid, second.text], [200, true, 'paid content']);
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

test('a response of another class, whose body is a stream of Node, is delivered', async (t) => {
  const { order } = await shop(t, { origin: () => ({ status: 201, headers: new Headers({ 'x-own': 'yes' }), body: Readable.from([Buffer.from('the '), Buffer.from('resource')]) }) });
  const { pay, state } = await order();
  const { status, paid, headers, text } = await pay();
  assert.deepEqual([status, paid, headers.get('x-own'), text, await state()], [201, true, 'yes', 'the resource', 'succeeded']);
});

test('what is sent again: an answer without a body, and one of as many bytes as are kept; not one byte more, and nothing coded', async (t) => {
  let next;
  const { order } = await shop(t, { maxReplayBytes: 4, origin: () => next() });
  for (const [make, status, again] of [
    ...[204, 205].map((status) => [() => new Response(null, { status }), status, status]),
    [() => new Response('four'), 200, 200],
    [() => new Response('fives'), 200, 410],
    [() => new Response('four', { headers: { 'content-encoding': 'br' } }), 200, 410],
  ]) {
    next = make;
    const { pay } = await order({ method: 'POST', body: '{}', headers: { 'idempotency-key': crypto.randomUUID() } });
    const [first, second] = [await pay(), await pay()];
    assert.deepEqual([first.status, first.paid, second.status, second.paid], [status, true, again, again === status], `${make}`);
    if (again === status) assert.equal(second.text, first.text);
  }
});

test('an answer whose body was read meanwhile, or is being read, cannot be sent', async () => {
  for (const make of [read, iterated, locked]) assert.match(unsendable(await make()) ?? '', /was already read/, `${make}`);
  assert.equal(unsendable(new Response('the resource')), undefined);
});

test('a redirect that leads nowhere is a failure to be seen', async (t) => {
  const { order } = await shop(t, { routes: { '/paid': '1.00 USD' }, origin: () => new Response('why', { status: 302 }) });
  const { pay, state } = await order();
  const { status, paid, text } = await pay();
  assert.deepEqual([status, paid, text, await state()], [302, false, 'why', 'canceled']);
});

test('a challenge of this scheme in an answer of the origin reaches nobody, and other schemes do', async (t) => {
  let challenge;
  const { site, order } = await shop(t, { routes: { '/paid': '1.00 USD' }, origin: () => new Response('the resource', { headers: { 'www-authenticate': challenge } }) });
  const own = 'Payment id="1", realm="a", method="x", intent="charge", request="e30"';
  for (const [sent, told] of [[own, null], [`${own}, Bearer realm="b"`, 'Bearer realm="b"'], ['Bearer realm="b"', 'Bearer realm="b"']]) {
    challenge = sent;
    const free = await site.fetch(new Request('https://api.example.com/free'));
    const paid = await (await order()).pay();
    assert.deepEqual([free, paid].map(({ status, headers }) => [status, headers.get('www-authenticate')]), [[200, told], [200, told]], sent);
  }
});

test('no cache in front of the paywall stores a paid answer, whatever its origin allows', async (t) => {
  const told = ['CDN-Cache-Control', 'Cloudflare-CDN-Cache-Control', 'Vercel-CDN-Cache-Control', 'Surrogate-Control', 'Edge-Control', 'X-Accel-Expires'];
  const headers = { 'cache-control': 'public, max-age=600', 'x-own': 'kept', ...Object.fromEntries(told.map((name) => [name, 'max-age=600'])) };
  const routes = { '/free': 'free', '/*': { price: '1.00 USD', passTtl: 60_000 } };
  const { site, order } = await shop(t, { routes, origin: () => new Response('the resource', { headers }) });
  const keyed = await order({ method: 'POST', body: 'x', headers: { 'idempotency-key': '"k"' } });
  const paid = await (await order()).pay();
  const admitted = await site.fetch(new Request('https://api.example.com/paid', { headers: { cookie: paid.headers.get('set-cookie').split(';')[0] } }));
  assert.equal(await admitted.text(), 'the resource');
  for (const answer of [paid, admitted, await keyed.pay(), await keyed.pay()]) {
    assert.equal(answer.status, 200);
    assert.deepEqual(told.filter((name) => answer.headers.has(name)), []);
    assert.deepEqual([answer.headers.get('cache-control'), answer.headers.get('x-own')], ['private, max-age=600', 'kept']);
  }
  const free = await site.fetch(new Request('https://api.example.com/free'));
  assert.deepEqual(told.filter((name) => !free.headers.has(name)), [], 'what is free is theirs to keep');
});
