import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertPaid, assertProblem, challengeOf, credential, idFor, prepare, REALM, rebound, SECRET, send, startStack } from './payer.mjs';

const NEXT = 'the-next-secret-of-more-than-32-bytes!!';
const OLDER = 'an-older-secret-of-more-than-32-bytes!!';
let stack;
before(async () => {
  stack = await startStack();
});
after(() => stack?.close());

test('a challenge under the former key is paid while the keys overlap, and not longer', async () => {
  const overlapping = await stack.another({ MPP_SECRET_KEY: NEXT, MPP_PREVIOUS_SECRET_KEYS: ` ${OLDER}\n\t${SECRET} ` });
  const after = await stack.another({ MPP_SECRET_KEY: NEXT });
  const { challenge, authorization } = await prepare(stack);
  const pay = ({ url }) => send(url, '/paid', { headers: { authorization } });

  const refused = await stack.costs({}, () => pay(after));
  assertProblem(refused, 'invalid-challenge', { stale: challenge.id });
  assert.equal(challengeOf(refused).id, idFor(challengeOf(refused), NEXT));

  assertPaid(await stack.costs({ intents: 1, hits: 1 }, () => pay(overlapping)));
  const replayed = await stack.costs({}, () => pay(overlapping));
  assertProblem(replayed, 'invalid-challenge', { stale: challenge.id });
  assert.equal(challengeOf(replayed).id, idFor(challengeOf(replayed), NEXT), 'new challenges are under the new key');

  const oldest = await prepare(overlapping);
  assertPaid(await stack.costs({ intents: 1, hits: 1 }, () => oldest.pay(credential(rebound(oldest.challenge, {}, OLDER), { spt: oldest.spt }))));
  const joined = rebound(oldest.challenge, {}, `${OLDER} ${SECRET}`);
  assertProblem(await stack.costs({}, () => oldest.pay(credential(joined, { spt: oldest.spt }))), 'invalid-challenge');
});

test('a Worker for another realm under the same key', async () => {
  const other = await stack.another({ REALM: 'other.example.com' });
  const [here, there] = [await prepare(stack), await prepare(other)];
  assert.deepEqual([here.challenge.realm, there.challenge.realm], [REALM, 'other.example.com']);
  assertProblem(await stack.costs({}, () => here.pay(there.authorization)), 'invalid-challenge', { stale: there.challenge.id });
  assertProblem(await stack.costs({}, () => there.pay(here.authorization)), 'invalid-challenge', { stale: here.challenge.id });
  assertPaid(await there.pay());
});

test('after a price change, the old challenge does not buy at the old price', async () => {
  const dearer = await stack.another({ ROUTES: { '/paid': '2.00 USD' } });
  const { authorization, challenge } = await prepare(stack);
  assertProblem(await stack.costs({}, () => send(dearer.url, '/paid', { headers: { authorization } })), 'invalid-challenge', { stale: challenge.id });
});

test('routes as text, in another order, with a free exception', async () => {
  const ROUTES = JSON.stringify({ '/*': '5.00 USD', '/a/*': { price: '1.00 USD' }, '/a/free': 'free', 'POST /a/free': '3.00 USD' });
  const worker = await stack.another({ ROUTES });
  const amount = async (target, options) => JSON.parse(Buffer.from(challengeOf(await send(worker.url, target, options)).request, 'base64url')).amount;
  assert.deepEqual(
    [await amount('/'), await amount('/x'), await amount('/a/b'), await amount('/a/free', { method: 'POST' }), await amount('/a/free/x')],
    ['500', '500', '100', '300', '100'],
  );
  assert.equal((await send(worker.url, '/a/free')).status, 200);
  assert.equal((await send(worker.url, '/a/free', { method: 'HEAD' })).status, 200);
});
