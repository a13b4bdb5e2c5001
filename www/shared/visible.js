// Shows text exactly as it was sent: characters that could hide, overwrite or reverse other text are written out.
import { sanitize } from 'mpp-wasm';

/**
 * Replaces every character that is not safe to show with its escape, like `\u{202e}`, so that it is visible in place.
 */
export function visible(text) {
  return sanitize(text) === text ? text : written([...text]);
}

/** Splits the text in halves, so that a single unsafe character in a long text is found quickly. */
function written(characters) {
  const text = characters.join('');
  if (sanitize(text) === text) return text;
  if (characters.length === 1) return `\\u{${text.codePointAt(0).toString(16)}}`;
  const half = characters.length >> 1;
  return written(characters.slice(0, half)) + written(characters.slice(half));
}

/** Indented JSON, escaped the same way. */
export function json(value) {
  return visible(JSON.stringify(value, null, 2));
}
