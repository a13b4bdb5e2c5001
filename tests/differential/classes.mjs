// The known classes of disagreement. Each has a row in DISAGREEMENTS.md, which explains it. This file says how a class
// is recognized: by the message of the side that refused, and by a property of the input or of the result.
import {
  bones, depth, echo, encoded, fields, hasBadBareValue, hasBrokenQuotes, hasHuge, hasLoneSurrogate, hasTwice, isMoment,
  isStrictBase64, isUtf8, names, said, texts,
} from './inspect.mjs';
import { canonical } from './normal.mjs';

const MPPX = ['mppx'];
const MPP = ['mpp'];
const BOTH = ['mppx', 'mpp'];
/** A parameter or scheme whose name has characters other than letters, digits, `_` and `-`. */
const ODD_NAME = /[!#$%&'*+.^`|~][A-Za-z0-9_-]*\s*=|,\s*[!#$%&'*+.^`|~]/;
/** The members of a receipt that are texts if they are there. */
const EXTENSIONS = ['externalId', 'subscriptionId'];

/** `wrong`: the class is a fault of ours that is not yet fixed. */
export const CLASSES = [
  // Challenges and credentials: fields.
  weRefuse('intent-grammar', BOTH, /^intent must be letters/, (p, i) => !/^[A-Za-z0-9-]{1,64}$/.test(said(p, i).intent)),
  weRefuse('method-grammar', BOTH, /^method must be a lower-case/, (p, i) => !/^[a-z][a-z0-9:_-]{0,63}$/.test(said(p, i).method)),
  weRefuse('empty-name', BOTH, /^the challenge has no (intent|method)$/, (p, i) => said(p, i).intent === '' || said(p, i).method === ''),
  weRefuse('no-moment', BOTH, /^the timestamp is not an RFC 3339/, (p, i) => !isMoment(moment(p, i))),
  weRefuse('header-name', BOTH, /^header may only be/, (p, i) => !/^(payment-)?authorization$/i.test(said(p, i).header ?? '') || hasOtherHeader(i)),
  weRefuse('opaque-text', BOTH, /^opaque is not base64url text/, (p, i) => !/^[A-Za-z0-9_+/=-]*$/.test(said(p, i).opaque)),
  differ('default-header', MPPX, /header$/, (p) => p.ours.ok.header === undefined && /^authorization$/i.test(pick(p.theirs.ok).header)),
  weAccept('digest-algorithm', BOTH, /sha-256=|Invalid digest format|Invalid base64url or JSON/, (p, i) =>
    said(p, i).digest !== undefined && !isPeerDigest(p.peer, said(p, i).digest),
  ),
  weAccept('lower-case-t', MPPX, /datetime|\\\\d\{4\}|Invalid base64url or JSON/, (p, i) => /[tz]/.test(moment(p, i)) && isMoment(moment(p, i))),
  differ('lower-case-t', MPP, /^(expires|id)$/, (p, i) => i.kind === 'issue' && /[tz]/.test(i.expires)),
  weAccept('opaque-strict', MPP, /Invalid opaque: expected base64url/, (p, i) => !isStrictBase64(said(p, i).opaque)),
  weAccept('parameter-meta', MPPX, /"meta"/, (p, i) => i.kind === 'challenges' && /[ ,\t]meta[ \t]*=/i.test(bones(i.header))),
  weAccept('field-meta', MPPX, /Invalid base64url or JSON/, (p, i) => 'meta' in echo(i)),
  differ('empty-text-dropped', MPPX, /(description|digest|expires|opaque|source|header)$/, (p) =>
    value(p.ours.ok, p.field) === '' && value(p.theirs.ok, p.field) === undefined,
  ),

  // Header values.
  weRefuse('bare-value', BOTH, /^a parameter value is neither/, (p, i) => hasBadBareValue(i.header)),
  weRefuse('control-in-quotes', BOTH, /^a quoted string contains a control/, (p, i) => /[\0-\x08\x0a-\x1f\x7f]/.test(wire(p, i))),
  weRefuse('escaped-break', BOTH, /^an escape encodes a character no header/, (p, i) =>
    /\\(u000[0ad]|[\r\n\0])/i.test(i.header) || /[\0\r\n]/.test(wire(p, i)),
  ),
  weRefuse('escaped-lone-surrogate', BOTH, /^an escape encodes a (lone surrogate|character no header)/, (p, i) => hasLoneSurrogate(i.header)),
  weRefuse('no-comma', BOTH, /^text follows a quoted string without a comma/, (p, i) => /""[ \t]*[^ \t,]/.test(bones(i.header))),
  // Sides that see different schemes find different challenges: any reason matches, or the fields of another one. Our reason is
  // that of the next class.
  {
    id: 'scheme-space',
    peers: BOTH,
    holds: (p, i) => (p.at === 'list' || p.what === 'we refuse') && /(payment[^\S \t]|[^\S \t]payment)/i.test(bones(i.header)),
  },
  weRefuse('no-parameter', BOTH, /^(a parameter is not written name=value|the challenge has no)/, (p, i) => hasLooseWord(i.header)),
  weRefuse('parameter-twice', MPPX, /^the challenge names a parameter twice/, (p, i) => /[!#$%&'*+.^`|~]/.test(bones(i.header))),
  weAccept('parameter-name', MPPX, /Missing request|invalid_type|Malformed auth-param/, (p, i) => ODD_NAME.test(bones(i.header))),
  weRefuse('too-many', BOTH, /^(the challenge has over 32 parameters|the header value has over 64 challenges)/, (p, i) =>
    i.header.split(',').length > 32,
  ),
  differ('parameter-name', MPPX, /./, (p, i) =>
    i.kind === 'challenges' && value(p.theirs.ok, p.field) === undefined && ODD_NAME.test(bones(i.header)),
  ),
  // Sides that see different schemes find different challenges.
  { id: 'scheme-equals', peers: BOTH, holds: (p, i) => p.at === 'list' && /(^|,)\s*payment[ \t]+=/i.test(bones(i.header)) },
  weRefuse('broken-quotes', BOTH, /^/, (p, i) => p.at === 'list' && hasBrokenQuotes(i.header)),
  // Which quote closes nothing depends on where a side starts anew.
  weAccept('broken-quotes', MPP, /Unterminated quoted-string/, (p, i) => p.at === 'list' && hasBrokenQuotes(i.header)),
  weAccept('realm-size', BOTH, /the realm is over 1 KiB/, (p) => p.at === 'we write' && Buffer.byteLength(p.ours.ok.realm) > 1024),
  weRefuse('realm-size', BOTH, /^the realm is over 1 KiB/, (p, i) => Buffer.byteLength(i.realm) > 1024),
  weAccept('description-size', BOTH, /the description is over 2 KiB/, (p) => p.at === 'we write' && Buffer.byteLength(p.ours.ok.description) > 2048),
  weRefuse('description-size', BOTH, /^the description is over 2 KiB/, (p, i) => Buffer.byteLength(i.description) > 2048),

  // Credentials.
  weRefuse('payload-object', BOTH, /^the credential has no payload/, (p, i) => !isObject(fields(i).payload)),
  weRefuse('source-text', BOTH, /^the credential's source is not a string/, (p, i) => typeof fields(i).source !== 'string'),
  weRefuse('field-text', BOTH, /^a field of the credential's challenge is not a string/, (p, i) =>
    Object.values(echo(i)).some((field) => typeof field !== 'string'),
  ),
  weRefuse('two-credentials', BOTH, /^send one Payment credential/, (p, i) => (bones(i.header).match(/payment/gi) ?? []).length > 1),
  weRefuse('token68', BOTH, /^the credential is not base64url text/, (p, i) =>
    !/(^|,)[ \t]*payment[ \t]+[A-Za-z0-9._~+/-]+=*[ \t]*(,[ \t]*([^\s,="]+([ \t][^,=]*)?)?)*$/i.test(i.header),
  ),
  weAccept('payment-in-quotes', MPPX, /Invalid base64url or JSON/, (p, i) => /"[^"]*,\s*payment\s[^"]*"/i.test(i.header)),

  // Receipts.
  weRefuse('receipt-empty', BOTH, /^the receipt's (reference|method) must be a string that is not empty$/, (p) =>
    receipt(p).reference === '' || receipt(p).method === '',
  ),
  weAccept('receipt-method', MPP, /invalid method name/, (p) => !/^[a-z][a-z0-9:_-]*$/.test(receipt(p).method)),
  weAccept('receipt-extension', BOTH, /invalid type|invalid_type/, (p) =>
    EXTENSIONS.some((name) => name in receipt(p) && typeof receipt(p)[name] !== 'string'),
  ),
  differ('receipt-null', MPP, /^value$/, (p, i) => i.kind === 'receipt' && EXTENSIONS.some((name) => receipt(p)[name] === null)),
  weAccept('receipt-space', MPPX, /JSON/, (p, i) => i.kind === 'receipt' && /^[ \t]|[ \t]$/.test(i.header)),

  // JSON and its encoding.
  weRefuse('member-twice', BOTH, /^an object in the JSON repeats a member name/, (p, i) => texts(i).some(hasTwice)),
  weRefuse('depth', BOTH, /^the (JSON nests too deeply|request nests over)/, (p, i) => texts(i).some((text) => depth(text) > 32)),
  weRefuse('lone-surrogate', BOTH, /^a string in the JSON has a lone surrogate/, (p, i) => texts(i).some(hasLoneSurrogate)),
  weRefuse('not-utf-8', BOTH, /^the (base64url text|credential) is not UTF-8/, (p, i) => encoded(i).some((text) => !isUtf8(text))),
  weRefuse('byte-order-mark', MPPX, /^a JSON value is missing/, (p, i) => texts(i).some((text) => text.startsWith('\ufeff'))),
  weRefuse('base64', BOTH, /^the (text|credential) is not base64url/, (p, i) => encoded(i).some((text) => !isStrictBase64(text))),
  weRefuse('opaque-size', BOTH, /^the encoded request or opaque is over 16 KiB/, (p, i) =>
    encoded(i).some((text) => text.length > 16_384) ||
    (p.at === 'they write' && Buffer.byteLength(said(p, i).terms) > 12_288),
  ),
  {
    id: 'proto-member',
    peers: MPPX,
    holds: (p, i) =>
      (p.what === 'differ' || p.theirs.no === 'the id does not bind') && texts(i).some((text) => names(text, '__proto__')),
  },
  weRefuse('number-range', BOTH, /^a number in the JSON is beyond the range/, (p, i) => texts(i).some(hasHuge)),
  differ('number-range', MPPX, /^value$|payload$/, (p, i) => p.at === 'they write' && texts(i).some(hasHuge)),

  { id: 'parsed-before', peers: ['crate'], holds: (p, i) => i.kind === 'issue' && texts(i).some((text) => hasTwice(text) || hasHuge(text)) },

  // Issuing.
  weRefuse('issue-realm', BOTH, /^a challenge needs a realm/, (p, i) => i.kind === 'issue' && i.realm === ''),
  weRefuse('issue-past', BOTH, /^expires is not in the future/, (p, i) => !(Date.parse(i.expires) > Date.parse(i.now))),
  weRefuse('issue-digest', BOTH, /^the digest has no sha-256 value/, (p, i) => !isSha256(i.digest)),
  weRefuse('issue-amount', BOTH, /^a charge needs an amount: a string of ASCII digits/, (p, i) =>
    typeof amount(i) !== 'string' || !/^(0|[1-9][0-9]*)$/.test(amount(i)),
  ),
  weRefuse('issue-opaque', BOTH, /^(not an object|opaque must be a flat object)/, (p, i) => !isFlat(i.meta)),
  weRefuse('pipe', BOTH, /^a bound challenge field must not contain/, (p, i) => [i.realm, i.method, i.intent].join('').includes('|')),
  weRefuse('nul', BOTH, /^a parameter value contains a line break or NUL/, (p, i) =>
    /\0/.test([i.description, i.realm, i.method, i.intent].join('')),
  ),
  differ('digest-form', BOTH, /^(digest|id)$/, (p, i) => i.kind === 'issue' && i.digest !== undefined && i.digest !== p.ours.ok.digest),
  differ('header-form', BOTH, /^(header|id)$/, (p, i) =>
    i.kind === 'issue' && i.carrier !== p.ours.ok.header && /^payment-authorization$/i.test(i.carrier),
  ),
  differ('intent-lowered', MPP, /^(intent|id)$/, (p, i) => i.kind === 'issue' && /[A-Z]/.test(i.intent)),

  // Verifying.
  {
    id: 'bound-text',
    peers: MPPX,
    holds: (p, i) =>
      i.kind === 'verify' && /does not bind|not issued by this server/.test(p.ours.no ?? p.theirs.no) && !isCanonical(echo(i).request),
  },
  weRefuse('pipe-verified', BOTH, /not issued by this server/, (p, i) => [echo(i).realm, echo(i).expires, echo(i).digest].join('').includes('|')),

  // Digests of bodies.
  weAccept('digest-rfc-9530', MPPX, /not of this body/, (p, i) => isSha256(i.digest) && !/^sha-256=[A-Za-z0-9+/]{43}=$/.test(i.digest)),
  weAccept('digest-written', MPP, /not of this body/, (p, i) =>
    isSha256(i.digest) && !/^sha-256=([A-Za-z0-9+/]{43}=|:[A-Za-z0-9+/]{43}=?:)$/.test(i.digest),
  ),
  weRefuse('digest-padding', MPP, /not of this body/, (p, i) => /^sha-256=:.{43}(==+):$/.test(i.digest)),

  // Accept-Payment.
  { id: 'accept-parameters', peers: BOTH, holds: (p, i) => ranking(p, i) && ranges(i).some(hasOtherParameters) },
  { id: 'accept-capitals', peers: BOTH, holds: (p, i) => ranking(p, i) && ranges(i).some((range) => /\/[^;]*[A-Z]/.test(range)) },
  {
    id: 'accept-method',
    peers: BOTH,
    holds: (p, i) =>
      ranking(p, i) &&
      ranges(i).some((range) => /^[0-9:_-]/.test(range.trim()) || (p.peer === 'mppx' && /^[^/]*[:_]/.test(range))),
  },
  { id: 'accept-q-case', peers: MPPX, holds: (p, i) => ranking(p, i) && /;\s*Q=/.test(i.header) },
  { id: 'accept-slash', peers: MPPX, holds: (p, i) => ranking(p, i) && /\s\/|\/\s/.test(i.header) },
  { id: 'accept-space', peers: BOTH, holds: (p, i) => ranking(p, i) && /[^\S \t]|\x85/.test(i.header) },
  { id: 'accept-many', peers: BOTH, holds: (p, i) => ranking(p, i) && i.header.split(',').length > 64 },
];

// ---- predicates

/** The header value of the input, or the values that the peer wrote. */
function wire(p, i) {
  return p.at === 'they write' ? Object.values(p.theirs.ok).join('') : i.header;
}

/** If challenges could not be aligned, an answer contains several reasons, one per line. */
function says(message, reasons) {
  return new RegExp(message.source, `${message.flags}m`).test(reasons);
}

function weRefuse(id, peers, message, holds) {
  return { id, peers, holds: (p, i) => p.what === 'we refuse' && says(message, p.ours.no) && holds(p, i) };
}

function weAccept(id, peers, message, holds) {
  return { id, peers, holds: (p, i) => p.what === 'we accept' && says(message, p.theirs.no) && holds(p, i) };
}

function differ(id, peers, field, holds) {
  return { id, peers, holds: (p, i) => p.what === 'differ' && field.test(p.field) && holds(p, i) };
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a digest contains a SHA-256 in a form written by the peers or RFC 9530. */
function isSha256(digest = '') {
  return digest.split(',').some((member) => {
    const hash = /^[ \t]*sha-256=(:?)([A-Za-z0-9+/_-]{43}=?)\1[ \t]*$/.exec(member)?.[2];
    return hash !== undefined && isStrictBase64(hash);
  });
}

function amount(input) {
  return JSON.parse(input.request).amount;
}

function isFlat(text = '{}') {
  const map = JSON.parse(text);
  return isObject(map) && Object.values(map).every((member) => typeof member === 'string');
}

/** Whether an encoded request is in canonical form. */
function isCanonical(text) {
  try {
    return Buffer.from(canonical(JSON.parse(Buffer.from(text, 'base64')))).toString('base64url') === text;
  } catch {
    return false;
  }
}

function ranking(p, i) {
  return i.kind === 'accept' && p.at === 'rank';
}

function ranges(input) {
  return input.header.split(',');
}

/** Whether a range has a parameter that is not a weight, or more than one. */
function hasOtherParameters(range) {
  const one = range.replace(/;/, ';').trim();
  return (/;/.test(range) && !/;[ \t]*[qQ]=[^\s;]*$/.test(one)) || (range.match(/;/g) ?? []).length > 1;
}

/** The receipt that was read. If both read it, our reading. */
function receipt(p) {
  const text = p.ours.ok ?? p.theirs.ok;
  return JSON.parse(text.replace(/(?<=[:[,])-?Infinity(?=[,\]}])/g, '0'));
}

function pick(ok) {
  return ok?.challenge ?? ok ?? {};
}

function value(ok, field) {
  return field.split('.').reduce((at, name) => at?.[name], ok);
}

function moment(p, i) {
  return (i.kind === 'receipt' ? receipt(p).timestamp : said(p, i).expires) ?? '';
}

function isPeerDigest(peer, digest) {
  return peer === 'mppx' ? /^sha-256=/.test(digest) : /^sha-256=(:[A-Za-z0-9+/_=-]+:|[A-Za-z0-9+/_=-]+)$/.test(digest);
}

function hasOtherHeader(input) {
  return (
    input.kind === 'challenges' &&
    [...input.header.matchAll(/[ ,]header\s*=\s*"?([^",]*)/gi)].some(([, name]) => !/^(payment-)?authorization$/i.test(name))
  );
}

function hasLooseWord(header) {
  return bones(header)
    .split(',')
    .some((piece) => !/^[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+[ \t]+)?[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \t]*=/.test(piece) && /[^ \t]/.test(piece));
}
