// Durations in human-readable form.

const UNITS = [['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1]];

/**
 * A duration in its two largest units, in a language: `4 min 12 sec`. Seconds are rounded up, so that it reads 0 only
 * when the time is over.
 */
export function lasting(millis, language) {
  let left = Math.max(0, Math.ceil(millis / 1000));
  const first = Math.max(0, UNITS.findIndex(([, seconds]) => left >= seconds));
  const shown = left === 0 ? UNITS.slice(-1) : UNITS.slice(first, first + 2);
  return shown.map(([unit, seconds]) => {
    const count = Math.floor(left / seconds);
    left -= count * seconds;
    return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(count);
  }).join(' ');
}
