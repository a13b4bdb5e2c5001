import { wrong } from '../arguments.js';
import { maskCard } from '../node.js';
import { writePrivateFile } from '../private-file.js';
import { parse } from './arguments.js';
import { input } from './input.js';
import { json } from './output.js';

export const help = `  mpp-wasm mask [--reveal last4,city,…] [--output FILE] < card.json
      Masks a wallet's card object, except for brand, last four digits, city and postal code.

      --reveal   what to show instead: brand, last4, city, postal_code, id, expiry, name, street, state, country;
                 an empty string for nothing. Security codes and tokens are never shown
      --output   write to a new file that only its owner can read, instead of standard output

      Takes one JSON object or an array of them. Writes JSON.`;

const OPTIONS = { reveal: { type: 'string' }, output: { type: 'string' } };

const MAX_INPUT_BYTES = 1024 * 1024;

export async function run(args) {
  const { values, positionals } = parse(args, OPTIONS);
  if (positionals.length > 0) throw wrong('mask reads standard input: mpp-wasm mask < card.json');
  const reveal = values.reveal?.split(',').filter((name) => name !== '');
  const card = cardOf(await input(MAX_INPUT_BYTES));
  const masked = json(Array.isArray(card) ? card.map((one) => maskCard(one, { reveal })) : maskCard(card, { reveal }));
  if (values.output === undefined) return masked;
  await writePrivateFile(values.output, masked);
  return '';
}

function cardOf(text) {
  let card;
  try {
    card = JSON.parse(text);
  } catch {
    // The parser's own message would quote the input.
    throw wrong('standard input is not JSON; give a card object: mpp-wasm mask < card.json');
  }
  if (typeof card !== 'object' || card === null) throw wrong('standard input is not a card object');
  return card;
}
