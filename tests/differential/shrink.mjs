// Shrinks an unexplained input: removes pieces of its texts as long as the same disagreement stays unexplained.
import { examine } from './examine.mjs';

const TRIES = 600;

export async function shrink(input, point, crate) {
  let tries = TRIES;
  const still = async (candidate) => {
    if (--tries < 0) return false;
    try {
      const [{ points }] = await examine([candidate], crate);
      return points.some(
        (other) => !other.class && other.peer === point.peer && other.at === point.at && other.what === point.what && reason(other) === reason(point),
      );
    } catch {
      return false;
    }
  };
  let best = input;
  for (const view of views(input)) {
    let text = view.read(best);
    for (let size = Math.ceil(text.length / 2); size >= 1 && tries > 0; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let at = 0; at < text.length && tries > 0;) {
        const shorter = (text.slice(0, at) + text.slice(at + size)).toWellFormed();
        const candidate = view.write(best, shorter);
        if (await still(candidate)) [best, text] = [candidate, shorter];
        else at += size;
      }
    }
  }
  return best;
}

function reason({ what, ours, theirs, field }) {
  return what === 'differ' ? field : what === 'we refuse' ? ours.no : theirs.no.slice(0, 20);
}

/** The texts of an input, and the JSON inside a credential or a receipt. */
function views(input) {
  const whole = ['header', 'request', 'meta', 'description', 'digest', 'body'].filter((name) => typeof input[name] === 'string');
  const plain = whole.map((name) => ({ read: (from) => from[name], write: (to, text) => ({ ...to, [name]: text }) }));
  if (!['credential', 'receipt', 'verify'].includes(input.kind)) return plain;
  const split = ({ header }) => /^(\s*payment\s+)?(.*)$/is.exec(header);
  const inner = {
    read: (from) => Buffer.from(split(from)[2], 'base64').toString(),
    write: (to, text) => ({ ...to, header: (split(to)[1] ?? '') + Buffer.from(text).toString('base64url') }),
  };
  return inner.write(input, inner.read(input)).header === input.header ? [inner] : plain;
}
