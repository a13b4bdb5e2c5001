import { parseArgs } from 'node:util';
import { MppError } from '../error.js';

export function wrong(message) {
  return new MppError('invalid-argument', message);
}

/** The options and the words of a command line; `--format` is every command's. */
export function parse(args, options) {
  const format = { type: 'string', default: 'text' };
  let parsed;
  try {
    parsed = parseArgs({ args, options: { format, ...options }, allowPositionals: true });
  } catch (error) {
    throw wrong(error.message);
  }
  if (!['json', 'text'].includes(parsed.values.format)) throw wrong('--format is json or text');
  return parsed;
}
