/**
 * Where the class is shared. In Node each entry is a file of its own, and `instanceof MppError` must work across them.
 */
const SHARED = Symbol.for('mpp-wasm.MppError');

/** Every error this package throws. `code` is from a closed list. The message never contains a secret. */
export const MppError = (globalThis[SHARED] ??= class MppError extends Error {
  // Keeps the name in stack traces, even if a bundler renames the class.
  static name = 'MppError';

  constructor(code, message, problem) {
    super(message);
    this.name = 'MppError';
    this.code = code;
    if (problem) this.problem = problem;
  }
});

/** Converts what the wasm throws or reports, `{ code, message, problem? }`, to an error. */
export function fromThrown(thrown) {
  if (thrown instanceof Error || typeof thrown?.code !== 'string') return thrown;
  return new MppError(thrown.code, thrown.message, thrown.problem);
}
