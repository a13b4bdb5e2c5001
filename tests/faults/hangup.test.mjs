// A payer hangs up at each step of a paid request. The work goes on: the claim and the outcome are kept, and money
// moves once. If the paywall knows that the answer did not arrive, the credential is served once when sent again.
//
// workerd tells a Worker about a connection that was reset. A connection that was closed normally looks like a payer
// who has finished sending and still listens. What is sent there counts as delivered, and only an Idempotency-Key
// brings it back.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { send } from '../edge/payer.mjs';
import { booksOf, reconcile } from './books.mjs';
import { payUntilFinal, startPayer } from './payer.mjs';
import { NONE } from './proxy.mjs';
import { startStack, startWorld } from './stack.mjs';

const PATIENCE = 300_000;
const HALF = 'x'.repeat(100_000);
const KEYED = { method: 'POST', body: '{"order":7}', headers: { 'idempotency-key': '"an-order"' } };

const LEAVE = {
  reset: (socket) => socket.resetAndDestroy(),
  closed: (socket) => socket.destroy(),
};

/** The state that a request leaves behind, and what its payer gets in the end. */
const SERVED = { state: 'owed', delivered: 1 };
const LOST = { state: 'delivered', recorded: 1 };
const FREE = { state: 'released', refused: 1 };

/** The outcome by capture, by how the payer left and by what was in progress. */
const STORIES = {
  'before-delivery': {
    reset: { payment: SERVED, origin: SERVED, body: LOST },
    closed: { payment: LOST, origin: LOST, body: LOST },
  },
  'after-delivery': {
    reset: { payment: FREE, origin: FREE, capture: SERVED, body: LOST },
    closed: { payment: LOST, origin: LOST, capture: LOST, body: LOST },
  },
};

/** The call in progress when the payer leaves: its proxy, and the number of calls before it. */
const CALLS = { payment: ['processor', 0], origin: ['origin', 0], capture: ['processor', 1] };

let world;
before(async () => {
  world = await startWorld({ answer });
});
after(() => world?.close());

/** The second half of a response waits for this. */
let half;

async function answer({ path }, response) {
  if (!path.includes('body')) return response.end(path);
  response.writeHead(200, { 'content-length': 2 * HALF.length });
  response.write(HALF);
  await half;
  response.end(HALF);
}

for (const [capture, ways] of Object.entries(STORIES)) {
  describe(`hung up, ${capture}`, () => {
    let stack, direct;
    before(async () => {
      stack = await startStack(world, { vars: { CAPTURE: capture } });
      // A proxy forwards only whole responses.
      direct = await startStack(world, { vars: { CAPTURE: capture, ORIGIN_URL: world.origin.url } });
    });
    after(async () => {
      await stack?.close();
      await direct?.close();
    });

    for (const [way, moments] of Object.entries(ways)) {
      for (const [moment, { state, ...sums }] of Object.entries(moments)) {
        test(`${way}, during ${moment}`, async () => {
          const at = moment === 'body' ? direct : stack;
          const payer = await startPayer(at, `/premium/${capture}-${way}-${moment}`);
          await hangUp(at, payer, way, moment);
          await reaches(at, payer, state);
          await payUntilFinal(payer, ({ pay }) => pay());
          assert.deepEqual(await settled(payer, at), { payers: 1, delivered: 0, recorded: 0, refused: 0, ...sums });
          assert.equal((await payer.pay()).status, 402, 'used up');
        });

        if (moment === 'body') continue;
        test(`${way}, during ${moment}, of a method with side effects`, async () => {
          const payer = await startPayer(stack, `/premium/${capture}-${way}-${moment}-done`, { method: 'POST', body: '{"order":7}' });
          await hangUp(stack, payer, way, moment);
          await reaches(stack, payer, 'delivered');
          await payUntilFinal(payer, ({ pay }) => pay());
          assert.deepEqual(await settled(payer, stack), { payers: 1, delivered: 0, recorded: 1, refused: 0 });
          assert.equal(world.origin.seen.filter(({ path }) => path === payer.target).length, 1, 'done once');
        });

        test(`${way}, during ${moment}, under an Idempotency-Key`, async () => {
          const payer = await startPayer(stack, `/premium/${capture}-${way}-${moment}-keyed`, KEYED);
          await hangUp(stack, payer, way, moment);
          await reaches(stack, payer, 'delivered');
          // The response is kept, so nothing is lost.
          await payUntilFinal(payer, ({ pay }) => pay());
          assert.deepEqual(await settled(payer, stack), { payers: 1, delivered: 1, recorded: 0, refused: 0 });
          assert.equal((await payer.pay()).text, payer.target, 'the same again');
          assert.equal(world.origin.seen.filter(({ path }) => path === payer.target).length, 1, 'made once');
        });
      }
    }
  });
}

/** Sends the credential and leaves at a given moment. The work then goes on. */
async function hangUp(stack, payer, way, moment) {
  let goOn;
  const held = new Promise((resolve) => (goOn = resolve));
  let arrived;
  if (moment === 'body') half = held;
  else arrived = hold(stack, moment, held);

  const { hostname, port, host } = new URL(stack.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const { method = 'GET', body = '', headers = {} } = payer.request;
  const fields = { host, ...headers, authorization: payer.authorization, ...(body && { 'content-length': body.length }) };
  socket.write([`${method} ${payer.target} HTTP/1.1`, ...Object.entries(fields).map((field) => field.join(': ')), '', body].join('\r\n'));
  await (arrived ?? once(socket, 'data'));
  payer.answers.push({ status: 0 });
  LEAVE[way](socket);
  await once(socket, 'close');
  // A Worker that answers this has seen the connection end.
  await send(stack.url, '/_memory');
  goOn();
}

/** Makes the call of a moment wait for `held`. Resolves when the call arrives. */
function hold({ proxies }, moment, held) {
  const [name, skip] = CALLS[moment];
  let calls = 0;
  return new Promise((resolve) => {
    proxies[name].decide = () => {
      calls += 1;
      if (calls !== skip + 1) return NONE;
      resolve();
      return { before: () => held };
    };
  });
}

/** Waits until a record reaches a state. */
async function reaches(stack, { id }, state) {
  let record;
  for (const end = Date.now() + PATIENCE; Date.now() < end; await sleep(20)) {
    record = JSON.parse(await stack.peek(id));
    if (record?.state === state) return;
  }
  assert.fail(`what was under way ended as ${record?.state}, not as ${state}`);
}

const settled = async (payer, stack) => reconcile([payer], await booksOf([payer], world.stripe), stack.peek);
