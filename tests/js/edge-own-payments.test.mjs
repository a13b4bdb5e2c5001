// Origins with payments and caching of their own: what passes, and what is kept apart.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lazy, shop } from './shop.mjs';

const CAPTURES = ['after-delivery', 'before-delivery'];
/** The state of the payment after a failed answer, and what the same credential gets once the answer succeeds. */
const FAILED = { 'after-delivery': ['canceled', 402], 'before-delivery': ['succeeded', 200] };

for (const capture of CAPTURES) {
  test(`${capture}, an origin that asks for payments of its own: 502 in place of a 402 whose challenge cannot pass`, async (t) => {
    let fields = { 'www-authenticate': 'Payment id="1", realm="a", method="x", intent="charge", request="e30", Bearer realm="b"' };
    let canceled = 0;
    const origin = () => new Response(lazy('own', () => void (canceled += 1)), { status: 402, headers: fields });
    const { site, order } = await shop(t, { capture, routes: { '/paid': '1.00 USD' }, origin });
    const { pay, state } = await order();
    const free = async () => {
      const answer = await site.fetch(new Request('https://api.example.com/free'));
      const text = await answer.text();
      return [answer.status, answer.headers.get('www-authenticate'), text === 'own' ? text : JSON.parse(text).code];
    };
    assert.deepEqual(await free(), [502, null, 'origin-unavailable']);
    const failed = await pay();
    assert.deepEqual(
      [failed.status, JSON.parse(failed.text).code, failed.paid, failed.asks, await state()],
      [502, 'origin-unavailable', false, false, FAILED[capture][0]],
    );
    const said = console.error.mock.calls.map(({ arguments: [line] }) => line);
    assert.deepEqual([said.length, canceled], [2, 2], 'what is not sent is let go');
    for (const line of said) {
      assert.match(line, /^mpp-wasm: origin-unavailable: MppError: the origin answered 402 with a Payment challenge of its own/);
    }
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
      return new Response('own', {
        status: seen.at(-1) ? 200 : 402,
        headers: { [seen.at(-1) ? 'payment-response' : 'payment-required']: 'eyJ4IjoxfQ==', 'payment-receipt': 'x' },
      });
    };
    const { site } = await shop(t, { capture, routes: { '/paid': '1.00 USD' }, origin });
    const ask = (headers) => site.fetch(new Request('https://api.example.com/free', { headers }));
    const fields = ({ status, headers }) => [status, ...['payment-required', 'payment-response', 'payment-receipt'].map((name) => headers.get(name))];
    assert.deepEqual(fields(await ask({})), [402, 'eyJ4IjoxfQ==', null, null]);
    assert.deepEqual(fields(await ask({ 'payment-signature': 'e30=' })), [200, null, 'eyJ4IjoxfQ==', null]);
    assert.deepEqual(seen, [null, 'e30=']);
  });
}

test('a challenge of this scheme in an answer of the origin reaches nobody, and other schemes do', async (t) => {
  let challenge;
  const { site, order } = await shop(t, {
    routes: { '/paid': '1.00 USD' },
    origin: () => new Response('the resource', { headers: { 'www-authenticate': challenge } }),
  });
  const own = 'Payment id="1", realm="a", method="x", intent="charge", request="e30"';
  // Readers of single fields find what a quotation mark of the field before hides from readers of both.
  const hidden = `Bearer realm="b", Basic realm="a, ${own}`;
  for (const [sent, told] of [
    [own, null],
    [`${own}, Bearer realm="b"`, 'Bearer realm="b"'],
    ['Bearer realm="b"', 'Bearer realm="b"'],
    [hidden, 'Bearer realm="b"'],
  ]) {
    challenge = sent;
    const free = await site.fetch(new Request('https://api.example.com/free'));
    const paid = await (await order()).pay();
    assert.deepEqual([free, paid].map(({ status, headers }) => [status, headers.get('www-authenticate')]), [[200, told], [200, told]], sent);
  }
});

test('no cache in front of the paywall stores a paid answer, whatever its origin allows', async (t) => {
  const told = [
    'CDN-Cache-Control', 'Cloudflare-CDN-Cache-Control', 'Vercel-CDN-Cache-Control', 'Surrogate-Control', 'Edge-Control',
    'X-Accel-Expires', 'Akamai-Cache-Control', 'X-LiteSpeed-Cache-Control',
  ];
  const headers = { 'cache-control': 'public, max-age=600', 'x-own': 'kept', ...Object.fromEntries(told.map((name) => [name, 'max-age=600'])) };
  const routes = { '/free': 'free', '/*': { price: '1.00 USD', passTtl: 60_000 } };
  const { site, order } = await shop(t, { routes, origin: () => new Response('the resource', { headers }) });
  const keyed = await order({ method: 'POST', body: 'x', headers: { 'idempotency-key': '"k"' } });
  const paid = await (await order()).pay();
  const admitted = await site.fetch(
    new Request('https://api.example.com/paid', { headers: { cookie: paid.headers.get('set-cookie').split(';')[0] } }),
  );
  assert.equal(await admitted.text(), 'the resource');
  for (const answer of [paid, admitted, await keyed.pay(), await keyed.pay()]) {
    assert.equal(answer.status, 200);
    assert.deepEqual(told.filter((name) => answer.headers.has(name)), []);
    assert.deepEqual([answer.headers.get('cache-control'), answer.headers.get('x-own')], ['private, max-age=600', 'kept']);
  }
  const free = await site.fetch(new Request('https://api.example.com/free'));
  assert.deepEqual(told.filter((name) => !free.headers.has(name)), [], 'what is free is theirs to keep');
});
