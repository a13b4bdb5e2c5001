// Work that continues after a request is answered.
import { logError } from './log-error.js';

/**
 * Asks the runtime to let a promise finish. If it refuses, for example because `ctx` is a copy, the response is still
 * sent. If the promise rejects, that is reported, and does not end the process.
 */
export function waitUntil(ctx, promise) {
  const report = (error) => logError('internal', error);
  const reported = promise.catch(report);
  try {
    Promise.resolve(ctx?.waitUntil?.(reported)).catch(report);
  } catch (error) {
    report(error);
  }
}
