// The body of a response, watched while it is sent.
import { MppError } from '../../error.js';
import { IN_WORKERS } from '../../runtime.js';
import { UNSENT, letGo } from './let-go.js';
import { counted, lengthOf } from './tally.js';

/** The most that is read of a response at once. */
const READ_BYTES = 64 * 1024;

/**
 * Takes the body of a response: from here on, whoever else has this response can neither read nor lock it. `undefined`
 * if there is none.
 */
export function take({ body, headers }) {
  const length = lengthOf(headers);
  return body ? { length, ...readsOf(body, length) } : undefined;
}

/**
 * Returns a response with the body that was taken from it, and `pump`, which begins to send it and resolves when that has ended,
 * in every case. Reports if the body breaks off or is not as announced: `broken(error)` runs before the client notices. A client
 * that disconnects does not count as a break. If the body is canceled as `UNSENT`, or `sent` resolves to `false`,
 * `broken(error, true)` runs.
 */
export function watched(response, taken, sent, broken) {
  if (!taken) return { response, pump: () => confirm(sent, broken) };
  const { readable, writable } = pipe(taken.length);
  const writer = writable.getWriter();
  const own = new Response(readable, response);
  return {
    response: own,
    pump() {
      // A function around the paywall may drop the response: then nobody else reads its body or cancels it.
      sent?.()?.then((isSent) => isSent === false && letGo(own.body, UNSENT));
      return pump(taken, writer, sent, broken);
    },
  };
}

/** In Workers, native streams: they pass bytes through efficiently, and keep a known length. */
function pipe(length) {
  const { FixedLengthStream: Fixed, IdentityTransformStream: Identity } = globalThis;
  if (!Fixed || !Identity) return new TransformStream();
  return length === undefined ? new Identity() : new Fixed(length);
}

/**
 * Reads and writes instead of piping: in Workers, a stream whose pipe has failed no longer tells its reader anything.
 */
async function pump(reads, writer, sent, broken) {
  let left = false;
  let isUnsent = false;
  // The client disconnected while the origin was idle: stop reading. Whatever happens to the body then is not a break.
  const leave = (reason) => ((left = true), (isUnsent = reason === UNSENT), letGo(reads, reason));
  writer.closed.catch(leave);
  for (;;) {
    let part;
    try {
      part = await reads.next();
    } catch (error) {
      try {
        if (isUnsent) await broken(notSent(), true);
        else if (!left) await broken(error);
      } finally {
        // Whatever happens, the client must not wait for more.
        await writer.abort(brokenOff()).catch(() => {});
      }
      return;
    }
    try {
      if (part.done) {
        await writer.close();
        break;
      }
      await writer.write(part.value);
    } catch (error) {
      await writer.abort(error).catch(() => {});
      letGo(reads, error);
      if (isUnsent) await broken(notSent(), true);
      return;
    }
  }
  await confirm(sent, broken);
}

/** All was handed to the server. It may still fail to send it. */
async function confirm(sent, broken) {
  if ((await sent?.()) === false) await broken(notSent(), true);
}

/**
 * What whoever sends a body gets in place of the error it broke off with. Deno's and Bun's own servers print that, and an exception
 * of the handler's may hold a secret.
 */
function brokenOff() {
  return new MppError('origin-unavailable', 'the body broke off; an event of an error says why');
}

function notSent() {
  return new MppError('origin-unavailable', NOT_SENT);
}

const NOT_SENT =
  'a paid answer could not be sent: something in front of the paywall answered in its place, or threw; its payer gets it with the same credential'

/**
 * Counted reads of a body. In Workers, each read of a byte stream returns up to `READ_BYTES`. Elsewhere, such a read would
 * never end if the stream is closed meanwhile.
 */
function readsOf(body, length) {
  let reader, read;
  if (IN_WORKERS) {
    try {
      reader = body.getReader({ mode: 'byob' });
      read = () => reader.read(new Uint8Array(Math.min(length || READ_BYTES, READ_BYTES)));
    } catch {}
  }
  reader ??= body.getReader();
  return { next: counted(reader, length, read), cancel: (reason) => reader.cancel(reason) };
}
