// Helpers to copy values member by member.

export const HIDDEN = '••••';
export const MAX_DEPTH = 32;

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

/** Like `Object.fromEntries`. A name like `__proto__` is treated as data. */
export function fromEntries(entries) {
  const object = {};
  for (const [name, value] of entries) Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  return object;
}
