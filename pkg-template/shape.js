import { plain, unknown } from './arguments.js';
import { MppError } from './error.js';

/** The members of an object that are not `undefined`; one that nobody knows is an error, not a silent default. */
export function known(value, names, where, code = 'invalid-argument') {
  if (typeof value !== 'object' || value === null) throw new MppError(code, `${where} is an object`);
  const own = Object.keys(value);
  if (own.length === 0) plain(value, where, code);
  const stranger = own.find((name) => !names.includes(name) && value[name] !== undefined);
  if (stranger !== undefined) throw unknown(stranger, where, names, code);
  // By their names: a member may be inherited, or a getter of a class.
  return Object.fromEntries(names.map((name) => [name, value[name]]).filter(([, member]) => member !== undefined));
}
