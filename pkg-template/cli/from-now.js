// How far away a moment is, in words.

const UNITS = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000], ['second', 1000]];

/** `in 4 minutes`, `2 days ago`: a moment in milliseconds, in the largest unit that fits. */
export function fromNow(moment) {
  const left = moment - Date.now();
  const [unit, millis] = UNITS.find(([, millis]) => Math.abs(left) >= millis) ?? UNITS.at(-1);
  return new Intl.RelativeTimeFormat('en').format(Math.trunc(left / millis), unit);
}
