// The spelling of methods. Fetch capitalizes the oldest ones and leaves `patch` alone, which some servers treat as
// PATCH. A method with side effects is charged for in every spelling, even if the payer leaves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shop } from './shop.mjs';

const URL = 'https://api.example.com/doc';

for (const [method, price] of [['PATCH', 402], ['patch', 402], ['Patch', 402], ['mkcol', 402], ['put', 200]]) {
  test(`"${method}" on a route that prices PATCH and MKCOL: ${price}`, async (t) => {
    const routes = { 'PATCH /doc': '1.00 USD', 'MKCOL /doc': '1.00 USD' };
    const { site } = await shop(t, { routes, origin: ({ method }) => new Response(`did ${method}`) });
    const answer = await site.fetch(new Request(URL, { method }));
    assert.equal(answer.status, price, await answer.text());
  });
}

test('a page that sends "patch" in lower case pays the price of PATCH: its preflight is for a priced route', async (t) => {
  const { site } = await shop(t, { routes: { 'PATCH /doc': '1.00 USD' }, origin: () => new Response('the origin was asked') });
  const headers = { origin: 'https://app.example.com', 'access-control-request-method': 'patch' };
  const { status, headers: said } = await site.fetch(new Request(URL, { method: 'OPTIONS', headers }));
  assert.deepEqual([status, said.get('access-control-allow-methods')], [204, 'patch']);
});

for (const method of ['POST', 'PATCH', 'patch', 'MKCOL', 'MOVE', 'PURGE']) {
  test(`a payer who hangs up on ${method} pays for what it did; the work is not aborted`, async (t) => {
    const leave = new AbortController();
    let told;
    const origin = (request) => {
      request.signal.addEventListener('abort', () => (told = true));
      leave.abort();
      return new Response('done', { status: 201 });
    };
    const { order } = await shop(t, { origin });
    const { pay, state } = await order({ method }, URL);
    const { status, paid } = await pay({ signal: leave.signal });
    assert.deepEqual([status, paid, await state(), told], [201, true, 'succeeded', undefined]);
  });
}

for (const method of ['GET', 'OPTIONS', 'QUERY', 'report', 'PROPFIND']) {
  test(`a payer who hangs up on ${method}, which only reads, pays nothing; the origin is aborted`, async (t) => {
    const leave = new AbortController();
    let told;
    const origin = (request) => {
      request.signal.addEventListener('abort', () => (told = true));
      leave.abort();
      return new Response('found');
    };
    const { order } = await shop(t, { origin });
    const { pay, state } = await order({ method }, URL);
    const { status, paid } = await pay({ signal: leave.signal });
    assert.deepEqual([status, paid, await state(), told], [502, false, 'canceled', true]);
  });
}

test('an Idempotency-Key brings back the answer of every method with side effects', async (t) => {
  for (const method of ['patch', 'MKCOL', 'MOVE']) {
    let runs = 0;
    const { order } = await shop(t, { origin: () => new Response(`run ${(runs += 1)}`, { status: 201 }) });
    const { pay } = await order({ method, headers: { 'idempotency-key': '"k"' } }, URL);
    const [first, second] = [await pay(), await pay()];
    assert.deepEqual([first.text, second.status, second.text, runs], ['run 1', 201, 'run 1', 1], method);
  }
});

test('events name the methods of HTTP, and no word that a stranger made up', async (t) => {
  const told = [];
  const { site } = await shop(t, { cors: false, origin: () => new Response(), onEvent: ({ method }) => void told.push(method) });
  const known = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
  for (const method of [...known, 'PURGE', 'patch']) await site.fetch(new Request(URL, { method }));
  assert.deepEqual(told, [...known, 'OTHER', 'OTHER']);
});
