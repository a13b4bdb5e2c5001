import type { ClaimStore } from '../edge.js';

export interface RedisOptions {
  /** Before every key; `"mpp:claim:"` if left out. */
  prefix?: string;
  /** Milliseconds for one command, a whole number from 1 to 2147483647, 5000 if left out: what takes longer is an outage. */
  timeout?: number;
}

/** A client of node-redis, of ioredis, or what sends one command and resolves with its answer. */
export type RedisClient =
  | { sendCommand(command: string[]): Promise<unknown> }
  | { call(command: string, ...rest: string[]): Promise<unknown> }
  | ((command: string[]) => Promise<unknown>);

/**
 * Claims in Redis 6.2 or later, over its own protocol. From a URL (`redis://[[user]:password@]host[:port][/database]`,
 * `rediss://` for TLS; no query) it opens one connection, and another after that broke: in Node, Deno and Bun.
 *
 * Redis must not drop keys (`maxmemory-policy noeviction`), and an instance that takes over must know what its
 * predecessor acknowledged.
 * @throws {MppError} `bad-config`; a swap rejects with `store-unavailable`
 */
export function redis(client: string | URL | RedisClient, options?: RedisOptions): ClaimStore;

/**
 * The same through a REST endpoint that speaks Upstash's protocol (a POST of the command as a JSON array), for edges,
 * where there is only `fetch`.
 * @param options.url https, or http on loopback; without user and password
 * @throws {MppError} `bad-config`; a swap rejects with `store-unavailable`
 */
export function redisRest(options: RedisOptions & { url: string | URL; token: string }): ClaimStore;
