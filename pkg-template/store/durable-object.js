import { DurableObject } from 'cloudflare:workers';

export { durableObject } from './durable-object/namespace.js';

/** The least time between two sweeps, in milliseconds. A claim may be kept for that much longer. */
const SWEEP_MS = 3_600_000;

/** A share of the claims: atomic registers that expire by themselves. Export it from the Worker and bind it. */
export class ClaimStore extends DurableObject {
  #sql;

  constructor(ctx, env) {
    super(ctx, env);
    // Without SQLite storage, this throws an error of the runtime that says to list the class under `new_sqlite_classes`.
    this.#sql = ctx.storage.sql;
    // A sweep reads `keep_until` of every claim. Behind `text`, it would read all texts for that.
    this.#rows('CREATE TABLE IF NOT EXISTS claims (id TEXT PRIMARY KEY, keep_until REAL NOT NULL, text TEXT NOT NULL) WITHOUT ROWID');
  }

  /** Replaces the text of a claim with `next` if it is `expected` (`null`: no text). Returns the previous text. */
  async swap(id, expected, next, keepUntil) {
    // One statement, so nothing can come between reading and writing.
    const [changed] = expected === null
      ? this.#rows('INSERT INTO claims VALUES (?, ?, ?) ON CONFLICT DO NOTHING RETURNING id', id, keepUntil, next)
      : this.#rows('UPDATE claims SET keep_until = ?2, text = ?3 WHERE id = ?1 AND text = ?4 RETURNING id', id, keepUntil, next, expected);
    if (!changed) return this.#rows('SELECT text FROM claims WHERE id = ?', id)[0]?.text ?? null;
    // The answer is only sent once both, the text and the alarm, are stored.
    if (expected === null) await this.#sweepAt(keepUntil);
    return expected;
  }

  /** Deletes the claims whose time has come. */
  async alarm() {
    this.#rows('DELETE FROM claims WHERE keep_until <= ?', Date.now());
    const [{ next }] = this.#rows('SELECT min(keep_until) AS next FROM claims');
    if (next !== null) await this.#sweepAt(Math.max(next, Date.now() + SWEEP_MS));
  }

  /** Sets the alarm, if there is none as early. Cloudflare bills each setting as a row written, as much as a claim. */
  async #sweepAt(time) {
    const set = await this.ctx.storage.getAlarm();
    // One that is overdue failed too often, and rings no more. workerd before April 2026 still says when it should have.
    if (set === null || time < set || set < Date.now() - SWEEP_MS) await this.ctx.storage.setAlarm(time);
  }

  #rows(statement, ...values) {
    return this.#sql.exec(statement, ...values).toArray();
  }
}
