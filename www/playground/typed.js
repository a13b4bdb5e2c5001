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
  const changes = bare.match(NUMBERS)?.some((number) => decimal(number) !== decimal(String(Number(number))));
  if (changes) throw new RangeError('JavaScript would change a number: write it as a string.');
  return value;
}

/** A number in one spelling: its digits without zeros around them, and a power of ten. `undefined` if it is not finite. */
function decimal(number) {
  const [, sign, whole, part = '', power = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(number) ?? [];
  if (whole === undefined) return undefined;
  const digits = (whole + part).replace(/^0+/, '');
  const kept = digits.replace(/0+$/, '');
  return kept ? `${sign}${kept}e${Number(power) - part.length + digits.length - kept.length}` : `${sign}0`;
}
