// Reading: every example, typing, untrusted texts, and links between fields and their places in the text.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ChallengeKey, formatChallenge } from 'mpp-wasm';
import { shifts } from '../browser/shift.mjs';
import { paste, playground, until } from './open.mjs';

let site;
let page;
before(async () => {
  site = await playground();
  page = await site.open();
});
after(() => site?.close());

const out = () => page.locator('#read-out');
const example = (name) => page.locator('#examples').getByRole('button', { name, exact: true }).click();
const SECRET = '0123456789abcdef0123456789abcdef';
const STRIPE = { amount: '500', currency: 'usd', methodDetails: { networkId: 'profile_1', paymentMethodTypes: ['card'] } };
const TERMS = { realm: 'api.example.com', method: 'stripe', intent: 'charge', request: STRIPE };
const header = (more = {}) => formatChallenge(new ChallengeKey(SECRET).issue({ ...TERMS, expires: Date.now() + 600_000, ...more }));

/** The result of each example: the status line, and texts that are shown. */
const EXAMPLES = {
  'A challenge': ['Machine Payments Protocol · 1 offer', '5.00 USD', 'api.example.com', 'profile_1MqDcVKA5fEO2tZvKQm9'],
  'curl -i, two offers': ['Status 402 · Machine Payments Protocol · 2 offers', '5.00 USD', '5.00 pathUSD on Tempo', 'Challenge 2', 'Problem details'],
  'Bound to a body': ['Machine Payments Protocol · 1 offer', 'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:', 'RFC 9530'],
  x402: ['Status 402 · x402 · 1 offer', '0.01 USDC on Base', 'maxTimeoutSeconds'],
  L402: ['Status 402 · L402 · 1 offer', '250000 sat on Lightning', 'macaroon'],
  'A receipt': ['Status 200', 'pi_1N4Zv32eZvKYlo2CPhVPkJlW', 'Bergen'],
  'A credential': ['Decoded', 'Read, not verified', 'The challenge it answers', 'spt_••••'],
  'One broken': [
    'Status 402 · Machine Payments Protocol · 1 offer · 1 cannot be read · 1 warning', 'malformed-challenge',
    'Another challenge in the same response cannot be read.',
  ],
  Expired: ['Machine Payments Protocol · 1 offer · 1 warning', 'The challenge has expired', 'ago'],
  Hostile: ['3 warnings', 'can pass for another'],
  'Bare 402': ['Status 402', 'A 402 that names no protocol this page knows'],
};

test('every example is one click away and decodes', async () => {
  const names = await page.locator('#examples button').allInnerTexts();
  assert.deepEqual(names, Object.keys(EXAMPLES));
  for (const [name, [status, ...texts]] of Object.entries(EXAMPLES)) {
    await example(name);
    await until(page.locator('#read-status'), status);
    const shown = await out().innerText();
    for (const text of texts) assert.ok(shown.includes(text), `${name} shows ${text}:\n${shown}`);
    assert.equal(await out().locator('.broken').count(), name === 'One broken' ? 1 : 0, name);
  }
  assert.deepEqual(page.said, []);
});

test('an example is shown from its beginning, wherever the one before was scrolled to', async () => {
  const own = await site.open();
  await own.setViewportSize({ width: 400, height: 800 });
  const [field, examples] = [own.locator('.paper.tall'), own.locator('#examples')];
  await examples.getByRole('button', { name: 'curl -i, two offers' }).click();
  await field.evaluate((field) => field.scrollTo(0, field.scrollHeight));
  await examples.getByRole('button', { name: 'One broken' }).click();
  assert.deepEqual(await field.evaluate(({ scrollTop, scrollHeight, clientHeight }) => [scrollTop, scrollHeight > clientHeight]), [0, true]);
  await own.close();
});

test('the deposit of a session is shown under its price', async () => {
  const request = {
    amount: '25', unitType: 'token', suggestedDeposit: '10000000', currency: '0x20c0000000000000000000000000000000000000', recipient: '0x1',
    methodDetails: { chainId: 4217 },
  };
  await paste(page, header({ method: 'tempo', intent: 'session', request }));
  await until(page.locator('#read-out .price'), '0.000025 pathUSD per token on Tempo');
  assert.equal(await out().locator('.deposit').innerText(), 'Deposit: 10.00 pathUSD on Tempo');
});

