// Between paywall and origin: what is forwarded, what is not, where redirects lead, and what counts as delivery.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { assertPaid, assertProblem, prepare, send, startStack, variables } from './payer.mjs';
import { startWorker } from './stack.mjs';

const BODY = 'abcdefghijklmnopqrstuvwxyz';

let stack, based;
before(async () => {
  stack = await startStack({ answer });
  // The same origin, below a path.
  based = await stack.another({ ORIGIN_URL: `${stack.origin.url}/base/` });
});
after(() => stack?.close());

/** What the origin adds to its usual response to one request. */
let next;

/** An origin that supports ranges and validators, and does what a test sets. */
function answer({ method, path, headers }, response) {
  const told = next?.(stack.origin.url, path);
  next = undefined;
  if (told) {
    response.writeHead(told.status, { 'x-own': 'kept', ...told.headers });
    return response.end(told.body ?? '');
  }
  response.setHeader('etag', '"v1"');
  if (headers['if-none-match'] === '"v1"') return response.writeHead(304).end();
  const range = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '');
  if (!range || method !== 'GET') return response.end(BODY);
  const [from, to] = [Number(range[1]), range[2] ? Number(range[2]) : BODY.length - 1];
  if (from >= BODY.length) return response.writeHead(416, { 'content-range': `bytes */${BODY.length}` }).end();
  response.writeHead(206, { 'content-range': `bytes ${from}-${to}/${BODY.length}` });
  response.end(BODY.slice(from, to + 1));
}

const redirect = (status, to) => (origin, path) => ({ status, headers: { location: to.replace('ORIGIN', origin).replace('PATH', path) } });
const isReceipt = (answer) => answer.headers.get('payment-receipt') !== null;

for (const [where, prefix] of [['at its root', ''], ['below a path', '/base']]) {
  test(`the origin's own address stays unknown: ${where}`, async () => {
    const { url } = prefix ? based : stack;
    for (const [location, shown] of [
      [`ORIGIN${prefix}/free/next?x=1#top`, '/free/next?x=1#top'],
      [`${stack.origin.url.replace('http:', 'https:')}${prefix}/free/next`, '/free/next'],
      [`${stack.origin.url.replace('http:', 'ftp:')}${prefix}/x`, `${stack.origin.url.replace('http:', 'ftp:')}${prefix}/x`],
      [`ORIGIN${prefix}`, '/'],
      [`ORIGIN${prefix}/`, '/'],
      [`ORIGIN${prefix}//evil.example/x`, '/.//evil.example/x'],
      [`${prefix}/free/next`, '/free/next'],
      ['https://other.example/x', 'https://other.example/x'],
      ['//other.example/x', '//other.example/x'],
      ['http://127.0.0.1:9/x', 'http://127.0.0.1:9/x'],
      ['http://[', 'http://['],
    ]) {
      next = (origin) => ({
        status: 302,
        headers: { location: location.replace('ORIGIN', origin), 'content-location': location.replace('ORIGIN', origin) },
      });
      const answer = await send(url, '/free');
      assert.equal(answer.status, 302);
      assert.equal(answer.headers.get('location'), shown, location);
      assert.equal(answer.headers.get('content-location'), shown, location);
    }
    if (!prefix) return;
    for (const path of ['/elsewhere', '/basement/x']) {
      next = redirect(302, `ORIGIN${path}`);
      assert.equal((await send(url, '/free')).headers.get('location'), stack.origin.url + path, 'not below the path: not ours');
    }
  });
}

test('an empty answer is a delivery', async () => {
  const { pay } = await prepare(stack, '/paid');
  next = () => ({ status: 200, headers: { 'content-length': '0' } });
  const empty = await stack.costs({ intents: 1, hits: 1 }, () => pay());
  assert.deepEqual([empty.status, empty.text, isReceipt(empty)], [200, '', true]);
  assertProblem(await stack.costs({}, () => pay()), 'invalid-challenge');
});

test('a redirect to another host counts as delivery and carries the receipt', async () => {
  for (const status of [301, 302, 303, 307, 308]) {
    const { challenge, pay } = await prepare(stack, '/premium/link');
    next = redirect(status, 'https://files.example/signed?key=x');
    const paid = await stack.costs({ intents: 1, hits: 1 }, () => pay());
    assert.deepEqual([paid.status, paid.headers.get('location'), isReceipt(paid)], [status, 'https://files.example/signed?key=x', true]);
    assert.match(paid.headers.get('cache-control'), /^private/);
    assertProblem(await stack.costs({}, () => pay()), 'invalid-challenge', { stale: challenge.id });
  }
});

test('a redirect to the paywall itself delivers nothing: the credential stays valid', async () => {
  for (const [status, to] of [[301, 'ORIGIN/paid/'], [302, '/login'], [307, 'ORIGINPATH'], [303, 'elsewhere']]) {
    const { pay } = await prepare(stack, '/premium/moved');
    next = redirect(status, to);
    const moved = await stack.costs({ intents: 1, hits: 1 }, () => pay());
    assert.deepEqual([moved.status, isReceipt(moved)], [to === '/login' ? 502 : status, false], to);
    assert.doesNotMatch(moved.headers.get('location') ?? '', /127\.0\.0\.1|login/);
    assertPaid(await pay());
  }
});

