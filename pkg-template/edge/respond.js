// Converts answers of the core to responses.
import { kindOf } from './events.js';
import { refusal as refused } from './mpp_wasm_edge.js';
import { call } from './ready.js';

/** An answer of the core before it is a response. `more`: fields to add. */
export class Refusal {
  constructor({ status, headers, body }, more = []) {
    this.status = status;
    this.headers = more.length ? [...headers, ...more] : headers;
    this.body = body;
  }
}

export function respond({ status, headers, body }) {
  return new Response(body, { status, headers: written(headers) });
}

/** What was served as a response. */
export function toResponse(served) {
  return served instanceof Refusal ? respond(served) : served;
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
 * The step for a fault that the core does not see. `kind`: its name, one of those in src/paywall/answers/fault.rs. `request`
 * may be anything: the answer is a page if it is a browser's.
 */
export function refusal(kind, request) {
  return JSON.parse(call(() => refused(kind, request?.headers?.get?.('accept'))));
}

/** The same as a response. */
export function refuse(kind, request) {
  return respond(refusal(kind, request));
}

/** Reports an answer that is not the resource. */
export function report(step, events) {
  const { code, status, challengeId } = step;
  events.emit(kindOf(step), { code, status, ...challengeId && { challengeId } });
}

/** The answer that `decide` has left on the wire. `undefined` if it admits the request. */
export function answerOn(wire) {
  wire.open();
  const status = wire.spans[2];
  if (status === 0) return undefined;
  let at = 0;
  const headers = fieldsOf(wire.nth(0)).map(([name, value]) => [name, value ?? wire.nth(++at)]);
  return { status, headers, body: wire.nth(at + 1), code: wire.nth(at + 2), challengeId: wire.nth(at + 3) };
}

/** The lines of the last answer's fields, and the fields. Most answers have the same ones as the last. */
let lines;
let fields;

/** Reads lines of fields, which have no value if it changes from answer to answer. */
function fieldsOf(text) {
  if (text !== lines) {
    fields = text.split('\n').map((line) => line.split(/:(.*)/, 2));
    lines = text;
  }
  return fields;
}
