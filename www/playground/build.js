// Build and verify: turns terms into a bound challenge and checks a credential against it, with one throwaway secret.
import { ChallengeKey, bodyDigest, formatChallenge, formatCredential, parseMessage } from 'mpp-wasm';
import { json } from '../shared/visible.js';
import { announcer, byId, el, out, setError } from './dom.js';
import { throwaway } from './examples.js';
import { forget, share } from './link.js';
import { Paper } from './paper.js';
import { reason } from './show.js';
import { minutes, object } from './typed.js';
import { SECTION } from './words.js';

const REQUEST = {
  amount: '500',
  currency: 'usd',
  methodDetails: { networkId: 'profile_1MqDcVKA5fEO2tZvKQm9', paymentMethodTypes: ['card'] },
};

const START = {
  realm: 'api.example.com', expires: '10', method: 'stripe', intent: 'charge', description: 'One answer', digest: '', opaque: '', header: '',
  request: JSON.stringify(REQUEST, null, 2),
};

const VERIFIED =
  'The id matches these terms under this secret, the challenge has not expired, and its realm, method, intent and request are ' +
  'those of the terms. Only now would a server move money. ';

/** Valid terms. If one field makes them invalid, that field is at fault. */
const RIGHT = { realm: 'r', method: 'm', intent: 'i', request: { amount: '1' } };

const CREDENTIALS = {
  'The genuine one': (credential) => credential,
  'Ten times cheaper': (credential) =>
    withRequest(credential, (request) => ({ ...request, amount: String(request.amount ?? '').replace(/.$/, '') || '0' })),
  'Another realm': (credential) => withChallenge(credential, { realm: 'other.example.com' }),
  'Never expires': (credential) => withChallenge(credential, { expires: '2099-01-01T00:00:00Z' }),
  'A made-up id': (credential) => withChallenge(credential, { id: 'x7Tg2pLqR9mKvNwY3hBcZa' }),
};

const withChallenge = (credential, change) => ({ ...credential, challenge: { ...credential.challenge, ...change } });

function withRequest(credential, change) {
  const { encodedRequest, ...challenge } = credential.challenge;
  return { ...credential, challenge: { ...challenge, request: change(challenge.request) } };
}

