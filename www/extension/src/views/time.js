// How long something still lasts, and when that is, in the person's language.
import { lasting } from '../../../shared/lasting.js';
import { say, spoken } from '../words.js';

/** The hour, and the day where it is another. */
export function clock(at, now) {
  const today = new Date(at).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(spoken(), { timeStyle: 'short', ...(today ? {} : { dateStyle: 'medium' }) }).format(at);
}

/** What a countdown reads. */
export function left(expiresAt, now) {
  return expiresAt <= now ? say('over', clock(expiresAt, now)) : say('left', lasting(expiresAt - now, spoken()), clock(expiresAt, now));
}
