// A seed's world: processes that share a store, and payers who send their credentials again and again.
import { attempts, forget } from './attempts.mjs';
import { paywall } from 'mpp-wasm/edge';
import { Books, isEnd } from './books.mjs';
import { ORIGIN, Origin, isOrigins } from './origin.mjs';
import { Pages } from './pages.mjs';
import { Passes } from './passes.mjs';
import { order, plan, send } from './payer.mjs';
import { trick } from './preflight.mjs';
import { Processor } from './processor.mjs';
import { Process, Scheduler } from './scheduler.mjs';
import { Seller } from './seller.mjs';
import { Server } from './server.mjs';
import { Store } from './store.mjs';
import { Terms } from './terms.mjs';
import { visit } from './visitor.mjs';
import { comeBack, visits } from './visits.mjs';

/** How often everything is sent again in the end. */
const TRIES = 12;
/** After this time, a payment is looked up and not asked for again. */
const LATE = 75_000_000;
const CALM = { store: 0, processor: 0, seller: 0, runtime: 0, slow: 0 };

export class World extends Scheduler {
  terms = new Terms(this);
  store = new Store(this);
  processor = new Processor(this);
  seller = new Seller(this);
  origin = new Origin(this);
  books = new Books(this);
  passes = new Passes(this);
  pages = new Pages(this);
  processes = [];
  /** The share of answers that something in front of the paywall does not send. */
  unsent = this.pick([0, 0, 0.1]);
  /** The shares of what fails, by its place. */
  #shares = CALM;
  /** Whether the handler runs on a server of its own. */
  isBehind = this.chance(0.3);
  /** The version of HTTP, if its payers come over connections of Node. */
  #http = this.pick([undefined, undefined, 1, 2]);

  /** A fault of one of the names, or none. */
  fault(place, names) {
    return this.chance(this.#shares[place]) ? this.pick(names) : undefined;
  }

  /** A time that may end a lease. */
  long() {
    return this.pick([5_000, 31_000, 61_000, 121_000, 200_000]);
  }

  /** The time that a message takes. */
  wait(process = this.current) {
    return this.sleep(this.chance(this.#shares.slow) ? this.pick([20_000, 31_000, 70_000]) : 1 + this.below(30), process);
  }

  /** Everything that happens. Throws if it must not. */
  async live() {
    forget();
    const fetch = (of, options) => (isOrigins(of.url ?? of) ? this.origin.fetch(of) : this.processor.fetch(of, options));
    const restore = this.install(fetch, () => this.#throws());
    try {
      await this.#live();
    } finally {
      restore();
      for (const { server } of this.processes) server?.close();
    }
    const isAbandoned = this.hasThrown || this.processes.some(({ isDead }) => isDead);
    this.books.must(isAbandoned || attempts() === 0, `${attempts()} attempts were not freed`);
    if (this.books.faults.length) throw new Error(this.books.faults.join('; '));
  }

  async #live() {
    const skews = this.pick([[0, 0], [0, 0], [0, 10_000], [-12_000, 12_000], [100_000, 0]]);
    for (const skew of skews) this.#start(skew);
    this.isSkewed = skews[0] > 30_000;
    const credentials = [];
    await this.do(async () => {
      for (let count = 1 + this.below(3); count > 0; count--) credentials.push(await order(this, credentials));
    });
    this.hasRivals = new Set(credentials.map(({ challenge }) => challenge.id)).size < credentials.length;
    const sends = Array.from({ length: 2 + this.below(5) }, () => plan(this, this.pick(credentials)));
    const visitors = Array.from({ length: this.below(3) }, () => visit(this, this.pick(credentials)));
    await this.#storm([...sends, ...visitors]);
    this.note('calm');
    await this.#again(sends.filter(({ isProper }) => isProper));
    await visits(this, credentials);
    this.books.allAnswered();
    this.passes.close();
  }

  /** Everything is sent, and fails. */
  async #storm(sends) {
    const share = () => this.pick([0, 0, 0.05, 0.15, 0.4]);
    this.#shares = { store: share(), processor: share(), seller: share(), runtime: this.pick([0, 0, 0.003, 0.02]), slow: this.pick([0, 0.01, 0.05]) };
    this.isBrittle = this.#shares.runtime > 0;
    const spread = this.pick([20, 300, 150_000]);
    for (const sent of sends) this.after(this.below(spread), null, () => void this.send(sent).then(() => comeBack(this, sent)));
    const sometimes = (share, within, what) => this.chance(share) && this.after(this.below(within), null, what);
    const asks = (credential) => void trick(this, this.pick(this.processes), credential).catch((error) => this.books.must(false, error.stack));
    for (const { credential } of sends.slice(0, 2)) sometimes(0.3, spread, () => asks(credential));
    sometimes(0.2, this.pick([400, 100_000]), () => this.#die(this.pick(this.processes)));
    sometimes(0.2, 400, () => void (this.pick(this.processes).wakes = this.now + this.long()));
    sometimes(0.5, 90_000, () => this.processor.becomes(this.pick(['requires_capture', 'succeeded', 'canceled'])));
    await this.run();
    this.books.allAnswered();
    this.#shares = CALM;
  }

  /** Nothing fails, and everything is sent again until it has an end. */
  async #again(sends) {
    const pause = this.pick([30_000, 130_000, 130_000]);
    this.isLate = this.chance(0.1);
    if (this.isLate) await this.do(() => this.sleep(LATE));
    const forms = new Map(sends.map((sent) => [`${sent.credential.number} ${sent.key}`, sent]));
    const last = new Map();
    for (let tries = 0; tries < TRIES; tries++) {
      for (const [form, { credential, key, method, body, path }] of forms) {
        if (last.has(form) && isEnd(last.get(form))) continue;
        last.set(form, { credential, key, method, body, path, isProper: true });
        await this.do(() => this.sleep(pause));
        await this.do(() => this.send(last.get(form)));
      }
    }
    this.books.allAnswered();
    this.books.close([...last.values()]);
  }

  /** Sends it to a process that lives, if there is one. */
  async send(sent) {
    const alive = this.processes.filter(({ isDead }) => !isDead);
    try {
      await send(this, alive.length ? this.pick(alive) : this.#start(0), sent);
    } catch (error) {
      this.books.must(false, error.stack);
    }
  }

  /** Does something, and lets everything that follows happen. */
  async do(what) {
    let failed;
    this.after(0, null, () => void what().catch((error) => (failed = error)));
    await this.run();
    if (failed) throw failed;
  }

  #start(skew) {
    const process = new Process(`p${this.processes.length}`, skew);
    const config = this.terms.of(this.processes.length);
    const origin = this.isBehind ? ORIGIN : this.seller.handler;
    process.site = paywall({ ...config, store: this.store.of(process), origin, onEvent: (event) => this.books.event(event, process) });
    if (this.#http) process.server = new Server(this, process, process.site, this.#http);
    this.processes.push(process);
    return process;
  }

  #die(process) {
    this.note(`${process.name} dies`);
    process.isDead = true;
    this.books.died(process);
    process.server?.die();
    if (this.chance(0.8)) this.#start(process.skew);
  }

  /** A function of the runtime, called by the paywall, throws: once at most. */
  #throws() {
    if (!this.current || this.hasThrown || !this.chance(this.#shares.runtime)) return;
    const { stack } = new Error();
    // What throws in the store is a fault of the store, and those are chosen there.
    if (!/\/pkg\/(edge|node)\//.test(stack) || stack.includes('/pkg/store/')) return;
    this.hasThrown = true;
    this.note('the runtime throws');
    this.books.interrupted(this.current);
    throw new TypeError('the runtime is broken');
  }
}
