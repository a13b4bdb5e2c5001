/** Every failure of this package. `code` is from a closed list; the message never repeats a secret. */
export class MppError extends Error {
  constructor(code, message, problem) {
    super(message);
    this.name = 'MppError';
    this.code = code;
    if (problem) this.problem = problem;
  }
}

/** What the wasm throws or reports, `{ code, message, problem? }`, as an error. */
export function fromThrown(thrown) {
  if (thrown instanceof Error || typeof thrown?.code !== 'string') return thrown;
  return new MppError(thrown.code, thrown.message, thrown.problem);
}
