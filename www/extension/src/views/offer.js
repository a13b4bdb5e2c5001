// One way to pay.
import { say, translated } from '../words.js';
import { h, scrolls, theirs } from './dom.js';
import { left } from './time.js';

/** Methods for which there is a display name. Others are shown as sent. */
const WAYS = ['stripe', 'tempo', 'evm', 'solana', 'lightning', 'card', 'exact', 'upto'];

/** Methods that move a token, which may be a stablecoin. */
const TOKENS = ['tempo', 'exact', 'upto'];

const INTENTS = ['charge', 'session', 'subscription'];

const PROTOCOLS = { mpp: 'MPP', x402: 'x402', l402: 'L402' };

/** A host name or an address keeps the order of its parts, whatever their letters. */
const FROM_LEFT = { dir: 'ltr' };

/** `key`: tells it from every other offer in the view. */
export function offerView(offer, now, key) {
  const { display, protocol, description, warnings } = offer;
  return h('li', { class: 'offer' },
    h('p', { class: 'price' }, theirs(display),
      offer.cheapest && h('span', { class: 'tag good' }, say('cheapest')),
      offer.preferred && h('span', { class: 'tag' }, say('preferred'))),
    h('p', { class: 'way' }, way(offer), ' ', h('span', { class: 'protocol' }, PROTOCOLS[protocol])),
    description && h('blockquote', { class: 'words' },
      theirs(description, scrolls(description, `words ${key}`, say('theirWords'))),
      h('footer', null, say('theirWords'))),
    warnings.length > 0 && h('ul', { class: 'warnings', 'aria-label': say('warnings') }, warnings.map((warning) => warningView(warning))),
    facts(offer, now, key));
}

/** A token that is not known is not called a stablecoin. */
function way({ method, intent, warnings }) {
  const kind = TOKENS.includes(method) && warnings.some(({ code }) => code === 'unknown-token') ? 'token' : 'way';
  const named = WAYS.includes(method) ? say(`${kind}_${method}`) : theirs(method);
  if (intent === undefined) return [named];
  return [named, ', ', INTENTS.includes(intent) ? say(`intent_${intent}`) : theirs(intent)];
}

/** The package's sentence about terms that cannot be read, if it gives no reason. */
const NO_REASON = 'The terms cannot be read.';

/** In another language, the reason why terms cannot be read stands after the warning, in English. */
export function warningView({ code, message }) {
  const own = translated(`warning_${code.replaceAll('-', '_')}`);
  const reason = own && code === 'terms-unreadable' && message !== NO_REASON;
  return h('li', { 'data-code': code }, own ?? message, reason && [' ', h('span', { lang: 'en' }, message)]);
}

function facts({ deposit, expiresAt, recipient, realm, warnings }, now, key) {
  const agrees = !warnings.some(({ code }) => code === 'realm-mismatch');
  const scrolling = (text, name) => ({ ...FROM_LEFT, ...scrolls(text, `${name} ${key}`, say(name)) });
  const rows = [
    deposit !== undefined && [say('deposit'), theirs(deposit.display)],
    expiresAt !== undefined && [say('until'), h('time', { role: 'timer', 'data-ends': String(expiresAt) }, left(expiresAt, now))],
    realm !== undefined && [say('realm'), [
      theirs(realm, scrolling(realm, 'realm')), ' ',
      h('span', { class: agrees ? 'agrees' : 'differs' }, say(agrees ? 'realmAgrees' : 'realmDiffers')),
    ]],
    recipient !== undefined && [say('recipient'), theirs(recipient, { class: 'theirs code', ...scrolling(recipient, 'recipient') })],
  ].filter(Boolean);
  return rows.length > 0 && h('dl', null, rows.map(([name, value]) => h('div', null, h('dt', null, name), h('dd', null, value))));
}

/** Updates the countdowns. Called every second. */
export function tick(root, now) {
  for (const time of root.querySelectorAll('time[data-ends]')) {
    const text = left(Number(time.dataset.ends), now);
    if (time.textContent !== text) time.textContent = text;
  }
}