test('it decodes while typing, after every character', async () => {
  await paste(page, '');
  const text = header();
  const cut = text.indexOf('request="') + 20;
  await paste(page, text.slice(0, cut));
  assert.match(await out().innerText(), /malformed-challenge/);
  await page.locator('#pasted').press('End');
  await page.locator('#pasted').pressSequentially(text.slice(cut));
  await until(page.locator('#read-out .price'), '5.00 USD');
  assert.equal(await out().locator('.broken').count(), 0);
  assert.equal(await page.locator('.tall .ink').innerText().then((ink) => ink.trimEnd()), text);
});

test('each field is explained and linked to its section, which opens in a new tab without a referrer', async () => {
  const digest = 'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:';
  await paste(page, header({ description: 'x', digest, opaque: { a: '1' }, header: 'Payment-Authorization' }));
  const names = ['id', 'realm', 'method', 'intent', 'request', 'expires', 'digest', 'description', 'opaque', 'header'];
  for (const name of names) {
    const row = out().locator(`.row[data-key="c0.${name}"]`);
    assert.ok((await row.locator('.says').innerText()).length > 30, name);
    const link = row.locator('a');
    assert.match(
      await link.getAttribute('href'),
      /^https:\/\/(paymentauth\.org\/draft-|www\.ietf\.org\/archive\/id\/draft-|www\.rfc-editor\.org\/rfc\/rfc)[\w.-]+#[\w.-]+$/,
    );
    assert.equal(await link.getAttribute('rel'), 'noreferrer');
    assert.equal(await link.getAttribute('target'), '_blank');
  }
});

test('a field leads to its place in the text, and back', async () => {
  await paste(page, `HTTP/2 402\nwww-authenticate: ${header()}, ${header({ realm: 'second.example' })}\n\n`);
  const selected = () => page.locator('#pasted').evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd));
  await out().getByRole('button', { name: 'realm' }).nth(1).click();
  assert.equal(await selected(), 'second.example');
  const row = (key) => out().locator(`.row[data-key="${key}"]`);
  await page.locator('#pasted').press('ArrowLeft');
  await until(page.locator('.row.here dt'), 'realm');
  assert.match(await row('c1.realm').getAttribute('class'), /here/);
  assert.doesNotMatch(await row('c0.realm').getAttribute('class'), /here/);
  await row('c0.intent').hover();
  assert.equal(await page.locator('.ink .lit').allInnerTexts().then((parts) => parts.join('=')), 'intent=charge');
});

test('the output of curl -v is read, and a header in the middle of it is found', async () => {
  const lines = [
    '*   Trying 127.0.0.1:8402...', '> GET /paid HTTP/1.1', '> ', '< HTTP/1.1 402 Payment Required', `< WWW-Authenticate: ${header()}`,
    '< ', '{ [12 bytes data]', '{"detail":"x"}* Connection #0 to host left intact',
  ];
  await paste(page, lines.join('\n'));
  await until(page.locator('#read-status'), 'Status 402 · Machine Payments Protocol · 1 offer');
  assert.match(await out().innerText(), /"detail": "x"/);
});

test('a challenge with a status other than 402 does not ask for payment', async () => {
  await paste(page, `HTTP/2 401\nwww-authenticate: ${header()}\n`);
  assert.match(await out().innerText(), /status is 401, not 402/);
  assert.equal(await out().locator('.price').count(), 0);
});

test('what cannot be read counts, and a credential that pays nothing is left alone', async () => {
  for (const [text, status, cards] of [
    ['payment-receipt: abc', '1 cannot be read.', 1],
    ['authorization: Payment abc', '1 cannot be read.', 1],
    ['payment-authorization: Bearer abc', '1 cannot be read.', 1],
    ['authorization: Bearer abc', 'Nothing that this page reads.', 0],
    [`x-payment: ${btoa('{"x402Version":1}')}`, 'Nothing that this page reads.', 0],
    [
      `> GET /paid HTTP/2\n> authorization: Bearer abc\n>\n< HTTP/2 402\n< www-authenticate: ${header()}`,
      'Status 402 · Machine Payments Protocol · 1 offer.',
      0,
    ],
  ]) {
    await paste(page, text);
    await page.waitForFunction((status) => document.querySelector('#read-status').textContent === status, status);
    assert.equal(await out().locator('.broken').count(), cards, text);
  }
});

