// What a paywall requires of a store, as checks to run against your own.
import { CONCURRENCY } from './conformance/concurrency.js';
import { EXPIRY } from './conformance/expiry.js';
import { OUTAGE } from './conformance/outage.js';
import { REGISTER } from './conformance/register.js';
import { TEXTS } from './conformance/texts.js';

/**
 * The checks of a store: `{ name, run }`, each independent of the others and on fresh ids. `makeStore` is called once
 * per check, and twice for the concurrency checks, whose callers use two stores of one backend. It may return the same
 * store every time. `unreachable`, if given, returns a store whose backend cannot be reached. `crowd`: how many records
 * must not displace the first ones; by default more than a cache in memory usually holds before it drops the oldest.
 */
export function conformance(makeStore, { unreachable, crowd = 1500 } = {}) {
  const one = ([name, check]) => ({ name, run: async () => check(await makeStore(), { crowd }) });
  const two = ([name, check]) => ({ name, run: async () => check(await makeStore(), await makeStore()) });
  const checks = [...[...REGISTER, ...TEXTS].map(one), ...CONCURRENCY.map(two), ...EXPIRY.map(one)];
  const outage = OUTAGE.map(([name, check]) => ({ name, run: async () => check(await unreachable()) }));
  return unreachable ? [...checks, ...outage] : checks;
}
