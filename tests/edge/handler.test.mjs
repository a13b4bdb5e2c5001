// Behind the paywall, a Worker's handler sees of a request what it would see without it, and answers as without it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { Miniflare, NoOpLog } from 'miniflare';
import { formatCredential, parseChallenges } from 'mpp-wasm';
import { createClient } from '../stripe-sim/client.mjs';
import { startStripeSim } from '../stripe-sim/start.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const CF = { country: 'DE', colo: 'FRA', tlsClientAuth: { certVerified: 'SUCCESS', certSubjectDN: 'CN=payer' } };

let sim, worker, old, stripe;
before(async () => {
  sim = await startStripeSim();
  stripe = createClient(sim.url);
  const runtime = { conditions: ['workerd', 'worker', 'browser'], external: ['*.wasm'] };
  const { outputFiles } = await build({ entryPoints: [path('./handler.mjs')], bundle: true, write: false, format: 'esm', ...runtime });
  const wasm = await readFile(path('../../pkg/edge/mpp_wasm_edge_bg.wasm'));
  const start = (compatibilityDate) => new Miniflare({
    modules: [
      { type: 'ESModule', path: 'handler.js', contents: outputFiles[0].text },
      { type: 'CompiledWasm', path: 'mpp_wasm_edge_bg.wasm', contents: wasm },
    ],
    name: 'handler', serviceBindings: { SELF: 'handler' }, bindings: { SECRET: 'edge-test-secret-of-more-than-32-bytes', STRIPE_API_BASE: sim.url },
    cf: false, compatibilityDate, compatibilityFlags: ['enable_request_signal'], log: new NoOpLog(), handleRuntimeStdio() {},
  });
  worker = start('2026-04-01');
  // The last date without `navigator`.
  old = start('2022-03-20');
  await Promise.all([worker.ready, old.ready]);
});
after(async () => {
  await Promise.all([worker?.dispose(), old?.dispose()]);
  await sim?.close();
});

const ask = (url, headers = {}, runtime = worker, how = {}) => runtime.dispatchFetch(url, { ...how, headers, cf: CF });

async function pay(url) {
  return (await buy(url))();
}

/** Gets a challenge. Resolves with a function that sends a credential for it. */
async function buy(url, runtime, how) {
  const unpaid = await ask(url, {}, runtime, how);
  assert.equal(unpaid.status, 402, await unpaid.text());
  const [challenge] = parseChallenges(unpaid.headers.get('www-authenticate')).challenges;
  const spt = await stripe.mintToken({ currency: 'usd', maxAmount: 100 });
  return () => ask(url, { ...how?.headers, authorization: formatCredential({ challenge, payload: { spt } }) }, runtime, how);
}

for (const [how, answered] of [
  ['a handler, for free', () => ask('http://handled.localhost/free')],
  ['a handler, paid', () => pay('http://handled.localhost/paid')],
  ['a guarded handler, paid', () => pay('http://guarded.localhost/')],
  ['a Worker behind a service binding, for free', () => ask('http://bound.localhost/free')],
  ['a Worker behind a service binding, paid', () => pay('http://bound.localhost/paid')],
]) {
  test(`${how}, sees the payer's location and client certificate`, async () => {
    const [own, seen] = [await (await ask('http://bare.localhost/')).json(), await (await answered()).json()];
    assert.equal(own.cf.country, 'DE', 'without a paywall');
    assert.deepEqual(seen, own);
  });
}

for (const host of ['handled', 'bound']) {
  for (const [body, length] of [['text', 1], ['text', 50], ['stream', 1], ['stream', 50], ['rewritten', 7], ['text', 'none']]) {
    test(`${host}, a body (${body}) that announces another length (${length}) is sent whole and paid once`, async () => {
      const query = `?body=${body}&length=${length}`;
      assert.equal(await (await ask(`http://${host}.localhost/free${query}`)).text().catch(String), '<p>é</p>');
      const send = await buy(`http://${host}.localhost/paid${query}`);
      const paid = await send();
      assert.deepEqual([paid.status, paid.headers.has('payment-receipt'), await paid.text()], [200, true, '<p>é</p>']);
      assert.equal((await send()).status, 402);
    });
  }
}

