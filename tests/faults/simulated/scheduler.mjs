// Time and chance in a simulated world: whatever is outside the paywall is an event, and happens when the seed says so.
import { ServerResponse } from 'node:http';
import { random } from '../schedule.mjs';

const { setImmediate: turn } = globalThis;
/** How many turns of the event loop it takes until nothing is left to do: a body that is kept is read over several. */
const TURNS = 6;
const START = 1_800_000_000_000;
/** What an answer cannot be made without. */
const FUNCTIONS = [
  ...['get', 'set', 'append', 'delete'].map((name) => [Headers.prototype, name]),
  ...['Response', 'Request', 'TransformStream', 'AbortController'].map((name) => [globalThis, name]),
  [TextDecoder.prototype, 'decode'],
  [JSON, 'parse'],
  ...['setHeader', 'getHeaders', 'writeHead', 'write', 'flushHeaders'].map((name) => [ServerResponse.prototype, name]),
];

/** A server's process. `skew`: how far its clock is ahead, in milliseconds. A dead one's events never happen. */
export class Process {
  isDead = false;
  /** Nothing of it happens before. */
  wakes = 0;

  constructor(name, skew) {
    Object.assign(this, { name, skew });
  }
}

export class Scheduler {
  now = START;
  /** The process whose event is happening; `null` for events of the world. */
  current = null;
  /** What happened, for whoever looks for a cause. */
  trail = [];
  #random;
  #events = [];
  #order = 0;
  #names = new Map();

  constructor(seed) {
    this.#random = random(Math.imul(seed + 1, 0x9e3779b1));
  }

  below(limit) {
    return Math.floor(this.#random() * limit);
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  chance(share) {
    return this.#random() < share;
  }

  note(text) {
    this.trail.push(`${this.now - START} ${this.current?.name ?? '--'} ${text}`);
  }

  /** Adds an event of a process. Returns a function that takes it back. */
  after(delay, process, happen) {
    const event = { time: this.now + delay, order: (this.#order += 1), process, happen };
    this.#events.push(event);
    return () => void (event.happen = () => {});
  }

  /** Resolves later, unless the process dies. */
  sleep(delay, process = this.current) {
    return new Promise((resolve) => this.after(delay, process, resolve));
  }

  /** A name for a random id, the same in the same world. */
  name(id) {
    if (!this.#names.has(id)) this.#names.set(id, `id${this.#names.size}`);
    return this.#names.get(id);
  }

  /** Lets everything happen, one by one. */
  async run() {
    while (this.#events.length) {
      const next = this.#events.reduce((a, b) => (b.time < a.time || (b.time === a.time && b.order < a.order) ? b : a));
      const { process, time, happen } = next;
      if (process?.wakes > Math.max(time, this.now)) {
        next.time = process.wakes;
        continue;
      }
      this.#events.splice(this.#events.indexOf(next), 1);
      if (process?.isDead) continue;
      this.now = Math.max(this.now, time);
      this.current = process;
      happen();
      for (let turns = 0; turns < TURNS; turns++) await new Promise((resolve) => turn(resolve));
      this.current = null;
    }
  }

  /** Puts this time and chance in place of the real ones. `throws`: may throw in their place. Returns what undoes it. */
  install(fetch, throws) {
    const own = { setTimeout, clearTimeout, fetch: globalThis.fetch };
    const [now, randomUUID] = [Date.now, crypto.randomUUID];
    const functions = FUNCTIONS.map(([owner, name]) => owner[name]);
    const throwing = {
      apply: (f, self, given) => (throws(), Reflect.apply(f, self, given)),
      construct: (f, given) => (throws(), new f(...given)),
    };
    FUNCTIONS.forEach(([owner, name]) => (owner[name] = new Proxy(owner[name], throwing)));
    let ids = 0;
    globalThis.setTimeout = (happen, delay) => this.after(delay, this.current, happen);
    globalThis.clearTimeout = (cancel) => cancel?.();
    globalThis.fetch = fetch;
    Date.now = () => (throws(), this.now + (this.current?.skew ?? 0));
    crypto.randomUUID = () => `00000000-0000-4000-8000-${String((ids += 1)).padStart(12, '0')}`;
    return () => {
      Object.assign(globalThis, own);
      Object.assign(crypto, { randomUUID });
      Date.now = now;
      FUNCTIONS.forEach(([owner, name], at) => (owner[name] = functions[at]));
    };
  }
}
