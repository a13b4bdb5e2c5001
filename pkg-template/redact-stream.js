// Makes text or bytes that arrive in chunks safe to log. The core decides what may be emitted; this encodes text.
import * as glue from './mpp_wasm.js';
import { bytes, wrong } from './arguments.js';
import { notReady } from './not-ready.js';
import { call } from './ready.js';

/** A lead surrogate at the end of a chunk. Its trail surrogate comes with the next chunk. */
const LEAD_AT_END = /[\ud800-\udbff]$/;

/** The byte order mark of UTF-16, which some programs on Windows write. Read as UTF-8, such a text hides all it holds from us. */
const UTF_16 = ['255,254', '254,255'];

/** Workers of before 2022-11-30 make a stream that passes everything on as it came, and say so in a log at most. */
const NO_TRANSFORM =
  'here a TransformStream transforms nothing: redactStream needs the compatibility_date 2022-11-30 or later in Workers, ' +
  'or the flags "streams_enable_constructors" and "transformstream_enable_standard_constructor"';

/**
 * A `TransformStream` that redacts text or bytes like `redact`, and emits UTF-8 bytes: each line as soon as it ends,
 * and four bullets for a line of more than 1 MiB.
 */
export function redactStream() {
  const redactor = call(() => new glue.Redactor());
  const encoder = new TextEncoder();
  let lead = '';
  const first = [];
  let heeded = false;

  const give = (safe, controller) => {
    if (safe.length > 0) controller.enqueue(safe);
  };
  const utf8 = (chunk) => {
    first.push(...chunk.subarray(0, 2 - first.length));
    if (UTF_16.includes(String(first))) throw wrong('the bytes are UTF-16, in which no secret would be found: convert them to UTF-8');
    return chunk;
  };
  const push = (chunk, controller) => give(call(() => redactor.push(chunk)), controller);

  const stream = new TransformStream({
    start() {
      heeded = true;
    },
    transform(chunk, controller) {
      const isText = typeof chunk === 'string';
      const text = isText ? lead + chunk : lead;
      lead = isText ? (text.match(LEAD_AT_END)?.[0] ?? '') : '';
      if (text !== '') push(encoder.encode(lead ? text.slice(0, -1) : text), controller);
      if (!isText) push(utf8(bytes(chunk)), controller);
    },
    flush(controller) {
      push(encoder.encode(lead), controller);
      give(call(() => redactor.finish()), controller);
      redactor.free();
    },
    cancel: () => redactor.free(),
  });
  if (heeded) return stream;
  redactor.free();
  throw notReady(NO_TRANSFORM);
}
