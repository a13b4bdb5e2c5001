// The 402 for a browser: a page with the terms, and the same challenge in its header.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertPaid, assertProblem, challengeOf, credential, idFor, REALM, send, startStack } from './payer.mjs';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const HOSTILE = '</script></title><script>alert(1)</script><!-- "\'><img src=x onerror=alert(1)> \u202e00.1\u202c &lt;';

let stack;
before(async () => {
  stack = await startStack({
    vars: { ROUTES: { '/paid': { price: '1.00 USD', description: 'One paid answer' }, '/hostile': { price: '2.00 EUR', description: HOSTILE } } },
  });
});
after(() => stack?.close());

const open = (target, more = {}) => send(stack.url, target, { ...more, headers: { accept: BROWSER, ...more.headers } });

function assertPage(answer) {
  assert.equal(answer.status, 402, answer.text);
  assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8');
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assert.match(answer.headers.get('content-security-policy'), /^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; /);
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  assert.match(answer.text, /^<!doctype html>/);
  return challengeOf(answer);
}

test('a browser gets the terms as a page, and the challenge is still in its header', async () => {
  const answer = await stack.costs({}, () => open('/paid?a=<b>'));
  const challenge = assertPage(answer);
  assert.equal(challenge.id, idFor(challenge));
  const { expires } = challenge;
  for (const said of [
    '1.00 USD', 'One paid answer', REALM, 'GET /paid', expires.slice(0, 10), expires.slice(11, 16), 'stripe: card, link',
  ]) {
    assert.ok(answer.text.includes(said), said);
  }
  // A shell command, if no shell would interpret anything in the address.
  assert.doesNotMatch(answer.text, /<pre>/);
  assert.match((await open('/paid?a=1&b=2')).text, /<pre>npx mpp-wasm detect "http[^"%]+\/paid\?a=1&amp;b=2"<\/pre>/);
  const authorization = credential(challenge, { spt: await stack.stripe.mintToken() });
  assertPaid(await stack.costs({ intents: 1, hits: 1 }, () => open('/paid?a=<b>', { headers: { authorization } })));
});

test('a hostile description is text and nothing else', async () => {
  const answer = await open('/hostile');
  assert.equal(assertPage(answer).description, HOSTILE, 'in the header as it is');
  assert.doesNotMatch(answer.text, /<script|<!--|<img|<\/script|\u202e/);
  assert.ok(answer.text.includes('&lt;/script&gt;') && answer.text.includes('&amp;lt;'));
  assert.equal(answer.text.split('<').length, (await open('/paid')).text.split('<').length, 'no tag more');
});

test('a refused payment is a page too, and says why', async () => {
  const challenge = assertPage(await open('/paid'));
  const authorization = credential(challenge, { spt: await stack.stripe.mintToken({ currency: 'eur' }) });
  const refused = await open('/paid', { headers: { authorization } });
  assert.notEqual(assertPage(refused).id, challenge.id);
  assert.match(refused.text, /<strong>[^<]{10,}<\/strong>/);
  assert.doesNotMatch(refused.text, /spt_/);
});

test('other refusals are pages too, and say whether money was taken', async () => {
  const large = { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) };
  const answer = await stack.costs({}, () => open('/paid', large));
  assert.deepEqual(
    [answer.status, answer.headers.get('content-type'), answer.headers.get('www-authenticate')],
    [413, 'text/html; charset=utf-8', null],
  );
  assert.match(answer.text, />413 Content Too Large<\/p><h1>Nothing was charged<\/h1><p><strong>The request body is larger /);
  assertProblem(await send(stack.url, '/paid', large), 'body-too-large');
});

test('programs get problem details', async () => {
  for (const accept of ['*/*', 'application/json', 'application/json, text/html;q=0.9', 'text/html;q=0', 'image/avif,image/webp,*/*;q=0.8']) {
    assertProblem(await open('/paid', { headers: { accept } }), 'payment-required');
  }
  assertProblem(await send(stack.url, '/paid'), 'payment-required');
});

test('HEAD from a browser: the headers of the page, no body', async () => {
  const head = await open('/paid', { method: 'HEAD' });
  assert.deepEqual([head.status, head.text, head.headers.get('content-type')], [402, '', 'text/html; charset=utf-8']);
  challengeOf(head);
});
