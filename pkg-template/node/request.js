// Node's request as a `Request`.

/** Throws if it cannot be one. `res`: the response to it. `headers`: its fields. */
export function toRequest(req, res, address, headers, signal) {
  const init = { method: req.method, headers, signal };
  if (!hasBody(req)) return new Request(address, init);
  if (!req.readableDidRead) return new Request(address, { ...init, body: bodyOf(req, res), duplex: 'half' });
  if (keepsBody(req)) return new Request(address, { ...init, body: req.rawBody });
  // A parser was faster. The handler must not take the body for an empty one.
  const request = new Request(address, { ...init, body: new ReadableStream(), duplex: 'half' });
  request.body.getReader();
  sending(res).on('finish', () => req.resume());
  return request;
}

/**
 * The fields as they are now: middleware may have removed what a client must not say, or set it. Throws if it has set what
 * no field can hold.
 */
export function headersOf({ rawHeaders, headers: own }) {
  const headers = new Headers();
  for (const [name, value] of Object.entries(own)) {
    if (name.startsWith(':')) continue;
    for (const one of [value].flat()) if ((one ?? null) !== null) headers.append(name, one);
  }
  // Of the pseudo-fields of HTTP/2, it is the only one that has no other place in a `Request`. A `Host` that was sent beside it
  // says nothing (RFC 9113 section 8.3.1).
  const host = own[':authority'];
  if (host !== undefined && (own.host === undefined || sentAs('host', rawHeaders).includes(own.host))) headers.set('host', host);
  // A paywall refuses several if it gets all.
  const sent = authorizationsOf(rawHeaders);
  if (sent.length > 1 && own.authorization === sent[0]) headers.set('authorization', sent.join(', '));
  return headers;
}

/** The values of `Authorization` as they were sent. Of several, Node keeps the first. */
export function authorizationsOf(rawHeaders) {
  return sentAs('authorization', rawHeaders);
}

/** The values of a field as they were sent. */
function sentAs(name, rawHeaders) {
  return rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1].toLowerCase() === name);
}

/** Whether the client sends a body. In HTTP/2, the end of the stream says whether there is one. */
export function announcesBody({ headers, stream }) {
  return stream ? !stream.endAfterHeaders : headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;
}

/** Whether its `Request` has one. A `Request` for GET or HEAD cannot have a body, and takes `get` for GET. */
export function hasBody(req) {
  return announcesBody(req) && !/^(get|head)$/i.test(req.method);
}

/**
 * Whether a parser has kept the bytes it read, as in Google Cloud Functions, Firebase, and NestJS with `rawBody`. It keeps
 * them without their coding, so if there was one, they are not what was sent.
 */
function keepsBody({ rawBody, headers }) {
  return ArrayBuffer.isView(rawBody) && headers['content-encoding'] === undefined;
}

/**
 * Reads as much as the handler asks for. The rest stays unread until the response is sent. Then it is read and dropped,
 * as Node does for a body that nobody reads: if the connection were closed instead, a client that is still writing would
 * get an error, and not the response.
 */
function bodyOf(req, res) {
  const parts = req.iterator({ destroyOnReturn: false });
  let bytes = 0;
  const stop = () => parts.return().catch(() => {});
  return new ReadableStream(
    {
      start(controller) {
        sending(res).on('finish', async () => {
          if (req.complete) return;
          controller.error(new TypeError('the response was sent before the request body was read'));
          await stop();
          req.resume();
        });
      },
      async pull(controller) {
        if (bytes > SMALL && !req.complete) await othersTurn();
        const { done, value } = await parts.next();
        if (done) return controller.close();
        bytes += value.length;
        controller.enqueue(value);
      },
      cancel: () => void stop(),
    },
    { highWaterMark: 0 },
  );
}

/** What tells that a response is sent. In HTTP/2, `res` tells it only when the request body has ended too. */
function sending(res) {
  return res.stream ?? res;
}

/**
 * How much is read without waiting: about what is written to an origin at once. A client may close its side of the connection
 * after a small body, and Node then sends it no answer that is made later than at once.
 */
const SMALL = 32 * 1024;

/**
 * Waits until other sockets were read. An origin that answers early may close the connection at once. If its answer was not
 * read before the next part of the body is written to it, `fetch` fails and drops the answer.
 */
function othersTurn() {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
