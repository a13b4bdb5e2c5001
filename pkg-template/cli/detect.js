import { credentialType, detect, parseMessage } from '../node.js';
import { parse, wrong } from './arguments.js';
import { explain } from './explain.js';
import { ask, cut } from './fetch.js';
import { beginning } from './input.js';
import { json } from './output.js';

export const help = `  mpp-wasm detect URL|- [--format json|text] [--method GET] [--header 'Name: value']... [--limit '1.00 USD']...
      Asks a URL and says what it wants to be paid, by which protocol, and what to watch out for. Pays nothing.
      With - it asks nobody, and reads what curl -i or curl -v printed: curl -i URL | mpp-wasm detect -

      --method   the request's method, GET if left out
      --header   a header of the request; may be repeated. A payment credential is refused
      --limit    warns about amounts above it; may be repeated, one a currency
      --format   text (the default) or json: url, status, protocols, offers, credential, what each protocol said, and
                 incomplete, which is true where the body broke off, or more was piped than is read

      Redirects are followed on the same origin only. It waits 15 seconds and reads 256 KiB at most, with - 512 KiB.`;

const OPTIONS = {
  method: { type: 'string' },
  header: { type: 'string', multiple: true },
  limit: { type: 'string', multiple: true, default: [] },
};

export async function run(args) {
  const { values, positionals } = parse(args, OPTIONS);
  if (positionals.length !== 1) throw wrong('detect needs one URL, or - for standard input');
  const prices = values.limit.map(price);
  const limit = Object.fromEntries(prices);
  if (Object.keys(limit).length < prices.length) throw wrong('--limit is given once a currency');
  const { method = 'GET', header = [] } = values;
  const answer = positionals[0] === '-' ? await printed(values) : await ask(positionals[0], { method, header });
  const found = detect(answer, { url: answer.url, limit });
  if (answer.guessed && !found.offers.length && !found.mpp?.malformed.length) {
    throw wrong('standard input holds no answer and no challenge: was it printed by curl -i?');
  }
  const credential = credentialType({ response: answer });
  const { url, status, incomplete } = answer;
  return values.format === 'json' ? json({ url, status, incomplete, ...found, credential }) : explain({ url, status, incomplete, found, credential });
}

/** An answer that was printed elsewhere. Without a status line it is taken for a 402: what else would one ask about? */
async function printed({ method, header }) {
  if (method !== undefined || header !== undefined) throw wrong('with - nobody is asked: --method and --header have no use');
  const { text, isCut } = await beginning();
  const { status, headers, body } = parseMessage(text);
  // White space is no body to `parseMessage`; here anything may have followed it.
  const begun = body ?? (isCut && endsHead(text) ? ' ' : undefined);
  return {
    status: status ?? 402,
    headers,
    body: isCut && begun ? cut(begun) : begun,
    incomplete: isCut || undefined,
    guessed: status === undefined,
  };
}

/** Whether the last that a text says is a head with its end: an empty line, or the `< ` of curl -v. */
function endsHead(text) {
  const said = text.trimEnd();
  const lineEnds = text.slice(said.length).split('\n').length - 1;
  return lineEnds >= (said.endsWith('\n<') ? 1 : 2);
}

function price(text) {
  const [amount, currency, ...rest] = text.split(' ');
  if (!currency || rest.length > 0) throw wrong("--limit is an amount and a currency: '1.00 USD'");
  return [currency, amount];
}
