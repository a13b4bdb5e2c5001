// What goes on when a request is answered.
import { complain } from './complain.js';

/** Asks the runtime to see something to its end. One that refuses, as a copy of its context does, costs nobody the answer. */
export function outlive(ctx, promise) {
  try {
    Promise.resolve(ctx?.waitUntil?.(promise)).catch((error) => complain('internal', error));
  } catch (error) {
    complain('internal', error);
  }
}
