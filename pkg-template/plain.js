// Copies of plain data, as JSON would give it back, without the way through text.

/** Deeper than any request that is taken; a cycle is deeper than that. */
const DEEPEST = 40;

/**
 * A copy of an object, the members of each in canonical order (RFC 8785). `undefined` for what JSON does not hold as it is: a
 * `toJSON`, an instance of a class, a number that is not finite, a getter that throws.
 */
export function copied(value) {
  try {
    return typeof value === 'object' && !Array.isArray(value) ? (copy(value, 0) ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}

function copy(value, depth) {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      // Zero has no sign in JSON.
      return Number.isFinite(value) ? value + 0 : undefined;
    case 'object':
      if (value === null) return null;
      if (depth === DEEPEST || value.toJSON !== undefined) return undefined;
      return Array.isArray(value) ? list(value, depth) : members(value, depth);
    default:
      return undefined;
  }
}

function list(value, depth) {
  const all = [];
  for (let at = 0; at < value.length; at++) {
    const own = copy(value[at], depth + 1);
    if (own === undefined) return undefined;
    all.push(own);
  }
  return all;
}

function members(value, depth) {
  const kind = Object.getPrototypeOf(value);
  if (kind !== Object.prototype && kind !== null) return undefined;
  const all = {};
  for (const name of sorted(Object.keys(value))) {
    const member = value[name];
    if (member === undefined) continue;
    const own = copy(member, depth + 1);
    // Assigned, this name would not be a member.
    if (own === undefined || name === '__proto__') return undefined;
    all[name] = own;
  }
  return all;
}

/** By UTF-16 code units, as strings compare. Most lists have the order already. */
function sorted(names) {
  for (let at = 1; at < names.length; at++) {
    if (names[at] < names[at - 1]) return names.sort();
  }
  return names;
}
