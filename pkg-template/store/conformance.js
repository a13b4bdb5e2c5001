// What a paywall asks of a store, as checks that run against one of yours.
import { CONCURRENCY } from './conformance/concurrency.js';
import { EXPIRY } from './conformance/expiry.js';
import { OUTAGE } from './conformance/outage.js';
import { REGISTER } from './conformance/register.js';
import { TEXTS } from './conformance/texts.js';

/**
 * The checks of a store: `{ name, run }`, each independent of the others, on fresh ids. `makeStore` is called once a
 * check, and may give the same store every time. `unreachable`, if it is given, makes a store whose backend is away.
 */
export function conformance(makeStore, { unreachable } = {}) {
  const checks = [...REGISTER, ...TEXTS, ...CONCURRENCY, ...EXPIRY].map(([name, check]) => ({ name, run: async () => check(await makeStore()) }));
  const outage = OUTAGE.map(([name, check]) => ({ name, run: async () => check(await unreachable()) }));
  return unreachable ? [...checks, ...outage] : checks;
}
