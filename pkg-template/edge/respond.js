// Answers of the core as responses.
import { refusal as refused } from './mpp_wasm_edge.js';
import { kindOf } from './events.js';
import { call } from './ready.js';

/** `more`: fields beside its own. */
export function respond({ status, headers, body }, more = []) {
  return new Response(body, { status, headers: written(more.length ? [...headers, ...more] : headers) });
}

/** The fields of the last answer, and the runtime's form of them. */
let last = [];
let form = new Headers();
/** Whether none of them is said twice. */
let single = true;

/**
 * Fields in the form that a `Response` copies soonest. The next answer mostly says one thing in another way: what it says in
 * the same way is not written again, which costs workerd more than all the rest of the answer.
 */
function written(fields) {
  const before = last;
  // Nothing is taken for written where the runtime refuses a value halfway.
  last = [];
  const alike = single && fields.length === before.length && fields.every(([name], at) => name === before[at][0]);
  if (alike) {
    fields.forEach(([name, value], at) => value !== before[at][1] && form.set(name, value));
  } else {
    form = new Headers(fields);
    single = new Set(fields.map(([name]) => name)).size === fields.length;
  }
  last = fields;
  return form;
}

/** The step for a fault the core does not meet: `body-too-large`, `body-broken-off`, `upgrade`, `origin-unavailable`, `given-up`, `bad-config`, `internal`. */
export function refusal(kind) {
  return JSON.parse(call(() => refused(kind)));
}

/** The same as an answer. */
export function refuse(kind) {
  return respond(refusal(kind));
}

/** An answer that is not the resource, told. */
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
