// Randomly damages a text. The result is well-formed Unicode, like every text on either side of the wire.

const JUNK = [
  '"', '\\', ',', '=', ' ', '\t', '/', '+', '-', '_', '|', ';', ':', '.',
  '\0', '\r', '\n', '\u0001', '\u001b', '\u007f', '\u0085', '\u00a0', 'é', 'ÿ', '\u202e', '😀',
  '{', '}', '[', ']', 'A', '0', '"",', 'Payment ', 'payment ', ', Payment ',
  '\\u0000', '\\ud800', '\\u0041', '==', ', a=b', 'a', '\u000b', '\u2003',
];

export function mutate(r, text) {
  const at = r.below(text.length + 1);
  const length = Math.min(text.length - at, 1 + r.below(r.pick([1, 1, 3, 12])));
  const cut = text.slice(at, at + length);
  const before = text.slice(0, at);
  const after = text.slice(at + length);
  const out = r.weighed([
    [4, () => before + r.pick(JUNK) + cut + after],
    [4, () => before + r.pick(JUNK) + after],
    [3, () => before + after],
    [2, () => before + cut + cut + after],
    [2, () => before],
    [2, () => before + flipCase(cut) + after],
    [2, () => before + flipBit(r, cut) + after],
    [1, () => before + ' '.repeat(1 + r.below(3)) + cut + after],
    [1, () => after + cut + before],
    [1, () => before + [...cut].reverse().join('') + after],
  ])();
  return out.toWellFormed();
}

function flipCase(text) {
  return [...text].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join('');
}

function flipBit(r, text) {
  return text === '' ? '' : String.fromCharCode(text.charCodeAt(0) ^ (1 << r.below(7))) + text.slice(1);
}
