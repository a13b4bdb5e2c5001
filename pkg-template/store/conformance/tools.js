// What the checks are made of.

/** A register nobody has used. Ids are texts as challenges have them: letters of both cases, digits, `-`, `_`, `:`. */
export const freshId = () => `check:${crypto.randomUUID()}_Aa`;

/** A text that no record is. */
const NO_RECORD = '{"conformance":"never written"}';

/** Milliseconds since the epoch: long enough for any check. */
export const later = () => Date.now() + 3_600_000;

/** What a register holds, found out by a swap that cannot succeed. */
export const look = (store, id) => store.swap(id, NO_RECORD, '{"conformance":"written by mistake"}', later());

export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** `of` calls at once. */
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
