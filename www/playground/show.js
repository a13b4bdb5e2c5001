// Shows offers, challenges, receipts and credentials as elements. Their contents are untrusted, so they are sanitized
// and inserted as text.
import { redact, sanitize } from 'mpp-wasm';
import { lasting } from '../shared/lasting.js';
import { json } from '../shared/visible.js';
import { el, hostName, out, unbase64, words } from './dom.js';
import { colourOf } from './paper.js';
import { sentence } from './sentence.js';
import { CREDENTIAL_MEMBER, PARAMETER, PROTOCOL, RECEIPT_MEMBER, REQUEST, SECTION } from './words.js';

const CLOCK = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'long' });

/** How far away a moment is: `in 4 min 12 sec`, `2 days 3 hr ago`. */
export function distance(millis) {
  const text = lasting(Math.abs(millis), 'en');
  return millis < 0 ? `${text} ago` : `in ${text}`;
}

/** A moment and how far away it is, which {@link tick} keeps up to date. */
function moment(text) {
  const at = Date.parse(text);
  if (Number.isNaN(at)) return words(sanitize(text));
  const far = el('span', { class: 'far', 'data-at': String(at) }, distance(at - Date.now()));
  return el('span', {}, el('time', { datetime: text }, CLOCK.format(at)), ' (', far, ')');
}

/** How far ahead moments are when the warnings about them change, in milliseconds. */
const TURNS = [60_000, 0];

/** Updates every distance. Returns whether a warning has changed since `then`, the time of the last update. */
export function tick(root, then) {
  const now = Date.now();
  let turned = false;
  for (const element of root.querySelectorAll('[data-at]')) {
    const at = Number(element.dataset.at);
    const text = distance(at - now);
    if (element.textContent !== text) element.textContent = text;
    turned ||= TURNS.some((ahead) => then < at - ahead && at - ahead <= now);
  }
  return turned;
}

const says = ([text, section]) => el('p', { class: 'says' }, text, ' ', out(section.href, section.label));

/** A field's name. With a key, it is a button that shows where in the text the field is. */
const fieldName = (name, key, colour) =>
  key
    ? el('button', { type: 'button', class: `name ${colour}`, 'data-show': key, title: 'Show it in the text' }, name)
    : el('span', { class: `name ${colour}` }, name);

const row = (name, key, value, said, colour = '') =>
  el(
    'div',
    { class: 'row', 'data-key': key },
    el('dt', {}, fieldName(name, key, colour)),
    el('dd', {}, el('div', { class: 'value' }, value), said && says(said)),
  );

/** A summary of one offer. */
export function offerCard(offer) {
  const how = [offer.method, offer.intent].filter(Boolean).join(' / ');
  return el(
    'article',
    { class: 'offer' },
    el('h2', { class: 'price' }, words(offer.display)),
    el(
      'p',
      { class: 'how' },
      el('span', { class: 'tag' }, PROTOCOL[offer.protocol]),
      ' ',
      words(how),
      offer.recipient !== undefined && [' to ', el('code', {}, words(offer.recipient))],
      offer.network !== undefined && [' on ', words(offer.network)],
    ),
    offer.deposit !== undefined && el('p', { class: 'deposit' }, 'Deposit: ', words(offer.deposit.display)),
    offer.description !== undefined && el('blockquote', {}, words(offer.description)),
    offer.expires !== undefined && el('p', { class: 'until' }, 'Valid until ', moment(offer.expires)),
    offer.warnings.length > 0 && el(
      'ul',
      { class: 'warnings', 'aria-label': 'Warnings' },
      offer.warnings.map(({ code, message }) => el('li', { 'data-code': code }, message)),
    ),
  );
}

/** A challenge, field by field. `at`: its position in the text. */
export function challengeCard(challenge, at, title) {
  const { encodedRequest, request, ...texts } = challenge;
  const value = { ...texts, request: encodedRequest };
  const shown = Object.keys(PARAMETER).filter((name) => value[name] !== undefined);
  return el(
    'article',
    { class: 'card' },
    el('h2', {}, title, ' ', out(SECTION.challenge.href, SECTION.challenge.label)),
    el(
      'dl',
      {},
      shown.map((name) => row(name, `c${at}.${name}`, shownValue(name, value[name]), PARAMETER[name], colourOf(name))),
    ),
    el('h3', { class: 'p-request' }, 'The request, decoded'),
    members(request, REQUEST),
  );
}

