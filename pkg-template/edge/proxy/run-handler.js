// Makes the resource: runs the handler, and judges and keeps its response.
import { MppError } from '../../error.js';
import { UNCODED } from '../body/coding.js';
import { keep } from '../body/keep.js';
import { letGo } from '../body/let-go.js';
import { withTrueCoding } from '../body/true-coding.js';
import { take } from '../body/watch.js';
import { refuse } from '../respond.js';
import { asksForPayment, checkResponse, toMutableResponse, unsendable } from './response.js';

/**
 * Makes the resource. Returns the response, whether it is what was paid for, its body if it is (see `take`), and what to
 * keep of it. A body that breaks off while it is read is not a success, nor is one that somebody else reads. If there is no
 * response to send, there is none in the result: what its payer is told depends on the money.
 */
export async function runHandler({ handler, forwarded, delivers, events }, limit) {
  // Only a body without a content coding can be kept.
  if (limit) forwarded.headers.set('accept-encoding', UNCODED);
  const response = await responseOf(handler, forwarded, events, toMutableResponse);
  if (!response) return FAILED;
  const failed = (error) => {
    events.error('origin-unavailable', error);
    return FAILED;
  };
  const ok = delivers(response);
  const fault = ok === undefined ? WITHHELD : ok && unsendable(response);
  if (fault) {
    letGo(response.body);
    return failed(new MppError('origin-unavailable', fault));
  }
  if (!ok) return { response, ok };
  try {
    const own = limit ? await keep(response, limit) : { response };
    // What is kept is there as a whole, and nobody else has it.
    return { ok, ...own, taken: own.kept ? undefined : (own.taken ?? take(own.response)) };
  } catch (error) {
    return failed(error);
  }
}

const FAILED = { ok: false };

const WITHHELD =
  'a redirect to an unpriced path on the same host, or to an invalid address, is withheld from the payer and does not count as ' +
  'delivery: return the resource itself, redirect before the paywall, or price that path in `routes`';

const OWN_PAYMENT =
  'the origin answered 402 with a Payment challenge of its own, which cannot pass a paywall: let the origin serve what this ' +
  'paywall charges for, or reach it without this paywall';

/**
 * The handler's response to a request that costs nothing now, or an error response. `convert`: makes of it what is sent. If
 * that throws, the response cannot be sent.
 */
export async function handle(handler, request, events, convert) {
  return (await responseOf(handler, request, events, convert)) ?? refuse('not-served', request);
}

/**
 * The handler's response to a request. `undefined` in place of an exception, a response that cannot be sent, or a 402 with
 * a Payment challenge. It is not reported if the payer has disconnected: that is not the handler's fault, and strangers
 * could fill a log with it.
 */
async function responseOf(handler, request, events, convert) {
  let response;
  try {
    response = await withTrueCoding(await handler(request), request);
    checkResponse(response);
    if (!asksForPayment(response)) return convert(request, response);
    throw new MppError('origin-unavailable', OWN_PAYMENT);
  } catch (error) {
    // Asked for within `letGo`: a response of another make may throw here too.
    letGo({ cancel: () => response?.body?.cancel() });
    if (!request.signal?.aborted) events.error('origin-unavailable', error);
    return undefined;
  }
}
