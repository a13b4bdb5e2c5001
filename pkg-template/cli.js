#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { MppError, decode } from './node.js';

const HELP = `mpp-wasm: HTTP 402 payments

  mpp-wasm decode --challenge '<WWW-Authenticate value>' [--format json|text]
      The Stripe challenge of a header, validated. '-' reads standard input.
`;

const OPTIONS = { challenge: { type: 'string' }, format: { type: 'string', default: 'text' }, help: { type: 'boolean' } };

function run(argv) {
  const { values, positionals } = parse(argv);
  const [command] = positionals;
  if (values.help || command === undefined || command === 'help') return HELP;
  if (command !== 'decode') throw new MppError('invalid-argument', `unknown command; try: mpp-wasm help`);
  if (values.challenge === undefined) throw new MppError('invalid-argument', "decode needs --challenge '<WWW-Authenticate value>', or --challenge -");
  if (!['json', 'text'].includes(values.format)) throw new MppError('invalid-argument', '--format is json or text');
  const header = values.challenge === '-' ? readFileSync(0, 'utf8') : values.challenge;
  const decoded = decode(header);
  return values.format === 'json' ? `${JSON.stringify(decoded, null, 2)}\n` : show(decoded);
}

function parse(argv) {
  try {
    return parseArgs({ args: argv, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new MppError('invalid-argument', error.message);
  }
}

function show({ request_json: request, ...fields }) {
  const lines = Object.entries(fields).map(([name, value]) => `${name.padEnd(12)}${value}`);
  return `${[...lines, 'request', JSON.stringify(request, null, 2)].join('\n')}\n`;
}

try {
  process.stdout.write(run(process.argv.slice(2)));
} catch (error) {
  const { code = 'internal', message } = error instanceof MppError ? error : { message: 'the command failed' };
  process.stderr.write(`${JSON.stringify({ code, message })}\n`);
  process.exitCode = 1;
}
