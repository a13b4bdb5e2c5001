// Changes of fields by the rules of the core.
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

/** Makes these changes. */
export function change(headers, changes) {
  for (const [name, value] of changes) {
    if (value === undefined) headers.delete(name);
    else headers.set(name, value);
  }
}
