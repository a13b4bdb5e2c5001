// Node's request as a `Request`.

/**
 * Throws if it cannot be one. Express cuts the path of a router off `url`, and keeps the whole in `originalUrl`.
 * `res`: the response to it.
 */
export function toRequest(req, res, origin, signal) {
  const { method, url, originalUrl = url } = req;
  if (!originalUrl.startsWith('/')) throw new TypeError('the request does not name a path');
  const init = { method, headers: headersOf(req), signal };
  if (!hasBody(req)) return new Request(origin + originalUrl, init);
  if (!req.readableDidRead) return new Request(origin + originalUrl, { ...init, body: bodyOf(req, res), duplex: 'half' });
  // A parser was faster. The handler must not take the body for an empty one.
  const request = new Request(origin + originalUrl, { ...init, body: new ReadableStream(), duplex: 'half' });
  request.body.getReader();
  res.on('finish', () => req.resume());
  return request;
}

/** All fields as they were sent. `req.headers` drops a second `Authorization`, among others. */
function headersOf({ rawHeaders, headers: { cookie } }) {
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2) headers.append(rawHeaders[at], rawHeaders[at + 1]);
  // Several cookies are joined by a semicolon, not by a comma (RFC 6265 section 5.4).
  if (cookie !== undefined) headers.set('cookie', cookie);
  return headers;
}

/** A `Request` for GET or HEAD cannot have a body. */
function hasBody({ method, headers }) {
  const announced = headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;
  return announced && method !== 'GET' && method !== 'HEAD';
}

/**
 * Reads as much as the handler asks for. The rest stays unread until the response is sent. Then it is read and dropped,
 * as Node does for a body that nobody reads: if the connection were closed instead, a client that is still writing would
 * get an error, and not the response.
 */
function bodyOf(req, res) {
  const parts = req.iterator({ destroyOnReturn: false });
  const stop = () => parts.return().catch(() => {});
  return new ReadableStream(
    {
      start(controller) {
        res.on('finish', async () => {
          if (req.complete) return;
          controller.error(new TypeError('the response was sent before the request body was read'));
          await stop();
          req.resume();
        });
      },
      async pull(controller) {
        const { done, value } = await parts.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: () => void stop(),
    },
    { highWaterMark: 0 },
  );
}
