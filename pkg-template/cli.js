#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { wrong } from './arguments.js';
import * as decode from './cli/decode.js';
import * as detect from './cli/detect.js';
import * as mask from './cli/mask.js';
import * as redact from './cli/redact.js';
import { fail, print } from './cli/output.js';

const COMMANDS = { decode, detect, mask, redact };

const HELP = `mpp-wasm: HTTP 402 payments

${Object.values(COMMANDS).map(({ help }) => help.split('\n').slice(0, 2).join('\n')).join('\n')}

Run "mpp-wasm COMMAND --help" for details, "mpp-wasm --version" for the version. Errors go to standard error as JSON with
code and message, with exit code 1.
`;

/** Understood anywhere on the command line. */
const ASKS_HELP = ['--help', '-h'];
const ASKS_VERSION = ['--version', '-V'];

async function run(args) {
  const asks = (options) => args.some((arg) => options.includes(arg));
  const isHelp = args.length === 0 || args[0] === 'help' || asks(ASKS_HELP);
  if (!isHelp && asks(ASKS_VERSION)) return version();
  const [name, ...rest] = args[0] === 'help' ? args.slice(1) : args;
  if (isHelp) return name === undefined || name.startsWith('-') ? HELP : `${find(name).help}\n`;
  return find(name).run(rest);
}

function version() {
  const { name, version } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'));
  return `${name} ${version}\n`;
}

function find(name) {
  if (!Object.hasOwn(COMMANDS, name)) throw wrong(`no such command; the commands are ${Object.keys(COMMANDS).join(', ')}`);
  return COMMANDS[name];
}

run(process.argv.slice(2)).then(print).catch(fail);
