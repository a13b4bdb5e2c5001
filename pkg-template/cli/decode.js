import { wrong } from '../arguments.js';
import { decode } from '../node.js';
import { FORMAT, parse } from './arguments.js';
import { input } from './input.js';
import { json, line } from './output.js';

export const help = `  mpp-wasm decode --challenge '<WWW-Authenticate value>' [--format json|text]
      Decodes and validates the Stripe challenge of a header.

      --challenge   a header value, or pasted header lines; - reads them from standard input
      --format      text (the default) or json: id, realm, method, intent, description, digest, expires, header,
                    network_id, request_json`;

export async function run(args) {
  const { values, positionals } = parse(args, { challenge: { type: 'string' }, format: FORMAT });
  const { challenge, format } = values;
  if (challenge === undefined || positionals.length > 0) {
    throw wrong("decode needs --challenge '<WWW-Authenticate value>', or --challenge - for standard input");
  }
  const decoded = decode(challenge === '-' ? await input() : challenge);
  return format === 'json' ? json(decoded) : show(decoded);
}

function show({ request_json: request, ...fields }) {
  const lines = Object.entries(fields).map(([name, value]) => `${name.padEnd(12)}${line(value)}\n`);
  return `${lines.join('')}request\n${json(request)}`;
}
