// A connection of Node: two ends in memory, between which bytes take time, wait for whoever reads, and get lost.
import { Duplex } from 'node:stream';

/** So small that most bodies have to wait. */
const ROOM = 64;

class End extends Duplex {
  other;
  #world;
  /** The process that it belongs to; `null` for a payer. */
  #owner;
  /** Called once there is room again. */
  #proceed;
  /** What was sent first arrives first. */
  #arrives = 0;
  #isEnded = false;

  constructor(world, owner) {
    super({ highWaterMark: ROOM, allowHalfOpen: true });
    this.#world = world;
    this.#owner = owner;
  }

  /** Something happens at the other end, later. */
  #there(happen) {
    const { now } = this.#world;
    this.#arrives = Math.max(this.#arrives, now + 1 + this.#world.below(20));
    this.#world.after(this.#arrives - now, this.other.#owner, happen);
  }

  _read() {
    const proceed = this.#proceed;
    this.#proceed = undefined;
    proceed?.();
  }

  _write(bytes, _, done) {
    this.#there(() => {
      const { other } = this;
      const next = () => this.#world.after(1, this.#owner, done);
      if (!other.destroyed) return other.push(bytes) ? next() : void (other.#proceed = next);
      // The system takes bytes for somebody who has left, and learns of it only then.
      next();
      this.#world.after(2, this.#owner, () => this.destroy(new Error('write EPIPE')));
    });
  }

  _final(done) {
    this.#there(() => this.other.#ends());
    done();
  }

  #ends() {
    if (this.#isEnded || this.destroyed) return;
    this.#isEnded = true;
    this.push(null);
  }

  /** An end of an error, or with bytes that were not read, is a reset, and one in the middle may be. */
  _destroy(error, done) {
    const isReset = error || this.readableLength > 0 || (!this.writableFinished && this.#world.chance(0.5));
    this.#there(() => {
      const { other } = this;
      if (isReset) other.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
      else other.#ends();
    });
    done(error);
  }

  destroySoon() {
    if (this.writableFinished) return this.destroy();
    this.end();
    this.once('finish', () => this.destroy());
  }

  resetAndDestroy() {
    this.destroy(new Error('reset'));
  }
}

/** Returns both ends: the payer's, and that of the process. */
export function link(world, process) {
  const [near, far] = [new End(world, null), new End(world, process)];
  near.other = far;
  far.other = near;
  return [near, far];
}