function shownValue(name, text) {
  if (name === 'expires') return moment(text);
  if (name === 'opaque') return opaqueValue(text);
  if (name === 'realm') return hostName(sanitize(text));
  if (['request', 'id', 'digest'].includes(name)) return el('code', {}, words(sanitize(text)));
  return words(sanitize(text));
}

/** The encoded value and its decoded contents. */
function opaqueValue(text) {
  const inside = unbase64(text);
  return [el('code', {}, words(sanitize(text))), inside !== undefined && el('pre', { class: 'json' }, words(json(inside)))];
}

/** The members of an object, and those of its `methodDetails`. Known members are explained. */
function members(object, known, prefix = '') {
  const entries = Object.entries(object);
  if (entries.length === 0) return el('p', { class: 'none' }, 'It is empty.');
  return el(
    'dl',
    { class: 'members' },
    entries.map(([name, value]) => {
      const path = `${prefix}${name}`;
      const label = sanitize(name);
      const inside = typeof value === 'object' && value !== null && !Array.isArray(value) && path === 'methodDetails';
      const said = Object.hasOwn(known, path) ? known[path] : undefined;
      if (inside) return row(label, undefined, [said && says(said), members(value, known, `${path}.`)]);
      return row(label, undefined, el('code', {}, words(typeof value === 'string' ? sanitize(value) : json(value))), said);
    }),
  );
}

/** A challenge that could not be read: the reason, and a link to its place in the text. */
export function brokenCard(error, at) {
  const place = { 'data-show': `m${at}`, title: 'Show it in the text' };
  return el(
    'article',
    { class: 'card broken', 'data-key': `m${at}` },
    el('h2', {}, el('button', { type: 'button', class: 'name', ...place }, 'A challenge that cannot be read')),
    reason(error),
  );
}

/** An error's code and message. */
export function reason(error) {
  return el('p', { class: 'reason' }, el('code', { class: 'code-tag' }, error.code ?? error.name), ' ', sentence(error.message));
}

export function receiptCard(receipt) {
  const { status, method, reference, timestamp, ...more } = receipt;
  return el(
    'article',
    { class: 'card' },
    el('h2', {}, 'Receipt ', out(SECTION.receipt.href, SECTION.receipt.label)),
    el(
      'dl',
      {},
      Object.entries({ status, method, reference }).map(([name, value]) =>
        row(name, 'f.payment-receipt', words(sanitize(value)), RECEIPT_MEMBER[name])),
      row('timestamp', 'f.payment-receipt', moment(timestamp), RECEIPT_MEMBER.timestamp),
      Object.entries(more).map(([name, value]) => row(sanitize(name), 'f.payment-receipt', el('code', {}, words(json(value))))),
    ),
  );
}

/** A credential with its payload redacted. */
export function credentialCard(credential, field = 'authorization') {
  const { payload } = redact(credential);
  const payloadText = typeof payload === 'string' ? sanitize(payload) : json(payload);
  return [
    el(
      'article',
      { class: 'card' },
      el('h2', {}, 'Credential ', out(SECTION.credential.href, SECTION.credential.label)),
      el('p', { class: 'says' }, 'Read, not verified: only the server’s key can tell whether its challenge was ever issued.'),
      el(
        'dl',
        {},
        credential.source !== undefined && row('source', `f.${field}`, words(sanitize(redact(credential.source))), CREDENTIAL_MEMBER.source),
        row('payload', `f.${field}`, el('code', {}, words(payloadText)), CREDENTIAL_MEMBER.payload),
      ),
    ),
    challengeCard(credential.challenge, 'echo', 'The challenge it answers'),
  ];
}

/** A piece of JSON or text, under a heading. */
export function plainCard(title, section, text) {
  return el(
    'article',
    { class: 'card' },
    el('h2', {}, title, ' ', section && out(section.href, section.label)),
    el('pre', { class: 'json', tabindex: '0', role: 'group', 'aria-label': title }, text),
  );
}

/** A short explanatory note. */
export const note = (...text) => el('p', { class: 'note' }, ...text);
