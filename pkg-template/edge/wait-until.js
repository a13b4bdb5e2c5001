// Work that continues after a request is answered.
import { logError } from './log-error.js';

/**
 * Asks the runtime to let a promise finish. If it refuses, for example because `ctx` is a copy, the response is still
 * sent.
 */
export function waitUntil(ctx, promise) {
  try {
    Promise.resolve(ctx?.waitUntil?.(promise)).catch((error) => logError('internal', error));
  } catch (error) {
    logError('internal', error);
  }
}
