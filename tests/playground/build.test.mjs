// Building and verifying: issued challenges verify, changed ones do not, and errors appear at the right field.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ChallengeKey, formatCredential, parseChallenges, parseCredential } from 'mpp-wasm';
import { shifts } from '../browser/shift.mjs';
import { playground, until } from './open.mjs';

let site;
let page;
before(async () => {
  site = await playground();
});
after(() => site?.close());

const fresh = async () => {
  if (page) await site.leave(page);
  page = await site.open('#build');
};
const issued = () => page.locator('#issued').inputValue();
const challenge = async () => parseChallenges(await issued()).challenges[0];
const credential = async () => parseCredential(await page.locator('#credential').inputValue());
const verdict = (pattern) => until(page.locator('#verdict'), pattern);
const fill = (id, text) => page.locator(`#${id}`).fill(text);
const secret = () => page.locator('#secret').inputValue();

test('a challenge is built from terms, and its credential verifies', async () => {
  await fresh();
  await fill('realm', 'shop.example');
  await fill('request', '{"amount":"1234","currency":"eur","methodDetails":{"networkId":"profile_2","paymentMethodTypes":["card"]}}');
  await fill('description', 'Two <b>things</b>');
  const { realm, method, intent, request, description, expires } = await challenge();
  assert.deepEqual([realm, method, intent, request.amount, description], ['shop.example', 'stripe', 'charge', '1234', 'Two <b>things</b>']);
  assert.ok(Date.parse(expires) > Date.now() + 500_000);
  await verdict('Verified.');
  // The id is the package's under the page's secret, and no other.
  const own = new ChallengeKey(await secret());
  own.verify(await credential());
  const credentialText = await page.locator('#credential').inputValue();
  assert.throws(() => new ChallengeKey('0123456789abcdef0123456789abcdef').verify(credentialText), { code: 'invalid-challenge' });
  assert.deepEqual(page.said, []);
  assert.deepEqual(await shifts(page), []);
});

const TAMPERED = {
  'Ten times cheaper': 'invalid-challenge',
  'Another realm': 'invalid-challenge',
  'Never expires': 'invalid-challenge',
  'A made-up id': 'invalid-challenge',
};
for (const [name, code] of Object.entries(TAMPERED)) {
  test(`a tampered credential is refused with its code: ${name}`, async () => {
    await fresh();
    await verdict('Verified.');
    await page.getByRole('button', { name, exact: true }).click();
    assert.match(await verdict('Refused.'), new RegExp(`Refused\\.[^]*${code}`));
    const forged = formatCredential({ challenge: { id: 'x', realm: 'r', method: 'm', intent: 'i', request: {} }, payload: {} });
    const { problem } = catching(() => new ChallengeKey('0123456789abcdef0123456789abcdef').verify(forged));
    await page.getByText('The problem a server answers with').click();
    assert.ok((await page.locator('#verdict pre').innerText()).includes(problem.type));
    await page.getByRole('button', { name: 'The genuine one' }).click();
    await verdict('Verified.');
  });
}

function catching(f) {
  try {
    return f();
  } catch (error) {
    return error;
  }
}

test('a credential is refused after its expiry, under another secret, for other terms, and if malformed', async () => {
  await fresh();
  await page.locator('#moment').selectOption('late');
  assert.match(await verdict('Refused.'), /payment-expired/);
  await page.locator('#moment').selectOption('now');
  await verdict('Verified.');

  const before = await page.locator('#credential').inputValue();
  await page.getByRole('button', { name: 'New', exact: true }).click();
  assert.equal(await page.locator('#credential').inputValue(), before);
  assert.match(await verdict('Refused.'), /invalid-challenge/);
  await page.getByRole('button', { name: 'The genuine one' }).click();
  await verdict('Verified.');

  // Genuine, but for a lower price: the terms on the left are what counts.
  const cheap = await page.locator('#credential').inputValue();
  await fill('request', '{"amount":"50000","currency":"usd"}');
  await verdict('Verified.');
  await fill('credential', cheap);
  assert.match(await verdict('Refused.'), /verification-failed|invalid-challenge/);
  await fill('credential', 'Payment nonsense');
  assert.match(await verdict('Refused.'), /malformed-credential/);
});

