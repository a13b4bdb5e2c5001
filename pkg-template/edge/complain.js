// What is told of an exception.
import { MppError } from '../error.js';

/** The kind of an exception. Its words only where they are this package's: others could repeat what was sent. */
export function wordsOf(error) {
  const { name, message } = error ?? {};
  if (error instanceof MppError && /^\P{C}{1,300}$/u.test(message)) return `${name}: ${message}`;
  return typeof name === 'string' && /^[A-Za-z]{1,40}$/.test(name) ? name : 'Error';
}

/** Where nobody listens. */
export function complain(code, error) {
  const cause = error?.cause === undefined ? '' : ` (${wordsOf(error.cause)})`;
  console.error(`mpp-wasm: ${code}: ${wordsOf(error)}${cause}`);
}
