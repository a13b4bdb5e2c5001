// The view of one 402 response: who asks, how much, the ways to pay, and what to do.
import init from 'mpp-wasm';
import { json, visible } from '../../../shared/visible.js';
import { curl, hasCommands, linkCli } from '../commands.js';
import { isSilent } from '../explain.js';
import { say, translated } from '../words.js';
import { copyButton } from './copy.js';
import { folded, h, scrolls, theirs } from './dom.js';
import { offerView } from './offer.js';

/** `actions`: `reload()` and `readBody(ask, button)`, if the view offers them. */
export function askView(ask, explanation, now, actions = {}) {
  const { kind, offers, more, problems } = explanation;
  const key = `${ask.kind} ${ask.method} ${ask.url}`;
  return h('article', { class: 'ask', 'data-kind': kind },
    heading(ask, key),
    offers.length > 0 && h(offers.length > 1 ? 'ol' : 'ul', { class: 'offers' }, offers.map((offer, at) => offerView(offer, now, `${at} ${key}`))),
    more > 0 && h('p', { class: 'next' }, say('moreOffers', more)),
    ask.partial && h('p', { class: 'problem' }, say(`partial_${ask.partial}`)),
    problems.map((problem) => h('p', { class: 'problem' }, say('cannotRead'), ' ', h('span', { lang: 'en' }, `${problem}.`))),
    advice(ask, explanation, actions),
    h('div', { class: 'actions' }, commands(ask, explanation, key)),
    folded(`raw ${key}`, say('rawHeader'), () => raw(ask, key)),
    offers.length > 0 && folded(`decoded ${key}`, say('decoded'), () => decoded(offers, key)));
}

function heading({ url, method, kind }, key) {
  const { host, pathname, search } = new URL(url);
  const asked = `${method} ${pathname}${search}`;
  const scroller = { class: 'code', dir: 'ltr', ...scrolls(asked, `where ${key}`, say('address')) };
  return h('header', null,
    h('h2', null, h('bdi', { dir: 'ltr' }, host), ' ', h('span', null, say('asks'))),
    h('p', { class: 'where' }, h('span', scroller, asked), ' · ', say(`kind_${kind}`)));
}

function bodyButton(ask, readBody) {
  const onclick = ({ currentTarget }) => readBody(ask, currentTarget);
  return h('button', { type: 'button', 'data-key': `body ${ask.url}`, onclick }, say('readBody'));
}

/** The credential that pays it or, if there is none, what else to do. */
function advice(ask, explanation, { reload, readBody }) {
  const { kind, credential } = explanation;
  if (kind !== 'offers') {
    const buttons = [
      ['expired', 'cut', 'unreadable', 'empty'].includes(kind) && reload
        && h('button', { type: 'button', 'data-key': 'reload', class: 'main', onclick: reload }, say('reload')),
      mayReadBody(ask, explanation) && readBody && bodyButton(ask, readBody),
    ].filter(Boolean);
    return h('section', { class: 'advice' },
      h('h3', null, say(`${kind}Title`)),
      h('p', null, say(`${kind}Next`)),
      buttons.length > 0 && h('div', { class: 'actions' }, buttons));
  }
  const { type, reason, next } = credential;
  return h('section', { class: 'advice' },
    h('h3', null, say(`credential_${type}`)),
    h('p', null, translated(`reason_${type}`, reason)),
    h('p', { class: 'next' }, translated(`next_${type}`, next)));
}

/** Whether asking again may tell more: nothing was read yet, or not as much as could be. */
function mayReadBody({ kind, method, body, partial }, explanation) {
  const unread = body === undefined ? isSilent(explanation) : ['late', 'broken'].includes(partial);
  return unread && kind === 'call' && method === 'GET';
}

function commands(ask, { kind, link, credential }, key) {
  if (!hasCommands(ask)) return [];
  return [
    kind === 'offers' && credential.type === 'shared_payment_token' && link
      && copyButton(`link ${key}`, say('copyLink'), linkCli(ask, link), { class: link.warnings.length === 0 && 'main' }),
    copyButton(`curl ${key}`, say('copyCurl'), curl(ask)),
  ];
}

async function raw({ headers, body }, key) {
  await init();
  const names = { 'www-authenticate': 'WWW-Authenticate', 'payment-required': 'PAYMENT-REQUIRED', 'x-payment-required': 'X-PAYMENT-REQUIRED' };
  const sent = Object.entries(headers).map(([name, value]) => [names[name], value]);
  if (body !== undefined) sent.push([say('body'), body]);
  if (sent.length === 0) return h('p', null, say('noHeaders'));
  return sent.map(([name, value]) => h('figure', null,
    h('figcaption', null, name, ' ', copyButton(`copy ${name} ${key}`, say('copy'), value, { class: 'small' })),
    code(`text ${name} ${key}`, visible(value))));
}

async function decoded(offers, key) {
  await init();
  return offers.map(({ came, display }, at) => h('figure', null, h('figcaption', null, theirs(display)), code(`terms ${at} ${key}`, json(came))));
}

/** Text that scrolls and can be reached with the keyboard. */
function code(key, text) {
  return h('pre', { tabindex: '0', dir: 'ltr', 'data-key': key }, text);
}
