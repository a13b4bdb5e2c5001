import { parseArgs } from 'node:util';
import { wrong } from '../arguments.js';
import { isWord } from '../plain.js';

/** The option `--format` of a command that writes text, unless JSON is asked for. */
export const FORMAT = { type: 'string' };

/** Parses a command line into options and positional arguments. */
export function parse(args, options) {
  let parsed;
  try {
    parsed = parseArgs({ args, options, allowPositionals: true, tokens: true });
  } catch (error) {
    throw wrong(reason(error.message, options));
  }
  const names = parsed.tokens.map(({ name }) => name).filter((name) => name !== undefined && !options[name].multiple);
  const repeated = names.find((name, at) => names.indexOf(name) < at);
  if (repeated !== undefined) throw wrong(`--${repeated} may be given only once`);
  const { format = 'text' } = parsed.values;
  if (!['json', 'text'].includes(format)) throw wrong('--format must be json or text');
  return parsed;
}

/** Node's message. For an unknown option it names those there are, in place of advice to pass it as a positional argument. */
function reason(message, options) {
  const [said] = message.split('. To specify a positional argument');
  if (!said.startsWith('Unknown option')) return said;
  if (options.format && said === "Unknown option '--json'") return `${said}: use --format json`;
  const words = said.replace(/^Unknown option '--?|'$/g, '').split('-');
  // Anything but a typo might be a token in the wrong place.
  const shown = words.length <= 2 && words.every(isWord) ? said : 'Unknown option';
  return `${shown}; the options are ${Object.keys(options).map((name) => `--${name}`).join(', ')}`;
}
