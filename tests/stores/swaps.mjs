// Swaps that tests make, and the timers they leave.
import assert from 'node:assert/strict';

/** In milliseconds, long enough that no test fails on a slow machine. */
export const timeout = 600_000;
/** In milliseconds, so that no record ends before its test, however slow the machine. */
export const HOUR = 3_600_000;

export const swap = (store, id = crypto.randomUUID()) => store.swap(id, null, 'a', Date.now() + HOUR);
export const away = (f) => assert.rejects(f, { name: 'MppError', code: 'store-unavailable' });

/** Counts timers of stores with the `timeout` above: those started from here on, and those that wait now. Other clients have timers too. */
export function waiting(t) {
  const timers = new Set();
  const count = { started: 0, now: 0 };
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  const gone = (timer) => { if (timers.delete(timer)) count.now -= 1; };
  t.mock.method(globalThis, 'setTimeout', (run, delay, ...rest) => {
    const timer = set((...given) => { gone(timer); run(...given); }, delay, ...rest);
    if (delay === timeout) {
      timers.add(timer);
      count.started += 1;
      count.now += 1;
    }
    return timer;
  });
  t.mock.method(globalThis, 'clearTimeout', (timer) => { gone(timer); clear(timer); });
  return count;
}
