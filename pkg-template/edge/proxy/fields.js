// The fields of a request or response, and how the rules of the core change them.
import { call } from '../ready.js';

/**
 * What the core changes of fields, as names and new values; a field without a value is removed. `rule`: the one that blocks
 * fields. It gets all names at once, because each call takes time. `rewrites`: names, and the rule for the value of each.
 */
export function changesOf(headers, rule, rewrites) {
  const changes = [];
  for (const [name, rewrite] of rewrites) {
    const value = headers.get(name);
    const rest = value === null ? value : rewrite(value);
    if (rest !== value) changes.push([name, rest]);
  }
  const names = [...headers.keys()].join('\n');
  const blocked = call(() => rule(names, headers.get('connection')));
  // Last, because a field that is rewritten may be blocked as well.
  for (const name of blocked ? blocked.split('\n') : []) changes.push([name, undefined]);
  return changes;
}

/**
 * Whether an object of a class of the runtime shows the fields that are sent. A subclass and own properties can show others,
 * and what a `Proxy` is of, the runtime does not see.
 */
export function showsWhatIsSent(object, { prototype }) {
  try {
    const isUnchanged = Object.getPrototypeOf(object) === prototype && Reflect.ownKeys(object).length === 0;
    // The getter of the runtime throws for a `Proxy`.
    return isUnchanged && Reflect.get(prototype, 'headers', object) === object.headers;
  } catch {
    return false;
  }
}

/** Makes these changes. */
export function change(headers, changes) {
  for (const [name, value] of changes) {
    if (value === undefined) headers.delete(name);
    else headers.set(name, value);
  }
}
