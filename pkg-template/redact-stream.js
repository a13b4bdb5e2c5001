// Makes text or bytes that arrive in chunks safe to log. The core decides what may be emitted; this decodes and
// encodes.
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
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const encoder = new TextEncoder();
  let lead = '';

  const decoded = (chunk) => {
    if (typeof chunk !== 'string') return decoder.decode(lead ? joined(encoder.encode(take()), chunk) : bytes(chunk), { stream: true });
    const text = take() + chunk;
    lead = text.match(LEAD_AT_END)?.[0] ?? '';
    return decoder.decode(encoder.encode(lead ? text.slice(0, -1) : text), { stream: true });
  };
  const take = () => {
    const text = lead;
    lead = '';
    return text;
  };
  const give = (text, controller) => {
    if (text !== '') controller.enqueue(encoder.encode(text));
  };

  return new TransformStream({
    transform: (chunk, controller) => give(call(() => redactor.push(decoded(chunk))), controller),
    flush(controller) {
      give(call(() => redactor.push(decoder.decode(encoder.encode(take()), { stream: true }) + decoder.decode()) + redactor.finish()), controller);
      redactor.free();
    },
    cancel: () => redactor.free(),
  });
}

function joined(first, chunk) {
  const second = bytes(chunk);
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
