import { DurableObject } from 'cloudflare:workers';

/** One claim: an atomic register that empties itself. Export it from the Worker and bind it. */
export class ClaimStore extends DurableObject {
  /** If the register holds `expected` (`null`: nothing), makes it hold `next`; returns what it held before. */
  async swap(expected, next, keepUntil) {
    // Nothing else reaches this object between the two: storage operations hold its input gate.
    const found = (await this.ctx.storage.get('claim')) ?? null;
    if (found === expected) {
      await this.ctx.storage.put('claim', next);
      await this.ctx.storage.setAlarm(keepUntil);
    }
    return found;
  }

  async alarm() {
    await this.ctx.storage.deleteAll();
  }
}

/** Claims in Durable Objects, one a challenge: `durableObject(env.CLAIMS)`. */
export function durableObject(namespace) {
  return {
    swap(id, expected, next, keepUntil) {
      return namespace.get(namespace.idFromName(id)).swap(expected ?? null, next, keepUntil);
    },
  };
}
