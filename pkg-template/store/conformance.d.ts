import type { ClaimStore } from '../edge.js';

/** One thing a paywall relies on. */
export interface Check {
  /** A sentence: what holds. */
  name: string;
  /** Rejects with an `Error` that says what did not hold. */
  run(): Promise<void>;
}

/**
 * The checks of a store, for any test runner or none. They take a few seconds, use fresh ids, and leave their records to
 * expire within days.
 *
 * ```js
 * import { test } from 'node:test';
 * import { conformance } from 'mpp-wasm/store/conformance';
 *
 * for (const { name, run } of conformance(() => myStore(), { unreachable: () => myStore({ port: 9 }) })) test(name, run);
 * ```
 *
 * @param makeStore Gives the store under test; called once a check, and twice for the races, whose callers take turns at two
 *   stores as in two processes. Stores of several calls share their registers: one that lives in its process, like `memory()`,
 *   is the same each time.
 * @param options.unreachable Gives a store whose backend cannot be reached: it must fail, not answer.
 */
export function conformance(
  makeStore: () => ClaimStore | Promise<ClaimStore>,
  options?: { unreachable?: () => ClaimStore | Promise<ClaimStore> },
): Check[];
