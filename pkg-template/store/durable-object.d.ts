import type { ClaimStore as Store } from '../edge.js';

/** The Durable Object class: export it from the Worker and bind it, with `new_sqlite_classes`. */
export class ClaimStore {
  /** What Cloudflare's types know Durable Objects by; there is none in the running object. */
  readonly __DURABLE_OBJECT_BRAND: never;
  constructor(ctx: any, env: any);
  swap(expected: string | null, next: string, keepUntil: number): Promise<string | null>;
  alarm(): Promise<void>;
}

/**
 * Claims in Durable Objects, one a challenge: `durableObject(env.CLAIMS)`.
 * @throws {MppError} `bad-config`
 */
export function durableObject(namespace: any): Store;