test('a challenge for a body accepts only that body', async () => {
  await fresh();
  await page.getByText('Body, correlation data, another header').click();
  await fill('body', '{"city":"Bergen"}');
  await fill('opaque', '{"order":"1042"}');
  await page.getByLabel('Send the credential in').check();
  const made = await challenge();
  assert.match(made.digest, /^sha-256=:/);
  assert.equal(made.header, 'Payment-Authorization');
  assert.deepEqual(JSON.parse(Buffer.from(made.opaque, 'base64url')), { order: '1042' });
  assert.equal(await page.locator('#credential-header').innerText(), 'Payment-Authorization');
  await verdict('Verified.');
  await fill('sent-body', '{"city":"Oslo"}');
  assert.match(await verdict('Refused.'), /invalid-challenge|verification-failed/);
});

const FAULTS = [
  ['realm', 'a|b', /\|/], ['realm', '', /realm/],
  ['method', 'Stripe Card', /method/i], ['intent', '', /intent/i],
  ['request', '{"amount":', /not JSON/],
  ['request', '{"currency":"usd"}', /A charge needs an amount/],
  ['request', '[]', /^This must be a JSON object/],
  ['request', '{"amount":"1","n":9007199254740993}', /would change a number/],
  ['request', '{"amount":"1","n":[-0]}', /would change a number/],
  ['request', '{"amount":"1","n":0.12345678901234567}', /would change a number/],
  ['request', '{"amount":"1","n":{"a":1,"b":":","a":2}}', /two members of one name/],
  ['minutes', '0', /whole minutes, from 1 to 525600/],
  ['minutes', '', /whole minutes/], ['minutes', '1.5', /whole minutes/], ['minutes', '525601', /whole minutes/],
  ['secret', 'short', /32/],
  ['opaque', '{"a":1}', /strings/], ['opaque', '[]', /^This must be a JSON object/], ['opaque', '{"a":"1","a":"2"}', /two members/],
  ['description', 'x'.repeat(3000), /2 KiB/],
];
for (const [id, value, message] of FAULTS) {
  test(`an error in ${id} is shown at ${id}: ${JSON.stringify(value.slice(0, 12))}`, async () => {
    await fresh();
    if (id === 'opaque') await page.getByText('Body, correlation data, another header').click();
    // Typed by key: a two-line error under a narrow field then counts as caused by input when it moves what is below
    // it.
    await fill(id, value.length > 20 ? value : '');
    if (value.length <= 20) await page.locator(`#${id}`).pressSequentially(value);
    const error = await until(page.locator(`#${id}-error`), /./);
    assert.match(error, message);
    assert.match(error, /^[A-Z].*\.$/s, 'a sentence');
    assert.equal(await page.locator(`#${id}`).getAttribute('aria-describedby'), `${id}-error`);
    assert.equal(await page.locator('[aria-invalid]').count(), 1, 'no other field is marked');
    assert.equal(await issued(), '');
    await until(page.locator('#verdict'), 'Make a challenge first');
    assert.deepEqual(await shifts(page), []);
  });
}

test('a verdict is announced once typing pauses, and not again while it stays', async () => {
  await fresh();
  const said = page.locator('#verdict-said');
  await until(said, /^Verified\. The id matches/);
  await said.evaluate((line) => {
    window.announced = [];
    new MutationObserver(() => window.announced.push(line.textContent.slice(0, 8))).observe(line, { childList: true });
  });
  await page.locator('#realm').pressSequentially('.example');
  await page.locator('#credential').press('End');
  await page.locator('#credential').pressSequentially('!!!');
  await until(said, /^Refused\. malformed-credential/);
  assert.deepEqual(await page.evaluate(() => window.announced), ['Refused.']);
});

test('what is verified expires while it is shown', async (t) => {
  const own = await site.context.newPage();
  t.after(() => own.close());
  await own.clock.install({ time: new Date('2026-01-15T12:00:00Z') });
  await own.goto(`${site.url}#build`);
  await until(own.locator('#verdict'), 'Verified.');
  await own.clock.runFor(601_000);
  assert.match(await until(own.locator('#verdict'), 'Refused.'), /payment-expired/);
});

