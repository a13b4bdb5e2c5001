import { object, only } from './arguments.js';

/** The members of an object that are not `undefined`. An unknown member is an error, not a silent default. */
export function known(value, names, where, code) {
  const own = only(object(value, where, code), new Set(names), where, code);
  // Read by name, because a member may be inherited or a getter of a class.
  return Object.fromEntries(names.map((name) => [name, own[name]]).filter(([, member]) => member !== undefined));
}
