// A random number generator of our own, so that a seed gives the same inputs on every machine and Node version.

const GOLDEN = 0x9e3779b9;

/** splitmix32: spreads a number over 32 bits. */
function mix(x) {
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

/** The random choices for one input. They depend only on the seed and the number of the input. */
export class Random {
  #a;
  #b;
  #c;
  #d;
  /** How many faults may still be injected. See `slip`. */
  faults = 0;

  constructor(seed, number) {
    this.#a = mix(seed >>> 0);
    this.#b = mix((number + GOLDEN) >>> 0);
    this.#c = mix((this.#a + Math.imul(number, GOLDEN)) >>> 0);
    this.#d = 1;
    for (let i = 0; i < 12; i++) this.bits();
  }

  /** sfc32. */
  bits() {
    const sum = (this.#a + this.#b + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum | 0;
    return sum >>> 0;
  }

  /** An integer from 0 to n - 1. */
  below(n) {
    return Math.floor((this.bits() / 2 ** 32) * n);
  }

  chance(p) {
    return this.bits() < p * 2 ** 32;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  /** The value of one of the `[weight, value]` pairs. */
  weighed(list) {
    let at = this.below(list.reduce((sum, [weight]) => sum + weight, 0));
    return list.find(([weight]) => (at -= weight) < 0)[1];
  }

  times(most, make) {
    return Array.from({ length: this.below(most + 1) }, make);
  }

  shuffled(list) {
    const out = [...list];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [out[i], out[j]] = [out[j], out[i]];
    }
    return out;
  }

  /** True with probability `p`, as long as the input has a fault left. Uses one up. */
  slip(p) {
    if (this.faults === 0 || !this.chance(p)) return false;
    this.faults -= 1;
    return true;
  }
}
