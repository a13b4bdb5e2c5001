// A paid request at work: performs the steps its attempt names, until it ends.
import { MppError } from '../error.js';
import { watched } from './body.js';
import { paid, received } from './headers.js';
import { again, keep } from './keep.js';
import { outlive } from './outlive.js';
import { ask, refusalOf } from './rail.js';
import { call } from './ready.js';
import { answer, refuse } from './respond.js';
import { wire } from './wire.js';

/** `visit`: the request and what is made for it. `store`: where the claim lives. `pass`: the cookie of what is delivered. */
export async function redeem(attempt, visit, store, pass) {
  const { request, story } = visit;
  const { challengeId } = attempt;
  let charged = false;
  let gone = false;
  let response;
  /** What the processor answered last. */
  let said;
  let step = after((core) => attempt.start(core, crypto.randomUUID(), Date.now()));
  for (;;) {
    switch (step.kind) {
      case 'swap':
        step = await swap(attempt, step, store, story);
        break;
      case 'call': {
        said = await ask(step, story);
        const { status, retryAfter, replayed, body } = said;
        step = after((core) => attempt.answered(core, status, retryAfter, replayed, body, Date.now()));
        const { reference } = attempt;
        if (reference !== undefined && !charged) {
          charged = true;
          story.tell('paid', { challengeId, reference });
        }
        break;
      }
      case 'deliver': {
        let kept, ok;
        said = undefined;
        ({ response, kept, ok } = await make(visit, step.keep));
        gone = request.signal?.aborted ?? false;
        const { status } = response;
        // Nothing of it is sent before the core says so.
        step = after((core) => attempt.delivered(core, ok, !gone, status, kept?.fields, kept?.body, Date.now()));
        break;
      }
      case 'answer':
        await response?.body?.cancel().catch(() => {});
        attempt.free();
        if (answered(step.code, said)) story.error(step.code, refusalOf(step.code, said));
        return answer({ ...step, challengeId }, story);
      case 'resend':
        story.tell('resent', { challengeId, status: step.status });
        attempt.free();
        return paid(again(step), step.receipt);
      case 'done':
        if (!step.receipt) {
          // Whoever is taken for gone and is there all the same gets nothing of what was not paid for, or is owed.
          if (gone) {
            await response.body?.cancel().catch(() => {});
            response = refuse('given-up');
          }
          return fail(attempt, response, story, said);
        }
        // Whoever has left while the money was taken gets it another time.
        if (gone || !request.signal?.aborted) return send(attempt, paid(response, step.receipt), visit, store, pass());
        gone = true;
        step = after((core) => attempt.unheard(core, Date.now()));
        break;
    }
  }
}

/** Whether the end is one that the processor's answer explains to this server's owner. No answer has been told already. */
function answered(code, said) {
  return code === 'processor-refused' || (code === 'processor-unavailable' && Boolean(said?.status));
}

/**
 * Sends what was delivered. What breaks off halfway was not: it is owed again, unless its payer has left. An origin that hears
 * of that stops halfway too, and whoever can make it stop would have the rest as often as they like.
 */
function send(attempt, response, { request, ctx, story }, store, cookie) {
  const { challengeId } = attempt;
  story.tell('delivered', { challengeId, status: response.status });
  if (cookie !== undefined) response.headers.append('set-cookie', cookie);
  const broken = async (error) => {
    if (request.signal?.aborted) return;
    story.error('origin-unavailable', error);
    story.tell('owed', { challengeId });
    let step = after((core) => attempt.delivered(core, false, true, response.status, undefined, undefined, Date.now()));
    while (step.kind === 'swap') step = await swap(attempt, step, store, story);
  };
  const { response: own, ended } = watched(response, broken);
  outlive(ctx, ended.finally(() => attempt.free()));
  return own;
}

/** Sends what failed: it is owed, or nobody was charged for it, or what was held for it is held still. */
function fail(attempt, response, story, said) {
  const { challengeId, reference, held } = attempt;
  if (held && said?.status) story.error('processor-unavailable', refusalOf('processor-unavailable', said));
  story.tell(held ? 'unknown' : reference === undefined ? 'released' : 'owed', { challengeId, status: response.status });
  attempt.free();
  return paid(response);
}

/** The step that a call of an attempt leaves on the wire, and no longer there: it may carry the seller's key. */
function after(work) {
  const core = wire.begin();
  call(() => work(core));
  const step = JSON.parse(wire.one());
  wire.forget();
  return step;
}

/** One failure of a store is none: a swap that was done, or comes late, finds itself done, or another text, and does nothing. */
async function swap(attempt, { id, expected, next, keepUntil }, store, story) {
  const write = async () => store.swap(id, expected, next, keepUntil);
  let found;
  try {
    found = (await write().catch(write)) ?? undefined;
    if (found !== undefined && typeof found !== 'string') throw new MppError('store-unavailable', 'swap of this store resolves with what is no text: it gives the text it held before, or null');
  } catch (error) {
    story.error('store-unavailable', error);
    return after((core) => attempt.storeFailed(core));
  }
  return after((core) => attempt.swapped(core, found, Date.now()));
}

/**
 * Makes the resource, says whether it is what is paid for, and what is to be kept of it: a body that breaks off while it is
 * read is no success.
 */
async function make({ handler, forwarded, delivers, story }, limit) {
  // Only what comes as it is can be kept.
  if (limit) forwarded.headers.set('accept-encoding', 'identity');
  const response = await deliver(handler, forwarded, story);
  const failed = (error) => {
    story.error('origin-unavailable', error);
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
  'a redirect to a place of the own host where nothing is paid, or to what is no address, is kept from its payer, and is no delivery: answer with the resource, redirect before the paywall, or give that place a price in `routes`';

/**
 * What a handler makes of a request; an exception is an answer too, and so is an answer that cannot be sent. That a payer has left
 * is no fault of the handler: strangers could fill a log with it.
 */
export async function deliver(handler, request, story) {
  try {
    return received(request, await handler(request));
  } catch (error) {
    if (!request.signal?.aborted) story.error('origin-unavailable', error);
    return refuse('origin-unavailable');
  }
}
