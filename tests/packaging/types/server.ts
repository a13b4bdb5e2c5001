// Compiled with the types of Node, never run: a paywall in Node's own servers, and with Express.
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server, createSecureServer as createBothServer } from 'node:http2';
import { createServer as createSecureServer } from 'node:https';
import { Cluster, Redis } from 'ioredis';
import { createClient, createClientPool, createCluster, createSentinel, RESP_TYPES } from 'redis';
import { credentialType, detect } from 'mpp-wasm';
import { paywall } from 'mpp-wasm/edge';
import { listener } from 'mpp-wasm/node';
import { memory } from 'mpp-wasm/store/memory';
import { redis } from 'mpp-wasm/store/redis';

const site = paywall({
  realm: 'api.example.com',
  secret: 'a secret of at least 32 bytes, for a test',
  stripe: { secretKey: 'sk_test_1', networkId: 'profile_1' },
  store: memory(),
  routes: { '/paid': '1.00 USD' },
  origin: 'http://127.0.0.1:3000',
  onError: (error, { code, route }) => console.error(code, route, error),
});
const publicOrigin = 'https://api.example.com';

createServer(listener(site.fetch, { publicOrigin })).listen(8402);
createSecureServer(listener(site.charge('1.00 USD', (request) => Response.json({ url: request.url })), { publicOrigin }));
createServer(listener(() => new Response(), { publicOrigin }));
createHttp2Server(listener(site.fetch, { publicOrigin })).listen(8403);
createBothServer({ allowHTTP1: true }, listener(site.fetch, { publicOrigin }));
// @ts-expect-error the public origin cannot be left out
listener(site.fetch);
// @ts-expect-error a handler returns a Response
listener(() => 'text', { publicOrigin });

/** What Express takes: its requests and responses extend those of Node. */
type Middleware = (req: IncomingMessage & { originalUrl: string }, res: ServerResponse, next: (error?: unknown) => void) => void;
export const guarded: Middleware = listener(site.fetch, { publicOrigin });

get('http://127.0.0.1:8402/paid', (response) => console.log(detect(response).offers, credentialType({ response }).type));
// @ts-expect-error a response needs a status
detect({ headers: {} });

// Every kind of client that there is.
redis(createClient());
redis(createClient({ RESP: 2 }).withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer }));
redis(createClientPool());
redis(createCluster({ rootNodes: [] }));
redis(createSentinel({ name: 'claims', sentinelRootNodes: [] }));
redis(new Redis());
redis(new Cluster([]));
// @ts-expect-error it cannot send a command
redis({ get: async () => null });