test('every wrong field is marked at once', async () => {
  await fresh();
  for (const [id, value] of [['request', '{'], ['realm', ''], ['method', 'Stripe Card'], ['secret', 'short']]) await fill(id, value);
  const wrong = () => page.locator('[aria-invalid]').evaluateAll((fields) => fields.map(({ id }) => id));
  assert.deepEqual(await wrong(), ['request', 'secret'], 'without a secret the package is not asked about terms');
  await page.getByRole('button', { name: 'New', exact: true }).click();
  assert.deepEqual(await wrong(), ['realm', 'method', 'request']);
  assert.equal(await page.locator('#build-status').innerText(), 'No challenge: fix the marked fields.');
  await fill('request', '{"amount":"1"}');
  assert.deepEqual(await wrong(), ['realm', 'method']);
  await fill('method', 'stripe');
  assert.equal(await page.locator('#build-status').innerText(), 'No challenge: fix the marked field.');
});

test('that there is no challenge is announced once, and not again after every key', async () => {
  await fresh();
  await page.locator('#build-status').evaluate((line) => {
    window.announced = [];
    new MutationObserver(() => window.announced.push(line.textContent)).observe(line, { childList: true });
  });
  await fill('realm', '');
  await page.locator('#description').pressSequentially(' more');
  assert.deepEqual(await page.evaluate(() => window.announced), ['No challenge: fix the marked field.']);
});

test('the secret is new on every page load, hidden until requested, and stored nowhere', async () => {
  await fresh();
  const first = await secret();
  assert.equal(Buffer.from(first, 'base64').length, 32);
  assert.equal(await page.locator('#secret').getAttribute('type'), 'password');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  assert.equal(await page.locator('#secret').getAttribute('type'), 'text');
  const kept = await page.evaluate(async () => [
    localStorage.length, sessionStorage.length, document.cookie, (await indexedDB.databases()).length, (await caches.keys()).length,
  ]);
  assert.deepEqual(kept, [0, 0, '', 0, 0]);
  await page.reload();
  await page.locator('body[data-ready]').waitFor();
  assert.notEqual(await secret(), first);
});

test('a built challenge can be opened in the reading view', async () => {
  await fresh();
  await fill('realm', 'from.build.example');
  await page.getByRole('button', { name: 'Read it' }).click();
  await until(page.locator('#read-out .value'), 'from.build.example');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'title-read');
});

test('without a challenge there is none to read, and what was pasted in the reading view stays', async () => {
  await fresh();
  await fill('realm', '');
  assert.equal(await page.getByRole('button', { name: 'Read it' }).isDisabled(), true);
  await fill('realm', 'api.example.com');
  assert.equal(await page.getByRole('button', { name: 'Read it' }).isDisabled(), false);
});

test('JSON that holds every name once, and numbers that JavaScript keeps, is taken as it is', async () => {
  await fresh();
  const numbers = [9007199254740991, -1.5e3, 0.1, 1e300, 0.00012, { a: 1 }, { a: 1 }];
  const request = { amount: '500', currency: 'usd', n: numbers, 'a:"b\\': '9007199254740993: "x"', __proto: {} };
  await fill('request', JSON.stringify(request, null, 2));
  assert.deepEqual((await challenge()).request, request);
});

test('Back from reading a shared challenge keeps its secret, so that its credential is still verified', async () => {
  await fresh();
  await fill('realm', 'mine.example');
  await page.locator('#share-build').click();
  await until(page.locator('#build-status'), /Link copied|address bar/);
  const [before, own] = [await secret(), await page.locator('#credential').inputValue()];
  await page.getByRole('button', { name: 'Read it' }).click();
  await page.locator('#view-read').waitFor();
  await page.goBack();
  await page.locator('#view-build').waitFor();
  assert.deepEqual([await secret(), await page.locator('#credential').inputValue()], [before, own]);
  await verdict('Verified.');
  // A link to other terms starts anew.
  const other = { realm: 'other.example', method: 'stripe', intent: 'charge', request: '{"amount":"500","currency":"usd"}', expires: '5' };
  await page.evaluate((terms) => (location.hash = `#build&${new URLSearchParams(terms)}`), other);
  await page.waitForFunction(() => document.querySelector('#realm').value === 'other.example');
  assert.notEqual(await secret(), before);
  assert.equal((await challenge()).description, undefined);
});

test('a link keeps a field that was emptied, and going back to it keeps the secret', async () => {
  await fresh();
  await fill('realm', '');
  await page.locator('#share-build').click();
  await until(page.locator('#build-status'), /Link copied|address bar/);
  const before = await secret();
  await page.getByRole('link', { name: 'Mask' }).click();
  await page.goBack();
  await page.locator('#view-build').waitFor();
  assert.deepEqual([await secret(), await page.locator('#realm').inputValue()], [before, '']);
});
