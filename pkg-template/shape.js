import { MppError } from './error.js';

/** An object without members that are `undefined`; a member nobody knows is an error, not a silent default. */
export function known(value, names, where, code = 'invalid-argument') {
  if (typeof value !== 'object' || value === null) throw new MppError(code, `${where} is an object`);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const stranger = members.find(([name]) => !names.includes(name));
  if (stranger) {
    // A word is a typing error and worth repeating; anything else could be a token in the wrong place.
    const shown = /^[A-Za-z]{1,24}$/.test(stranger[0]) ? ` "${stranger[0]}"` : '';
    throw new MppError(code, `${where} has an unknown field${shown}; it knows ${names.join(', ')}`);
  }
  return Object.fromEntries(members);
}
