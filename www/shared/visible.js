// Text as it was sent, for people who want to look: what could hide, overwrite or turn round is written out.
import { sanitize } from 'mpp-wasm';

/** Every character that is not safe to show becomes `\u{202e}`, so that it is seen where it stands. */
export function visible(text) {
  return sanitize(text) === text ? text : written([...text]);
}

/** By halves, so that the one character of a long text is soon found. */
function written(characters) {
  const text = characters.join('');
  if (sanitize(text) === text) return text;
  if (characters.length === 1) return `\\u{${text.codePointAt(0).toString(16)}}`;
  const half = characters.length >> 1;
  return written(characters.slice(0, half)) + written(characters.slice(half));
}

/** JSON, indented, with the same care. */
export function json(value) {
  return visible(JSON.stringify(value, null, 2));
}
