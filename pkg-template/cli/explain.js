import { line } from './output.js';

const MISSING = 'What is missing may be terms of x402: ask again, or look at all of it.';
const UNREADABLE = 'It speaks x402, in terms that cannot be read here. Another reader may pay them.';

const NAMES = { mpp: 'MPP', x402: 'x402', l402: 'L402' };

/** A detection in plain words. */
export function explain({ url, status, incomplete, found, credential }) {
  const who = url === undefined ? 'The server' : line(url);
  if (status !== 402) return `${who} answered ${status}: it asks for no payment.\n`;
  const { offers, mpp, x402 } = found;
  const malformed = mpp?.malformed ?? [];
  return [
    `${who} asks for payment (402).`,
    incomplete ? 'It broke off, is longer than is read here, or could not be decoded: what is missing is not told of here.' : '',
    offers.length === 0 && !x402?.unreadable ? 'It does not say what for in any protocol that is known here.' : '',
    ...offers.map(offer),
    x402?.unreadable ? (incomplete && !inHeader(x402) ? MISSING : UNREADABLE) : '',
    ...malformed.map(({ message }) => `A challenge cannot be read: ${line(message)}.`),
    `Credential: ${credential.type}. ${credential.reason}\n${credential.next}`,
    '',
  ].filter((part, at, all) => part !== '' || at === all.length - 1).join('\n\n').trimEnd().concat('\n');
}

/** Whether it is the header that cannot be read. Of a body that is not all there nothing else is known. */
function inHeader({ version, accepts }) {
  return version === 2 && accepts.length === 0;
}

function offer({ protocol, method, intent, display, deposit, description, recipient, expires, warnings }, at) {
  const way = [NAMES[protocol], method, intent].filter(Boolean).map(line).join(', ');
  const rows = [['for', description], ['deposit', deposit?.display], ['to', recipient], ['until', expires]].filter(([, text]) => text);
  return [
    `${at + 1}. ${line(display)} (${way})`,
    ...rows.map(([name, text]) => `   ${name.padEnd(8)}${line(text)}`),
    ...warnings.map(({ code, message }) => `   ! ${message} [${code}]`),
  ].join('\n');
}
