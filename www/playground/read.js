// Read: colors the parts of a pasted text and explains them.
import { detect, parseCredential, parseMessage, parseReceipt } from 'mpp-wasm';
import { json } from '../shared/visible.js';
import { refuseAbsurd } from './absurd.js';
import { announcer, byId, el, parsed, unbase64 } from './dom.js';
import { EXAMPLES } from './examples.js';
import { forget, share } from './link.js';
import { Paper } from './paper.js';
import { brokenCard, challengeCard, credentialCard, note, offerCard, plainCard, reason, receiptCard, tick } from './show.js';
import { PROTOCOL, SECTION } from './words.js';

const CREDENTIALS = ['authorization', 'payment-authorization'];

/** The scheme of a credential that pays, first in its header or after another. */
const PAYS = /(^|,)\s*payment(\s|,|$)/i;

/** What to paste instead. The text may be of a payment, such as the header in which x402 sends one. */
const NOTHING = 'Nothing that this page reads. Paste the headers of a 402, such as the output of curl -i, or pick an example.';

export function startRead() {
  const area = byId('pasted');
  const out = byId('read-out');
  const status = byId('read-status');
  const paper = new Paper(area);
  const say = announcer(status);
  let shownAt;

  const render = () => {
    shownAt = Date.now();
    const { marks, cards, summary } = explain(area.value);
    paper.paint(marks);
    out.replaceChildren(...cards);
    say(summary);
  };

  /** Updates the distances and, when an offer's warnings change, these. All else stays, with what is selected in it. */
  const second = () => {
    const then = shownAt;
    shownAt = Date.now();
    if (!tick(out, then)) return;
    const { cards, summary } = explain(area.value);
    const offers = cards.filter((card) => card.matches('.offer'));
    for (const [at, shown] of out.querySelectorAll('.offer').entries()) {
      const [before, now] = [shown, offers[at]].map((offer) => offer.querySelector('.warnings'));
      if (before?.textContent === now?.textContent) continue;
      before?.remove();
      if (now) shown.append(now);
    }
    say(summary);
  };

  const set = (text) => {
    area.value = text;
    render();
  };

  /** Replaces the text as typing does, so that undoing brings it back. */
  const type = (text) => {
    area.focus({ preventScroll: true });
    area.select();
    if (document.execCommand(text ? 'insertText' : 'delete', false, text)) return;
    forget('read');
    set(text);
  };

  /** Shows the text of a link, unless it is what a link keeps of the text that is there, which may be more. */
  const restore = (text) => textOfLink(area.value) === text || set(text);

  area.addEventListener('input', () => {
    forget('read');
    render();
  });
  for (const event of ['keyup', 'pointerup', 'focus']) {
    area.addEventListener(event, () => {
      const key = paper.keyAtCaret();
      for (const row of out.querySelectorAll('[data-key]')) row.classList.toggle('here', key !== undefined && row.dataset.key === key);
    });
  }
  const lightOf = ({ target }) => paper.light(target.closest?.('[data-key]')?.dataset.key);
  for (const event of ['pointerover', 'focusin']) out.addEventListener(event, lightOf);
  for (const event of ['pointerleave', 'focusout']) out.addEventListener(event, () => paper.light(undefined));
  out.addEventListener('click', ({ target }) => {
    const key = target.closest('[data-show]')?.dataset.show;
    if (key) paper.select(key);
  });

  byId('examples').append(
    ...Object.entries(EXAMPLES).map(([name, make]) => {
      const use = ({ currentTarget }) => {
        type(make());
        // From its beginning: Firefox scrolls to the caret, and Chromium leaves the field scrolled as it was.
        area.setSelectionRange(0, 0);
        area.parentElement.scrollTo(0, 0);
        currentTarget.focus({ preventScroll: true });
      };
      return el('button', { type: 'button', onclick: use }, name);
    }),
  );
  byId('share-read').addEventListener('click', async () => {
    say(await shareText(area.value));
  });
  byId('clear-read').addEventListener('click', () => type(''));
  refuseAbsurd(area, say, 'Paste the headers and the beginning of the body.');
  setInterval(second, 1000);
  set('');
  return { set, restore };
}

/** Shares the public parts of a text. Resolves with a sentence that says what came of it. */
async function shareText(text) {
  let state, inside;
  try {
    [state, inside] = shareable(text);
  } catch {
    return 'Not shared: this cannot be read.';
  }
  if (state.text !== undefined || text.trim() === '') return share('read', state, inside);
  return isPrivate(text) ? 'Not shared: credentials and receipts never are.' : 'Not shared: this has no terms of a 402.';
}

/**
 * The public parts of a text (status, challenges and terms) and their decoded contents. Never credentials, receipts,
 * cookies or the text of a body.
 */
function shareable(text) {
  const { found, message, status } = look(text);
  const lines = [];
  if (message.status !== undefined) lines.push(`HTTP/1.1 ${message.status}`);
  if (found.mpp || found.l402) {
    const asked = message.headers['www-authenticate'] ?? [l402(found.l402)];
    lines.push(...asked.map((value) => `WWW-Authenticate: ${value}`));
  }
  // Nothing is known about unreadable terms, so none of their text is shared. A placeholder keeps the warning in the
  // link.
  const [inHeader, inBody] = found.x402 ? parts(message) : [];
  if (inHeader) lines.push(...(inHeader.version ? fieldsOf(message) : ['?']).map((value) => `PAYMENT-REQUIRED: ${value}`));
  if (inBody) lines.push('', inBody.version ? termsOf(inBody) : '{"x402Version":1');
  if (status !== 402 || found.offers.length + (found.mpp?.malformed.length ?? 0) === 0) return [{}];
  const shared = lines.join('\n');
  const encoded = parseMessage(shared).marks.map(({ start, end }) => unbase64(shared.slice(start, end)));
  return [{ text: shared }, encoded.filter((value) => value !== undefined)];
}

