// A Worker of an old compatibility date, from the oldest on, sells as one of today does, or takes no money.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertPaid, assertProblem, prepare, send, startStack, variables } from './payer.mjs';
import { startWorker } from './stack.mjs';

const LARGE = 'large'.repeat(50_000);

let stack;
before(async () => {
  stack = await startStack({ answer, vars: { CAPTURE: undefined } });
});
after(() => stack?.close());

/** How often the next answer breaks off. */
let breaks = 0;

function answer({ path, headers, body }, response) {
  if (path.endsWith('fails')) return response.writeHead(500).end();
  if (path.endsWith('breaks') && breaks-- > 0) return response.writeHead(200, { 'content-length': '9' }).write('half', () => response.destroy());
  return response.end(path.endsWith('large') ? LARGE : JSON.stringify({ path, body, fields: Object.keys(headers) }));
}

/** How the money of the newest payment ended. */
const fate = async () => (await stack.stripe.ledger())[0].status;

for (const [date, ...flags] of [['2021-11-02', 'rpc'], ['2022-11-30', 'rpc'], ['2024-04-03']]) {
  describe(`a Worker of ${[date, ...flags].join(', ')}`, () => {
    let worker, old;
    before(async () => {
      worker = await startWorker({ vars: variables(stack, { CAPTURE: undefined }), date, flags });
      old = { ...stack, url: worker.url };
    });
    after(() => worker?.close());

    test('a paid answer arrives once, and its origin sees no credential', async () => {
      for (const target of ['/premium/small', '/premium/large']) {
        const { pay } = await prepare(old, target);
        const paid = await old.costs({ intents: 1, hits: 1 }, () => pay());
        assertPaid(paid);
        if (target.endsWith('large')) assert.ok(paid.text === LARGE);
        else assert.ok(!paid.json.fields.includes('authorization'));
        assert.equal(await fate(), 'succeeded');
        assertProblem(await old.costs({}, () => pay()), 'invalid-challenge');
      }
    });

    test('an answer that fails is not paid for, and one that breaks off is owed', async () => {
      const failing = await prepare(old, '/premium/fails');
      assert.equal((await failing.pay()).status, 500);
      assert.equal(await fate(), 'canceled');
      const { pay } = await prepare(old, '/premium/breaks');
      breaks = 1;
      await assert.rejects(pay());
      assertPaid(await old.costs({ hits: 1 }, () => pay()));
    });

    test('under an Idempotency-Key, an answer comes again', async () => {
      const { pay } = await prepare(old, '/paid', { method: 'POST', body: 'order é', headers: { 'idempotency-key': `key-of-${date}` } });
      const paid = await old.costs({ intents: 1, hits: 1 }, () => pay());
      assertPaid(paid);
      assert.equal(paid.json.body, 'order é');
      assert.equal((await old.costs({}, () => pay())).text, paid.text);
    });

    test('a path costs what it costs however it is written', async () => {
      for (const path of ['//paid', '/x/%2e%2e/paid', '/%70aid', '/%2fpaid', '/x\\..\\paid', '/PAID', '/paid%00', '/premium/%zz']) {
        assertProblem(await send(old.url, path), 'payment-required');
      }
    });
  });
}

test('where a Worker cannot call its Durable Objects, nobody is charged, and the log says which date it needs', async () => {
  const worker = await startWorker({ vars: variables(stack), date: '2024-04-02', flags: [] });
  try {
    const { pay } = await prepare({ ...stack, url: worker.url }, '/paid');
    const refused = await stack.costs({}, () => pay());
    assert.deepEqual([refused.status, refused.headers.get('www-authenticate')], [503, null]);
    assert.match(worker.said.join(''), /store-unavailable.*2024-04-03/);
  } finally {
    await worker.close();
  }
});
