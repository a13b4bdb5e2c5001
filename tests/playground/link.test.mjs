// Links: they restore a view and never contain private data.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { ChallengeKey, detect, formatChallenge, formatCredential, formatReceipt, parseMessage } from 'mpp-wasm';
import { linkTo } from '../../www/demo/link.mjs';
import { paste, playground, until } from './open.mjs';

let site;
before(async () => {
  site = await playground();
});
after(() => site?.close());

const KEY = new ChallengeKey('0123456789abcdef0123456789abcdef');
const STRIPE = { amount: '500', currency: 'usd', methodDetails: { networkId: 'profile_1', paymentMethodTypes: ['card'] } };
const challenge = (more = {}) =>
  KEY.issue({ realm: 'api.example.com', method: 'stripe', intent: 'charge', request: STRIPE, expires: Date.now() + 600_000, ...more });
const header = (more) => formatChallenge(challenge(more));
const fragment = (page) => page.evaluate(() => location.hash);
const decoded = async (page) => new URLSearchParams((await fragment(page)).split('&').slice(1).join('&')).get('text') ?? '';
const shareRead = (page) => page.locator('#share-read').click();

test('a link restores what was read', async () => {
  const page = await site.open();
  for (const name of await page.locator('#examples button').allInnerTexts()) {
    await page.locator('#examples').getByRole('button', { name, exact: true }).click();
    await shareRead(page);
    if (['A receipt', 'A credential', 'Bare 402'].includes(name)) {
      await until(
        page.locator('#read-status'),
        name === 'Bare 402' ? 'Not shared: this has no terms of a 402.' : 'Not shared: credentials and receipts never are.',
      );
      assert.equal(await fragment(page), '#read', name);
      continue;
    }
    await until(page.locator('#read-status'), /Link copied\.|The link is in the address bar\./);
    const other = await site.open(await fragment(page));
    const cards = (at) =>
      at
        .locator('#read-out .price, #read-out .warnings, #read-out .broken .reason, #read-out .row[data-key]:not([data-key$=expires]) .value')
        .allInnerTexts();
    assert.ok((await cards(page)).length > 0, name);
    assert.deepEqual(await cards(other), await cards(page), name);
    await site.leave(other);
  }
  await page.locator('#pasted').press('End');
  await page.locator('#pasted').pressSequentially('x');
  assert.equal(await fragment(page), '#read', 'a link that no longer holds is taken out of the address');
  await site.leave(page);
});

test('a link restores terms, under a new secret', async () => {
  const page = await site.open('#build');
  await page.locator('#realm').fill('shop.example');
  await page.locator('#request').fill('{"amount":"42","currency":"eur"}');
  await page.getByText('Body, correlation data, another header').click();
  await page.locator('#opaque').fill('{"order":"1042"}');
  await page.locator('#share-build').click();
  await until(page.locator('#build-status'), /Link copied|address bar/);
  const other = await site.open(await fragment(page));
  for (const id of ['realm', 'request', 'opaque', 'method', 'minutes']) {
    assert.equal(await other.locator(`#${id}`).inputValue(), await page.locator(`#${id}`).inputValue());
  }
  assert.notEqual(await other.locator('#secret').inputValue(), await page.locator('#secret').inputValue());
  await until(other.locator('#verdict'), 'Verified.');
  for (const one of [page, other]) await site.leave(one);
});

const MARKERS = /MARKER|424242424242|0566 5566/;
const receipt = formatReceipt({ status: 'success', method: 'stripe', reference: 'pi_MARKER', timestamp: '2026-01-15T12:04:32Z' });
const paid = formatCredential({ challenge: challenge({ description: 'MARKER' }), payload: { spt: 'spt_MARKERa1b2c3d4e5' } });