test('a POST that redirects after its work is delivered; one redirected to be repeated elsewhere on the site is not', async () => {
  for (const [status, delivered] of [[303, true], [302, true], [301, true], [307, false], [308, false]]) {
    const { pay } = await prepare(stack, '/paid', { method: 'POST', body: 'order' });
    next = redirect(status, '/orders/7');
    const done = await stack.costs({ intents: 1, hits: 1 }, () => pay());
    assert.deepEqual([done.status, isReceipt(done)], [delivered ? status : 502, delivered]);
  }
});

test('a range of a resource is a delivery; the rest is another', async () => {
  const { challenge, pay } = await prepare(stack, '/premium/file');
  const part = await stack.costs({ intents: 1, hits: 1 }, () => pay(undefined, { headers: { range: 'bytes=0-9' } }));
  assert.deepEqual([part.status, part.text, part.headers.get('content-range'), isReceipt(part)], [206, 'abcdefghij', 'bytes 0-9/26', true]);
  assertProblem(await stack.costs({}, () => pay(undefined, { headers: { range: 'bytes=10-' } })), 'invalid-challenge', { stale: challenge.id });
});

test('an unsatisfiable range is not a delivery: the same credential gets the resource', async () => {
  const { pay } = await prepare(stack, '/premium/file');
  const missed = await stack.costs({ intents: 1, hits: 1 }, () => pay(undefined, { headers: { range: 'bytes=99-' } }));
  assert.deepEqual([missed.status, isReceipt(missed)], [416, false]);
  const whole = await pay();
  assert.equal(whole.text, BODY);
  assertPaid(whole);
});

test('"not modified" is not a delivery: a payer who already has the resource does not buy it again', async () => {
  const { pay } = await prepare(stack, '/premium/file');
  const same = await pay(undefined, { headers: { 'if-none-match': '"v1"' } });
  assert.deepEqual([same.status, same.text, isReceipt(same)], [304, '', false]);
  assertPaid(await pay());
});

test('a client\'s payment and hop-by-hop headers do not reach the origin', async () => {
  const headers = {
    'payment-receipt': 'forged', 'payment-anything': 'x', 'Payment-Authorization': 'Bearer x', 'proxy-authorization': 'Basic x',
    te: 'trailers', 'keep-alive': 'timeout=5', 'x-own': 'kept', host: 'paywall.test',
  };
  const free = () => send(stack.url, '/free', { headers });
  const paid = async () => {
    const { pay } = await prepare(stack, '/paid');
    return pay(undefined, { headers: { ...headers, host: new URL(stack.url).host, 'Payment-Authorization': [] } });
  };
  for (const run of [free, paid]) {
    assert.equal((await run()).status, 200);
    const { headers: seen } = stack.origin.seen.at(-1);
    assert.deepEqual(Object.keys(seen).filter((name) => /^(payment-|proxy-|te$|keep-alive|authorization)/.test(name)), []);
    assert.deepEqual([seen['x-own'], seen.host], ['kept', new URL(stack.origin.url).host]);
  }
});

test('a Connection that names no field does not reach the origin', async () => {
  await send(stack.url, '/free', { headers: { connection: 'keep-alive, x-absent' } });
  assert.doesNotMatch(stack.origin.seen.at(-1).headers.connection ?? '', /x-absent/);
});

test('the body of a GET does not reach the origin, and its payer gets the resource', async () => {
  assert.equal((await send(stack.url, '/free', { body: 'hello' })).text, BODY);
  const { pay } = await prepare(stack, '/paid', { body: 'hello' });
  const paid = await pay();
  assertPaid(paid);
  assert.equal(paid.text, BODY);
  for (const { headers, body } of stack.origin.seen.slice(-2)) assert.deepEqual([headers['content-length'], body], [undefined, '']);
});

test('hop-by-hop headers between origin and paywall stay there', async () => {
  const headers = { 'keep-alive': 'timeout=9', 'proxy-authenticate': 'Basic', connection: 'keep-alive, x-hop', 'x-hop': '1' };
  next = () => ({ status: 200, headers, body: 'x' });
  const answer = await send(stack.url, '/free');
  for (const name of ['proxy-authenticate', 'x-hop']) assert.equal(answer.headers.get(name), null, name);
  assert.notEqual(answer.headers.get('keep-alive'), 'timeout=9');
  assert.equal(answer.headers.get('x-own'), 'kept');
});

