import type { Store } from '../edge.js';

/**
 * The Durable Object class. Export it from the Worker and bind it, listed under `new_sqlite_classes` in `migrations`.
 */
export class ClaimStore {
  /** Marks a Durable Object for Cloudflare's types. Does not exist at run time. */
  readonly __DURABLE_OBJECT_BRAND: never;
  constructor(ctx: any, env: any);
  swap(id: string, expected: string | null, next: string, keepUntil: number): Promise<string | null>;
  alarm(): Promise<void>;
}

/**
 * Keeps claims in 64 Durable Objects: `durableObject(env.CLAIMS)`. Outside Workers, only with a binding of theirs. Before the
 * compatibility date 2024-04-03 they need the flag `rpc`, or each swap fails.
 * @throws {MppError} `bad-config`
 */
export function durableObject(namespace: any): Store;
