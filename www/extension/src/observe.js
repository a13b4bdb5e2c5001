// What is kept of a 402: the address, and the few headers that detect reads. No cookie, no other header; of a body only what
// body.js has read.

const KEPT = ['www-authenticate', 'payment-required'];

/** More than any reader takes, and little enough to keep. */
const MAX_HEADER = 70_000;

const KINDS = { main_frame: 'page', sub_frame: 'frame' };

/** An answer of `webRequest`, as it is kept: plain data. */
export function observation({ url, method, type, frameId, timeStamp, responseHeaders = [] }) {
  const headers = {};
  for (const { name, value, binaryValue } of responseHeaders) {
    const key = name.toLowerCase();
    if (!KEPT.includes(key)) continue;
    const text = value ?? String.fromCharCode(...(binaryValue ?? []).slice(0, MAX_HEADER));
    headers[key] = (key in headers ? `${headers[key]}, ${text}` : text).slice(0, MAX_HEADER);
  }
  return { url: bare(url), method, kind: KINDS[type] ?? 'call', frameId, time: timeStamp, headers };
}

/** Whether two answers are to the same question. */
export function isSame(one, other) {
  return one.url === other.url && one.method === other.method && one.kind === other.kind;
}

/** Whether a page's answer is shown in its place: a download and an empty answer leave the page as it was. */
export function isDocument({ statusCode, responseHeaders = [] }) {
  const isAttachment = ({ name, value }) => name.toLowerCase() === 'content-disposition' && /^\s*attachment\b/i.test(value ?? '');
  return statusCode !== 204 && statusCode !== 205 && !responseHeaders.some(isAttachment);
}

/** The address without what never goes to a server. */
export function bare(url) {
  return url.split('#')[0];
}