test('only the status, challenges and terms of a message are shared', async () => {
  const page = await site.open();
  const lines = [
    'HTTP/1.1 402 Payment Required', 'set-cookie: session=MARKER', 'authorization: Bearer MARKER', 'x-api-key: MARKER',
    `payment-receipt: ${receipt}`, `www-authenticate: ${header()}`, `authorization: ${paid}`, '', '{"token":"MARKER"}',
  ];
  await paste(page, lines.join('\n'));
  await shareRead(page);
  await until(page.locator('#read-status'), /Link copied|address bar/);
  const text = await decoded(page);
  assert.match(text, /^HTTP\/1\.1 402\nWWW-Authenticate: Payment id="/);
  assert.equal(text.split('\n').length, 2);
  assert.doesNotMatch(decodeURIComponent(await fragment(page)), MARKERS);
  for (const secret of [receipt, paid]) assert.ok(!(await fragment(page)).includes(secret.slice(-40)));
  await page.getByRole('link', { name: 'Mask' }).click();
  await page.locator('#view-mask').waitFor();
  await page.goBack();
  await page.locator('#view-read').waitFor();
  assert.match(await page.locator('#pasted').inputValue(), /set-cookie: session=MARKER/, 'coming back to the link takes nothing from the text');
  await site.leave(page);
});

test('a challenge of L402 in a body is shared as a header', async () => {
  const page = await site.open();
  const l402 = { macaroon: 'AGIAJEemVQUTEyNCR0exk7ek90Cg', invoice: `lnbc20m1${'q'.repeat(60)}` };
  await paste(page, `HTTP/2 402\ncontent-type: application/json\n\n${JSON.stringify({ ...l402, note: 'MARKER' })}`);
  await shareRead(page);
  await until(page.locator('#read-status'), /Link copied|address bar/);
  const text = await decoded(page);
  assert.doesNotMatch(text, /MARKER/);
  assert.deepEqual(detect(parseMessage(text)).l402, l402);
  await site.leave(page);
});

test('of unreadable x402 terms, only their presence is shared', async () => {
  const x402 = { scheme: 'exact', network: 'bank', maxAmountRequired: '100', asset: 'USD' };
  const broken = '{"x402Version":1,"note":"MARKER"';
  for (const [fields, body, shared] of [
    [`www-authenticate: ${header()}\n`, broken, /\n\n\{"x402Version":1$/],
    [
      'payment-required: MARKER!\n',
      JSON.stringify({ x402Version: 1, accepts: [x402] }),
      /\nPAYMENT-REQUIRED: \?\n\n\{"x402Version":1,"accepts":\[\{/,
    ],
    [`payment-required: ${btoa(JSON.stringify({ x402Version: 2, accepts: [x402] }))}\n`, broken, /\nPAYMENT-REQUIRED: \w+=*\n\n\{"x402Version":1$/],
    [`x-payment-required: ${btoa(JSON.stringify({ x402Version: 2, accepts: [x402] }))}\n`, broken, /\nPAYMENT-REQUIRED: \w+=*\n\n\{"x402Version":1$/],
    ['', JSON.stringify({ x402Version: 2, accepts: [x402, 'MARKER'] }), /^HTTP\/1\.1 402\n\n\{"x402Version":2,"accepts":\[\{[^{]*\},null\]\}$/],
  ]) {
    const page = await site.open();
    await paste(page, `HTTP/2 402\n${fields}\n${body}`);
    await until(page.locator('#read-out'), /x402 terms that cannot be read here/);
    await shareRead(page);
    await until(page.locator('#read-status'), /Link copied|address bar/);
    const text = await decoded(page);
    assert.match(text, shared);
    assert.doesNotMatch(text, /MARKER/);
    assert.ok(detect(parseMessage(text)).offers.every(({ warnings }) => warnings.some(({ code }) => code === 'conflicting-terms')), text);
    await site.leave(page);
  }
});

const SECRETS = {
  'a lone credential': paid,
  'a lone receipt': receipt,
  'a request with a credential': `GET / HTTP/1.1\nauthorization: ${paid}`,
  'a token': 'spt_MARKERa1b2c3d4e5',
  'a key': 'sk_live_MARKERa1b2c3d4e5f6',
  'a card number': '4242424242424242',
  'a card in a description': () => header({ description: 'card 4242424242424242' }),
  'a token in a description': () => header({ description: 'spt_MARKERa1b2c3d4e5f6' }),
  'a token in the request, behind base64': () => header({ request: { ...STRIPE, externalId: 'sk_live_MARKERa1b2c3d4e5f6' } }),
  'a token in opaque, behind base64': () => header({ opaque: { key: 'sk_live_MARKERa1b2c3d4e5f6' } }),
  "a card in x402's terms, behind base64": () => {
    const offer = { scheme: 'exact', network: 'base', amount: '1', note: '4000 0566 5566 5556' };
    return `HTTP/2 402\npayment-required: ${btoa(JSON.stringify({ x402Version: 2, accepts: [offer] }))}\n`;
  },
  'a secret beside the challenge in one field': () => `HTTP/2 402\nwww-authenticate: ${header()}, Bearer token="sk_live_MARKERa1b2c3d4e5f6"\n`,
};
for (const [name, made] of Object.entries(SECRETS)) {
  test(`no link contains ${name}`, async () => {
    const page = await site.open();
    await paste(page, typeof made === 'function' ? made() : made);
    await shareRead(page);
    await until(page.locator('#read-status'), /nothing to share|Not shared/);
    assert.equal(await fragment(page), '#read');
    await site.leave(page);
  });
}

test('no link contains a secret of the building view: signing secret, credential, or secrets typed into terms', async () => {
  const page = await site.open('#build');
  await page.locator('#secret').fill('MARKER-signing-secret-of-more-than-32-bytes');
  await page.locator('#credential').fill(paid);
  await page.locator('#share-build').click();
  await until(page.locator('#build-status'), /Link copied|address bar/);
  const shared = decodeURIComponent(await fragment(page));
  assert.doesNotMatch(shared, MARKERS);
  assert.ok(!shared.includes(paid.slice(-40)));
  await page.locator('#description').fill('card 4242 4242 4242 4242');
  await page.locator('#share-build').click();
  await until(page.locator('#build-status'), 'Not shared');
  assert.equal(await fragment(page), '#build');
  await site.leave(page);
});

test('a text that has no link is told why', async () => {
  const page = await site.open();
  for (const [text, said] of [
    ['', 'There is nothing to share yet.'],
    ['hello', 'Not shared: this has no terms of a 402.'],
    ['x'.repeat(300_000), 'Not shared: this cannot be read.'],
    [`HTTP/2 402\nwww-authenticate: ${header()}\n\n${'y'.repeat(600_000)}`, 'Not shared: this cannot be read.'],
  ]) {
    await page.locator('#pasted').evaluate((area, text) => {
      area.value = text;
      area.dispatchEvent(new Event('input'));
    }, text);
    await shareRead(page);
    await until(page.locator('#read-status'), said);
  }
  assert.deepEqual(page.said, []);
  await site.leave(page);
});

test('the masking view cannot be shared', async () => {
  const page = await site.open('#mask');
  await page.locator('#card').fill('{"number":"4242424242424242"}');
  await page.locator('#text').fill('spt_MARKERa1b2c3d4e5');
  assert.equal(await fragment(page), '#mask');
  assert.equal(await page.locator('#view-mask').getByRole('button').count(), 0);
  await site.leave(page);
});

test('the demo links to a fresh challenge of its paywall, and not for a free page', async () => {
  const server = createServer(({ url }, response) => {
    if (url === '/free') response.end('ok');
    else response.writeHead(402, { 'www-authenticate': [header({ realm: 'of.the.demo' }), header({ realm: 'second' })] }).end();
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  try {
    const url = `http://127.0.0.1:${server.address().port}`;
    assert.equal(await linkTo(`${url}/free`), undefined);
    const path = await linkTo(`${url}/paid`);
    assert.match(path, /^\/#read&text=/);
    const page = await site.open(path.slice(1));
    await until(page.locator('#read-out .value'), 'of.the.demo');
    await until(page.locator('#read-status'), '2 offers');
    await site.leave(page);
  } finally {
    server.close();
  }
});

test('a fragment is untrusted: whatever it contains, the page starts and shows text', async () => {
  const odd = [
    '#', '#nowhere', '#read&text=%', '#read&text=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E',
    '#build&request=%7B&realm=%00&secret=MARKER&__proto__=x&constructor=x', `#read&text=${'x'.repeat(200_000)}`,
    '#read&text=a&text=b',
  ];
  for (const fragment of odd) {
    const page = await site.open(fragment);
    assert.deepEqual(page.said, [], fragment.slice(0, 40));
    assert.equal(await page.locator('main img').count(), 0);
    assert.equal(await page.locator('main > section:visible').count(), 1);
    assert.notEqual(await page.locator('#secret').inputValue(), 'MARKER');
    await site.leave(page);
  }
});
