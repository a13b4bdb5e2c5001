import { DurableObject } from 'cloudflare:workers';
import { MppError } from '../error.js';

/** One claim: an atomic register that expires by itself. Export it from the Worker and bind it. */
export class ClaimStore extends DurableObject {
  #records;

  constructor(ctx, env) {
    super(ctx, env);
    this.#records = ctx.storage.kv;
    if (!this.#records) throw new MppError('bad-config', 'ClaimStore needs SQLite storage: list it under new_sqlite_classes in "migrations"');
  }

  /** Replaces the text with `next` if it is `expected` (`null`: no text). Returns the previous text. */
  async swap(expected, next, keepUntil) {
    // Synchronous from read to write, so nothing can come between them. Record and alarm are stored together. An alarm
    // that stays where it is is not set again: Cloudflare bills it as a row written, as much as the record.
    const record = this.#records.get('claim');
    const found = record?.text ?? null;
    if (found === expected) {
      this.#records.put('claim', { text: next, keepUntil });
      if (record?.keepUntil !== keepUntil) await this.ctx.storage.setAlarm(keepUntil);
    }
    return found;
  }

  /**
   * Empties the register when its time has come. If the alarm is early, or the record was renewed since, sets it again.
   */
  async alarm() {
    const keepUntil = this.#records.get('claim')?.keepUntil ?? 0;
    if (keepUntil > Date.now()) await this.ctx.storage.setAlarm(keepUntil);
    else await this.ctx.storage.deleteAll();
  }
}

/** Keeps claims in Durable Objects, one per challenge: `durableObject(env.CLAIMS)`. */
export function durableObject(namespace) {
  if (typeof namespace?.idFromName !== 'function') throw new MppError('bad-config', 'durableObject needs the ClaimStore binding, such as env.CLAIMS');
  return {
    swap(id, expected, next, keepUntil) {
      return namespace.get(namespace.idFromName(id)).swap(expected ?? null, next, keepUntil);
    },
  };
}
