// Why a request got no answer, in words of our own: a system's error texts may quote the server.
import { MppError } from '../error.js';

/** The codes of Node, its HTTP client and OpenSSL, and what each means. The first that matches counts. */
const REASONS = [
  [/^ENOTFOUND$/, 'the host name was not found: check the URL'],
  [/^EAI_/, 'the host name could not be looked up: the name server did not answer'],
  [/^ECONNREFUSED$/, 'the server refused the connection: nothing listens on that port'],
  [/^(ENETUNREACH|EHOSTUNREACH|EADDRNOTAVAIL)$/, 'there is no route to the server from this machine'],
  [/^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/, 'the server did not accept the connection in time'],
  [/ALTNAME_INVALID|^HOSTNAME_MISMATCH/, "the server's certificate is for another host"],
  [/^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/, "the server's certificate has expired or is not valid yet"],
  // An alert proves that the server has TLS. Some of them name certificates, but mean the client's.
  [/_ALERT_/, 'the server refused the TLS connection'],
  [/CERT|ISSUER|CRL|LEAF_SIGNATURE|^INVALID_(CA|PURPOSE)$|^PATH_LENGTH/, "the server's certificate is not trusted by this machine"],
  [/^(EPROTO$|ERR_SSL_|ERR_TLS_)/, 'the TLS connection failed: a server without TLS needs http:// in the URL'],
  // Newer versions of Node give this error a name, but no code.
  [/^(HPE_|HTTPParserError$|UND_ERR_RES_CONTENT_LENGTH_MISMATCH$)/, 'the server did not answer in HTTP'],
  [/^UND_ERR_HEADERS_OVERFLOW$/, 'the head of the response is too long'],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, 'the server closed the connection without an answer'],
];

/** The error for what `fetch` rejected with. In Bun it has no cause, but the code itself. */
export function unavailable({ cause, code }) {
  return new MppError('origin-unavailable', reason(cause ?? { code }));
}

function reason(cause) {
  if (cause.message === 'bad port') return 'this port is never used for HTTP: fetch refuses it';
  const [, known] = REASONS.find(([code]) => code.test(cause.code ?? cause.name)) ?? [];
  return known ?? 'the server cannot be reached';
}