/** The fields that x402's terms were read from. */
function fieldsOf({ headers }) {
  const own = headers['payment-required'];
  return own?.some((value) => value.trim()) ? own : headers['x-payment-required'];
}

/** The header of an L402 challenge that a body holds. */
function l402(parts) {
  const params = Object.entries(parts).filter(([name]) => name === 'macaroon' || name === 'invoice');
  return `L402 ${params.map(([name, value]) => `${name}="${value}"`).join(', ')}`;
}

/** What a link keeps of a text, or `undefined`. */
function textOfLink(text) {
  try {
    return shareable(text)[0].text;
  } catch {
    return undefined;
  }
}

/** The x402 terms in the header, then those in the body: each part on its own. */
function parts({ headers, body }) {
  return [{ headers }, { headers: {}, body }].map((part) => detect({ status: 402, ...part }).x402);
}

/** A body with the same terms. `null` stands for the entries that are not read here. */
function termsOf({ version, accepts, unreadable }) {
  return JSON.stringify({ x402Version: version, accepts: unreadable ? [...accepts, null] : accepts });
}

/** Whether the text contains a header that is never shared. */
function isPrivate(text) {
  const { headers } = parseMessage(text);
  return [...CREDENTIALS, 'payment-receipt'].some((name) => name in headers);
}

/** Parses a text. A lone value, or header lines without a status, are read as if they came with a 402. */
function look(text) {
  const message = parseMessage(text);
  const status = message.status ?? 402;
  return { message, status, found: detect({ ...message, status }) };
}

const EMPTY = 'Paste something or pick an example. Each field is explained here, with a link to the section that defines it.';
const UNKNOWN =
  'A 402 that names no protocol this page knows. It says that payment is due, but not how to pay. ' +
  'Look for a page written for people, or ask the seller.';

/** The marks, cards and summary to show for a text. */
function explain(text) {
  if (text.trim() === '') {
    return { marks: [], cards: [note(EMPTY)], summary: '' };
  }
  try {
    const { message, status, found } = look(text);
    const cards = [...answerCards(message, status, found), ...headerCards(message), ...bodyCards(message, found)];
    const shown = cards.length > 0 ? cards : [note(NOTHING)];
    return { marks: message.marks, cards: shown, summary: summarise(message, found, cards) };
  } catch (error) {
    return { marks: [], cards: [el('article', { class: 'card broken' }, reason(error))], summary: 'This cannot be read.' };
  }
}

function answerCards(message, status, { offers, mpp, protocols }) {
  const cards = offers.map(offerCard);
  const several = (mpp?.challenges.length ?? 0) > 1;
  mpp?.challenges.forEach((challenge, at) => cards.push(challengeCard(challenge, at, several ? `Challenge ${at + 1}` : 'The challenge')));
  mpp?.malformed.forEach((error, at) => cards.push(brokenCard(error, at)));
  if (status !== 402 && message.headers['www-authenticate']) {
    cards.push(note(`The status is ${status}, not 402, so no payment is requested, whatever the challenge says.`));
  }
  if (message.status === 402 && protocols.includes('unknown')) cards.push(note(UNKNOWN));
  return cards;
}

function headerCards({ headers }) {
  const cards = [];
  for (const field of CREDENTIALS) {
    // Authorization also carries credentials that have nothing to do with payments.
    const values = (headers[field] ?? []).filter((value) => field !== 'authorization' || PAYS.test(value.replace(/"[^"]*"/g, '')));
    for (const value of values) cards.push(...tried(() => credentialCard(parseCredential(value), field)));
  }
  for (const value of headers['payment-receipt'] ?? []) cards.push(...tried(() => receiptCard(parseReceipt(value))));
  return cards;
}

function tried(f) {
  try {
    return [f()].flat();
  } catch (error) {
    return [el('article', { class: 'card broken' }, reason(error))];
  }
}

function bodyCards({ headers, body }, { x402, l402 }) {
  const cards = [];
  const terms = x402 ? parts({ headers, body }) : [];
  if (x402?.unreadable) cards.push(note('The response has x402 terms that cannot be read here. Another client may read and pay them.'));
  for (const part of terms) if (part?.version) cards.push(plainCard('x402 terms', SECTION.x402, json(part.accepts)));
  if (l402) cards.push(plainCard('L402', SECTION.l402, json(l402)));
  if (body !== undefined && !terms[1]?.version) {
    const isProblem = headers['content-type']?.some((type) => type.startsWith('application/problem+json'));
    const value = parsed(body);
    if (value !== undefined) cards.push(plainCard(isProblem ? 'Problem details' : 'Body', isProblem ? SECTION.problem : undefined, json(value)));
  }
  return cards;
}

function summarise(message, { protocols, offers }, cards) {
  const parts = [];
  if (message.status !== undefined) parts.push(`Status ${message.status}`);
  const names = protocols.filter((name) => name !== 'unknown').map((name) => PROTOCOL[name]);
  if (names.length > 0) parts.push(names.join(', '));
  if (offers.length > 0) parts.push(offers.length === 1 ? '1 offer' : `${offers.length} offers`);
  const broken = cards.filter((card) => card.matches('.broken')).length;
  if (broken > 0) parts.push(`${broken} cannot be read`);
  const warnings = offers.reduce((sum, offer) => sum + offer.warnings.length, 0);
  if (warnings > 0) parts.push(warnings === 1 ? '1 warning' : `${warnings} warnings`);
  if (parts.length === 0) parts.push(cards.length > 0 ? 'Decoded' : 'Nothing that this page reads');
  return `${parts.join(' · ')}.`;
}
