// The common form in which values are compared. Challenge: its parameters as texts, `request` as received (if the
// reader keeps that) and `terms`, the canonical JSON of its contents. Credential: `challenge`, `payload` as canonical
// JSON, `source`. Receipt: its canonical JSON. Absent members are left out.

/** Canonical JSON (RFC 8785), with names for numbers that JSON cannot represent. */
export function canonical(value) {
  if (typeof value === 'number' && !Number.isFinite(value)) return `${value}`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value === 0 ? 0 : value) ?? 'undefined';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

const PARAMS = ['id', 'realm', 'method', 'intent', 'description', 'digest', 'expires', 'header', 'opaque'];

export function challenge(value, text) {
  const out = {};
  for (const name of PARAMS) if (value[name] !== undefined) out[name] = value[name];
  if (text !== undefined) out.request = text;
  out.terms = canonical(value.request);
  return out;
}

export function credential(value, text) {
  const out = { challenge: challenge(value.challenge, text), payload: canonical(value.payload) };
  if (value.source !== undefined) out.source = value.source;
  return out;
}

export const receipt = canonical;

/** `{ ok }` with the result of `work`, or `{ no }` with the message it throws. */
export function attempt(work) {
  try {
    return { ok: work() };
  } catch (error) {
    return { no: `${error.message}` };
  }
}
