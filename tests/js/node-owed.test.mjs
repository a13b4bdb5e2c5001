// What is owed to payers whose answer Node's server could not send, because middleware answered in its place or threw.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { listener } from 'mpp-wasm/node';
import { ORIGIN, at, until, up } from './node-server.mjs';
import { shop } from './shop.mjs';

/** Makes others answer once the handler has. */
const BUSY = (res) => (res.late = () => res.writeHead(503).end('busy'));
/** The same, and the handler ends only when the client has that answer, so that the signal of its request is aborted. */
const BUSIER = (res) => (res.late = () => once(res.writeHead(503).end('busy'), 'close'));

const LENGTH = { headers: { 'content-length': '12' } };

/** A body whose bytes are not there yet when it is let go. */
const slowly = (...parts) => new ReadableStream({
  async pull(controller) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    controller.enqueue(Buffer.from(parts.shift()));
    if (parts.length === 0) controller.close();
  },
}, { highWaterMark: 0 });

test('a payer whose paid answer could not be sent is owed it, and pays nothing more', async (t) => {
  const throwing = (name, first) => (res) => {
    const own = res[name];
    res[name] = (...args) => {
      if (first !== undefined && args[0] !== first) return own.apply(res, args);
      res[name] = own;
      throw new TypeError('a hook of middleware');
    };
  };
  for (const [what, prepare, status, origin = () => new Response('the resource')] of [
    ['a hook of the head throws', throwing('writeHead'), 500],
    ['the receipt cannot be set', throwing('setHeader', 'payment-receipt'), 500],
    ['nobody may wait for the client to read', throwing('on', 'drain'), 500],
    ['others answer once the money is taken', BUSY, 503],
    ['others answer before the body comes', BUSY, 503, () => new Response(slowly('the resource'))],
    ['others answer before a body of known length comes', BUSY, 503, () => new Response(slowly('the resource'), LENGTH)],
    ['others answer, and there is no body', BUSY, 503, () => new Response(null, { status: 204 })],
    ['others have answered long before', BUSIER, 503],
    ['others have answered long before a body of known length comes', BUSIER, 503, () => new Response(slowly('the resource'), LENGTH)],
    ['a redirect cannot be set', throwing('setHeader', 'location'), 500, () => Response.redirect('https://cdn.invalid/', 303)],
  ]) {
    const events = [];
    const { site, order } = await shop(t, { origin, onEvent: ({ kind }) => events.push(kind) });
    const { authorization, state, pay } = await order();
    let response;
    const handle = listener(async (request) => {
      const answer = await site.fetch(request);
      await response.late?.();
      return answer;
    }, { publicOrigin: ORIGIN });
    const port = await up(t, (req, res) => (prepare((response = res)), handle(req, res)));
    const answer = await fetch(at(port, '/paid'), { headers: { authorization } });
    assert.deepEqual([answer.status, await state()], [status, 'succeeded'], what);
    await until(() => events.includes('owed'));
    const own = origin();
    const again = await pay();
    assert.deepEqual([again.status, again.text, again.paid], [own.status, await own.text(), true], what);
    assert.deepEqual([(await pay()).status, await state()], [402, 'succeeded'], what);
    assert.equal(events.filter((kind) => kind === 'owed').length, 1, what);
  }
});

test('a payer is owed an answer without a body, too, that others prevent just as it is sent', async (t) => {
  let response;
  const events = [];
  const onEvent = ({ kind }) => {
    events.push(kind);
    if (kind === 'delivered') response?.writeHead(503).end('busy');
  };
  const { site, order } = await shop(t, { origin: () => new Response(null, { status: 204 }), onEvent });
  const handle = listener(site.fetch, { publicOrigin: ORIGIN });
  const port = await up(t, (req, res) => handle(req, (response = res)));
  const { authorization, pay } = await order();
  assert.equal((await fetch(at(port, '/paid'), { headers: { authorization } })).status, 503);
  await until(() => events.includes('owed'));
  response = undefined;
  assert.deepEqual([(await pay()).status, (await pay()).status], [204, 402]);
});

test('a payer whose paid answer middleware breaks off is owed it', async (t) => {
  for (const [what, name, times, make, init] of [
    ['the first bytes', 'write', 1, () => 'the resource'],
    ['the first bytes of a known length', 'write', 1, () => slowly('the resource'), LENGTH],
    ['later bytes', 'write', 2, () => slowly('the ', 'resource')],
    ['the status', 'flushHeaders', 1, () => slowly('the resource')],
  ]) {
    const events = [];
    const { site, order } = await shop(t, { origin: () => new Response(make(), init), onEvent: ({ kind }) => events.push(kind) });
    const { authorization, state, pay } = await order();
    const handle = listener(site.fetch, { publicOrigin: ORIGIN });
    const port = await up(t, (req, res) => {
      let left = times;
      const own = res[name];
      res[name] = (...args) => {
        if ((left -= 1) === 0) throw new TypeError('a hook of middleware');
        return own.apply(res, args);
      };
      handle(req, res);
    });
    await assert.rejects(fetch(at(port, '/paid'), { headers: { authorization } }).then((answer) => answer.text()), what);
    await until(() => events.includes('owed'));
    const again = await pay();
    assert.deepEqual([again.status, again.text, again.paid], [200, 'the resource', true], what);
    assert.deepEqual([(await pay()).status, await state()], [402, 'succeeded'], what);
  }
});

