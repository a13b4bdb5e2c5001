// What is stored of a 402: its address, method, kind, frame, document, caller and time, and the headers that `detect` reads.
// No cookies and no other headers are stored, and of a body only what body.js has read.

export const KEPT = ['www-authenticate', 'payment-required', 'x-payment-required'];

/** More than any parser accepts, yet small enough to store. */
const MAX_HEADER = 70_000;

/** The header values of a download. Of the types of programs' data, browsers show only these. */
const DOWNLOAD = {
  'content-disposition': /^\s*attachment\b/i,
  'content-type': /^\s*application\/(?!(.*\+)?(json|xml|pdf|ogg|signed-exchange|(x-)?javascript)\b)/i,
};

const KINDS = { main_frame: 'page', sub_frame: 'frame' };

/**
 * The stored form of a `webRequest` response: plain data. `document`: the page's, or for what a frame loads, its
 * parent's, which outlives the frame. `from`: the origin of the page that called, unless a frame did. `cut`: it comes from the
 * browser's cache, which leaves `WWW-Authenticate` out.
 */
export function observation(details) {
  const { url, method, type, frameId, parentFrameId, documentId, parentDocumentId, timeStamp, fromCache, responseHeaders = [] } = details;
  const headers = {};
  for (const { name, value, binaryValue } of responseHeaders) {
    const key = name.toLowerCase();
    if (!KEPT.includes(key)) continue;
    // Firefox gives several fields of one name as lines of one value.
    const text = (value ?? String.fromCharCode(...(binaryValue ?? []).slice(0, MAX_HEADER))).replaceAll('\n', ', ');
    headers[key] = (key in headers ? `${headers[key]}, ${text}` : text).slice(0, MAX_HEADER);
  }
  // Not by `frameId`: what a page calls while it is not yet the tab's has one that is not 0.
  const document = parentDocumentId ?? documentId;
  // Firefox tells the document's address, Chromium the origin alone. A sandbox has the origin `null`.
  const caller = origin(details.documentUrl ?? details.initiator ?? 'null');
  const from = parentFrameId === -1 && caller !== 'null' ? caller : undefined;
  const cut = fromCache && headers['www-authenticate'] === undefined;
  return { url: bare(url), method, kind: KINDS[type] ?? 'call', frameId, document, from, time: timeStamp, headers, cut };
}

/** A cut response with the headers it had when it came from the network, if that is the response in the history. */
export function whole(ask, before) {
  const isSaid = (name) => name === 'www-authenticate' || before.headers[name] === ask.headers[name];
  return before !== undefined && !before.cut && KEPT.every(isSaid) ? { ...ask, headers: before.headers, cut: false } : ask;
}

/**
 * A response with the body that has been read of it, if it was read before the response was announced: the browser may
 * announce it late.
 */
export function withRead(ask, before) {
  return before?.readAt >= ask.time ? { ...ask, body: before.body, partial: before.partial, readAt: before.readAt } : ask;
}

/** Whether two responses answer the same request. */
export function isSame(one, other) {
  return one.url === other.url && one.method === other.method && one.kind === other.kind;
}

/**
 * Whether a page's response replaces the document. Downloads and empty responses (204, 205) leave it as it was. What is not
 * a success is never downloaded: the browser shows it, or an error at its address.
 */
export function isDocument({ statusCode, responseHeaders = [] }) {
  const isSaved = ({ name, value }) => DOWNLOAD[name.toLowerCase()]?.test(value);
  const isSuccess = statusCode >= 200 && statusCode < 300;
  return statusCode !== 204 && statusCode !== 205 && !(isSuccess && responseHeaders.some(isSaved));
}

/** The address without its fragment, which never goes to a server. */
export function bare(url) {
  return url.split('#')[0];
}

/** The origin of an address, or what stands in for one. */
export function origin(url) {
  return URL.canParse(url) ? new URL(url).origin : url;
}
