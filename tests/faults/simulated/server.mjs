// A process's server: Node's own, with `listener`, over connections in memory.
import { createServer, request as requestOf } from 'node:http';
import { connect, constants, createServer as createServer2 } from 'node:http2';
import { listener } from 'mpp-wasm/node';
import { link } from './link.mjs';

const PAYERS = 'https://api.example.com';
/** So few bytes that most bodies have to wait. */
const ROOM = 64;

export class Server {
  #world;
  #process;
  #server;
  #ask;
  #payers = new Set();

  /** `version`: of HTTP. */
  constructor(world, process, site, version) {
    this.#world = world;
    this.#process = process;
    const serve = listener(site.fetch, { publicOrigin: PAYERS });
    const handle = (request, response) => {
      const sent = world.books.sent(request.headers['x-sent']);
      sent.hasBegun = () => response.headersSent;
      world.passes.arrives(sent);
      if (sent.isUnsent) world.after(world.below(300), process, () => answerInPlace(response));
      serve(request, response);
    };
    this.#server = version === 2 ? createServer2({}, handle) : createServer({ highWaterMark: ROOM }, handle);
    this.#ask = version === 2 ? ask2 : ask1;
  }

  /** Sends a request. Resolves to its status, fields and body once its head has come. `leaves`: gets what its payer does to leave. */
  ask({ method, path, body }, headers, leaves) {
    const [near, far] = link(this.#world, this.#process);
    this.#payers.add(near);
    this.#world.after(1, this.#process, () => this.#server.emit('connection', far));
    return this.#ask(near, { method, path, body, headers, leaves, isRude: this.#world.chance(0.5) });
  }

  /** The process has died, and the system resets its connections. */
  die() {
    for (const near of this.#payers) this.#world.after(this.#world.below(30), null, () => near.destroy(new Error('read ECONNRESET')));
  }

  close() {
    for (const near of this.#payers) near.destroy();
    this.#server.close();
  }
}

function ask1(near, { method, path, body, headers, leaves }) {
  return new Promise((resolve, reject) => {
    const request = requestOf({ method, path, headers, createConnection: () => near });
    leaves(() => request.destroy());
    request.on('response', (response) => resolve({ status: response.statusCode, headers: fieldsOf(response.headers), body: response }));
    request.on('error', reject);
    request.end(body);
  });
}

/** In HTTP/2, who leaves cancels the request, or closes the connection. */
function ask2(near, { method, path, body, headers, leaves, isRude }) {
  return new Promise((resolve, reject) => {
    const session = connect(PAYERS, { createConnection: () => near, settings: { initialWindowSize: ROOM } });
    session.on('error', () => {});
    const stream = session.request({ ':method': method, ':path': path, ...headers }, { endStream: body === undefined });
    leaves(() => (isRude ? session.destroy() : stream.close(constants.NGHTTP2_CANCEL)));
    stream.on('response', ({ ':status': status, ...fields }) => resolve({ status, headers: fieldsOf(fields), body: stream }));
    stream.on('error', reject);
    stream.on('close', () => reject(new Error('closed')));
    if (body !== undefined) stream.end(body);
  });
}

function fieldsOf(headers) {
  return new Headers(Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => [name, value])));
}

/** As middleware does that limits the time. */
function answerInPlace(response) {
  if (!response.headersSent && !(response.stream ?? response).destroyed) response.writeHead(503).end('busy');
}
