// Converts answers of the core to responses.
import { kindOf } from './events.js';
import { refusal as refused } from './mpp_wasm_edge.js';
import { call } from './ready.js';

/** `more`: fields to add. */
export function respond({ status, headers, body }, more = []) {
  return new Response(body, { status, headers: written(more.length ? [...headers, ...more] : headers) });
}

/** The fields of the last response, and the `Headers` made from them. */
let last = [];
let form = new Headers();
/** Whether each of their names occurs only once. */
let single = true;

/**
 * Fields in the form that a `Response` copies fastest. Most responses differ from the last one in a single value. Only
 * changed values are written, because writing all of them costs workerd more than the rest of the response.
 */
function written(fields) {
  const before = last;
  // If the runtime rejects a value halfway, nothing counts as written.
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

/**
 * The step for a fault that the core does not see: `body-too-large`, `body-broken-off`, `body-missing`, `upgrade`,
 * `not-served`, `origin-unavailable`, `released`, `owed`, `given-up`, `bad-config`, `not-handled` or `internal`. `request` may
 * be anything: the answer is a page if it is a browser's.
 */
export function refusal(kind, request) {
  return JSON.parse(call(() => refused(kind, request?.headers?.get?.('accept'))));
}

/** The same as a response. */
export function refuse(kind, request) {
  return respond(refusal(kind, request));
}

/** Reports a response that is not the resource, and returns it. */
export function answer(step, events, more) {
  const { code, status, challengeId } = step;
  events.emit(kindOf(step), { code, status, challengeId: challengeId ?? undefined });
  return respond(step, more);
}

/** The answer that `decide` has left on the wire. `undefined` if it admits the request. */
export function answerOn(wire) {
  wire.open();
  const status = wire.spans[2];
  if (status === 0) return undefined;
  const names = namesOf(wire.nth(0));
  const headers = names.map((name, at) => [name, wire.nth(at + 1)]);
  const rest = names.length + 1;
  return { status, headers, body: wire.nth(rest), code: wire.nth(rest + 1), challengeId: wire.nth(rest + 2) };
}

const lists = new Map();

/** Splits the lines of an answer's field names. There are few distinct lists, so they are cached. */
function namesOf(lines) {
  let names = lists.get(lines);
  if (!names) lists.set(lines, (names = lines.split('\n')));
  return names;
}
