// What a Redis answers, byte by byte.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { redis } from 'mpp-wasm/store/redis';
import { Replies } from '../../pkg/store/redis/resp.js';
import { away, swap } from './swaps.mjs';

/** Starts a server that sends `pieces` to every client. Only a reply that stays incomplete needs a short `timeout`. */
async function saying(pieces, f, timeout = 600_000) {
  const sockets = [];
  const listener = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.once('data', async () => {
      for (const piece of pieces) {
        socket.write(piece);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    });
  });
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  try {
    await f(redis(`redis://127.0.0.1:${listener.address().port}`, { timeout }));
  } finally {
    for (const socket of sockets) socket.destroy();
    listener.close();
  }
}

test('a reply may arrive in any pieces; anything that is not a Redis reply breaks the connection', async () => {
  for (const pieces of [['$-1\r\n'], ['$', '-', '1', '\r', '\n']]) await saying(pieces, async (store) => assert.equal(await swap(store), null));
  const text = Buffer.from('$6\r\né😀\r\n');
  await saying([...text, ...text].map((byte) => Buffer.of(byte)), async (store) => {
    assert.deepEqual(await Promise.all([swap(store), swap(store)]), ['é😀', 'é😀']);
  });
  for (const pieces of [
    ['HTTP/1.1 400 Bad Request\r\n\r\n'], ['$99999999999\r\n'], ['$-2\r\n'], ['$x\r\n'], ['*1\r\n$1\r\na\r\n'], ['\r\n'],
    ['$5\r\nab'], ['-READONLY spt_MARKER\r\n'], [':1\r\n'],
  ]) {
    await saying(pieces, async (store) => {
      const error = await swap(store).then((found) => assert.fail(`it answered ${found} to ${pieces}`), (error) => error);
      assert.equal(error.code, 'store-unavailable');
      assert.doesNotMatch(error.message, /MARKER/);
    }, pieces[0] === '$5\r\nab' ? 500 : undefined);
  }
});

test('a line ends with both of its characters: what is cut short by one of them is no reply yet, least of all an empty register', () => {
  for (const begun of ['$-11\n', '+OK\n', '\n', '$-1\r', '$1\r\na\r']) {
    assert.deepEqual([...new Replies().push(Buffer.from(begun))], [], JSON.stringify(begun));
  }
  for (const no of ['\r\n', 'HTTP/1.1 400\r\n', '*1\r\n', '$-2\r\n', '$x\r\n', '$1.5\r\n']) {
    assert.throws(() => [...new Replies().push(Buffer.from(no))], { code: 'store-unavailable' }, JSON.stringify(no));
  }
});

test('each kind of reply is read, and the next one begins where it ends', () => {
  const replies = new Replies().push(Buffer.from('+OK\r\n$-1\r\n:7\r\n$0\r\n\r\n-NOAUTH no\r\n$3\r\na\r\n\r\n$1\r\n'));
  const next = () => replies.next().value;
  assert.deepEqual([next(), next(), next(), next()], ['OK', null, 7, '']);
  assert.equal(next().message, 'Redis answered NOAUTH');
  assert.deepEqual([next(), replies.next().done], ['a\r\n', true]);
});

test('of an error reply only a code at its beginning is told: any other word could be of a record', () => {
  const NO_CODE = 'an error';
  const replies = [['WRONGTYPE PAID', 'WRONGTYPE'], ...['the text PAID', 'R', 'R2D2 no', 'PAIDby', ''].map((reply) => [reply, NO_CODE])];
  for (const [reply, told] of replies) {
    const [{ code, message }] = new Replies().push(Buffer.from(`-${reply}\r\n`));
    assert.deepEqual([code, message], ['store-unavailable', `Redis answered ${told}`], reply);
  }
});

test('a reply that never ends is given up at 64 MiB', () => {
  const most = 64 * 1024 * 1024;
  const endless = (bytes) => [...new Replies().push(new Uint8Array(bytes).fill('$'.charCodeAt(0)))];
  assert.deepEqual(endless(most), []);
  assert.throws(() => endless(most + 1), { code: 'store-unavailable' });
  const head = (length) => [...new Replies().push(Buffer.from(`$${length}\r\n`))];
  assert.deepEqual(head(most), []);
  assert.throws(() => head(most + 1), { code: 'store-unavailable' });
});

test('a reply in many parts is copied a few times at most, and the next ones are whole', (t) => {
  const parts = 500;
  const text = 'a'.repeat(parts * 1000);
  const all = Buffer.from(`:1\r\n$${text.length}\r\n${text}\r\n:2\r\n:3\r\n`);
  let copied = 0;
  const original = Uint8Array.prototype.set;
  const set = t.mock.method(Object.getPrototypeOf(Uint8Array.prototype), 'set', function (source, at) {
    copied += source.length;
    return Reflect.apply(original, this, [source, at]);
  });
  const found = [];
  const replies = new Replies();
  for (let at = 0; at < all.length; at += 1000) found.push(...replies.push(new Uint8Array(all.subarray(at, at + 1000))));
  set.mock.restore();
  assert.ok(found[1] === text);
  assert.deepEqual([found[0], ...found.slice(2)], [1, 2, 3]);
  assert.ok(copied < 4 * all.length, `${copied} bytes were copied`);
});

test('a command behind one that was refused fails, and gets no reply of another', async () => {
  await saying(['-READONLY no\r\n$5\r\nother\r\n'], async (store) => {
    await Promise.all([away(swap(store)), away(swap(store))]);
  });
});
