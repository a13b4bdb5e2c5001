// Every kind of client that node-redis and ioredis have, against real servers, a cluster of one node and a sentinel.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Cluster, Redis } from 'ioredis';
import { createClient, createClientPool, createCluster, createSentinel, RESP_TYPES } from 'redis';
import { conformance } from 'mpp-wasm/store/conformance';
import { redis } from 'mpp-wasm/store/redis';
import { startRedis } from './redis.mjs';
import { swap, timeout } from './swaps.mjs';

let server;
let node;
/** Watches the server. */
let sentinel;
before(async () => {
  [server, node] = await Promise.all([startRedis(), startRedis({ options: ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'] })]);
  sentinel = await startRedis({ sentinelOf: server.port });
  await assignSlots(node.url);
});
after(async () => {
  await sentinel?.close();
  await Promise.all([server, node].map((one) => one?.close()));
});

/** Makes a node a whole cluster. */
async function assignSlots(url) {
  const client = new Redis(url);
  await client.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  while (!/cluster_state:ok/.test(await client.call('CLUSTER', 'INFO'))) await new Promise((resolve) => setTimeout(resolve, 50));
  client.disconnect();
}

// Each has a sendCommand of its own.
const KINDS = {
  'a client of node-redis that replies with bytes': () => createClient({ url: server.url }).withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer }),
  'a client of node-redis that speaks RESP2': () => createClient({ url: server.url, RESP: 2 }),
  'a client of node-redis that speaks RESP3': () => createClient({ url: server.url, RESP: 3 }),
  'a pool of node-redis': () => createClientPool({ url: server.url }),
  'a cluster of node-redis': () => createCluster({ rootNodes: [{ url: node.url }] }),
  'a sentinel of node-redis': () => createSentinel({ name: 'claims', sentinelRootNodes: [{ host: '127.0.0.1', port: sentinel.port }] }),
  'a client of ioredis that speaks RESP3': () => new Redis(server.url, { protocol: 3 }),
  'a cluster of ioredis': () => new Cluster([{ host: '127.0.0.1', port: node.port }]),
  'a sentinel of ioredis': () => new Redis({ sentinels: [{ host: '127.0.0.1', port: sentinel.port }], name: 'claims' }),
};
for (const [name, make] of Object.entries(KINDS)) {
  describe(name, { concurrency: true }, () => {
    let client;
    before(async () => {
      client = make().on('error', () => {});
      if (!(client instanceof Redis || client instanceof Cluster)) await client.connect();
    });
    after(() => (client.destroy ?? client.disconnect).call(client));
    for (const check of conformance(() => redis(client, { timeout }), { crowd: 200 })) test(check.name, check.run);
  });
}

test('a client of which only sendCommand is known gets the command', async (t) => {
  const client = await createClient({ url: server.url }).connect();
  t.after(() => client.destroy());
  const store = redis({ sendCommand: (command) => client.sendCommand(command) }, { timeout });
  const id = crypto.randomUUID();
  assert.deepEqual([await swap(store, id), await swap(store, id)], [null, 'a']);
});
