import type { Store } from '../edge.js';

/** One property of a store that a paywall relies on. */
export interface Check {
  /** A sentence that states the property. */
  name: string;
  /** Rejects with an `Error` that says what is wrong. */
  run(): Promise<void>;
}

/**
 * The checks a store must pass, for any test runner or none. They use fresh ids and make about 3000 swaps, up to 50 at
 * once, which takes a few seconds if the store is near. They leave about 1700 records behind, most of them for ten
 * minutes, some for an hour, and one for 40 days.
 *
 * ```js
 * import { test } from 'node:test';
 * import { conformance } from 'mpp-wasm/store/conformance';
 *
 * for (const { name, run } of conformance(() => myStore(), { unreachable: () => myStore({ port: 9 }) })) test(name, run);
 * ```
 *
 * @param makeStore Returns the store under test. Called once per check, and twice for the concurrency checks, whose
 *   callers alternate between two stores like two processes. All returned stores must share their registers, so for a
 *   store that lives in its process, like `memory()`, return the same one each time.
 * @param options.unreachable Returns a store whose backend cannot be reached: it must fail, not answer.
 * @param options.crowd How many records are written after the first ones, which must still be there. The default is 1500. A
 *   store that drops its oldest records only beyond that number passes all the same.
 */
export function conformance(
  makeStore: () => Store | Promise<Store>,
  options?: { unreachable?: () => Store | Promise<Store>; crowd?: number },
): Check[];
