// Helpers of the checks.

/** A fresh id, with the characters that ids of challenges have: letters of both cases, digits, `-`, `_` and `:`. */
export const freshId = () => `check:${crypto.randomUUID()}_Aa`;

/** A text that no register holds. */
const NO_RECORD = '{"conformance":"never written"}';

/** An hour from now, in milliseconds since the epoch: long enough for any check. */
export const later = () => Date.now() + 3_600_000;

/** Reads a register by a swap that cannot succeed. */
export const look = (store, id) => store.swap(id, NO_RECORD, '{"conformance":"written by mistake"}', later());

export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Makes `of` calls at once. */
export const atOnce = (of, f) => Promise.all(Array.from({ length: of }, (_, at) => f(at)));

export function same(found, expected, what) {
  if (!Object.is(found, expected)) throw new Error(`${what}: expected ${show(expected)}, but it was ${show(found)}`);
}

export function holds(condition, what) {
  if (!condition) throw new Error(what);
}

function show(value) {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 120 ? `${text.slice(0, 100)}… (${text.length} characters)` : text;
}
