// Answers of the core as responses.
import { refusal } from './mpp_wasm_edge.js';

export function respond({ status, headers, body }) {
  return new Response(body, { status, headers });
}

/** The answer to a fault the core does not meet: `body-too-large`, `origin-unavailable`, `bad-config`, `internal`. */
export function refuse(kind) {
  return respond(refusal(kind));
}
