// Lets go of what is not needed of a body.

/** The reason to cancel a body that could not be sent, and not because of its client. Other copies of this file know it too. */
export const UNSENT = Symbol.for('mpp-wasm.unsent');

/**
 * Cancels a body, or the reads of it. Never throws, and nothing waits for it: a clone is let go only when its original has
 * been read or let go too.
 */
export async function letGo(body, reason) {
  try {
    await body?.cancel(reason);
  } catch {}
}
