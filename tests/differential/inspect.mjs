// Properties of inputs, found without either side's parser, by which classes of disagreement are recognized.

/** The challenge as read by the side that accepted it. If that side only said yes, the fields of the input. */
export function said(point, input) {
  const value = point.theirs.no === undefined ? point.theirs.ok : point.ours.ok;
  if (input.kind === 'verify') return echo(input);
  if (input.kind === 'issue') return { ...input, header: input.carrier, opaque: input.meta };
  return value?.challenge ?? value;
}

/** The challenge inside a credential's text, or an empty object if there is none. */
export function echo(input) {
  const value = fields(input).challenge;
  return typeof value === 'object' && value !== null ? value : {};
}

/** The fields of a credential's or a receipt's text, or an empty object if it cannot be read. */
export function fields(input) {
  for (const text of texts(input)) {
    try {
      const value = JSON.parse(text.trim().replace(/^\ufeff/, ''));
      if (typeof value === 'object' && value !== null) return value;
    } catch {
      // Not this one.
    }
  }
  return {};
}

const unescape = (text) => text.replace(/\\u([0-9a-fA-F]{4})|\\(.)/gs, (_, hex, c) => (hex ? String.fromCharCode(parseInt(hex, 16)) : c));

/** The encoded texts of an input: request parameters, credentials, receipts, and the requests inside credentials. */
export function encoded(input) {
  if (input.kind === 'challenges') {
    const found = [...input.header.matchAll(/(?:request|opaque)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^",]*))/gis)];
    return found.map(([, quoted, bare]) => unescape(quoted ?? '') || (bare ?? '').trim());
  }
  const word = (text) => text.trim().split(',')[0].trim();
  const outer = input.kind === 'receipt' ? [input.header] : (input.header ?? '').split(/payment/i).slice(1).map(word);
  const member = /"(?:request|opaque)"\s*:\s*"((?:[^"\\]|\\.)*)"/g;
  const inner = outer.flatMap((text) => [...decode(text).matchAll(member)].map(([, text]) => jsonString(text)));
  return [...outer, ...inner];
}

function jsonString(text) {
  try {
    return JSON.parse(`"${text}"`);
  } catch {
    return unescape(text);
  }
}

function decode(text) {
  // Node stops at the first padding character. Peers skip it.
  return Buffer.from(text.replaceAll('=', ''), 'base64').toString();
}

/** The JSON texts of an input, decoded as leniently as possible. */
export function texts(input) {
  if (input.kind === 'issue') return [input.request, input.meta ?? '{}'];
  return encoded(input).map(decode);
}

/** Whether text is base64 in a single alphabet, unpadded or correctly padded, without stray bits. */
export function isStrictBase64(text) {
  const body = text.replace(/=+$/, '');
  const alphabet = /^[A-Za-z0-9_-]*$/.test(body) ? 'base64url' : /^[A-Za-z0-9+/]*$/.test(body) ? 'base64' : undefined;
  if (!alphabet || (body !== text && text.length % 4 !== 0)) return false;
  return Buffer.from(body, alphabet).toString(alphabet).replace(/=+$/, '') === body;
}

export function isUtf8(encoded) {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(encoded, 'base64'));
    return true;
  } catch {
    return false;
  }
}

/** Whether text is a `date-time` of RFC 3339 section 5.6, in the years 0000 to 9999 UTC. */
export function isMoment(text) {
  const match = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))$/.exec(text);
  if (!match) return false;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59 || second > 60) return false;
  const offset = (match[7] === '-' ? -1 : 1) * (Number(match[8] ?? 0) * 60 + Number(match[9] ?? 0));
  date.setUTCHours(hour, minute - offset, Math.min(second, 59));
  if (second === 60 && (date.getUTCHours() !== 23 || date.getUTCMinutes() !== 59)) return false;
  return date.getUTCFullYear() >= 0 && date.getUTCFullYear() + (second === 60 && date.getUTCMonth() === 11 && date.getUTCDate() === 31) <= 9999;
}

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/gs;

/** Whether an object in the text has a duplicate member. */
export function hasTwice(text) {
  const open = [];
  const tokens = text.match(TOKENS) ?? [];
  for (const [at, token] of tokens.entries()) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (token[0] === '"' && tokens[at + 1] === ':') {
      const names = open.at(-1);
      const name = unescape(token);
      if (names?.has(name)) return true;
      names?.add(name);
    }
  }
  return false;
}

export function depth(text) {
  let [now, most] = [0, 0];
  for (const token of text.match(TOKENS) ?? []) {
    if (token === '{' || token === '[') most = Math.max(most, ++now);
    else if (token === '}' || token === ']') now -= 1;
  }
  return most;
}

/** Whether a number in the text is outside the range of doubles. */
export function hasHuge(text) {
  return (text.match(TOKENS) ?? []).some((token) => /^-?\d/.test(token) && !Number.isFinite(Number(token)));
}

export function hasLoneSurrogate(text) {
  return !unescape(text).isWellFormed();
}

export function names(text, name) {
  return unescape(text).includes(`"${name}"`);
}

/** A header value with its quoted strings emptied. */
export function bones(header = '') {
  return header.replace(/"(?:[^"\\]|\\.)*"/gs, '""');
}

/** Whether a quote opens anywhere except after `=`, or never closes. */
export function hasBrokenQuotes(header) {
  return [...header.matchAll(/"(?:[^"\\]|\\.)*("?)/gs)].some((match) => match[1] === '' || !/=[ \t]*$/.test(header.slice(0, match.index)));
}

/** Whether a parameter value without quotes is neither token nor token68, or empty. */
export function hasBadBareValue(header) {
  const good = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+|[A-Za-z0-9._~+/-]+=*)$/;
  return [...bones(header).matchAll(/=[ \t]*([^",]*)("?)/g)].some(([, value, quote]) =>
    value === '' ? !quote : quote || !good.test(value.replace(/[ \t]+$/, '')),
  );
}
