// Text as it was sent, for people who want to look: what could hide, overwrite or turn round is written out.
import { sanitize } from 'mpp-wasm';

/** Every character that is not safe to show becomes `\u{202e}`, so that it is seen where it stands. */
export function visible(text) {
  if (sanitize(text) === text) return text;
  return Array.from(text, (c) => (sanitize(c) === c ? c : `\\u{${c.codePointAt(0).toString(16)}}`)).join('');
}

/** JSON, indented, with the same care. */
export function json(value) {
  return visible(JSON.stringify(value, null, 2));
}
