// Walks cards and addresses. The core decides what may be shown. The given value is never modified.
import { checkFields, wrong } from './arguments.js';
import { HIDDEN, MAX_DEPTH, fromEntries, kept, members } from './values.js';

export function masking(glue, call, wire) {
  /** What is shown of a text. It is passed on the wire, where it is wiped. */
  const shown = (text, mask) => {
    const length = wire.put(text);
    mask(wire.core, length);
    return wire.one();
  };

  function masked(object, address, options) {
    const lines = names(options)?.map((name) => `${name}\n`);
    return call(() => fields(object, { address, parts: wire.got(() => glue.maskParts(wire.begin(), lines?.join(''))) }, []));
  }

  /** `above`: the objects that this one is in. One that is in itself would be walked for ever. */
  function fields(object, how, above) {
    if (typeof object !== 'object' || object === null || Array.isArray(object)) return HIDDEN;
    if (above.length > MAX_DEPTH || above.includes(object)) return HIDDEN;
    const within = [...above, object];
    const name = (key) => shown(key, (core, length) => glue.maskName(core, length, how.parts));
    return fromEntries(members(object).map(([key, value]) => [name(key), field(key, value, how, within)]));
  }

  function field(key, value, { address, parts }, above) {
    switch (typeof value) {
      case 'object': {
        if (value === null) return value;
        const walk = glue.maskWalk(address, parts, key);
        return walk === undefined ? HIDDEN : fields(value, { address: walk, parts }, above);
      }
      case 'undefined':
        return value;
      case 'function':
      case 'symbol':
        return HIDDEN;
      default:
        return kept(value, shown(String(value), (core, length) => glue.maskField(core, length, address, parts, key)));
    }
  }

  return {
    /**
     * Masks a card number except for its last four digits, `•••• •••• •••• 4242`, or entirely with `{ reveal: [] }`.
     */
    maskCardNumber(number, options) {
      const reveal = names(options) ?? ['last4'];
      if (reveal.some((name) => name !== 'last4')) throw wrong("a card number has only one part to reveal: ['last4']");
      return call(() => shown(numberText(number), (core, length) => glue.maskCardNumber(core, length, reveal.length > 0)));
    },

    /**
     * Masks a wallet's card object. Shows brand, last four digits, city and postal code, or what `reveal` lists
     * instead.
     */
    maskCard(card, options) {
      return masked(card, false, options);
    },

    /** Masks an address object. Shows city and postal code, or what `reveal` lists instead. */
    maskAddress(address, options) {
      return masked(address, true, options);
    },
  };
}

const OPTIONS = new Set(['reveal']);

/** The names in `{ reveal }`. Errors never quote a wrong value: it may be the secret that should be masked. */
function names(options) {
  const { reveal } = checkFields(options, OPTIONS);
  if (reveal === undefined) return undefined;
  if (!Array.isArray(reveal) || reveal.some((name) => typeof name !== 'string')) throw wrong('reveal must be an array of names');
  return reveal;
}

/** The number as a string. Anything that cannot be a number is masked like any other text. */
function numberText(number) {
  return typeof number === 'object' && number !== null ? HIDDEN : String(number ?? '');
}
