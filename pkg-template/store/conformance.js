// What a paywall asks of a store, as checks that run against one of yours.
import { CONCURRENCY } from './conformance/concurrency.js';
import { EXPIRY } from './conformance/expiry.js';
import { OUTAGE } from './conformance/outage.js';
import { REGISTER } from './conformance/register.js';
import { TEXTS } from './conformance/texts.js';

/**
 * The checks of a store: `{ name, run }`, each independent of the others, on fresh ids. `makeStore` is called once a
 * check, and twice for the races, whose callers use two stores of one backend; it may give the same store every time.
 * `unreachable`, if it is given, makes a store whose backend is away.
 */
export function conformance(makeStore, { unreachable } = {}) {
  const one = ([name, check]) => ({ name, run: async () => check(await makeStore()) });
  const two = ([name, check]) => ({ name, run: async () => check(await makeStore(), await makeStore()) });
  const checks = [...[...REGISTER, ...TEXTS].map(one), ...CONCURRENCY.map(two), ...EXPIRY.map(one)];
  const outage = OUTAGE.map(([name, check]) => ({ name, run: async () => check(await unreachable()) }));
  return unreachable ? [...checks, ...outage] : checks;
}
