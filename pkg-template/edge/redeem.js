// Runs a paid request: performs the steps that its attempt asks for, until it ends.
import { MppError } from '../error.js';
import { watched } from './body.js';
import { forPaidRequest, toMutableResponse } from './headers.js';
import { again, keep } from './keep.js';
import { waitUntil } from './wait-until.js';
import { ask, refusalOf } from './rail.js';
import { call } from './ready.js';
import { answer, refuse } from './respond.js';
import { wire } from './wire.js';

/**
 * `visit`: the request and what serves it. `store`: where the claim is kept. `pass`: returns the cookie to send with a
 * delivery.
 */
export async function redeem(attempt, visit, store, pass) {
  const { request, events } = visit;
  const { challengeId } = attempt;
  let charged = false;
  let gone = false;
  let response;
  /** The processor's last answer. */
  let said;
  let step = after((core) => attempt.start(core, crypto.randomUUID(), Date.now()));
  for (;;) {
    switch (step.kind) {
      case 'swap':
        step = await swap(attempt, step, store, events);
        break;
      case 'call': {
        said = await ask(step, events);
        const { status, retryAfter, replayed, body } = said;
        step = after((core) => attempt.answered(core, status, retryAfter, replayed, body, Date.now()));
        const { reference } = attempt;
        if (reference !== undefined && !charged) {
          charged = true;
          events.emit('paid', { challengeId, reference });
        }
        break;
      }
      case 'deliver': {
        let kept, ok;
        said = undefined;
        ({ response, kept, ok } = await make(visit, step.keep));
        gone = request.signal?.aborted ?? false;
        const { status } = response;
        // Nothing of the response is sent before the core allows it.
        step = after((core) => attempt.delivered(core, ok, !gone, status, kept?.fields, kept?.body, Date.now()));
        break;
      }
      case 'answer':
        await response?.body?.cancel().catch(() => {});
        attempt.free();
        if (answered(step.code, said)) events.error(step.code, refusalOf(step.code, said));
        return answer({ ...step, challengeId }, events);
      case 'resend':
        events.emit('resent', { challengeId, status: step.status });
        attempt.free();
        return forPaidRequest(again(step), step.receipt);
      case 'done':
        if (!step.receipt) {
          // The payer was considered gone. If still there after all, they must not get what was not paid for or is now
          // owed.
          if (gone) {
            await response.body?.cancel().catch(() => {});
            response = refuse('given-up');
          }
          return fail(attempt, response, events, said);
        }
        // If the payer disconnected during the capture, they get the resource another time.
        if (gone || !request.signal?.aborted) return send(attempt, forPaidRequest(response, step.receipt), visit, store, pass());
        gone = true;
        step = after((core) => attempt.unheard(core, Date.now()));
        break;
    }
  }
}

/** Whether the processor's answer explains this end to the owner. If there was no answer, that was already reported. */
function answered(code, said) {
  return code === 'processor-refused' || (code === 'processor-unavailable' && Boolean(said?.status));
}

/**
 * Sends a delivery. If its body breaks off halfway, the resource is owed again, unless the payer has disconnected: an
 * origin that notices a disconnect stops halfway too, so payers could otherwise get the resource as often as they like.
 */
function send(attempt, response, { request, ctx, events }, store, cookie) {
  const { challengeId } = attempt;
  events.emit('delivered', { challengeId, status: response.status });
  if (cookie !== undefined) response.headers.append('set-cookie', cookie);
  const broken = async (error) => {
    if (request.signal?.aborted) return;
    events.error('origin-unavailable', error);
    events.emit('owed', { challengeId });
    let step = after((core) => attempt.delivered(core, false, true, response.status, undefined, undefined, Date.now()));
    while (step.kind === 'swap') step = await swap(attempt, step, store, events);
  };
  const { response: own, ended } = watched(response, broken);
  waitUntil(ctx, ended.finally(() => attempt.free()));
  return own;
}

/** Sends a failure: the resource is owed, or nobody was charged, or the payment is still held. */
function fail(attempt, response, events, said) {
  const { challengeId, reference, held } = attempt;
  if (held && said?.status) events.error('processor-unavailable', refusalOf('processor-unavailable', said));
  events.emit(held ? 'unknown' : reference === undefined ? 'released' : 'owed', { challengeId, status: response.status });
  attempt.free();
  return forPaidRequest(response);
}

/** Takes the step that a call of an attempt leaves on the wire, and wipes it there: it may contain the seller's key. */
function after(work) {
  const core = wire.begin();
  call(() => work(core));
  const step = JSON.parse(wire.one());
  wire.forget();
  return step;
}

/**
 * Performs a swap, and repeats it once if the store fails. Repeating is safe: if the first swap was done, or is done
 * late, the other one finds its own text or another one, and changes nothing.
 */
async function swap(attempt, { id, expected, next, keepUntil }, store, events) {
  const write = async () => store.swap(id, expected, next, keepUntil);
  let found;
  try {
    found = (await write().catch(write)) ?? undefined;
    if (found !== undefined && typeof found !== 'string') throw new MppError('store-unavailable', 'store.swap must resolve to the previous text, or null if there was none; it resolved to something else');
  } catch (error) {
    events.error('store-unavailable', error);
    return after((core) => attempt.storeFailed(core));
  }
  return after((core) => attempt.swapped(core, found, Date.now()));
}

/**
 * Makes the resource. Returns the response, whether it is what was paid for, and what to keep of it. A body that breaks
 * off while it is read is not a success.
 */
async function make({ handler, forwarded, delivers, events }, limit) {
  // Only a body without a content coding can be kept.
  if (limit) forwarded.headers.set('accept-encoding', 'identity');
  const response = await deliver(handler, forwarded, events);
  const failed = (error) => {
    events.error('origin-unavailable', error);
    return { response: refuse('origin-unavailable'), ok: false };
  };
  const ok = delivers(response);
  if (ok === undefined) {
    await response.body?.cancel().catch(() => {});
    return failed(new MppError('origin-unavailable', WITHHELD));
  }
  if (!limit || !ok) return { response, ok };
  try {
    return { ok, ...(await keep(response, limit)) };
  } catch (error) {
    return failed(error);
  }
}

const WITHHELD =
  'a redirect to an unpriced path on the same host, or to an invalid address, is withheld from the payer and does not count as delivery: return the resource itself, redirect before the paywall, or price that path in `routes`';

/**
 * The handler's response to a request. An exception, or a response that cannot be sent, becomes an error response. It
 * is not reported if the payer has disconnected: that is not the handler's fault, and strangers could fill a log with
 * it.
 */
export async function deliver(handler, request, events) {
  try {
    return toMutableResponse(request, await handler(request));
  } catch (error) {
    if (!request.signal?.aborted) events.error('origin-unavailable', error);
    return refuse('origin-unavailable');
  }
}
