// Access passes: a browser that has paid once is admitted for a while, to this route only.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertPaid, assertProblem, prepare, SECRET, send, startStack } from './payer.mjs';

const NEXT = 'the-next-secret-of-more-than-32-bytes!!';
const HOUR = 3_600_000;
const ROUTES = {
  '/club/*': { price: '5.00 USD', passTtl: HOUR },
  '/other/*': { price: '5.00 USD', passTtl: HOUR },
  '/brief/*': { price: '1.00 USD', passTtl: 1000 },
  '/paid': '1.00 USD',
};

let stack;
before(async () => {
  stack = await startStack({ vars: { ROUTES }, answer });
});
after(() => stack?.close());

function answer({ path }, response) {
  response.setHeader('cache-control', 'public, max-age=60');
  response.setHeader('set-cookie', 'origin=1');
  response.statusCode = path.endsWith('/missing') ? 404 : 200;
  response.end(`served ${path}`);
}

const start = (vars) => stack.another({ ROUTES, ...vars });

/** Pays and returns the cookie as a browser would keep it. */
async function enter(at, target = '/club/a') {
  const { pay } = await prepare(at, target);
  const paid = await stack.costs({ intents: 1, hits: 1 }, () => pay());
  assertPaid(paid);
  const set = paid.headers.getSetCookie();
  assert.equal(set.length, 1, 'the pass, and nothing of the origin');
  return { set: set[0], cookie: set[0].split(';')[0] };
}

const open = (at, target, cookie, more = {}) => send(at.url, target, { ...more, headers: { ...more.headers, cookie } });
const assertServed = async (at, target, cookie, more) => {
  const answer = await stack.costs({ hits: 1 }, () => open(at, target, cookie, more));
  assert.equal(answer.status, 200, answer.text);
  return answer;
};
const assertAsked = async (at, target, cookie, more) =>
  assertProblem(await stack.costs({}, () => open(at, target, cookie, more)), 'payment-required');

test('a paid GET admits its browser to the whole route, privately and without a receipt', async () => {
  const { set, cookie } = await enter(stack);
  assert.match(set, /^mpp-pass-[\w-]+=\d+\.[\w-]{43}; Path=\/club\/; Max-Age=3600; HttpOnly; SameSite=Lax$/, 'plain http on loopback: no Secure');
  for (const target of ['/club/a', '/club/b/c?d=e', '/club/']) {
    const served = await assertServed(stack, target, cookie);
    assert.deepEqual(
      [served.headers.get('payment-receipt'), served.headers.get('set-cookie'), served.headers.get('www-authenticate')],
      [null, null, null],
    );
    assert.equal(served.headers.get('cache-control'), 'private, max-age=60');
    assert.equal(served.headers.get('access-control-allow-origin'), '*', 'its cache may keep it for a page of another site');
  }
  assert.equal((await open(stack, '/club/a', cookie, { method: 'HEAD' })).status, 200);
  const missing = await open(stack, '/club/missing', cookie);
  assert.equal(missing.status, 404, 'what is not there is not there');
});

test('the origin sees no pass, priced or free, and keeps its own cookies', async () => {
  const { cookie } = await enter(stack);
  for (const target of ['/club/a', '/free']) {
    await assertServed(stack, target, `a=1,2; ${cookie}; session=x`);
    assert.equal(stack.origin.seen.at(-1).headers.cookie, 'a=1,2; session=x');
    await open(stack, '/free', cookie);
    assert.equal(stack.origin.seen.at(-1).headers.cookie, undefined);
  }
});

test('a pass sent beside a credential costs nothing', async () => {
  const { cookie } = await enter(stack);
  const { pay } = await prepare(stack, '/club/b');
  const served = await stack.costs({ hits: 1 }, () => pay(undefined, { headers: { cookie } }));
  assert.deepEqual([served.status, served.headers.get('payment-receipt')], [200, null]);
  assert.equal(stack.origin.seen.at(-1).headers.authorization, undefined);
  assertPaid(await stack.costs({ intents: 1, hits: 1 }, () => pay()));
});

test('a pass is valid only for its own route, method, realm and price', async () => {
  const { cookie } = await enter(stack);
  const [name, value] = cookie.split('=');
  const other = (await enter(stack, '/other/a')).cookie.split('=')[0];
  for (const target of ['/other/a', '/paid', '/brief/a', '/club/../paid', '/club/%2e%2e/paid']) await assertAsked(stack, target, cookie);
  await assertAsked(stack, '/other/a', `${other}=${value}`);
  for (const method of ['POST', 'PUT', 'DELETE']) await assertAsked(stack, '/club/a', cookie, { method });
  for (const vars of [
    { REALM: 'other.example.com' },
    { ROUTES: { '/club/*': { price: '6.00 USD', passTtl: HOUR } } },
    { ROUTES: { '/club/*': { price: '5.00 EUR', passTtl: HOUR } } },
    { ROUTES: { '/club/*': { price: '5.00 USD' } } },
    { ROUTES: { '/club/a': { price: '5.00 USD', passTtl: HOUR } } },
    { STRIPE_NETWORK_ID: 'profile_other' },
    { MPP_SECRET_KEY: NEXT },
  ]) {
    const elsewhere = await start(vars);
    await assertAsked(elsewhere, '/club/a', cookie);
    await assertAsked(elsewhere, '/club/a', `${name}=${value}; __Secure-${name}=${value}; __Host-${name}=${value}`);
  }
});

test('a pass survives a rotation of secrets while they overlap', async () => {
  const { cookie } = await enter(stack);
  const overlapping = await start({ MPP_SECRET_KEY: NEXT, MPP_PREVIOUS_SECRET_KEYS: SECRET });
  await assertServed(overlapping, '/club/a', cookie);
  const fresh = await enter(overlapping);
  await assertServed(overlapping, '/club/a', fresh.cookie);
  await assertAsked(stack, '/club/a', fresh.cookie);
  const after = await start({ MPP_SECRET_KEY: NEXT });
  await assertServed(after, '/club/a', fresh.cookie);
  await assertAsked(after, '/club/a', cookie);
});

test('a pass expires', async () => {
  const { cookie } = await enter(stack, '/brief/a');
  const [, end] = /=(\d+)\./.exec(cookie);
  while (Date.now() <= Number(end)) await new Promise((resolve) => setTimeout(resolve, 100));
  await assertAsked(stack, '/brief/a', cookie);
  const { cookie: long } = await enter(stack);
  await assertAsked(stack, '/club/a', long.replace(/=\d/, (text) => `=${Number(text[1]) + 1}`));
});

test('a pass is granted only after delivery, and only for GET', async () => {
  const { pay } = await prepare(stack, '/club/missing');
  const missing = await pay();
  assert.deepEqual([missing.status, missing.headers.get('set-cookie')], [404, null]);
  const posted = await (await prepare(stack, '/club/a', { method: 'POST' })).pay();
  assertPaid(posted);
  assert.equal(posted.headers.get('set-cookie'), null);
  const once = await (await prepare(stack, '/paid')).pay();
  assertPaid(once);
  assert.equal(once.headers.get('set-cookie'), null, 'off unless it is asked for');
});
