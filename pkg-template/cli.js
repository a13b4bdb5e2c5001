#!/usr/bin/env node
import * as decode from './cli/decode.js';
import * as detect from './cli/detect.js';
import * as mask from './cli/mask.js';
import * as redact from './cli/redact.js';
import { wrong } from './cli/arguments.js';
import { fail, print } from './cli/output.js';

const COMMANDS = { decode, detect, mask, redact };

const HELP = `mpp-wasm: HTTP 402 payments

${Object.values(COMMANDS).map(({ help }) => help.split('\n').slice(0, 2).join('\n')).join('\n')}

Run "mpp-wasm COMMAND --help" for details. Errors go to standard error as JSON with code and message, with exit code 1.
`;

async function run([name, ...rest]) {
  if (name === undefined || name === '--help' || name === '-h') return HELP;
  if (name === 'help') return rest.length === 0 ? HELP : `${find(rest[0]).help}\n`;
  const command = find(name);
  return rest.includes('--help') || rest.includes('-h') ? `${command.help}\n` : command.run(rest);
}

function find(name) {
  if (!Object.hasOwn(COMMANDS, name)) throw wrong(`no such command; the commands are ${Object.keys(COMMANDS).join(', ')}`);
  return COMMANDS[name];
}

run(process.argv.slice(2)).then(print).catch(fail);
