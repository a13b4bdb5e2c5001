// codings.mjs <URL of an origin>: asks for codings that nobody asked the origin for. Prints what a client could not read.
import { Buffer } from 'node:buffer';
import { request } from 'node:http';
import * as zlib from 'node:zlib';
import { paywall } from 'mpp-wasm/edge';
import { memory } from 'mpp-wasm/store/memory';
import { serve } from './serve.mjs';

const [origin] = globalThis.Deno?.args ?? process.argv.slice(2);
const TEXT = 'hello '.repeat(50);

const shop = (origin) => paywall({
  realm: '127.0.0.1',
  secret: 'a-signing-secret-of-at-least-32-bytes',
  stripe: { secretKey: 'sk_test_123456789', networkId: 'profile_1' },
  store: memory(),
  routes: { '/paid': '1.00 USD' },
  origin,
});
const there = ({ url }) => origin + new URL(url).pathname + new URL(url).search;
const passOn = (request) => fetch(new Request(there(request), request));
const WAYS = {
  'a URL': (request) => byUrl.fetch(request),
  'a handler that passes on the fields': (request) => byHandler.fetch(request),
  'a handler with fields of its own': (request) => byOther.fetch(request),
  'no paywall': passOn,
};
const [byUrl, byHandler, byOther] = [origin, passOn, (request) => fetch(there(request))].map(shop);

const ASKED = {
  nothing: {},
  codings: { 'accept-encoding': 'gzip, deflate, br, zstd' },
  none: { 'accept-encoding': 'identity' },
  part: { range: 'bytes=0-', 'accept-encoding': 'gzip, br' },
  end: { range: 'bytes=5-' },
};

const UNDO = { gzip: zlib.gunzipSync, 'x-gzip': zlib.gunzipSync, deflate: zlib.inflateSync, br: zlib.brotliDecompressSync };

/**
 * Whether Deno cannot tell: it decodes `br` unless the request asked for a range, or for `identity` alone, and nothing in the
 * bytes says so.
 */
function isUnclear(way, coding, asked) {
  const passesOn = way === 'no paywall' || way === 'a handler that passes on the fields';
  return globalThis.Deno && coding === 'br' && passesOn && ('range' in ASKED[asked] || (way === 'no paywall' && asked === 'none'));
}

/** A client that decodes nothing on its own. */
const get = (url, headers) => new Promise((resolve, reject) => request(url, { headers }, resolve).on('error', reject).end());

async function ask(url, headers) {
  const answer = await get(url, headers);
  let bytes = Buffer.concat(await answer.toArray());
  const { 'content-encoding': codings, 'content-length': length } = answer.headers;
  if (length !== undefined && Number(length) !== bytes.length) return 'another length';
  for (const coding of codings?.split(',').reverse() ?? []) bytes = UNDO[coding.trim().toLowerCase()](bytes);
  return bytes.toString();
}

const unread = [];
for (const [way, fetch] of Object.entries(WAYS)) {
  const { url, close } = await serve(fetch, 'node');
  for (const coding of ['gzip', 'GZIP', 'x-gzip', 'deflate', 'br', 'br, gzip', 'gzip, br']) {
    for (const [asked, headers] of Object.entries(ASKED)) {
      if (isUnclear(way, coding, asked)) continue;
      const text = await ask(`${url}/${encodeURIComponent(coding)}`, headers).catch(String);
      if (text !== TEXT) unread.push([way, coding, asked, text.slice(0, 40)]);
    }
  }
  // No other runtime passes on a part of coded bytes.
  for (const coding of globalThis.Deno ? ['gzip', 'br'] : []) {
    const { statusCode, headers } = await get(`${url}/${coding}?part`, ASKED.end);
    if (headers['content-encoding'] !== coding && way !== 'a handler with fields of its own') unread.push([way, coding, statusCode]);
  }
  await close();
}
console.log(JSON.stringify(unread));
(globalThis.Deno?.exit ?? process.exit)(0);