export function startBuild({ read }) {
  const form = byId('terms');
  const field = (name) => form.elements[name];
  const paper = new Paper(byId('issued'));
  const status = byId('build-status');
  const credential = byId('credential');
  const say = announcer(byId('verdict-said'));
  let issued;
  let verifiedAt;

  for (const name of [...Object.keys(START), 'secret']) describeErrors(field(name));

  /** The terms in the form, and the errors by field. */
  const terms = () => {
    const now = Date.now();
    const given = { realm: field('realm').value, method: field('method').value, intent: field('intent').value };
    const faults = {};
    const take = (name, f) => {
      try {
        const value = f(field(name).value);
        if (value !== undefined) given[name] = value;
      } catch (error) {
        faults[name] = error.message;
      }
    };
    take('request', object);
    take('expires', (text) => new Date(Math.floor(now / 1000) * 1000 + minutes(text) * 60_000));
    take('description', (text) => text || undefined);
    take('digest', (body) => (body ? bodyDigest(body) : undefined));
    take('opaque', (text) => (text.trim() ? object(text) : undefined));
    if (field('header').checked) given.header = 'Payment-Authorization';
    return { given, faults, now };
  };

  const issue = () => {
    issued = undefined;
    const { given, faults, now } = terms();
    let key;
    try {
      key = new ChallengeKey(field('secret').value);
      if (Object.keys(faults).length > 0) Object.assign(faults, blame(key, given, now));
      else issued = { key, terms: given, challenge: key.issue(given, { now }), body: field('digest').value };
    } catch (error) {
      if (!key) faults.secret = error.message;
      else Object.assign(faults, blame(key, given, now));
      // Terms may be wrong together although each field is right alone.
      if (Object.keys(faults).length === 0) faults.realm = error.message;
    }
    for (const name of [...Object.keys(START), 'secret']) setError(field(name), faults[name]);
    paper.area.value = issued ? formatChallenge(issued.challenge) : '';
    paper.paint(parseMessage(paper.area.value).marks);
    const marked = Object.keys(faults).length;
    const told = issued ? '' : `No challenge: fix the marked ${marked === 1 ? 'field' : 'fields'}.`;
    // Screen readers say a text again that is set again.
    if (status.textContent !== told) status.textContent = told;
    byId('credential-header').textContent = given.header ?? 'Authorization';
    byId('sent-body-field').hidden = !issued?.body;
    byId('sent-body').value = issued?.body ?? '';
    byId('read-issued').disabled = !issued;
    present(CREDENTIALS['The genuine one']);
  };

  /** Puts a credential for the challenge into the field. Its payload cannot pay anything. */
  const present = (change) => {
    const payload = issued?.terms.method === 'stripe' ? { spt: 'spt_playground_of_no_worth' } : { proof: 'none: this is a playground' };
    try {
      credential.value = issued ? formatCredential(change({ challenge: issued.challenge, payload })) : '';
    } catch (error) {
      credential.value = '';
      return verdict(el('p', {}, reason(error)), 'refused');
    }
    verify();
  };

  const verify = () => {
    verifiedAt = Date.now();
    if (!issued) return verdict(el('p', {}, 'Make a challenge first.'));
    if (credential.value.trim() === '') return verdict(el('p', {}, 'Pick a credential above or paste one.'));
    const { key, terms: { realm, method, intent, request, opaque, expires } } = issued;
    const now = byId('moment').value === 'late' ? expires.getTime() + 1000 : Date.now();
    const body = issued.body ? byId('sent-body').value : undefined;
    try {
      const verified = key.verify(credential.value.trim(), { now, realm, method, intent, request, opaque, body });
      verdict(
        [el('p', {}, el('strong', {}, 'Verified. '), VERIFIED, out(SECTION.binding.href, SECTION.binding.label)),
          el('details', {}, el('summary', {}, 'The challenge it answers'), el('pre', { class: 'json' }, json(verified.challenge)))],
        'verified',
      );
    } catch (error) {
      verdict(
        [el('p', {}, el('strong', {}, 'Refused. ')), reason(error),
          error.problem && el('details', {},
            el('summary', {}, 'The problem a server answers with '),
            el('pre', { class: 'json' }, json(error.problem)),
            out(SECTION.problems.href, SECTION.problems.label))],
        'refused',
      );
    }
  };

  const verdict = (children, kind = '') => {
    const box = byId('verdict');
    box.className = `verdict ${kind}`;
    box.replaceChildren(...[children].flat().filter(Boolean));
    say([...box.querySelectorAll(':scope > p')].map((part) => part.textContent).join(''));
  };

  const secret = (shown) => {
    field('secret').type = shown ? 'text' : 'password';
    byId('show-secret').setAttribute('aria-pressed', String(shown));
  };

  /** What a link keeps. */
  const held = () => {
    const value = (name) => (name === 'header' ? (field(name).checked ? '1' : '') : field(name).value);
    return Object.fromEntries(Object.keys(START).map((name) => [name, value(name)]));
  };

  const set = (values) => {
    for (const name of Object.keys(START)) {
      if (name === 'header') field(name).checked = values.header !== '';
      else field(name).value = values[name];
    }
    field('secret').value = throwaway();
    secret(false);
    issue();
  };

  /**
   * Fills the form from a link, which leaves out empty fields. The same terms stay under the same secret, so that their
   * credentials do too.
   */
  const restore = (state) => {
    const names = Object.keys(START);
    if (!names.some((name) => name in state)) return;
    const values = { ...Object.fromEntries(names.map((name) => [name, ''])), ...state };
    const before = held();
    if (names.some((name) => values[name] !== before[name])) set(values);
  };

  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', () => {
    forget('build');
    issue();
  });
  byId('new-secret').addEventListener('click', () => {
    field('secret').value = throwaway();
    // The credential stays: its id does not match under another secret.
    const before = credential.value;
    issue();
    credential.value = before;
    verify();
  });
  byId('show-secret').addEventListener('click', () => secret(field('secret').type === 'password'));
  byId('share-build').addEventListener('click', async () => {
    status.textContent = await share('build', held());
  });
  byId('read-issued').addEventListener('click', () => {
    read(paper.area.value);
    location.hash = '#read';
  });
  for (const [name, change] of Object.entries(CREDENTIALS)) {
    byId('credentials').append(el('button', { type: 'button', onclick: () => present(change) }, name));
  }
  for (const id of ['credential', 'sent-body', 'moment']) byId(id).addEventListener('input', verify);
  // What is verified may expire while it is shown.
  setInterval(() => issued && verifiedAt < issued.terms.expires && issued.terms.expires <= Date.now() && verify(), 1000);
  set(START);
  return { restore };
}

/** The fields that make otherwise valid terms invalid, with the package's message about each. */
function blame(key, given, now) {
  const right = { ...RIGHT, expires: now + 60_000 };
  const faults = {};
  for (const name of Object.keys(given)) {
    // The intent decides which members a request must have, if it is one.
    const own = name === 'request' && !faults.intent ? { intent: given.intent } : {};
    try {
      key.issue({ ...right, ...own, [name]: given[name] }, { now });
    } catch (error) {
      faults[name] = error.message;
    }
  }
  return faults;
}

/** Adds a place for an error message under a field. */
function describeErrors(input) {
  const error = el('p', { class: 'error', id: `${input.id}-error`, role: 'status' });
  input.setAttribute('aria-describedby', error.id);
  (input.closest('.with') ?? input).after(error);
}
