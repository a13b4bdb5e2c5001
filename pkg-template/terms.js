// The terms of challenges that were verified before. The core leaves them out of a credential: see src/wasm/record.rs.

/** What a key remembers: the terms of its first offers, by the numbers that its core gives them. */
export class Remembered {
  #terms = [];
  /** A bit for each of the terms that are here. */
  seen = 0;

  /** The challenge that a call has left on the wire. */
  challenge(wire) {
    const at = wire.known - 1;
    if (at < 0) return wire.challenge();
    const terms = this.#terms[at];
    if (terms !== undefined) return wire.own(terms, copy(terms.request));
    const challenge = wire.challenge();
    const { realm, method, intent, request, encodedRequest } = challenge;
    // Strings that are cut from a text keep all of it alive, and this one has a payload in it. A clone has strings of its
    // own.
    this.#terms[at] = structuredClone({ realm, method, intent, request, encodedRequest });
    this.seen |= 1 << at;
    return challenge;
  }
}

/** A copy of a JSON value, which takes a third of the time of building it. */
function copy(value) {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const list = [];
    for (let at = 0; at < value.length; at += 1) list.push(copy(value[at]));
    return list;
  }
  const object = { ...value };
  for (const name in value) if (typeof value[name] === 'object' && Object.hasOwn(value, name)) object[name] = copy(value[name]);
  return object;
}
