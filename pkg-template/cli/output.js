import { MppError } from '../error.js';
import { sanitize } from '../node.js';

// A reader that has seen enough (`| head`) closes the pipe. That is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

export function print(text) {
  process.stdout.write(text);
}

/** The error as one line of JSON, and exit code 1. What is no error of ours is not quoted: it may hold anything. */
export function fail(error) {
  const { code, message } = error instanceof MppError ? error : { code: 'internal', message: 'the command failed' };
  process.stderr.write(json({ code, message }, 0));
  process.exitCode = 1;
}

/** JSON with every string safe to show, names of members too. */
export function json(value, indent = 2) {
  return `${JSON.stringify(clean(value), null, indent)}\n`;
}

function clean(value) {
  if (typeof value === 'string') return sanitize(value);
  if (value instanceof MppError) return { code: value.code, message: sanitize(value.message) };
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  // A name that only becomes another's by cleaning must not take its place.
  const own = Object.entries(value).map(([name, member]) => [name, sanitize(name), member]);
  return Object.fromEntries(own.filter(([name, shown]) => name === shown || !Object.hasOwn(value, shown)).map(([, shown, member]) => [shown, clean(member)]));
}

/** Text safe to show on one line: a line break could pass for a line of ours. */
export function line(text) {
  return sanitize(String(text)).replace(/\s+/g, ' ').trim();
}
