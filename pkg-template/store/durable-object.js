import { DurableObject } from 'cloudflare:workers';
import { MppError } from '../error.js';

/** One claim: an atomic register that empties itself. Export it from the Worker and bind it. */
export class ClaimStore extends DurableObject {
  #records;

  constructor(ctx, env) {
    super(ctx, env);
    this.#records = ctx.storage.kv;
    if (!this.#records) throw new MppError('bad-config', 'ClaimStore keeps its claim in SQLite: name it under new_sqlite_classes in "migrations"');
  }

  /** If the register holds `expected` (`null`: nothing), makes it hold `next`; returns what it held before. */
  async swap(expected, next, keepUntil) {
    // Synchronous from the look to the write, so nothing comes between, and record and alarm are stored together.
    const found = this.#records.get('claim')?.text ?? null;
    if (found === expected) {
      this.#records.put('claim', { text: next, keepUntil });
      await this.ctx.storage.setAlarm(keepUntil);
    }
    return found;
  }

  /** Empties the register when its time has come; an alarm that rings early, or for a record renewed since, is set anew. */
  async alarm() {
    const keepUntil = this.#records.get('claim')?.keepUntil ?? 0;
    if (keepUntil > Date.now()) await this.ctx.storage.setAlarm(keepUntil);
    else await this.ctx.storage.deleteAll();
  }
}

/** Claims in Durable Objects, one a challenge: `durableObject(env.CLAIMS)`. */
export function durableObject(namespace) {
  if (typeof namespace?.idFromName !== 'function') throw new MppError('bad-config', 'durableObject takes the binding of ClaimStore, like env.CLAIMS');
  return {
    swap(id, expected, next, keepUntil) {
      return namespace.get(namespace.idFromName(id)).swap(expected ?? null, next, keepUntil);
    },
  };
}
