// Answers of the core as responses.
import { refusal } from './mpp_wasm_edge.js';
import { kindOf } from './events.js';

/** Fields go in by name, which costs workerd a third of what pairs do; what is said again comes after. */
export function respond({ status, headers, body }, more = []) {
  const named = {};
  const again = [];
  for (const field of [...headers, ...more]) {
    const [name, value] = field;
    if (name in named) again.push(field);
    else named[name] = value;
  }
  const response = new Response(body, { status, headers: named });
  for (const [name, value] of again) response.headers.append(name, value);
  return response;
}

/** The answer to a fault the core does not meet: `body-too-large`, `upgrade`, `origin-unavailable`, `bad-config`, `internal`. */
export function refuse(kind) {
  return respond(refusal(kind));
}

/** An answer that is not the resource, told. `more`: fields beside its own. */
export function answer(step, story, more) {
  const { code, status, challengeId } = step;
  story.tell(kindOf(step), { code, status, challengeId: challengeId ?? undefined });
  return respond(step, more);
}

/** The answer that `decide` has left on the wire, as a step; `undefined` where it lets the request in. */
export function answerOn(wire) {
  wire.open();
  const status = wire.spans[2];
  if (status === 0) return undefined;
  const names = namesOf(wire.nth(0));
  const headers = names.map((name, at) => [name, wire.nth(at + 1)]);
  const rest = names.length + 1;
  return { kind: 'answer', status, headers, body: wire.nth(rest), code: wire.nth(rest + 1), challengeId: wire.nth(rest + 2) };
}

const lists = new Map();

/** The names of an answer's fields from their lines. There are few such lists; strings that are kept are quick to look up. */
function namesOf(lines) {
  let names = lists.get(lines);
  if (!names) lists.set(lines, (names = lines.split('\n')));
  return names;
}
