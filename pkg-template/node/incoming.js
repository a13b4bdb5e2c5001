// Node's request as a paywall takes it: a `Request` is only made for its body.
import { hasBegun } from './begun.js';
import { Departure } from './departure.js';
import { withSent } from '../edge/proxy/incoming.js';
import { fieldsOf } from './fields.js';
import { linger } from './linger.js';
import { hasBody, toRequest } from './request.js';

/** Methods of which a `Request` makes no other in any runtime. In Bun, it makes GET of those it does not know. */
const METHOD = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/;

export class NodeIncoming {
  #req;
  #res;
  #publicOrigin;
  #request;
  #kept;
  #sent;
  #tell;
  /** Whether we have begun the response. */
  isOurs = false;
  /** Whether we have ended it. */
  isEnded = false;

  constructor(req, res, publicOrigin) {
    this.#req = req;
    this.#res = res;
    this.#publicOrigin = publicOrigin;
    this.departure = new Departure(req, res, this);
    linger(req, res);
    // As a `Request` does it. In HTTP/2, a stream may stay open for as long as nobody reads the body of its request.
    res.stream?.on('finish', () => this.#request || !hasBody(req) || req.resume());
  }

  /** Reads the fields. Throws if middleware has set what no field can hold. */
  readFields() {
    this.headers = fieldsOf(this.#req);
  }

  /** Reads method and address. Throws if they are none that a `Request` can have. */
  readTarget() {
    const { method } = this.#req;
    if (METHOD.test(method)) {
      this.method = method;
      this.url = new URL(addressOf(this.#req, this.#publicOrigin)).href;
    } else {
      ({ method: this.method, url: this.url } = this.request);
    }
  }

  get request() {
    return (this.#request ??= this.#make());
  }

  #make() {
    const address = addressOf(this.#req, this.#publicOrigin);
    return withSent(toRequest(this.#req, this.#res, address, this.headers, this.signal), () => this.sent);
  }

  /** Whether someone else has begun the response, such as middleware that limits the time. */
  get isTaken() {
    return hasBegun(this.#res) && !this.isOurs;
  }

  get signal() {
    return this.departure.signal;
  }

  /** Resolves to whether the response could be sent. It is made when somebody asks for it. */
  get sent() {
    return (this.#sent ??= new Promise((resolve) => (this.#tell = resolve)));
  }

  /** Tells it. */
  ends(isSent) {
    this.#tell?.(isSent);
  }

  /** What is collected as garbage never aborts its signal. */
  keep(forwarded) {
    this.#kept = forwarded;
  }
}

/** Express cuts the path of a router off `url`, and keeps the whole in `originalUrl`. */
function addressOf({ url, originalUrl = url }, publicOrigin) {
  if (!originalUrl.startsWith('/')) throw new TypeError('the request does not name a path');
  return publicOrigin + originalUrl;
}
