// The paywall in a real browser: pages of other sites read challenges, pay and read receipts, and a pass opens the
// pages of its route.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { challengeOf, credential, send, startStack, variables } from '../edge/payer.mjs';
import { startOrigin, startWorker } from '../edge/stack.mjs';
import { launch } from './chromium.mjs';

const ROUTES = { '/paid': '1.00 USD', '/club/*': { price: '5.00 USD', passTtl: 3_600_000 } };
const page = (asked, response) => response.setHeader('content-type', 'text/html').end(`<!doctype html><title>${asked.path}</title><p>served`);

let stack, site, context;
const workers = [];
before(async () => {
  stack = await startStack({ vars: { ROUTES }, answer: page });
  // Another site: a different port is a different origin.
  site = await startOrigin({ answer: page });
  context = await launch();
});
after(async () => {
  await context?.close();
  await site?.close();
  await Promise.all(workers.map((worker) => worker.close()));
  await stack?.close();
});

/** Fetches from within a page, as its scripts would. */
const fetched = (tab, url, init) =>
  tab.evaluate(async ([url, init]) => {
    try {
      const answer = await fetch(url, init);
      const [challenge, receipt] = ['www-authenticate', 'payment-receipt'].map((name) => answer.headers.get(name));
      return { status: answer.status, challenge, receipt, text: await answer.text() };
    } catch (error) {
      return { error: error.name };
    }
  }, [url, init]);

async function pay(at, target) {
  const challenge = challengeOf(await send(at.url, target));
  return credential(challenge, { spt: await stack.stripe.mintToken({ maxAmount: 500 }) });
}

test('a page of another site reads the challenge, pays it and reads the receipt', async () => {
  const tab = await context.newPage();
  await tab.goto(site.url);
  const asked = await fetched(tab, `${stack.url}/paid`);
  assert.equal(asked.status, 402);
  assert.match(asked.challenge, /^Payment id="/);
  // Authorization makes the browser send a preflight first.
  const authorization = await pay(stack, '/paid');
  const paid = await stack.costs({ intents: 1, hits: 1 }, () => fetched(tab, `${stack.url}/paid`, { headers: { authorization, 'x-other': '1' } }));
  assert.deepEqual([paid.status, typeof paid.receipt], [200, 'string']);
  const cookies = await fetched(tab, `${stack.url}/paid`, { credentials: 'include' });
  assert.equal(cookies.error, 'TypeError', 'with cookies, every site is too many');
  await tab.close();
});

test('a site that is not listed reads nothing and pays nothing', async () => {
  const worker = await startWorker({ vars: variables(stack, { ROUTES, CORS_ORIGINS: 'https://app.example.com' }) });
  workers.push(worker);
  const tab = await context.newPage();
  await tab.goto(site.url);
  assert.deepEqual(await fetched(tab, `${worker.url}/paid`), { error: 'TypeError' });
  const authorization = await pay(worker, '/paid');
  assert.deepEqual(await stack.costs({}, () => fetched(tab, `${worker.url}/paid`, { headers: { authorization } })), { error: 'TypeError' });
  await tab.close();
});

test('a browser that has paid once can follow links within the route, but not elsewhere; scripts do not see the pass', async () => {
  const tab = await context.newPage();
  await tab.goto(`${stack.url}/free`);
  const authorization = await pay(stack, '/club/a');
  const paid = await fetched(tab, '/club/a', { headers: { authorization } });
  assert.equal(paid.status, 200);
  const { intents: spent } = await stack.count();
  const open = async (path) => (await tab.goto(stack.url + path)).status();
  assert.deepEqual([await open('/club/a'), await open('/club/b?c=d')], [200, 200]);
  assert.equal(await tab.evaluate(() => document.cookie), '');
  assert.equal(stack.origin.seen.some(({ headers }) => /mpp-pass/.test(headers.cookie ?? '')), false);
  assert.equal(await open('/paid'), 402);
  assert.equal((await stack.count()).intents, spent, 'and nothing more was paid');
  // A page of another site cannot use it.
  await tab.goto(site.url.replace('127.0.0.1', 'localhost'));
  assert.equal((await fetched(tab, `${stack.url}/club/a`)).status, 402);
  await tab.close();
});
