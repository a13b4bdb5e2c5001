import { unknown } from './arguments.js';
import { MppError } from './error.js';

/** An object without members that are `undefined`; a member nobody knows is an error, not a silent default. */
export function known(value, names, where, code = 'invalid-argument') {
  if (typeof value !== 'object' || value === null) throw new MppError(code, `${where} is an object`);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const stranger = members.find(([name]) => !names.includes(name));
  if (stranger) throw unknown(stranger[0], where, names, code);
  return Object.fromEntries(members);
}
