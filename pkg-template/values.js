// Copies of values, made member by member.

export const HIDDEN = '••••';
export const MAX_DEPTH = 32;

/** As `Object.entries`; a member whose getter throws is hidden: what it throws may hold anything. */
export function members(object) {
  return Object.keys(object).map((name) => {
    try {
      return [name, object[name]];
    } catch {
      return [name, HIDDEN];
    }
  });
}

/** The value itself where its text did not change: numbers stay numbers. */
export function kept(value, text) {
  return text === String(value) ? value : text;
}

/** As `Object.fromEntries`; a name like `__proto__` is data. */
export function fromEntries(entries) {
  const object = {};
  for (const [name, value] of entries) Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  return object;
}
