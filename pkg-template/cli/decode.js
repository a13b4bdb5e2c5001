import { wrong } from '../arguments.js';
import { decode, detect, parseMessage, sanitize } from '../node.js';
import { FORMAT, parse } from './arguments.js';
import { fromNow } from './from-now.js';
import { input } from './input.js';
import { json, line } from './output.js';

const REMOVED = {
  code: 'malformed-challenge',
  message: 'The header can only be read without its control characters, which another reader may keep.',
};

export const help = `  mpp-wasm decode --challenge '<WWW-Authenticate value>' [--format json|text]
      Decodes and validates the Stripe challenge of a header, and says as text if it has expired or looks wrong.

      --challenge   a header value, or pasted header lines; - reads them from standard input
      --format      text (the default) or json: id, realm, method, intent, description, digest, expires, header,
                    network_id, request_json`;

export async function run(args) {
  const { values, positionals } = parse(args, { challenge: { type: 'string' }, format: FORMAT });
  const { challenge, format } = values;
  if (challenge === undefined || positionals.length > 0) {
    throw wrong("decode needs --challenge '<WWW-Authenticate value>', or --challenge - for standard input");
  }
  const header = challenge === '-' ? await input() : challenge;
  const decoded = decode(header);
  return format === 'json' ? json(decoded) : show(decoded, offerOf(header));
}

/**
 * The challenge that was decoded, as detection judges it. `undefined` if that reads the header in another way. What
 * `decode` reads only without control characters is judged without them.
 */
function offerOf(header) {
  const whole = judged(header);
  if (whole) return whole;
  const offer = judged(sanitize(header));
  return offer && { ...offer, warnings: [REMOVED, ...offer.warnings] };
}

function judged(header) {
  const { offers, sharedPaymentTokenOffer: at } = detect({ status: 402, headers: parseMessage(header).headers });
  return offers[at];
}

function show({ request_json: request, ...fields }, { expiresAt, warnings = [] } = {}) {
  if (expiresAt !== undefined) fields.expires += ` (${fromNow(expiresAt)})`;
  const lines = Object.entries(fields).map(([name, value]) => `${name.padEnd(12)}${line(value)}\n`);
  const notes = warnings.map(({ code, message }) => `\n! ${message} [${code}]\n`);
  return `${lines.join('')}request\n${json(request)}${notes.join('')}`;
}
