// What must hold in a simulated world, seen from outside: the processor's payments, what the payers got, and the events.

/** Answers that end a credential, beside its delivery. */
const FINAL = [402, 410, 422];
/** The challenge that a request pays for; none if it pays for nothing. */
const idOf = ({ credential, paysNothing }) => (paysNothing ? undefined : credential?.challenge?.id);
export const isEnd = (sent) => sent.isDelivery || FINAL.includes(sent.status);

export class Books {
  /** What did not hold. It is not thrown: whoever is called here might catch it. */
  faults = [];
  #world;
  #sends = [];
  /** The challenges that somebody was told are paid. */
  #paid = new Set();
  /** The challenges whose payers were told to pay again, or that nothing was charged. */
  #told = new Set();
  /** The challenges of which a delivery may be lost by the rules of SECURITY.md, and why. */
  #excused = new Map();

  constructor(world) {
    this.#world = world;
  }

  must(is, what) {
    if (is) return;
    this.#world.note(`WRONG: ${what}`);
    this.faults.push(what);
  }

  begins(sent) {
    sent.number = this.#sends.push(sent) - 1;
  }

  sent(number) {
    return this.#sends[number];
  }

  #of(id) {
    return this.#sends.filter((sent) => idOf(sent) === id);
  }

  #payments(id, ...states) {
    return this.#world.processor.payments(id, ...states).map((payment) => payment.id).join();
  }

  #isCaptured(id) {
    return this.#payments(id, 'succeeded') !== '';
  }

  event({ kind, challengeId: id, reference, status, code, error }, process) {
    this.#world.note(`event ${kind} ${id ? this.#world.name(id) : ''} ${status ?? ''} ${code ?? ''} ${error ?? ''}`);
    if (kind === 'paid') this.must(this.#payments(id, 'succeeded') === reference, 'told of a payment that was not captured');
    if (kind === 'paid') this.#paid.add(id);
    if (['owed', 'delivered', 'resent'].includes(kind)) this.must(this.#isCaptured(id), `${kind}, and not captured`);
    if (kind === 'admitted') this.#world.passes.told({ challengeId: id, reference }, process);
    if (kind === 'released') {
      this.must(!this.#isCaptured(id), 'released, and captured');
      this.#told.add(id);
    }
    this.must(code !== 'hook-failed' && (code !== 'internal' || this.#world.hasThrown), `an event of ${code}: ${error}`);
  }

  /** A payment was captured. `afterwards`: for what was made. */
  captured(id, afterwards) {
    this.must(!this.#payments(id, 'succeeded').includes(','), 'captured twice');
    this.must(this.#of(id).some(({ arrived }) => arrived), 'captured, and nobody has paid');
    this.must(!this.#told.has(id), 'captured after its payer was told to pay again');
    if (afterwards) this.must(this.#of(id).some(({ isMade }) => isMade), 'captured, and nothing was made');
  }

  /** The head of an answer has come. */
  answered(sent) {
    this.#world.pages.answered(sent);
    if (sent.paysNothing) return this.#world.passes.answered(sent);
    this.#world.passes.paid(sent);
    const { status, asks, reference, method, isProper, hasLeft } = sent;
    const id = idOf(sent);
    this.must(asks === (status === 402), `${status}, and ${asks ? 'a' : 'no'} challenge`);
    this.must(reference === undefined || this.#payments(id, 'succeeded') === reference, 'a receipt for what was not captured');
    this.must(reference || status >= 300, 'a success without a receipt');
    this.must(isProper || (status >= 400 && !reference), `another request than was paid for, and ${status}`);
    this.must(!(hasLeft && reference && method === 'GET'), 'sent to a payer who had left');
    sent.isHanded = reference !== undefined;
    if (sent.isUnsent && sent.isHanded && !sent.hasBody) this.#excused.set(id, 'nothing to send');
    this.#excuse(sent);
    if (status === 402 && isProper) {
      this.must(!this.#isCaptured(id) || this.#isDelivered(id), 'paid for, and told to pay again');
      this.#told.add(id);
    }
    if (status === 410) this.must(this.#isDelivered(id), 'gone, and never sent');
  }

  /** Whoever leaves has had what was being sent, and has paid for side effects. */
  #excuse(sent) {
    if (sent.hasLeft && (sent.isHanded || sent.method === 'POST')) this.#excused.set(idOf(sent), 'left');
  }

  /** Over a connection, what was written when its payer left counts too. */
  #isExcused(id) {
    const { delivered } = this.#world.store;
    const isGone = ({ process, hasLeft, arrived, method }) => process.server && hasLeft && arrived && (method === 'POST' || delivered.has(id));
    return this.#excused.has(id) || this.#of(id).some(isGone);
  }

  /** Whether something was delivered, is being sent, or counts as sent. */
  #isDelivered(id) {
    return this.#isExcused(id) || this.#world.store.delivered.has(id) || this.#of(id).some(({ isHanded }) => isHanded);
  }

  /** An answer was read: `text` if it is whole. */
  read(sent) {
    if (sent.paysNothing) return this.#world.passes.read(sent);
    const { seller, store } = this.#world;
    const { text, status, run, isHanded, method } = sent;
    const id = idOf(sent);
    this.#excuse(sent);
    // Over a connection, the server may not know it yet.
    const isKnown = sent.hasLeft && !sent.process.server;
    if (isKnown && isHanded && method === 'GET' && (status !== 200 || seller.made.has(run))) sent.isTaken = true;
    if (text === undefined || !isHanded) return;
    this.must(text === (status === 200 ? seller.made.get(run) : ''), 'a delivery that is not whole');
    sent.isDelivery = true;
    if (store.unwritten.has(`${id} delivered`)) return;
    const own = this.#of(id);
    const deliveries = own.filter(({ isDelivery }) => isDelivery);
    this.must(!own.some(({ isTaken }) => isTaken), 'delivered again to a payer who left halfway');
    this.must(new Set(deliveries.map((delivery) => delivery.run)).size === 1, 'two answers were delivered');
    this.must(deliveries.filter((delivery) => !delivery.key || method === 'GET').length <= 1, 'delivered twice without a key');
  }

  /** A process has died: what it was about to send is lost. */
  died(process) {
    const { asked } = this.#world.store;
    for (const sent of this.#sends) {
      const isOut = process.server ? sent.isDelivery : sent.isSettled;
      if (sent.process === process && !isOut && asked.has(`${process.name} ${idOf(sent)}`)) this.#excused.set(idOf(sent), 'died');
    }
  }

  /** A function of the runtime has thrown: what is being sent may break off, and that may not be recorded. */
  interrupted(process) {
    for (const sent of this.#sends) {
      const isBegun = process.server ? sent.hasBegun?.() : sent.isHanded;
      // What was answered in its place is settled for its payer, and not yet for the paywall.
      const isGoingOn = !sent.isSettled || (process.server && sent.isUnsent);
      if (sent.process === process && isBegun && isGoingOn) this.#excused.set(idOf(sent), 'threw');
    }
  }

  /** The world has answered everything. */
  allAnswered() {
    const { seller, hasThrown } = this.#world;
    for (const { process, isSettled, number } of this.#sends) this.must(isSettled || process.isDead, `request ${number} never ended`);
    for (const [run, process] of seller.open) this.must(process.isDead || hasThrown, `the body of run ${run} was not let go`);
  }

  /** Nothing failed any more. `last`: the last answers to everything that was sent. */
  close(last) {
    const { store, processor, isLate, processes, hasThrown, terms } = this.#world;
    if (terms.isSplit) return;
    const payers = new Map();
    for (const id of new Set(last.map(idOf))) {
      const isCaptured = this.#isCaptured(id);
      const open = this.#payments(id, 'requires_capture', 'requires_action');
      this.must(open === '', 'held in the end');
      // There is no payment, and the processor repeats a 5xx or is not asked any more: that stays unknown.
      const isUnknown = !isCaptured && (processor.saved.has(id) || isLate);
      for (const sent of last) this.must(idOf(sent) !== id || isEnd(sent) || isUnknown, `sent again and again, and still ${sent.status}`);
      if (!isCaptured) continue;
      const own = this.#of(id);
      const isDelivered = own.some(({ isDelivery }) => isDelivery);
      const hasDied = processes.some(({ isDead }) => isDead);
      // Not recorded: that it broke off, or after an exception that it was not sent.
      const isUnrecorded = [...store.unwritten].some((text) => text === `${id} owed` || (hasThrown && text.startsWith(id)));
      const isExcused = this.#isExcused(id) || isUnrecorded;
      this.must(isExcused || isDelivered, 'captured, and never delivered');
      this.must(this.#paid.has(id) || hasDied, 'captured, and nobody was told');
      const keys = new Set(own.filter(({ isProper }) => isProper).map(({ key, method }) => method === 'POST' && key));
      const [key] = keys;
      const place = `${own[0].credential.path} ${key}`;
      if (keys.size > 1 || !key) continue;
      const isUnwritten = ['capturing', 'delivered'].some((state) => store.unwritten.has(`${id} ${state}`));
      const isKept = !hasDied && !isUnwritten && !own.some(({ isNotKept }) => isNotKept);
      this.must(isDelivered || !isKept, 'not brought back by its key');
      this.must(!payers.has(place), 'two payers under one key');
      payers.set(place, id);
    }
  }
}
