import { decode } from '../node.js';
import { parse, wrong } from './arguments.js';
import { json, line } from './output.js';

export const help = `  mpp-wasm decode --challenge '<WWW-Authenticate value>' [--format json|text]
      The Stripe challenge of a header, validated.

      --challenge   a header value, or header lines as they were pasted; - reads them from standard input
      --format      text (the default) or json: id, realm, method, intent, description, digest, expires, network_id,
                    request_json`;

/** As much as a header may hold, and the lines around it. */
const MAX_INPUT_BYTES = 256 * 1024;

export async function run(args) {
  const { values, positionals } = parse(args, { challenge: { type: 'string' } });
  const { challenge, format } = values;
  if (challenge === undefined || positionals.length > 0) {
    throw wrong("decode needs --challenge '<WWW-Authenticate value>', or --challenge - for standard input");
  }
  const decoded = decode(challenge === '-' ? await input() : challenge);
  return format === 'json' ? json(decoded) : show(decoded);
}

async function input() {
  const chunks = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    length += chunk.length;
    if (length > MAX_INPUT_BYTES) throw wrong('standard input is over 256 KiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function show({ request_json: request, ...fields }) {
  const lines = Object.entries(fields).map(([name, value]) => `${name.padEnd(12)}${line(value)}\n`);
  return `${lines.join('')}request\n${json(request)}`;
}
