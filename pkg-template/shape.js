import { MppError } from './error.js';

/** An object without members that are `undefined`; a member nobody knows is an error, not a silent default. */
export function known(value, names, where, code = 'invalid-argument') {
  if (typeof value !== 'object' || value === null) throw new MppError(code, `${where} is an object`);
  for (const name of Object.keys(value)) {
    if (!names.includes(name)) throw new MppError(code, `${where} has an unknown field "${name}"; it knows ${names.join(', ')}`);
  }
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}