test('bodies stream both ways: the first bytes arrive before the last are produced', async () => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const server = createServer((request, response) => {
    response.write('first');
    held.then(() => response.end('last'));
    request.resume();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const worker = await startWorker({ vars: variables({ sim: stack.sim, origin: { url: `http://127.0.0.1:${server.address().port}` } }) });
  try {
    for (const paying of [false, true]) {
      const target = paying ? '/paid' : '/free';
      const authorization = paying ? (await prepare({ ...stack, url: worker.url }, target)).authorization : 'Bearer x';
      // A compressed response would wait for more data.
      const response = await fetch(worker.url + target, { headers: { authorization, 'accept-encoding': 'identity' } });
      const reader = response.body.getReader();
      assert.equal(Buffer.from((await reader.read()).value).toString(), 'first');
      if (!paying) {
        await reader.cancel();
        continue;
      }
      release();
      assert.equal(Buffer.from((await reader.read()).value).toString(), 'last');
      assert.equal((await reader.read()).done, true);
    }
  } finally {
    await worker.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

test('the first bytes of a paid body arrive, however many are announced', async () => {
  const server = createServer((request, response) => response.writeHead(200, { 'content-length': 10 ** 12 }).write('first'));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const worker = await startWorker({ vars: variables({ sim: stack.sim, origin: { url: `http://127.0.0.1:${server.address().port}` } }) });
  try {
    const { authorization } = await prepare({ ...stack, url: worker.url }, '/paid');
    // A compressed response would wait for more data.
    const response = await fetch(`${worker.url}/paid`, { headers: { authorization, 'accept-encoding': 'identity' } });
    const reader = response.body.getReader();
    assert.equal(Buffer.from((await reader.read()).value).toString(), 'first');
    await reader.cancel();
  } finally {
    await worker.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

for (const [how, fields] of [['with a length', { 'content-length': '5' }], ['in chunks', {}]]) {
  test(`a response that breaks off halfway, ${how}, is owed before the payer learns of it, and costs nothing more`, async () => {
    let breaks = 1;
    const server = createServer((request, response) => {
      response.writeHead(200, fields);
      if (breaks === 0) return response.end('whole');
      breaks -= 1;
      return response.write('who', () => setTimeout(() => response.destroy(), 100));
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const worker = await startWorker({ vars: variables({ sim: stack.sim, origin: { url: `http://127.0.0.1:${server.address().port}` } }) });
    try {
      const { pay } = await prepare({ ...stack, url: worker.url }, '/paid');
      const first = await stack.costs({ intents: 1 }, () => pay().catch((error) => ({ error })));
      // workerd ends a chunked body as if it were complete.
      assert.ok(first.error || first.text === 'who', first.text);
      const again = await stack.costs({}, () => pay());
      assert.equal(again.text, 'whole');
      assertPaid(again);
      assertProblem(await stack.costs({}, () => pay()), 'invalid-challenge');
    } finally {
      await worker.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
}

test('odd request targets, exactly as sent: priced or not, never an error', async () => {
  const { port, host } = new URL(stack.url);
  const raw = (line) => new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1');
    let text = '';
    socket.on('close', () => resolve(text)).on('error', reject).on('data', (chunk) => {
      text += chunk;
      if (text.includes('\r\n')) socket.destroy();
    });
    socket.write(`${line} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  });
  for (const target of [
    '/paid', '//paid', '/\\paid', '/./paid', '/x/../paid', '/x/%2e%2e/paid', '/x/%2E./paid', '/x\\..\\paid', '/%70aid',
    '/paid/', '/paid?', '/paid#x', '/paid%2f', '/%2fpaid', '/premium/..%2fpaid', '/paid;x=1', '/%2570aid',
    '/premium/%00', '/paid%00', '/pa%09id', '//x/paid', '/\\x/paid', '/PAID',
  ]) {
    assert.match(await raw(`GET ${target}`), /^HTTP\/1\.1 402 /, target);
  }
  for (const target of ['/', '/paidx', '/free/paid', '/paid%00x']) assert.match(await raw(`GET ${target}`), /^HTTP\/1\.1 200 /, target);
  // A request over plain http cannot claim that it was https.
  for (const [name, value] of [
    ['X-Forwarded-Proto', 'https'], ['X-Forwarded-Ssl', 'on'], ['Forwarded', 'proto=https'], ['CF-Visitor', '{"scheme":"https"}'],
    ['Front-End-Https', 'on'],
  ]) {
    const answer = await send(stack.url, '/paid', { headers: { host: 'paywall.example.com', [name]: value } });
    assertProblem(answer, 'insecure-transport');
  }
  for (const name of ['localhost', 'LOCALHOST', 'localhost.', 'shop.localhost', '127.0.0.1', '127.1', '[::1]', '0x7f.1']) {
    assertProblem(await send(stack.url, '/paid', { headers: { host: name } }), 'payment-required');
  }
  for (const name of [
    'localhost.example.com', '127.0.0.1.example.com', '10.0.0.1', '0.0.0.0', '[::ffff:10.0.0.1]', 'xlocalhost', '127.0.0.1@example.com',
  ]) {
    const answer = await send(stack.url, '/paid', { headers: { host: name } });
    assert.ok([403, 400, 500].includes(answer.status), `${name}: ${answer.status}`);
    assert.equal(answer.headers.get('www-authenticate'), null, name);
  }
});
