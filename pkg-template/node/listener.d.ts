import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

/** What `createServer` of node:http, node:https and node:http2 calls. Express calls it too, with `next`. */
export type Listener = (
  req: IncomingMessage | Http2ServerRequest,
  res: ServerResponse | Http2ServerResponse,
  next?: (error?: any) => void,
) => void;

/**
 * Serves a fetch-style handler with Node's own server or Express, in Node, Deno and Bun, and over HTTP/2 in Node. Bodies
 * are streamed both ways, no faster than they are read. The status is sent before the first bytes of a body are there,
 * except for a response that `fetch` got with `Content-Encoding: zstd`, or in Deno `gzip`: those bytes tell whether it was
 * decoded.
 *
 * `request.signal` aborts when the client leaves before the response is complete, also if earlier requests of the
 * same connection are still being answered, and when other middleware, such as a time limit, answers first. If the
 * handler rejects, `next` gets the error, or an `Error` with it as `cause` if it is not an object. Without `next`,
 * the client gets 500 and the console the error's name. If a response body fails midway, or has another length than
 * its `Content-Length` says, the connection is reset; in HTTP/2, only its stream is. Use it before anything that parses
 * bodies: one that was already read is locked, unless its bytes are kept in `req.rawBody`, and it was sent without a
 * `Content-Encoding`. The handler gets the header fields that middleware has left in `req.headers`. What no `Request` can
 * be made of, such as TRACE, gets 400.
 *
 * @example
 * createServer(listener(site.fetch, { publicOrigin: 'https://api.example.com' })).listen(8402);
 * @param fetch Such as the `fetch` of a paywall or an app, or a handler guarded by `charge`.
 * @param options.publicOrigin The address that clients ask for, without a path, like `"https://api.example.com"`. With
 *   `https:` even if TLS ends in front of this server.
 * @throws {MppError} `bad-config`
 */
export function listener(fetch: (request: Request) => Response | Promise<Response>, options: { publicOrigin: string }): Listener;
