// Makes text or bytes that arrive in chunks safe to log. The core decides what may be emitted; this encodes text.
import * as glue from './mpp_wasm.js';
import { bytes } from './arguments.js';
import { call } from './ready.js';

/** A lead surrogate at the end of a chunk. Its trail surrogate comes with the next chunk. */
const LEAD_AT_END = /[\ud800-\udbff]$/;

/**
 * A `TransformStream` that redacts text or bytes like `redact`, and emits UTF-8 bytes: each line as soon as it ends,
 * and four bullets for a line of more than 1 MiB.
 */
export function redactStream() {
  const redactor = call(() => new glue.Redactor());
  const encoder = new TextEncoder();
  let lead = '';

  const give = (safe, controller) => {
    if (safe.length > 0) controller.enqueue(safe);
  };
  const push = (chunk, controller) => give(call(() => redactor.push(chunk)), controller);

  return new TransformStream({
    transform(chunk, controller) {
      const isText = typeof chunk === 'string';
      const text = isText ? lead + chunk : lead;
      lead = isText ? (text.match(LEAD_AT_END)?.[0] ?? '') : '';
      if (text !== '') push(encoder.encode(lead ? text.slice(0, -1) : text), controller);
      if (!isText) push(bytes(chunk), controller);
    },
    flush(controller) {
      push(encoder.encode(lead), controller);
      give(call(() => redactor.finish()), controller);
      redactor.free();
    },
    cancel: () => redactor.free(),
  });
}
