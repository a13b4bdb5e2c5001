import { createServer } from 'node:http';
import { answerApi, decodeParameters, identityHeaders } from './api.mjs';
import { answerControl, CONTROL_PREFIX } from './control.mjs';
import { internalError, StripeError } from './errors.mjs';
import { garbageAnswer, pause, statusAnswer, takeFault } from './faults.mjs';
import { nameOf } from './routes.mjs';
import { createState, newId } from './state.mjs';

/** Largest request body, in bytes. */
export const MAX_BODY_BYTES = 64 * 1024;
/** A larger body is read and dropped up to this size, so that its sender gets the 413. Then the connection is cut. */
const MAX_DISCARDED_BYTES = 16 * MAX_BODY_BYTES;

/** The simulator as an HTTP server with its own empty state, not yet listening. @returns {import('node:http').Server} */
export function createSimulator() {
  const sim = { state: createState() };
  const server = createServer((req, res) => {
    handle(sim, req, res).catch((error) => {
      if (error.name !== 'AbortError') console.error(error);
      if (res.headersSent || error.name === 'AbortError') res.destroy();
      else send(res, internalError().toAnswer());
    });
  });
  // An idle connection closed just as its client sends is a lost answer. Tests that want one use a fault.
  server.keepAliveTimeout = 600_000;
  return server;
}

async function handle(sim, req, res) {
  const body = await readBody(req);
  if (body === undefined) return res.destroy();
  const [path, query] = splitUrl(req.url);
  const request = { id: newId('req'), method: req.method, path, query, headers: req.headers, body: body.text };
  if (path.startsWith(CONTROL_PREFIX) && !body.tooLarge) return send(res, answerControl(sim, request));
  return handleApi(sim.state, request, body.tooLarge, res);
}

async function handleApi(state, request, tooLarge, res) {
  const decoded = decode(request, tooLarge);
  const entry = state.requests.add({
    method: request.method,
    path: request.path,
    idempotency_key: request.headers['idempotency-key'] ?? null,
    stripe_version: request.headers['stripe-version'] ?? null,
    params: decoded.params ?? null,
  });
  const fault = takeFault(state, nameOf(request.method, request.path)) ?? { mode: 'none' };
  const { signal } = state.closing;

  if (fault.mode === 'reset_before') return reset(res);
  let answer = fault.mode === 'status'
    ? statusAnswer(fault)
    : await answerApi(state, request, decoded, {
      beforeExecution: () => (fault.mode === 'delay' ? pause(fault.delay_ms, signal) : undefined),
      afterExecution: (result) => (fault.mode === 'status_after' ? statusAnswer(fault) : result),
    });
  if (fault.mode === 'delay_after') await pause(fault.delay_ms, signal);
  if (fault.mode === 'reset_after') return reset(res);
  if (fault.mode === 'garbage') answer = garbageAnswer(answer);
  answer = { ...answer, headers: { ...answer.headers, ...identityHeaders(request) } };
  if (fault.mode === 'truncate') return sendHalf(res, answer);
  entry.status = answer.status;
  return send(res, answer);
}

/** The parameters, or the error to report once the caller is known. */
function decode(request, tooLarge) {
  try {
    if (tooLarge) throw new StripeError(413, { message: `A request body has at most ${MAX_BODY_BYTES} bytes.` });
    return { params: decodeParameters(request) };
  } catch (error) {
    return { error };
  }
}

/** Cuts the connection with a TCP reset. */
function reset(res) {
  res.socket?.resetAndDestroy();
}

function send(res, { status, headers, body }) {
  res.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) }).end(body);
}

/** Announces the whole body, sends half of it and cuts the connection. */
function sendHalf(res, { status, headers, body }) {
  const bytes = Buffer.from(body);
  res.writeHead(status, { ...headers, 'Content-Length': bytes.length });
  res.write(bytes.subarray(0, bytes.length >> 1), () => res.destroy());
}

/** Reads a body up to its limit; `undefined` if the sender left or sent far too much. */
async function readBody(req) {
  const chunks = [];
  let size = 0;
  try {
    for await (const chunk of req) {
      size += chunk.length;
      if (size > MAX_DISCARDED_BYTES) return undefined;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return { text: Buffer.concat(chunks).toString('utf8'), tooLarge: size > MAX_BODY_BYTES };
}

/** Path and query, without the checks of `URL`, which throws on malformed input. */
function splitUrl(url) {
  const mark = url.indexOf('?');
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}
