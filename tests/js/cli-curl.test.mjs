// `mpp-wasm detect -`: a response that another program printed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { X402, challenge, refused, run, serve } from './cli.mjs';

const { origin, seen } = await serve({ '/mpp': () => [402, { 'www-authenticate': challenge() }] });

test('detect reads the output of curl and sends no request', async () => {
  const asked = seen.length;
  const limit = ['--limit', '4.00 USD'];
  const body = JSON.stringify({ x402Version: 1, accepts: [X402] });
  const printed = {
    '-i': `HTTP/1.1 402 Payment Required\r\nWWW-Authenticate: ${challenge()}\r\nContent-Type: application/json\r\n\r\n${body}`,
    '-v':
      '*   Trying 127.0.0.1:80...\n> GET / HTTP/1.1\n> \n' +
      `< HTTP/1.1 402 Payment Required\n< WWW-Authenticate: ${challenge()}\n< \n` +
      `${body}* Connection #0 to host left intact\n`,
  };
  for (const [option, text] of Object.entries(printed)) {
    const { code, stdout } = await run(['detect', '-', '--format', 'json', ...limit], text);
    const found = JSON.parse(stdout);
    assert.deepEqual([code, found.url, found.status, found.protocols], [0, undefined, 402, ['mpp', 'x402']], option);
    assert.deepEqual(found.offers.map(({ display }) => display.split(' on ')[0]), ['5.00 USD', '0.01 USDC'], option);
    assert.ok(found.offers[0].warnings.some(({ code }) => code === 'amount-over-limit'));
  }
  assert.match((await run(['detect', '-'], challenge())).stdout, /^The server asks for payment \(402\)\.\n\n1\. 5\.00 USD/);
  for (const status of [200, 401, 404, 503]) {
    const { stdout } = await run(['detect', '-'], `HTTP/2 ${status}\nwww-authenticate: ${challenge()}\n\nok`);
    assert.equal(stdout, `The server answered ${status} and does not ask for payment.\n`);
  }
  for (const option of [['--method', 'POST'], ['--header', 'A: b']]) await refused(['detect', '-', ...option], 'invalid-argument', /no effect/);
  assert.equal(seen.length, asked);
});

test('as text, detect writes a paragraph for each offer, for what cannot be read and for what to do next', async () => {
  const header = challenge(undefined, ', description="A report"').replace(', expires="2099-01-01T00:00:00Z"', '');
  const { stdout } = await run(['detect', '-'], `${header}, Payment id="x"`);
  const [advice, ...others] = stdout.split('\nCredential: ').reverse();
  assert.deepEqual(others, [`The server asks for payment (402).

1. 5.00 USD (MPP, stripe, charge)
   for     A report
   to      profile_1
   ! The challenge does not say when it expires. [no-expiry]
   ! Another challenge in the same response cannot be read. [malformed-sibling]

A challenge cannot be read: the challenge has no realm.

The host was not checked: give --url.
`]);
  assert.match(advice, /^shared_payment_token\. The endpoint answered 402[^\n]*\.\nDecode that challenge, [^\n]*\.\n$/);
});

test('detect says if what is piped is no response; a challenge alone is one, even if it cannot be read', async () => {
  for (const text of ['', 'a page\n', '{"error":"payment required"}']) {
    const { code, stdout, stderr } = await run(['detect', '-'], text);
    assert.deepEqual([code, stdout, JSON.parse(stderr).code], [1, '', 'invalid-argument'], text);
    assert.match(JSON.parse(stderr).message, /no HTTP response and no challenge/);
  }
  assert.match((await run(['detect', '-'], 'WWW-Authenticate: Payment id="x"\r\n')).stdout, /^A challenge cannot be read: /m);
});

test('detect checks the host of what curl printed if it is told the URL', async () => {
  const unchecked = /^The host was not checked: give --url\.$/m;
  const text = `HTTP/1.1 402\r\nWWW-Authenticate: ${challenge()}\r\n\r\n`;
  const { stdout } = await run(['detect', '-'], text);
  assert.match(stdout, unchecked);
  for (const [url, warned] of [['https://127.0.0.1/paid', []], ['https://api.example.com/paid', ['realm-mismatch']], ['https://127.0.0.1', []]]) {
    const checked = await run(['detect', '-', '--url', url], text);
    const { href } = new URL(url);
    assert.ok(checked.stdout.startsWith(`${href} asks for payment (402).`), checked.stdout);
    assert.doesNotMatch(checked.stdout, unchecked);
    const found = JSON.parse((await run(['detect', '-', '--url', url, '--format', 'json'], text)).stdout);
    assert.deepEqual([found.url, found.offers[0].warnings.map(({ code }) => code)], [href, warned]);
  }
  assert.doesNotMatch((await run(['detect', `${origin}/mpp`])).stdout, unchecked);
  assert.doesNotMatch((await run(['detect', '-'], 'HTTP/1.1 402\r\n\r\n')).stdout, unchecked, 'there is none to check');
  seen.length = 0;
  await refused(['detect', '-', '--url', '/paid'], 'invalid-argument', /url must be an absolute/);
  await refused(['detect', `${origin}/mpp`, '--url', origin], 'invalid-argument', /--url is only for -/);
  assert.equal(seen.length, 0);
});
