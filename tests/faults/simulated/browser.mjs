// What a browser sends for a page of another origin, and what it lets the page read (the Fetch standard, "CORS protocol").

/** A page of the same site, which gets cookies along, and one of another. */
export const PAGES = ['https://app.example.com', 'https://page.invalid'];
/** What any page may send, and read. */
const SIMPLE = ['GET', 'HEAD', 'POST'];
const READABLE = ['cache-control', 'content-language', 'content-length', 'content-type', 'expires', 'last-modified', 'pragma'];

const listed = (headers, name) => (headers.get(name) ?? '').toLowerCase().split(',').map((part) => part.trim());

/** Whether cookies that are `SameSite=Lax` are sent and kept. No page: a person follows a link. */
export const hasCookies = (page) => page === undefined || (page.includes && page.origin === PAGES[0]);

/** The fields that a page cannot send unless it is allowed to. */
const asked = (headers) => Object.keys(headers).filter((name) => ['authorization', 'idempotency-key'].includes(name)).sort();

/** What a browser asks before it sends a request with these fields; nothing if it need not ask. */
export function question({ origin }, method, headers) {
  const names = asked(headers);
  if (SIMPLE.includes(method) && names.length === 0) return undefined;
  return { origin, 'access-control-request-method': method, ...(names.length && { 'access-control-request-headers': names.join() }) };
}

/** Whether a browser sends the request after this answer to its question. */
export function mayBeSent(page, method, headers, { status, headers: answer }) {
  if (status < 200 || status > 299 || !view(page, answer)) return false;
  const isMethod = SIMPLE.includes(method) || listed(answer, 'access-control-allow-methods').includes(method.toLowerCase());
  const allowed = listed(answer, 'access-control-allow-headers');
  return isMethod && asked(headers).every((name) => allowed.includes(name));
}

/** The fields of an answer that a page can read; nothing if it cannot read the answer. */
export function view({ origin, includes }, headers) {
  const allowed = headers.get('access-control-allow-origin');
  if (includes ? allowed !== origin : allowed !== '*' && allowed !== origin) return undefined;
  if (includes && headers.get('access-control-allow-credentials') !== 'true') return undefined;
  const exposed = [...READABLE, ...listed(headers, 'access-control-expose-headers')];
  return new Headers([...headers].filter(([name]) => name !== 'set-cookie' && exposed.includes(name)));
}
