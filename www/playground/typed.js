// Reads what a person typed. Of JSON it refuses what JavaScript would change on the way.

const STRINGS = /"[^"\\]*(?:\\.[^"\\]*)*"/g;
const NUMBERS = /-?\d[\d.eE+-]*/g;

/** The longest validity, in minutes: a year. */
const MAX_MINUTES = 525_600;

/** The object in a JSON text. */
export function object(text) {
  const value = exact(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('This must be a JSON object, from { to }.');
  return value;
}

/** A number of minutes. */
export function minutes(text) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > MAX_MINUTES) throw new RangeError(`Enter whole minutes, from 1 to ${MAX_MINUTES}.`);
  return number;
}

/** The value of a JSON text, with every member and every number. */
function exact(text) {
  // The root is visited like a member.
  let kept = -1;
  const count = function (name, value) {
    if (!Array.isArray(this)) kept += 1;
    return value;
  };
  let value;
  try {
    value = JSON.parse(text, count);
  } catch {
    // The engine's own message would quote the text.
    throw new SyntaxError('This is not JSON.');
  }
  const bare = text.replace(STRINGS, '');
  if (bare.split(':').length - 1 > kept) throw new TypeError('An object has two members of one name: keep one of them.');
  const large = bare.match(NUMBERS)?.find((number) => Math.abs(number) > Number.MAX_SAFE_INTEGER);
  if (large !== undefined) throw new RangeError('A number is 2^53 or more, which would change it: write it as a string.');
  return value;
}
