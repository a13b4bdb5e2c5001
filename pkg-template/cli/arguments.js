import { parseArgs } from 'node:util';
import { MppError } from '../error.js';

export function wrong(message) {
  return new MppError('invalid-argument', message);
}

/** Parses a command line into options and positional arguments. Every command has `--format`. */
export function parse(args, options) {
  const format = { type: 'string', default: 'text' };
  let parsed;
  try {
    parsed = parseArgs({ args, options: { format, ...options }, allowPositionals: true });
  } catch (error) {
    throw wrong(error.message);
  }
  if (!['json', 'text'].includes(parsed.values.format)) throw wrong('--format must be json or text');
  return parsed;
}
