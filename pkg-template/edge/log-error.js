// How exceptions are reported.
import { MppError } from '../error.js';

/**
 * The name of an exception. Its message too if it is this package's own; other messages could quote what was sent. Never
 * throws, because it describes what was caught.
 */
export function describeError(error) {
  try {
    const { name, message } = error ?? {};
    if (error instanceof MppError && /^\P{C}{1,300}$/u.test(message)) return `${name}: ${message}`;
    return typeof name === 'string' && /^[A-Za-z]{1,40}$/.test(name) ? name : 'Error';
  } catch {
    return 'Error';
  }
}

/** Reports an error to the console, if there is no `onEvent`. */
export function logError(code, error) {
  const cause = causeOf(error);
  console.error(`mpp-wasm: ${code}: ${describeError(error)}${cause === undefined ? '' : ` (${describeError(cause)})`}`);
}

function causeOf(error) {
  try {
    return error?.cause;
  } catch {
    return undefined;
  }
}