test('every warning is a sentence, also one about terms that cannot be read', async () => {
  await paste(page, `HTTP/2 402\nwww-authenticate: ${formatChallenge({ ...TERMS, id: 'x', request: { amount: '500', currency: 'usd' } })}`);
  await until(page.locator('#read-out .price'), '5.00 USD');
  const said = ['The request lacks methodDetails.networkId.', 'The challenge does not say when it expires.'];
  assert.deepEqual(await out().locator('.warnings li').allInnerTexts(), said);
});

test('a text without payments that it reads is answered with what to paste', async () => {
  await paste(page, 'hello world');
  assert.match(await until(out(), 'Nothing that'), /^Nothing that this page reads\. Paste the headers of a 402/);
});

test('marks that stack up around a description or a realm cover nothing else', async () => {
  const stacked = `P${'\u0301'.repeat(90)}a${'\u0323'.repeat(90)}y`;
  // An offer that has expired has a warning.
  const expires = '2020-01-01T00:00:00Z';
  const now = Date.parse(expires) - 60_000;
  const expired = (terms) => formatChallenge(new ChallengeKey(SECRET).issue({ ...TERMS, ...terms, expires }, { now }));
  for (const [name, others] of [['description', ['.price', '.warnings']], ['realm', ['.row[data-key="c0.method"]']]]) {
    const shots = {};
    for (const text of ['Pay', stacked]) {
      await paste(page, expired({ [name]: text }));
      for (const other of others) {
        const shot = (await out().locator(other).screenshot()).toString('base64');
        assert.equal(shot === (shots[other] ??= shot), true, other);
      }
    }
  }
});

