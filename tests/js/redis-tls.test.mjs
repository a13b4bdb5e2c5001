// Redis over TLS, at an IP address.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as selfSigned from './self-signed.mjs';

const CLIENT = `
  import { redis } from 'mpp-wasm/store/redis';
  const swap = (url) => redis(url).swap('id', null, 'next', Date.now() + 1000);
  for (const host of ['127.0.0.1', '127.0.0.2', 'localhost']) {
    console.log(await swap('rediss://' + host + ':' + process.env.PORT).catch(({ message }) => message));
  }
`;

test('a name is asked for, an address is not, and the certificate must be for it', async (t) => {
  const names = [];
  const server = createServer(selfSigned, (socket) => {
    names.push(socket.servername);
    socket.on('data', () => socket.write('$-1\r\n')).on('error', () => {});
  }).listen(0);
  await once(server, 'listening');
  const folder = await mkdtemp(join(tmpdir(), 'redis-tls-'));
  t.after(() => (server.close(), rm(folder, { recursive: true })));
  const authority = join(folder, 'ca.pem');
  await writeFile(authority, selfSigned.cert);
  const env = { ...process.env, PORT: `${server.address().port}`, NODE_EXTRA_CA_CERTS: authority };
  const cwd = fileURLToPath(new URL('.', import.meta.url));
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', CLIENT], { env, cwd });
  assert.deepEqual([stdout, stderr], ['null\nthe connection to Redis failed\nnull\n', '']);
  assert.deepEqual([names[0], names.at(-1)], [false, 'localhost']);
});
