import type { Store } from '../edge.js';

export interface RedisOptions {
  /** Prefix of every key. Defaults to `"mpp:claim:"`. */
  prefix?: string;
  /**
   * Time limit for one command, in milliseconds: a whole number from 1 to 2147483647. Defaults to 5000. A command that
   * takes longer counts as an outage. With a URL, opening the connection has the same limit, apart from the command.
   */
  timeout?: number;
}

/**
 * A client of node-redis or ioredis, a cluster, pool or sentinel of theirs, or a function that sends one command and
 * resolves with its reply.
 */
export type RedisClient =
  | { sendCommand(command: string[]): Promise<unknown> }
  | { sendCommand: unknown; eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown> }
  | { call(command: string, ...rest: string[]): Promise<unknown> }
  | ((command: string[]) => Promise<unknown>);

/**
 * Keeps claims in Redis 6.2 or later, or in Valkey, over the Redis protocol. Given a URL
 * (`redis://[[user]:password@]host[:port][/database]`, `rediss://` for TLS; no query), it opens one connection, and
 * reopens it after it breaks or Redis answers with an error: after a failover, the host's name must lead to the new
 * primary. URLs work in Node, Deno and Bun. They are refused in Workers, where a connection ends with the request that opened it.
 *
 * Redis must not evict keys (`maxmemory-policy noeviction`), and after a failover the new primary must have every write
 * the old one acknowledged.
 *
 * @throws {MppError} `bad-config`; a swap rejects with `store-unavailable`
 */
export function redis(client: string | URL | RedisClient, options?: RedisOptions): Store;

/**
 * The same through a REST endpoint that speaks Upstash's protocol (a POST of the command as a JSON array), for edge
 * runtimes that only have `fetch`.
 *
 * @param options.url https, or http on loopback. Without a user name or password.
 * @throws {MppError} `bad-config`; a swap rejects with `store-unavailable`
 */
export function redisRest(options: RedisOptions & { url: string | URL; token: string }): Store;
