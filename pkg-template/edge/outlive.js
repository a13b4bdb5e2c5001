// Work that continues after a request is answered.
import { complain } from './complain.js';

/**
 * Asks the runtime to let a promise finish. If it refuses, for example because `ctx` is a copy, the response is still
 * sent.
 */
export function outlive(ctx, promise) {
  try {
    Promise.resolve(ctx?.waitUntil?.(promise)).catch((error) => complain('internal', error));
  } catch (error) {
    complain('internal', error);
  }
}
