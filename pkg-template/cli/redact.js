import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { wrong } from '../arguments.js';
import { redactStream } from '../node.js';
import { writePrivateFile } from '../private-file.js';
import { parse } from './arguments.js';

export const help = `  mpp-wasm redact [--output FILE] < in > out
      Removes card numbers, tokens, credentials and secrets from text, line by line, so it works with tail -f.

      --output   write to a new file that only its owner can read, instead of standard output

      Each line is written as soon as it ends. A line of more than 1 MiB is hidden entirely.`;

export async function run(args) {
  const { values, positionals } = parse(args, { output: { type: 'string' } });
  if (positionals.length > 0) throw wrong('redact reads standard input: mpp-wasm redact < in > out');
  if (values.output !== undefined) {
    await writePrivateFile(values.output, Readable.toWeb(process.stdin).pipeThrough(redactStream()));
    return '';
  }
  try {
    await pipeline(process.stdin, redactStream(), process.stdout, { end: false });
  } catch (error) {
    // A reader that has seen enough (`| head`) is not a failure.
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
  return '';
}
