// Reads the challenges and credentials that a call has left on the wire.
import { fromThrown } from './error.js';
import { HEAD, NONE, TOKEN, Wire } from './wire.js';

/** Where the span of its request stands in the record of a challenge. */
const REQUEST = 20;

export class NounWire extends Wire {
  /** The challenge of a record. `request`: its decoded request, if it is already known. */
  challenge(request, place = HEAD) {
    const challenge = {
      id: this.piece(place),
      realm: this.piece(place + 2),
      method: this.piece(place + 4),
      intent: this.piece(place + 6),
      request: request ?? this.json(place + REQUEST),
      encodedRequest: this.piece(place + 8),
    };
    return this.#rest(challenge, place);
  }

  /** The challenge of a record that leaves out its terms. */
  own(terms, request) {
    const { realm, method, intent, encodedRequest } = terms;
    return this.#rest({ id: this.piece(HEAD), realm, method, intent, request, encodedRequest }, HEAD);
  }

  /** Adds the parameters that a challenge may have. */
  #rest(challenge, place) {
    const { spans } = this;
    if (spans[place + 10] !== NONE) challenge.description = this.piece(place + 10);
    if (spans[place + 12] !== NONE) challenge.digest = this.piece(place + 12);
    if (spans[place + 14] !== NONE) challenge.expires = this.piece(place + 14);
    if (spans[place + 16] !== NONE) challenge.header = this.piece(place + 16);
    if (spans[place + 18] !== NONE) challenge.opaque = this.piece(place + 18);
    return challenge;
  }

  /** The JSON value of a span, which the number of its tokens and the tokens follow: see tree.js. */
  json(place) {
    return JSON.parse(this.piece(place));
  }

  /** The place after a JSON value. */
  after(place) {
    return place + 3 + TOKEN * this.spans[place + 2];
  }

  /** All challenges of a header. */
  challenges() {
    this.open(this.length);
    const count = this.spans[2];
    const challenges = [];
    for (let at = 0, place = HEAD; at < count; at++, place = this.after(place + REQUEST)) challenges.push(this.challenge(undefined, place));
    const malformed = this.spans[3] === 0 ? [] : JSON.parse(this.call(() => this.core.malformed())).map(fromThrown);
    return { challenges, malformed };
  }

  /** A credential: its challenge, payload and source. `terms`: those that may be known already, see terms.js. */
  credential(terms) {
    this.open();
    const challenge = terms === undefined ? this.challenge() : terms.challenge(this);
    const payload = this.after(HEAD + REQUEST);
    const credential = { challenge, payload: this.json(payload) };
    const source = this.piece(this.after(payload));
    if (source !== undefined) credential.source = source;
    this.forget();
    return credential;
  }

  /** The number of its terms among those that its key remembers, or 0. */
  get known() {
    return this.spans[2];
  }

  /** Only the id of a credential's challenge, and its payload. */
  payment() {
    this.open();
    const paid = { ok: true, challengeId: this.piece(HEAD), payload: this.json(HEAD + 2) };
    this.forget();
    return paid;
  }
}
