// WebSockets: refused on priced routes, passed on to free ones.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { assertPaid, assertProblem, prepare, send, startStack, variables } from './payer.mjs';
import { startWorker } from './stack.mjs';

const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
const HANDSHAKE = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': KEY };

let stack, echo, worker;
before(async () => {
  stack = await startStack();
  echo = await startEcho();
  worker = await startWorker({ vars: variables({ sim: stack.sim, origin: echo }) });
});
after(async () => {
  await worker?.close();
  await echo?.close();
  await stack?.close();
});

const REFUSED = [
  'HTTP/1.1 401 Unauthorized',
  'WWW-Authenticate: Payment id="1", realm="a", method="x", intent="charge", request="e30", Bearer realm="b"',
  'Payment-Receipt: e30',
  'Content-Length: 2',
];

/** An origin that accepts every WebSocket but those to `/refused`, and says "yo" to the first frame. */
async function startEcho() {
  const sockets = new Set();
  const server = createServer((request, response) => response.end('plain')).on('upgrade', (request, socket) => {
    sockets.add(socket);
    if (request.url === '/refused') return socket.end(`${REFUSED.join('\r\n')}\r\n\r\nno`);
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
    socket.on('data', () => socket.write(Buffer.from([0x81, 2, ...Buffer.from('yo')]))).on('error', () => {});
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}

test('a WebSocket on a priced route is refused, paid or not: no challenge, no charge', async () => {
  assertProblem(await stack.costs({}, () => send(stack.url, '/paid', { headers: HANDSHAKE })), 'not-payable');
  const { pay } = await prepare(stack);
  assertProblem(await stack.costs({}, () => pay(undefined, { headers: HANDSHAKE })), 'not-payable');
  assertProblem(await stack.costs({}, () => pay(undefined, { headers: { ...HANDSHAKE, upgrade: 'WebSocket' } })), 'not-payable');
  assertPaid(await stack.costs({ intents: 1, hits: 1 }, () => pay()));
});

test('another upgrade is ignored, as RFC 9110 allows', async () => {
  const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAARAAAAAAAIAAAAA' };
  assertProblem(await send(stack.url, '/paid', { headers }), 'payment-required');
});

test('a WebSocket on a free route reaches the origin and comes back', async () => {
  const socket = connect(Number(new URL(worker.url).port), '127.0.0.1');
  const fields = Object.entries(HANDSHAKE).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET /free HTTP/1.1\r\nHost: 127.0.0.1\r\n${fields.join('')}\r\n`);
  let said = Buffer.alloc(0);
  let asked = false;
  for await (const chunk of socket) {
    said = Buffer.concat([said, chunk]);
    if (!asked && said.includes('\r\n\r\n')) {
      asked = true;
      // "hi", masked with zeros, as clients must.
      socket.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, ...Buffer.from('hi')]));
    }
    if (said.includes('yo')) break;
    assert.ok(said.length < 10_000);
  }
  assert.match(said.toString('latin1'), /^HTTP\/1\.1 101 /);
});

test('a refusal of the origin in place of a WebSocket holds no more than any other answer', async () => {
  const { status, text, headers } = await send(worker.url, '/refused', { headers: HANDSHAKE });
  assert.deepEqual([status, text, headers.get('www-authenticate'), headers.get('payment-receipt')], [401, 'no', 'Bearer realm="b"', null]);
});
