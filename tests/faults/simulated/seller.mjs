// What is sold: a handler whose answers succeed, fail, take long, break off, or are not what they announce.
import { PAGES } from './browser.mjs';

const GOOD = ['text', 'stream', 'counted', 'large', 'elsewhere', 'empty', 'slow', 'forever'];
const FAULTS = ['throws', 'nothing', 'fails', 'moved', 'priced', 'locked', 'odd', 'breaks', 'cut', 'long', 'short', 'slow', 'forever'];
/** Failures that nobody pays for. Those that show only while they are sent are owed. */
const FAILURES = FAULTS.slice(0, 7);
const TAKES = { slow: 130_000, forever: 400_000 };
/** A handler has two minutes from its record on. The store may take half a minute for it, and the clocks may differ as much. */
const ALONE = 60_000;

export class Seller {
  /** The text of each answer by its run, if it can be whole. */
  made = new Map();
  /** The runs whose body is neither at its end nor let go, and their process. */
  open = new Map();
  #runs = 0;
  /** The challenges whose handlers are running, with their process and when they began. */
  #running = [];
  #world;

  constructor(world) {
    this.#world = world;
    /** Which pages may read its answers, as far as it says so itself. */
    this.allows = world.pick([undefined, undefined, '*', PAGES[0]]);
  }

  handler = (request) => this.make(request, false);

  /** Answers a request. `isLost`: whether the answer will be lost on its way to the paywall. */
  async make(request, isLost) {
    const world = this.#world;
    const { method, signal } = request;
    const sent = world.books.sent(request.headers.get('x-sent'));
    world.passes.serves(sent, request);
    const run = (this.#runs += 1);
    const waits = method === 'GET' && sent.leaves !== undefined && world.chance(0.3);
    const kind = waits ? 'idle' : (world.fault('seller', FAULTS) ?? world.pick(GOOD.slice(0, 6)));
    const text = `run ${run}: ${kind} ${'.'.repeat(kind === 'large' ? 200 : 9)}`;
    if (GOOD.includes(kind)) this.made.set(run, text);
    world.note(`run ${run}: ${kind}`);
    // Too large to be kept, or run again meanwhile.
    if (kind === 'large' || TAKES[kind]) sent.isNotKept = true;
    if (request.body) await request.text();
    const running = { challenge: sent.paysNothing ? undefined : sent.credential.challenge.id, process: world.current, began: world.now, signal };
    // A server of its own may learn late that nobody waits for it any more.
    const isLeft = (other) => other.process.isDead || (world.isBehind && other.signal.aborted);
    const isAlone = (other) => other.challenge !== running.challenge || !running.challenge || isLeft(other) || other.began + ALONE < world.now;
    world.books.must(world.isSkewed || this.#running.every(isAlone), 'two handlers at once');
    this.#running.push(running);
    const left = new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    left.catch(() => {});
    try {
      await Promise.race([world.sleep(TAKES[kind] ?? 1 + world.below(40)), ...(world.chance(0.5) ? [left] : [])]);
    } finally {
      this.#running.splice(this.#running.indexOf(running), 1);
    }
    world.books.must(method !== 'POST' || sent.paysNothing || !signal.aborted, 'work with side effects is broken off');
    // After a POST, a 302 within the site is a delivery.
    const fails = FAILURES.includes(kind) && !(kind === 'moved' && method === 'POST');
    const hasLeft = sent.process.server ? signal.aborted : sent.hasLeft;
    if (!fails && !isLost && !(method === 'GET' && hasLeft)) sent.isMade = true;
    return this.#answer(kind, text, run, signal);
  }

  #answer(kind, text, run, signal) {
    const { allows } = this;
    const shown = allows && { 'access-control-allow-origin': allows, 'access-control-expose-headers': 'x-run' };
    const own = { 'x-run': run, 'set-cookie': 'handler=1', ...shown };
    const of = (body, status = 200, more = {}) => new Response(body, { status, headers: { ...own, ...more } });
    switch (kind) {
      case 'throws': throw new RangeError('no');
      case 'nothing': return undefined;
      case 'fails': return of(text, this.#world.pick([404, 500, 503]));
      case 'moved': return of(null, 302, { location: '/login' });
      case 'priced': return of(null, 307, { location: '/paid/other' });
      case 'elsewhere': return of(null, 302, { location: `https://cdn.invalid/${run}` });
      case 'empty': return of(null, 204);
      case 'odd': return of(null, 200, { 'content-length': 5 });
      case 'locked': {
        const response = of(text);
        response.body.getReader();
        return response;
      }
      case 'stream': case 'breaks': case 'idle': return of(this.#stream(text, kind, signal, run));
      case 'counted': case 'cut': case 'long': case 'short': {
        const length = text.length + ({ long: -3, short: 3 }[kind] ?? 0);
        return of(this.#stream(text, kind, signal, run), 200, { 'content-length': length });
      }
      default: return of(text);
    }
  }

  #stream(text, kind, signal, run) {
    const world = this.#world;
    const { open } = this;
    const process = world.current;
    const breaks = ['breaks', 'cut'].includes(kind);
    const parts = [text.slice(0, 4), text.slice(4, 11), text.slice(11)].slice(0, breaks ? 2 : 3);
    open.set(run, process);
    const pull = async (controller) => {
      await world.sleep(world.chance(0.05) ? world.long() : 1 + world.below(20), process);
      if (!open.has(run)) return;
      const part = parts.shift();
      // It waits until its payer leaves.
      if (kind === 'idle' && parts.length === 0) return new Promise(() => {});
      // A handler may stop once its payer has left.
      const stops = signal.aborted && world.chance(0.5);
      if (part && !stops) return void controller.enqueue(new TextEncoder().encode(part));
      open.delete(run);
      if (stops || breaks) controller.error(stops ? signal.reason : new TypeError('broke off'));
      else controller.close();
    };
    return new ReadableStream({ pull, cancel: () => void open.delete(run) }, { highWaterMark: world.pick([0, 1]) });
  }
}
