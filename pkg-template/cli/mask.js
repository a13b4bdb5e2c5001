import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { maskCard } from '../node.js';
import { parse, wrong } from './arguments.js';
import { json } from './output.js';

export const help = `  mpp-wasm mask [--reveal last4,city,…] [--output FILE] < card.json
      A wallet's card object, safe to show: brand, last four digits, city and postal code.

      --reveal   what to show instead, of brand, last4, city, postal_code, id, expiry, name, street, state, country;
                 an empty text for nothing. Codes and tokens are never shown
      --output   a new file, which only its owner can read, in place of standard output

      Takes one object of JSON or a list of them, and gives JSON.`;

const OPTIONS = { reveal: { type: 'string' }, output: { type: 'string' } };

const MAX_INPUT_BYTES = 1024 * 1024;

const { O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_WRONLY } = constants;

export async function run(args) {
  const { values, positionals } = parse(args, OPTIONS);
  if (positionals.length > 0) throw wrong('mask reads standard input: mpp-wasm mask < card.json');
  const reveal = values.reveal?.split(',').filter((name) => name !== '');
  const card = await input();
  const masked = json(Array.isArray(card) ? card.map((one) => maskCard(one, { reveal })) : maskCard(card, { reveal }));
  if (values.output === undefined) return masked;
  const file = await privateFile(values.output);
  try {
    await file.writeFile(masked);
  } finally {
    await file.close();
  }
  return '';
}

async function input() {
  const chunks = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    length += chunk.length;
    if (length > MAX_INPUT_BYTES) throw wrong('standard input is over 1 MiB');
    chunks.push(chunk);
  }
  let card;
  try {
    card = JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    // The parser's own message quotes what it read.
    throw wrong('standard input is not JSON');
  }
  if (typeof card !== 'object' || card === null) throw wrong('standard input is not a card object');
  return card;
}

/** Creates a file that only its owner can read. What is there already, a link too, is never followed or written over. */
export async function privateFile(path) {
  try {
    return await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  } catch (error) {
    throw wrong(error.code === 'EEXIST' ? '--output names what is there already; name a new file' : '--output cannot be created there');
  }
}