test('a hostile text stays text: no markup, no script, no reversed letters', async () => {
  const words = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>\u202e00.1\u001b[2J\u009b31m\u2066x`;
  const request = { ...STRIPE, description: words, [words]: words };
  const lines = [
    'HTTP/2 402', `www-authenticate: ${header({ realm: `a${words}`, description: words, request })}`,
    'content-type: application/problem+json', '', JSON.stringify({ detail: words }),
  ];
  await paste(page, lines.join('\n'));
  await until(page.locator('#read-out .price'), '5.00 USD');
  assert.equal(await page.locator('main img, main script').count(), 0);
  assert.notEqual(await page.title(), 'owned');
  assert.doesNotMatch(await out().evaluate((element) => element.textContent), /[\u202a-\u202e\u2066-\u2069\u200b\u001b\u009b]/);
  assert.match(await out().innerText(), /characters that hide, overwrite or reorder/);
  assert.equal(await page.locator('[data-key="c0.realm"] bdi').getAttribute('dir'), 'ltr', 'a name of a host is not reordered');
});

test('a credential is read but not shown: its token appears only in the field', async () => {
  await example('A credential');
  assert.doesNotMatch(await page.locator('body').evaluate((body) => body.innerHTML), /spt_1N4Zv32eZvKYlo2CPhVPkJlW/);
});

test('an offer expires while it is shown', async (t) => {
  const own = await site.context.newPage();
  // All pages of the browser have one clock.
  t.after(() => own.clock.resume());
  await own.clock.install({ time: new Date('2026-01-15T11:00:00Z') });
  await own.goto(site.url);
  await own.locator('body[data-ready]').waitFor();
  // From here on, time passes only when it is told to.
  await own.clock.pauseAt(new Date('2026-01-15T12:00:00Z'));
  const terms = { realm: 'r', method: 'stripe', intent: 'charge', request: STRIPE, expires: '2026-01-15T12:02:05Z' };
  const challenge = new ChallengeKey(SECRET).issue(terms, { now: Date.parse('2026-01-15T12:00:00Z') });
  await own.locator('#pasted').fill(formatChallenge(challenge));
  const warned = () => own.locator('.warnings li').evaluateAll((list) => list.map(({ dataset }) => dataset.code));
  const button = own.locator('#read-out').getByRole('button', { name: 'expires' });
  await button.focus();
  await button.evaluate((button) => button.scrollIntoView({ block: 'start' }));
  const { y } = await button.boundingBox();
  await until(own.locator('.until'), /\(in 2 min .*\)$/);
  assert.deepEqual(await warned(), []);
  await own.locator('.price').selectText();
  await own.clock.runFor(65_000);
  await until(own.locator('.until .far'), /in 1 min|in 5\d s/);
  assert.deepEqual(await warned(), ['expires-soon']);
  await own.clock.runFor(120_000);
  await until(own.locator('.until .far'), /ago$/);
  assert.deepEqual(await warned(), ['expired']);
  await until(own.locator('#read-status'), '1 offer · 1 warning.');
  assert.equal(await own.evaluate(() => String(getSelection())), '5.00 USD', 'what is selected stays');
  assert.equal(await button.evaluate((button) => button === document.activeElement), true, 'the focus stays');
  assert.ok(Math.abs((await button.boundingBox()).y - y) < 2, 'and so does what is read');
});

test('what Clear or an example has replaced comes back by undoing', async () => {
  const field = page.locator('#pasted');
  for (const name of ['Clear', 'x402']) {
    await paste(page, 'HTTP/2 402\nmine: yes');
    const button = page.getByRole('button', { name, exact: true });
    await button.click();
    assert.doesNotMatch(await field.inputValue(), /mine/);
    assert.equal(await page.evaluate(() => document.activeElement.innerText), name === 'Clear' ? '' : name, 'the focus stays on an example');
    await field.press('Control+z');
    assert.equal(await field.inputValue(), 'HTTP/2 402\nmine: yes', name);
    await until(page.locator('#read-status'), 'Status 402.');
  }
});

test('an absurd text is not pasted, and it is said at once why', async () => {
  const page = await site.open();
  await site.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await paste(page, 'HTTP/2 402\n');
  const field = page.locator('#pasted');
  for (const [text, is] of [['a:\n'.repeat(200_000), false], ['x'.repeat(600_000), false], ['a\n'.repeat(1_000), true]]) {
    await page.evaluate((text) => navigator.clipboard.writeText(text), text);
    await field.press('Control+v');
    if (!is) await until(page.locator('#read-status'), /^Not pasted: it is over 512 KiB or 20,000 lines\./);
    assert.equal((await field.inputValue()).length, is ? 2_011 : 11);
  }
  await until(page.locator('#read-status'), 'Status 402.');
  await page.close();
});

test('an input that is too large gets an error message', async () => {
  await page.locator('#pasted').evaluate((area) => {
    area.value = `a: ${'x'.repeat(600_000)}`;
    area.dispatchEvent(new Event('input'));
  });
  assert.match(await out().innerText(), /too-large The text is over 512 KiB\./);
  await page.getByRole('button', { name: 'Clear' }).click();
  assert.match(await out().innerText(), /^Paste something/);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'pasted');
});

test('nothing moves while typing: the field, its buttons and the start of the results stay in place', async () => {
  const page = await site.open();
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    const places = () => page.evaluate(() => ['.paper.tall', '#share-read', '#read-out', '#examples'].map((id) => {
      const { x, y, width } = document.querySelector(id).getBoundingClientRect();
      return [id, x, y + scrollY, width].join();
    }));
    await paste(page, '');
    const before = await places();
    for (const text of ['P', 'Payment id="1', header().slice(0, 150), header(), `HTTP/2 402\nwww-authenticate: ${header()}, Payment x\n`]) {
      await paste(page, text);
      // The summary appears when typing pauses.
      await page.waitForFunction(() => document.querySelector('#read-status').textContent !== '');
      assert.deepEqual(await places(), before, `${width}: ${text.slice(0, 20)}`);
    }
    assert.deepEqual(await shifts(page), [], `at ${width}`);
  }
  await page.close();
});
