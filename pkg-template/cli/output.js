import { MppError } from '../error.js';
import { sanitize } from '../node.js';

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', ({ code }) => {
    // A reader that has seen enough (`| head`) closes the pipe. That is not a failure. If standard error fails, `fail` was
    // called before, and adds nothing.
    if (code !== 'EPIPE') fail(new MppError('internal', `standard output cannot be written: ${code}`));
  });
}

export function print(text) {
  process.stdout.write(text);
}

/**
 * Writes the error as one line of JSON and sets exit code 1. What fails because of it is not told. Errors of other code
 * are not quoted: they may hold secrets.
 */
export function fail(error) {
  if (process.exitCode === 1) return;
  const { code, message } = error instanceof MppError ? error : { code: 'internal', message: 'the command failed' };
  process.stderr.write(json({ code, message }, 0));
  process.exitCode = 1;
}

/** JSON in which every string is safe to show, including member names. */
export function json(value, indent = 2) {
  return `${JSON.stringify(clean(value), null, indent)}\n`;
}

function clean(value) {
  if (typeof value === 'string') return sanitize(value);
  if (value instanceof MppError) return { code: value.code, message: sanitize(value.message) };
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  // A name that only matches another one after sanitizing must not replace it.
  const own = Object.entries(value).map(([name, member]) => [name, sanitize(name), member]);
  const distinct = own.filter(([name, shown]) => name === shown || !Object.hasOwn(value, shown));
  return Object.fromEntries(distinct.map(([, shown, member]) => [shown, clean(member)]));
}

/**
 * Text that is safe to show on one line. A line break could fake a line of our output, and so could a run of blanks where
 * the terminal wraps: U+2800 is the Braille pattern without dots.
 */
export function line(text) {
  return sanitize(String(text)).replace(/[\s\u2800]+/g, ' ').trim();
}
