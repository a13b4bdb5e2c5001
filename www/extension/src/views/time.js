// How long something still lasts, and when that is, in the person's language.
import { say, spoken } from '../words.js';

const UNITS = [['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1]];

/** The two largest units: `4 min, 12 sec`. Whole seconds, rounded up, so that it reads 0 only when it is over. */
export function lasting(millis) {
  let left = Math.max(0, Math.ceil(millis / 1000));
  const first = Math.max(0, UNITS.findIndex(([, seconds]) => left >= seconds));
  const shown = left === 0 ? UNITS.slice(-1) : UNITS.slice(first, first + 2);
  return shown.map(([unit, seconds]) => {
    const count = Math.floor(left / seconds);
    left -= count * seconds;
    return new Intl.NumberFormat(spoken(), { style: 'unit', unit, unitDisplay: 'short' }).format(count);
  }).join(' ');
}

/** The hour, and the day where it is another. */
export function clock(at, now) {
  const today = new Date(at).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(spoken(), { timeStyle: 'short', ...(today ? {} : { dateStyle: 'medium' }) }).format(at);
}

/** What a countdown reads. */
export function left(expiresAt, now) {
  return expiresAt <= now ? say('over', clock(expiresAt, now)) : say('left', lasting(expiresAt - now), clock(expiresAt, now));
}
