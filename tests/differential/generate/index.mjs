// Generates input number n of a seed: its kind, and the texts that every side gets.
import { createHash, createHmac } from 'node:crypto';
import { accept, challenges, credential, credentialFields, params, receipt } from './headers.mjs';
import { canonical, jsonText, meta, terms } from './json.mjs';
import { mutate } from './mutate.mjs';
import { Random } from './random.mjs';
import { digest, header, intent, method, moment, prose, realm } from './values.mjs';

export const SECRET = 'test-vector-secret-minimum-32-byte-secret';
/** All expiries are compared with this moment. */
export const NOW = '2025-01-15T12:00:00.000Z';

const KINDS = [
  [32, ['challenges', (r) => ({ header: challenges(r) })]],
  [26, ['credential', (r) => ({ header: credential(r) })]],
  [10, ['receipt', (r) => ({ header: receipt(r) })]],
  [10, ['accept', (r) => ({ header: accept(r), offers: offers(r) })]],
  [4, ['digest', bodyAndDigest]],
  [9, ['issue', issue]],
  [9, ['verify', verify]],
];

/** `{ kind, … }` */
export function generate(seed, number) {
  const r = new Random(seed, number);
  r.faults = r.weighed([[40, 0], [40, 1], [14, 2], [6, 5]]);
  const [kind, make] = r.weighed(KINDS);
  return { kind, ...make(r) };
}

function offers(r) {
  const pairs = ['tempo/charge', 'tempo/session', 'stripe/charge', 'evm/charge'].map((pair) => pair.split('/'));
  return r.shuffled(pairs).map(([method, intent]) => ({ method, intent }));
}

function bodyAndDigest(r) {
  const body = r.chance(0.3) ? '{"hello": "world"}' : r.chance(0.1) ? '' : prose(r);
  const hash = createHash('sha256').update(body).digest('base64').replace('=', '');
  return { body, digest: digest(r, r.chance(0.9) ? hash : undefined) };
}

/** The terms of a challenge for both sides to issue. JSON is passed as text. */
function issue(r) {
  const out = {
    secret: SECRET, now: NOW, realm: realm(r), method: method(r), intent: intent(r), request: jsonText(r, terms(r)),
    expires: '2025-01-15T12:05:00Z',
  };
  if (r.slip(0.2)) out.expires = moment(r);
  if (r.chance(0.4)) out.digest = digest(r);
  if (r.chance(0.4)) out.description = prose(r);
  if (r.chance(0.4)) out.meta = jsonText(r, meta(r));
  if (r.chance(0.3)) out.carrier = header(r);
  return out;
}

/** A credential whose challenge is bound to its contents, or was changed afterwards. */
function verify(r) {
  const echo = params(r);
  if (r.chance(0.9)) echo.id = bind(echo);
  if (r.chance(0.4)) {
    const name = r.pick(['id', 'realm', 'method', 'intent', 'request', 'expires', 'digest', 'opaque', 'header', 'description']);
    const other = params(r);
    r.weighed([
      [3, () => { if (other[name] !== undefined) echo[name] = other[name]; }],
      [2, () => { echo[name] = mutate(r, `${echo[name] ?? ''}`); }],
      [1, () => { delete echo[name]; }],
      [1, () => { echo.realm = `${echo.realm}|${echo.method}`; }],
      [1, () => { echo.request = Buffer.from(canonical(terms(r))).toString('base64url'); }],
      [1, () => { echo.request = `${echo.request}=`; }],
      [1, () => { [echo.expires, echo.digest] = [echo.digest, echo.expires]; }],
      [1, () => { echo.id = `${echo.id}=`; }],
    ])();
  }
  return { secret: SECRET, now: NOW, header: credential(r, credentialFields(r, echo)) };
}

/** The id as in the draft, section "Recommended: HMAC-SHA256 Binding", implemented independently. */
export function bind(fields, secret = SECRET) {
  const named = fields.header !== undefined && fields.header.toLowerCase() !== 'authorization' ? [fields.header] : [];
  const slots = [fields.realm, fields.method, fields.intent, fields.request, fields.expires, fields.digest, ...named, fields.opaque];
  return createHmac('sha256', secret).update(slots.map((slot) => slot ?? '').join('|')).digest('base64url');
}
