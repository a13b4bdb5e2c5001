// How exceptions are reported.
import { MppError } from '../error.js';

/** The codes of systems and TLS, such as `ECONNREFUSED`: nothing else that a code could be is only capitals. */
const SYSTEM_CODE = /^[A-Z][A-Z_]{2,40}$/;

/**
 * The name of an exception, and of its cause, each with the system's code: `TypeError (Error ECONNREFUSED)`. The message
 * too if it is this package's own; other messages could quote what was sent. Never throws, because it describes what was
 * caught.
 */
export function describeError(error) {
  const cause = from(error, ({ cause }) => cause);
  return cause === undefined ? one(error) : `${one(error)} (${one(cause)})`;
}

function one(error) {
  const described = from(error, ({ name, message, code }) => {
    if (error instanceof MppError && /^\P{C}{1,300}$/u.test(message)) return `${name}: ${message}`;
    const own = typeof name === 'string' && /^[A-Za-z]{1,40}$/.test(name) ? name : 'Error';
    return typeof code === 'string' && SYSTEM_CODE.test(code) ? `${own} ${code}` : own;
  });
  return described ?? 'Error';
}

/** What is read from an exception, or `undefined` if it does not let itself be read. */
function from(error, read) {
  try {
    return read(error ?? {});
  } catch {
    return undefined;
  }
}

/** Reports an error to the console, if there is no `onEvent`. `hint`: what to add if no message of it is told. Never throws. */
export function logError(code, error, hint = '') {
  const described = describeError(error);
  say(code, `${described}${described.includes(': ') ? '' : hint}`);
}

/** Writes a line to the console. Never throws: a console that someone has replaced may. */
export function say(code, text) {
  try {
    console.error(`mpp-wasm: ${code}: ${text}`);
  } catch {}
}
