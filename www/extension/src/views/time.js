// Remaining time and clock times in the user's language.
import { lasting } from '../../../shared/lasting.js';
import { say, spoken } from '../words.js';

/** The time of day, with the date if it is not today. */
export function clock(at, now) {
  const today = new Date(at).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(spoken(), { timeStyle: 'short', ...(today ? {} : { dateStyle: 'medium' }) }).format(at);
}

/** The text of a countdown. */
export function left(expiresAt, now) {
  return expiresAt <= now ? say('over', clock(expiresAt, now)) : say('left', lasting(expiresAt - now, spoken()), clock(expiresAt, now));
}