test('Workers of an old compatibility date are Workers', async () => {
  const paid = await (await buy('http://handled.localhost/paid?body=text&length=1', old))();
  assert.deepEqual([paid.status, await paid.text()], [200, '<p>é</p>']);
});

for (const [body, what] of [['iterated', 'that is iterated'], ['wrapped', 'that is a Proxy of a stream']]) {
  test(`a body ${what} is sent as what it yields, or where Workers would make a text of it, nobody is charged`, async () => {
    const url = `http://handled.localhost/paid?body=${body}`;
    for (const [runtime, ...expected] of [[worker, 200, true, '<p>é</p>'], [old, 502, false]]) {
      const paid = await (await buy(url, runtime))();
      const { status, headers } = paid;
      assert.deepEqual([status, headers.has('payment-receipt'), await paid.text()].slice(0, expected.length), expected);
      const free = await ask(url.replace('/paid', '/free'), {}, runtime);
      assert.deepEqual([free.status, (await free.text()).includes('[object Object]')], [status, false]);
    }
  });
}

test('an answer that is too large to be kept under an Idempotency-Key is sent whole, and is gone after that', async () => {
  const how = { method: 'POST', body: 'an order', headers: { 'idempotency-key': 'one' } };
  for (const runtime of [worker, old]) {
    const send = await buy('http://handled.localhost/paid?body=large', runtime, how);
    const paid = await send();
    assert.deepEqual([paid.status, paid.headers.has('payment-receipt'), (await paid.text()).length], [200, true, 250_000]);
    assert.equal((await send()).status, 410);
  }
});

test('HEAD has the length of the body that it does not send, also where its answer is a copy', async () => {
  for (const own of [{}, { 'payment-authorization': 'Payment e30' }]) {
    const { status, headers } = await ask('http://handled.localhost/free?body=stream&length=8', own, worker, { method: 'HEAD' });
    assert.deepEqual([status, headers.get('content-length')], [200, '8']);
  }
});

test('nobody pays for an answer that announces a body and has none', async () => {
  const { status, headers } = await pay('http://handled.localhost/paid?body=none&length=8');
  assert.deepEqual([status, headers.has('payment-receipt')], [502, false]);
});

for (const [headers, itself, hidden] of [
  [{ authorization: 'Bearer x', cookie: 'a=b', 'x-own': '1' }, true],
  [{ authorization: 'Payment e30' }, false, 'authorization'],
  [{ 'payment-authorization': 'Payment e30' }, false, 'payment-authorization'],
  [{ 'payment-receipt': 'x' }, false, 'payment-receipt'],
  [{ 'proxy-authorization': 'Basic x' }, false, 'proxy-authorization'],
  [{ 'x-follow': '1' }, false],
]) {
  test(`a free request with ${JSON.stringify(headers)} is passed on ${itself ? 'itself' : 'as a copy'}`, async () => {
    const seen = await (await ask('http://shown.localhost/free', headers)).json();
    assert.equal(seen.itself, itself);
    assert.deepEqual(Object.keys(headers).filter((name) => !seen.fields.includes(name)), hidden ? [hidden] : []);
  });
}

/** Asks with fields that `fetch` does not send. Resolves with what the handler of a free page has seen. */
async function seenOf(headers, method = 'GET', body = undefined) {
  const [answer] = await once(request(await worker.ready, { method, path: '/free', headers, agent: false }).end(body), 'response');
  return json(answer);
}

test('what a Connection names does not reach the handler of a free page', async () => {
  for (const hop of [{ 'x-hop': '1' }, { upgrade: 'h2c' }]) {
    const [name] = Object.keys(hop);
    const seen = await seenOf({ host: 'shown.localhost', connection: `keep-alive, ${name}`, ...hop, 'x-own': '1' });
    assert.deepEqual([seen.itself, seen.fields.includes(name), seen.fields.includes('x-own')], [false, false, true], name);
  }
});

