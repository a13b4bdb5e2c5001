// Removes fields by the rules of the core.
import { call } from '../ready.js';

/** Removes the fields that a rule of the core blocks. It gets all names at once, because each call takes time. */
export function removeBlocked(headers, rule) {
  const names = [...headers.keys()].join('\n');
  const blocked = call(() => rule(names, headers.get('connection')));
  for (const name of blocked ? blocked.split('\n') : []) headers.delete(name);
}

/** Changes the value of a field by a rule, which returns `undefined` if nothing is left of it. */
export function rewrite(headers, name, rule) {
  const value = headers.get(name);
  if (value === null) return;
  const rest = rule(value);
  if (rest === undefined) headers.delete(name);
  else if (rest !== value) headers.set(name, rest);
}
