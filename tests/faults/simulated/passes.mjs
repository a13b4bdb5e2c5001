// The books of passes: which were given, what they open, and what must hold for whoever pays nothing now.
import { hasPasses, nameOf, pathsLike, routeOf } from './places.mjs';

const PASS = /^(__Secure-mpp-pass-[\w-]+)=(\d+)\.[\w-]{43}$/;
/** Somebody's own cookie, which is for the handler. */
export const OWN = 'session=own';

export class Passes {
  /** The passes by their text. */
  #given = new Map();
  /** How many were let in, and how often that was told, by process. */
  #admitted = new Map();
  #told = new Map();
  #world;

  constructor(world) {
    this.#world = world;
  }

  /** The passes that were given, in the order in which they came. */
  get all() {
    return [...this.#given.values()];
  }

  /** Whether one of the cookies opens a path to a process whose clock shows `time`. */
  opens(cookie, method, path, time) {
    const pieces = cookie?.split(/[;,]/).map((piece) => this.#given.get(piece.trim())) ?? [];
    return ['GET', 'HEAD'].includes(method) && pieces.some((pass) => pass?.route === routeOf(method, path) && time < pass.end);
  }

  /** A request has come to its process, which decides about it now. */
  arrives(sent) {
    const { process, method, path, cookie, asked } = sent;
    sent.arrived = this.#world.now;
    // Without CORS, a preflight is a request like others. With it, it is free if both methods are.
    const methods = this.#world.terms.cors !== false && asked ? [asked, method] : [method];
    sent.isFree = methods.every((own) => routeOf(own, path) === undefined);
    sent.isAdmitted = !sent.isFree && this.opens(cookie, method, path, sent.arrived + process.skew);
    sent.paysNothing = sent.isPreflight || sent.isFree || sent.isAdmitted || !sent.credential;
    if (sent.isAdmitted) this.#count(this.#admitted, process);
  }

  #count(counts, process) {
    counts.set(process, (counts.get(process) ?? 0) + 1);
  }

  #must(is, what) {
    this.#world.books.must(is, what);
  }

  /** The handler gets a request. */
  serves(sent, { headers }) {
    this.#must(!sent.paysNothing || sent.isAdmitted || sent.isFree, 'served, and neither paid for nor let in');
    this.#must(!/mpp-pass/i.test(headers.get('cookie')), 'a pass that the handler sees');
    this.#must(!/payment/i.test(headers.get('authorization')), 'a credential that the handler sees');
    const isOwn = sent.cookie?.includes(OWN) ?? false;
    this.#must((headers.get('cookie') === OWN) === isOwn, 'a cookie of the handler that it does not get');
  }

  /** Somebody was let in by a pass. */
  told({ challengeId, reference }, process) {
    this.#must(challengeId === undefined && reference === undefined, 'let in, and told as a sale');
    this.#count(this.#told, process);
  }

  /** The answer to a request that pays for nothing. */
  answered({ status, asks, reference, run, cookies, isAdmitted, isFree, isPreflight, isUnsent }) {
    const { hasThrown, terms: { cors } } = this.#world;
    this.#must(reference === undefined, 'a receipt, and nothing was paid');
    this.#must(!cookies.some((cookie) => !isFree || /mpp-pass/i.test(cookie)), 'a pass, and nothing was paid, or a cookie of the handler');
    this.#must(!(isFree || isAdmitted) || !asks, 'let in, and asked to pay');
    if (hasThrown || isUnsent || isFree) return;
    if (isAdmitted) this.#must(run > 0 || status === 502, `let in, and ${status}`);
    else if (isPreflight && cors !== false) this.#must(status === 204 && run === 0, `a preflight, and ${status}`);
    else this.#must(status === 402 && run === 0, `nothing was paid, and ${status}`);
  }

  /** The head of an answer to a credential. */
  paid({ process, arrived, method, path, reference, cookies, credential, isHeld }) {
    const { now, terms: { passTtl } } = this.#world;
    const route = routeOf(method, path);
    const isGiven = passTtl && hasPasses(route) && method === 'GET' && reference !== undefined;
    this.#must(cookies.length === (isGiven ? 1 : 0), `${cookies.length} cookies for ${reference ? 'a payment' : 'none'}`);
    for (const cookie of cookies) {
      const [text] = cookie.split(';', 1);
      const [, name, until] = PASS.exec(text) ?? [];
      const end = Number(until);
      this.#must(name === nameOf(route), 'a pass of another name');
      const made = end - passTtl - process.skew;
      this.#must(arrived <= made && made <= now, 'a pass that ends at another time');
      this.#given.set(text, { text, route, path, end, credential });
      if (!isHeld) continue;
      const { 'Max-Age': age, SameSite: site, ...own } = credential.jar.store(cookie, now) ?? {};
      this.#must(Number(age) * 1000 === passTtl && site === 'Lax' && 'HttpOnly' in own, 'a pass that its browser keeps otherwise');
      for (const other of pathsLike(path)) this.#must(credential.jar.cookies(other, now).includes(text), `a pass that no browser sends to ${other}`);
    }
  }

  /** An answer to somebody who was let in was read: as a whole, if the handler made a whole one. */
  read({ isAdmitted, method, status, text, run }) {
    const { seller, hasThrown } = this.#world;
    const isWhole = isAdmitted && method === 'GET' && status === 200 && text !== undefined && seller.made.has(run);
    this.#must(!isWhole || hasThrown || seller.made.get(run) === text, 'let in, and not served as a whole');
  }

  close() {
    const { processes, hasThrown } = this.#world;
    for (const process of processes) {
      const isKnown = !process.isDead && !hasThrown;
      const [admitted = 0, told = 0] = [this.#admitted.get(process), this.#told.get(process)];
      this.#must(!isKnown || admitted === told, `${admitted} let in, and told ${told} times`);
    }
  }
}
