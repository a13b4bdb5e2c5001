// Answers of the core as responses.
import { refusal } from './mpp_wasm_edge.js';
import { kindOf } from './events.js';

export function respond({ status, headers, body }) {
  return new Response(body, { status, headers });
}

/** The answer to a fault the core does not meet: `body-too-large`, `upgrade`, `origin-unavailable`, `bad-config`, `internal`. */
export function refuse(kind) {
  return respond(refusal(kind));
}

/** An answer that is not the resource, told. */
export function answer(step, story, challengeId = step.challengeId ?? undefined) {
  const { code, status } = step;
  story.tell(kindOf(step), { code, status, challengeId });
  return respond(step);
}

/** The answer that `decide` has left on the wire, as a step; `undefined` where it lets the request in. */
export function answerOn(wire) {
  wire.open();
  const [status, count] = wire.spans.subarray(2);
  if (status === 0) return undefined;
  const headers = Array.from({ length: count }, (_, at) => [wire.nth(2 * at), wire.nth(2 * at + 1)]);
  const [body, code, challengeId] = [0, 1, 2].map((at) => wire.nth(2 * count + at));
  return { kind: 'answer', status, headers, body, code, challengeId };
}
