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
