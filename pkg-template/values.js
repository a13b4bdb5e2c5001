// Helpers to copy values member by member.

export const HIDDEN = '••••';
export const MAX_DEPTH = 32;

/** Tells whether a value is of a class. One of another realm, such as a frame or a `vm` context, says so too. */
export function classOf(value) {
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  return (name) => kind === name || (globalThis[name] !== undefined && value instanceof globalThis[name]);
}

/** Like `Object.entries`, but a member whose getter throws is hidden. */
export function members(object) {
  return Object.keys(object).map((name) => {
    try {
      return [name, object[name]];
    } catch {
      return [name, HIDDEN];
    }
  });
}

/** The value itself if its text did not change, so numbers stay numbers. */
export function kept(value, text) {
  return text === String(value) ? value : text;
}

/** Gives entries whose names are hidden alike a number, so that none replaces another: `sk_live_••••`, `sk_live_•••• (2)`. */
export function numbered(entries) {
  const last = new Map();
  return entries.map(([name, value]) => {
    let free = name;
    while (last.has(free) && typeof name === 'string' && name.includes('•')) {
      last.set(name, last.get(name) + 1);
      free = `${name} (${last.get(name)})`;
    }
    last.set(free, 1);
    return [free, value];
  });
}

/** Like `Object.fromEntries`. A name like `__proto__` is treated as data. */
export function fromEntries(entries) {
  const object = {};
  for (const [name, value] of numbered(entries)) {
    // An assignment is faster, but would call a setter that objects inherit.
    if (name in object) Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
    else object[name] = value;
  }
  return object;
}