test('a Connection names no field that a handler sets for a paywall behind it', async () => {
  for (const connection of ['keep-alive', 'x-user', 'keep-alive, X-User', 'X-User, keep-alive']) {
    assert.ok((await seenOf({ host: 'outer.localhost', connection })).fields.includes('x-user'), connection);
  }
});

test('the length of a body that a Worker has left out does not reach the handler of a free page', async () => {
  for (const [host, itself] of [['shown', true], ['emptied', false]]) {
    const headers = { host: `${host}.localhost`, 'content-length': '1' };
    const seen = await seenOf(headers, 'POST', 'x');
    assert.deepEqual([seen.itself, seen.fields.includes('content-length')], [itself, itself]);
  }
});

test('a pass does not reach the handler of a free page', async () => {
  const paid = await pay('http://shown.localhost/paid');
  const [cookie] = paid.headers.get('set-cookie').split(';');
  assert.deepEqual([(await ask('http://shown.localhost/paid', { cookie })).status, (await ask('http://shown.localhost/paid')).status], [200, 402]);
  const seen = await (await ask('http://shown.localhost/free', { cookie })).json();
  assert.deepEqual([seen.itself, seen.fields.includes('cookie')], [false, false]);
});

test('a response that a handler sends again and again is never changed', async () => {
  for (const path of ['/again', '/open', '/again', '/open']) {
    for (const [headers, caching] of [[{ 'payment-authorization': 'Payment e30' }, 'private'], [{}, null]]) {
      const answer = await ask(`http://shown.localhost${path}`, headers);
      assert.deepEqual(
        [answer.status, ...['payment-anything', 'x-own', 'cache-control'].map((name) => answer.headers.get(name))],
        [204, null, 'kept', caching],
      );
    }
  }
  assert.equal(await (await ask('http://shown.localhost/kept')).json(), true);
});

test('what is only like a response becomes one', async () => {
  const { status, headers } = await ask('http://shown.localhost/alike');
  assert.deepEqual([status, headers.get('x-own')], [200, 'kept']);
});

test('a Location that Workers have decoded is not decoded again: it is the address that has a price', async () => {
  const paid = await (await buy('http://shown.localhost/utf8', worker, { redirect: 'manual' }))();
  assert.deepEqual([paid.status, paid.headers.has('location'), paid.headers.has('payment-receipt')], [302, true, false]);
});

for (const as of ['proxy', 'subclass', 'own']) {
  test(`a response that shows other fields than it is sent with, or is none of the runtime (${as}), becomes one`, async () => {
    const { status, headers } = await ask(`http://shown.localhost/${as}`);
    assert.deepEqual([status, headers.get('x-own'), headers.get('payment-anything')], [as === 'proxy' ? 204 : 200, 'kept', null]);
  });
}

test('of a request that middleware has changed, the handler gets what the paywall saw', async () => {
  const inside = async (as) => (await ask('http://shown.localhost/inside', { 'x-as': as, authorization: 'Bearer x' })).json();
  for (const [as, url, own] of [['itself', ''], ['proxy', ''], ['class', '?changed'], ['address', '?changed'], ['fields', '', ['x-own']]]) {
    const seen = await inside(as);
    assert.deepEqual([seen.url, own ? seen.fields : seen.fields.includes('authorization')], [`http://shown.localhost/inside${url}`, own ?? true], as);
  }
});

for (const [path, status] of [['/free', 200], ['/open', 204], ['/redirect', 302], ['/fetched', 200], ['/paid', 402]]) {
  test(`a Worker can add fields to what the paywall answers (${path})`, async () => {
    const answer = await worker.dispatchFetch(`http://secured.localhost${path}`, { redirect: 'manual' });
    assert.deepEqual([answer.status, answer.headers.get('x-frame-options')], [status, 'DENY']);
  });
}

test('what a Worker adds to the answer for one client does not reach the next', async () => {
  await ask('http://secured.localhost/open');
  assert.equal((await ask('http://secured.localhost/open')).headers.get('x-frame-options'), 'DENY');
});

test('a response that cannot be sent is 502', async () => {
  assert.equal((await ask('http://shown.localhost/error')).status, 502);
});
