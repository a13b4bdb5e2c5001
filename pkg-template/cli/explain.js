import { fromNow } from './from-now.js';
import { line } from './output.js';

const MISSING = 'The missing part may hold x402 terms: ask again, or read the whole response.';
const UNREADABLE = 'It has x402 terms that cannot be read here. Another client may read and pay them.';

const UNKNOWN = 'It does not state its terms in any protocol known here.';
const EMPTY = 'Its x402 terms list no way to pay. It may ask for something else, such as a sign-in.';
const NO_BODY = 'Its body, which may hold the terms, is missing: ask again, or read the whole response.';
const UNCHECKED = 'The host was not checked: give --url.';

const NAMES = { mpp: 'MPP', x402: 'x402', l402: 'L402' };

/** Explains a detection in plain words. */
export function explain({ url, status, incomplete, body, found, credential }) {
  const who = url === undefined ? 'The server' : line(url);
  if (status !== 402) return `${who} answered ${status} and does not ask for payment.\n`;
  const { offers, mpp, x402 } = found;
  const malformed = mpp?.malformed ?? [];
  const unreadable = x402?.unreadable ?? [];
  const silent = offers.length === 0 && malformed.length === 0 && unreadable.length === 0;
  const parts = [
    `${who} asks for payment (402).`,
    incomplete ? 'The response broke off, is longer than this command reads, or could not be decoded: the missing part is not covered here.' : '',
    silent && x402 ? EMPTY : '',
    silent && !x402 ? (incomplete && !body ? NO_BODY : UNKNOWN) : '',
    ...offers.map(offer),
    unreadable.includes('header') || (unreadable.includes('body') && !incomplete) ? UNREADABLE : '',
    // Of an incomplete body, nothing more is known.
    unreadable.includes('body') && incomplete ? MISSING : '',
    ...malformed.map(({ message }) => `A challenge cannot be read: ${line(message)}.`),
    offers.length > 0 && url === undefined ? UNCHECKED : '',
    `Credential: ${credential.type}. ${credential.reason}\n${credential.next}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function offer({ protocol, method, intent, display, deposit, description, recipient, expires, expiresAt, warnings }, at) {
  const way = [NAMES[protocol], method, intent].filter(Boolean).map(line).join(', ');
  const rows = [
    ['for', description],
    ['deposit', deposit?.display],
    ['to', recipient],
    ['until', expires && `${expires} (${fromNow(expiresAt)})`],
  ].filter(([, text]) => text);
  return [
    `${at + 1}. ${line(display)} (${way})`,
    ...rows.map(([name, text]) => `   ${name.padEnd(8)}${line(text)}`),
    ...warnings.map(({ code, message }) => `   ! ${message} [${code}]`),
  ].join('\n');
}
