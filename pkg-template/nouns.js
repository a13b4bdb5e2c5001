// Reads the challenges and credentials that a call has left on the wire.
import { fromThrown } from './error.js';
import { HEAD, NONE, TOKEN, Wire } from './wire.js';

/** Where the span of its request stands in the record of a challenge. */
const REQUEST = 20;

export class NounWire extends Wire {
  /** The challenge of a record. `request`: its decoded request, if it is already known. */
  challenge(request, place = HEAD) {
    const { spans } = this;
    const challenge = {
      id: this.piece(place),
      realm: this.piece(place + 2),
      method: this.piece(place + 4),
      intent: this.piece(place + 6),
      request: request ?? this.json(place + REQUEST),
      encodedRequest: this.piece(place + 8),
    };
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

  /** A request that was seen before. Not here: see tree.js. */
  recall() {
    return undefined;
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

  /** A credential: its challenge, then its payload and source. `request`: as for `challenge`. `seen`: as for `recall`. */
  credential(request, seen) {
    this.open();
    const payload = this.after(HEAD + REQUEST);
    const credential = { challenge: this.challenge(request ?? this.recall(seen, HEAD + REQUEST)), payload: this.json(payload) };
    const source = this.piece(this.after(payload));
    if (source !== undefined) credential.source = source;
    this.forget();
    return credential;
  }

  /** Only the payload. */
  payload() {
    this.open();
    const payload = this.json(HEAD);
    this.forget();
    return payload;
  }
}
