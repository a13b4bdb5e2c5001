// A process's server: Node's own, with `listener`, over connections in memory.
import { createServer, request as requestOf } from 'node:http';
import { listener } from 'mpp-wasm/node';
import { link } from './link.mjs';

export class Server {
  #world;
  #process;
  #server;
  #payers = new Set();

  constructor(world, process, site) {
    this.#world = world;
    this.#process = process;
    const serve = listener(site.fetch, { origin: 'https://api.example.com' });
    this.#server = createServer({ highWaterMark: 64 }, (request, response) => {
      const sent = world.books.sent({ headers: new Headers({ 'x-sent': request.headers['x-sent'] }) });
      sent.hasBegun = () => response.headersSent;
      if (sent.isUnsent) world.after(world.below(300), process, () => answerInPlace(response));
      serve(request, response);
    });
  }

  /** Sends a request. Resolves to Node's response once its head has come. `sent.hangUp`: what its payer does to leave. */
  ask({ method, body, ...sent }, headers, leaves) {
    const [near, far] = link(this.#world, this.#process);
    this.#payers.add(near);
    return new Promise((resolve, reject) => {
      const request = requestOf({ method, path: '/paid', headers, createConnection: () => near });
      leaves(() => request.destroy());
      request.on('response', resolve);
      request.on('error', reject);
      request.end(body);
      this.#world.after(1, this.#process, () => this.#server.emit('connection', far));
    });
  }

  /** The process has died, and the system resets its connections. */
  die() {
    for (const near of this.#payers) this.#world.after(this.#world.below(30), null, () => near.destroy(new Error('read ECONNRESET')));
  }

  close() {
    this.#server.close();
  }
}

/** As middleware does that limits the time. */
function answerInPlace(response) {
  if (!response.headersSent && !response.destroyed) response.writeHead(503).end('busy');
}
