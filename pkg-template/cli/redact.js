import { pipeline } from 'node:stream/promises';
import { redactStream } from '../node.js';
import { parse, wrong } from './arguments.js';
import { privateFile } from './mask.js';

export const help = `  mpp-wasm redact [--output FILE] < in > out
      Text without card numbers, tokens, credentials and secrets, line by line: it keeps up with tail -f.

      --output   a new file, which only its owner can read, in place of standard output

      A line is written as soon as it ends. A line of more than 1 MiB is hidden as a whole.`;

export async function run(args) {
  const { values, positionals } = parse(args, { output: { type: 'string' } });
  if (positionals.length > 0) throw wrong('redact reads standard input: mpp-wasm redact < in > out');
  const to = values.output === undefined ? process.stdout : (await privateFile(values.output)).createWriteStream();
  try {
    await pipeline(process.stdin, redactStream(), to, { end: to !== process.stdout });
  } catch (error) {
    // A reader that has seen enough (`| head`) is no failure.
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
  return '';
}
