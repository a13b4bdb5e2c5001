// A store that fails in every way a store can. What stays true is only that a swap is atomic.
import { memory } from 'mpp-wasm/store/memory';

/** Without an effect; after it; before it; and an answer that is none. */
const FAULTS = ['lost', 'mute', 'late', 'nonsense'];

/** What a text says, in a word. */
const word = (text) => /"state":"(\w+)"/.exec(text)?.[1] ?? (text && 'holder');

export class Store {
  /** The challenges whose delivery is recorded. */
  delivered = new Set();
  /** Which processes have asked to record which deliveries. */
  asked = new Set();
  /** What was asked for twice, and failed both times: ids with what was to be written. */
  unwritten = new Set();
  #registers = memory();
  #failed = new Set();
  #world;

  constructor(world) {
    this.#world = world;
  }

  /** The store as a process sees it. */
  of(process) {
    return { swap: (...swap) => this.#swap(process, ...swap) };
  }

  async #swap(process, id, expected, next, keepUntil) {
    const world = this.#world;
    const state = word(next);
    if (state === 'delivered') this.asked.add(`${process.name} ${id}`);
    let fault = world.fault('store', FAULTS);
    // A record that is put back after an exception could be written by a swap that is late. No store is that late.
    if (fault === 'late' && world.isBrittle) fault = 'lost';
    const effect = async () => {
      const found = await this.#registers.swap(id, expected, next, keepUntil);
      const isDone = found === (expected ?? null);
      if (isDone && state === 'delivered') this.delivered.add(id);
      world.note(`store ${world.name(id)} ${word(expected)} -> ${state}: ${isDone ? 'done' : word(found)} ${fault ?? ''}`);
      return found;
    };
    await world.wait();
    if (fault === 'late') world.after(world.long(), null, effect);
    const found = fault === 'lost' || fault === 'late' ? null : await effect();
    await world.wait();
    if (fault === undefined) return found;
    if (this.#failed.has(next)) this.unwritten.add(`${id} ${state}`);
    this.#failed.add(next);
    if (fault === 'nonsense') return undefined;
    throw new TypeError('the store is gone');
  }
}