test('a payer whom middleware leaves without the end of a paid answer, but with all of its bytes, is owed nothing', async (t) => {
  const events = [];
  const { site, order } = await shop(t, { origin: () => new Response('the resource'), onEvent: ({ kind }) => events.push(kind) });
  const { authorization, pay } = await order();
  const handle = listener(site.fetch, { publicOrigin: ORIGIN });
  const port = await up(t, (req, res) => {
    res.end = () => {
      throw new TypeError('a hook of middleware');
    };
    handle(req, res);
  });
  await assert.rejects(fetch(at(port, '/paid'), { headers: { authorization } }).then((answer) => answer.text()));
  assert.equal((await pay()).status, 402);
  assert.equal(events.includes('owed'), false);
});

test('a payer with an Idempotency-Key is owed an answer that could not be sent, if its fields are too large for it to be kept', async (t) => {
  for (const [bytes, expected] of [[100, 'resent'], [9000, 'owed']]) {
    const events = [];
    const headers = { 'x-one': 'x'.repeat(bytes), 'x-other': 'x'.repeat(bytes) };
    const { site, order } = await shop(t, { origin: () => new Response('the resource', { headers }), onEvent: ({ kind }) => events.push(kind) });
    const init = { method: 'POST', body: 'an order', headers: { 'idempotency-key': '"one"' } };
    const { authorization, state, pay } = await order(init);
    const handle = listener(site.fetch, { publicOrigin: ORIGIN });
    const port = await up(t, (req, res) => {
      res.writeHead = () => {
        delete res.writeHead;
        throw new TypeError('a hook of middleware');
      };
      handle(req, res);
    });
    const answer = await fetch(at(port, '/paid'), { ...init, headers: { ...init.headers, authorization } });
    assert.equal(answer.status, 500);
    if (expected === 'owed') await until(() => events.includes('owed'));
    const again = await pay();
    assert.deepEqual([again.status, again.text, again.paid, await state()], [200, 'the resource', true, 'succeeded'], expected);
    assert.ok(events.includes(expected), events.join());
  }
});

test('what a paywall does for a paid answer ends once that is sent, fails, or has lost its client', async (t) => {
  const makes = {
    '/whole': () => new Response('the resource'),
    '/slow': () => new Response(slowly('the ', 'resource')),
    '/empty': () => new Response(null, { status: 204 }),
    '/endless': () => new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(10)) })),
    '/breaks': () => new Response(slowly('the ', 'resource')),
    '/ends': () => new Response('the resource'),
  };
  const { site, order } = await shop(t, { origin: ({ url }) => makes[new URL(url).pathname]() });
  const tasks = [];
  const ctx = { waitUntil: (task) => tasks.push(task) };
  const handle = listener((request) => site.fetch(request, undefined, ctx), { publicOrigin: ORIGIN });
  const port = await up(t, (req, res) => {
    const fails = { '/breaks': 'write', '/ends': 'end' }[req.url];
    if (fails) res[fails] = () => { throw new TypeError('a hook of middleware'); };
    handle(req, res);
  });
  for (const path of Object.keys(makes)) {
    const { authorization } = await order({}, ORIGIN + path);
    const asked = fetch(at(port, path), { headers: { authorization } });
    if (path === '/endless') await (await asked).body.cancel();
    else await asked.then((answer) => answer.text()).catch(() => {});
    await until(() => tasks.length > 0);
    await Promise.race([Promise.all(tasks.splice(0)), new Promise((_, reject) => setTimeout(reject, 10_000, new Error(path)).unref())]);
  }
});

test('a payer is owed an answer that a function around the paywall drops when it throws', async (t) => {
  for (const [make, init] of [[() => 'the resource'], [() => slowly('the ', 'resource')], [() => slowly('the resource'), LENGTH]]) {
    const events = [];
    const { site, order } = await shop(t, { origin: () => new Response(make(), init), onEvent: ({ kind }) => events.push(kind) });
    const { authorization, pay } = await order();
    const tasks = [];
    const handle = listener(async (request) => {
      await site.fetch(request, undefined, { waitUntil: (task) => tasks.push(task) });
      throw new TypeError('a log of its own');
    }, { publicOrigin: ORIGIN });
    assert.equal((await fetch(at(await up(t, handle), '/paid'), { headers: { authorization } })).status, 500);
    await until(() => events.includes('owed'));
    await Promise.all(tasks);
    const again = await pay();
    assert.deepEqual([again.status, again.text, (await pay()).status], [200, 'the resource', 402]);
  }
});
