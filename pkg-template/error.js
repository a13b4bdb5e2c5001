/** Where the class is: entries are files of their own in Node, and what one throws must be an `MppError` to the others. */
const SHARED = Symbol.for('mpp-wasm.MppError');

/** Every failure of this package. `code` is from a closed list; the message never repeats a secret. */
export const MppError = (globalThis[SHARED] ??= class MppError extends Error {
  // What traces say, whatever a bundler makes of it.
  static name = 'MppError';

  constructor(code, message, problem) {
    super(message);
    this.name = 'MppError';
    this.code = code;
    if (problem) this.problem = problem;
  }
});

/** What the wasm throws or reports, `{ code, message, problem? }`, as an error. */
export function fromThrown(thrown) {
  if (thrown instanceof Error || typeof thrown?.code !== 'string') return thrown;
  return new MppError(thrown.code, thrown.message, thrown.problem);
}
