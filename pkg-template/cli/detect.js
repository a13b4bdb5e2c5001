import { wrong } from '../arguments.js';
import { credentialType, detect, parseMessage } from '../node.js';
import { FORMAT, parse } from './arguments.js';
import { explain } from './explain.js';
import { MAX_BODY_BYTES, ask } from './fetch.js';
import { beginning } from './input.js';
import { json } from './output.js';

export const help = `  mpp-wasm detect URL|- [--format json|text] [--method GET] [--header 'Name: value']... [--limit '1.00 USD']... [--url URL]
      Requests a URL and says how much it asks for, by which protocol, and what to watch out for. Pays nothing.
      With -, sends no request and reads the output of curl -i or curl -v: curl -i URL | mpp-wasm detect - --url URL

      --method   the request's method (default: GET), sent in upper case
      --header   a request header; may be repeated. Payment credentials are refused
      --limit    warn about amounts above this, which may be finer than cents: '0.005 USD'. May be repeated, once per
                 currency
      --url      only with -: the URL that was requested. Without it, the host is not checked
      --format   text (the default) or json: url, status, credential, all that detect of the package returns, such as
                 protocols and offers, and incomplete, which is true if the body broke off, could not be decoded, or is
                 longer than is read

      Follows redirects on the same origin only. Waits 15 seconds and reads 256 KiB of a body at most; with -, 512 KiB
      of input.`;

const OPTIONS = {
  method: { type: 'string' },
  header: { type: 'string', multiple: true },
  limit: { type: 'string', multiple: true, default: [] },
  url: { type: 'string' },
  format: FORMAT,
};

/** A response that asks for nothing, with which `detect` only checks its options. */
const NO_ANSWER = { status: 200, headers: {} };

export async function run(args) {
  const { values, positionals } = parse(args, OPTIONS);
  if (positionals.length !== 1) throw wrong('detect needs one URL, or - for standard input');
  const prices = values.limit.map(price);
  const limit = Object.fromEntries(prices);
  if (Object.keys(limit).length < prices.length) throw wrong('--limit may be given only once per currency');
  const { method = 'GET', header = [], url: requested } = values;
  const isPrinted = positionals[0] === '-';
  if (requested !== undefined && !isPrinted) throw wrong('--url is only for -, which requests nothing');
  detect(NO_ANSWER, { url: requested, limit });
  const answer = isPrinted ? await printed(values) : await ask(positionals[0], { method: method.toUpperCase(), header });
  const found = detect(answer, { limit });
  if (answer.guessed && !found.offers.length && !found.mpp?.malformed.length) {
    throw wrong('standard input has no HTTP response and no challenge; pipe the output of curl -i');
  }
  const credential = current(credentialType({ response: answer }), found);
  const { url, status, incomplete, body } = answer;
  if (values.format === 'json') return json({ url, status, incomplete, ...found, credential });
  return explain({ url, status, incomplete, body, found, credential });
}

/** The advice, unless it is to pay a challenge that has expired. */
function current(credential, { offers, sharedPaymentTokenOffer: at }) {
  const isExpired = at !== undefined && offers[at].warnings.some(({ code }) => code === 'expired');
  if (!isExpired) return credential;
  const next = "Request a new challenge first: this one has expired. If new ones have too, check this machine's clock.";
  return { ...credential, next };
}

/**
 * A response that another program printed. Without a status line it is taken for a 402, since that is what people ask
 * about.
 */
async function printed({ method, header, url }) {
  if (method !== undefined || header !== undefined) throw wrong('with - no request is sent, so --method and --header have no effect');
  const { text, isCut } = await beginning();
  const { status, headers, body } = parseMessage(text);
  // `parseMessage` does not count white space as a body. In truncated input, anything may have followed it.
  const begun = body ?? (isCut && endsHead(text) ? ' ' : undefined);
  return {
    url: url && new URL(url).href,
    status: status ?? 402,
    headers,
    body: begun,
    incomplete: isCut || Buffer.byteLength(begun ?? '') > MAX_BODY_BYTES || undefined,
    guessed: status === undefined,
  };
}

/** Whether a text ends right after a complete response head: with an empty line, or the `< ` of curl -v. */
function endsHead(text) {
  const said = text.trimEnd();
  const lineEnds = text.slice(said.length).split('\n').length - 1;
  return lineEnds >= (said.endsWith('\n<') ? 1 : 2);
}

function price(text) {
  const [amount, currency, ...rest] = text.split(' ');
  if (!/^[^a-z]+$/i.test(amount) || !currency || rest.length > 0) throw wrong("--limit must be an amount and a currency: '1.00 USD'");
  return [currency, amount];
}
