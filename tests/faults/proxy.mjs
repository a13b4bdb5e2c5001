// A proxy that injects faults: requests are delayed, lost, sent twice, cut short, or answered by the proxy itself.
import { once } from 'node:events';
import { Agent, createServer, request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** No fault: the request is forwarded and the response returned. */
export const NONE = {};

const says = (status, body = '', headers = {}) => ({ status, headers: { 'content-type': 'text/html', ...headers }, body: Buffer.from(body) });
const GARBAGE = '<!doctype html><p>{"id":"pi_';

/**
 * The faults by name. `before` runs before the request is forwarded, which happens `times` times (default 1). `after`
 * runs once there is a response. `answer` replaces the response: another one, `cut` for none, or `truncate` for half of
 * it.
 */
export const FAULTS = {
  'late request': { before: () => sleep(150) },
  'late answer': { after: () => sleep(150) },
  'lost request': { times: 0, answer: 'cut' },
  'lost answer': { answer: 'cut' },
  'sent twice': { times: 2 },
  'half an answer': { answer: 'truncate' },
  '429': { times: 0, answer: says(429, '', { 'retry-after': '1' }) },
  '500': { times: 0, answer: says(500) },
  '500 after': { answer: says(500) },
  garbage: { times: 0, answer: says(200, GARBAGE) },
  'garbage after': { answer: says(200, GARBAGE) },
};

/** Gives a fault to the next `times` calls through a proxy, after `skip` calls without one. Later calls have none. */
export function failNext(proxy, fault, skip = 0, times = 1) {
  let calls = 0;
  proxy.decide = () => {
    calls += 1;
    return calls > skip && calls <= skip + times ? fault : NONE;
  };
}

/**
 * Starts a proxy in front of `target`. `decide(request)` returns the fault of a request, `{ method, path, headers }`,
 * or nothing. `proxy.decide` may be replaced at any time. Resolves with `{ url, seen, decide, close }`. `seen` lists
 * every request received, with its fault.
 */
export async function startProxy(target, decide = () => NONE) {
  const agent = new Agent({ keepAlive: true });
  const proxy = { seen: [], decide };
  const server = createServer((request, response) => {
    handle(proxy, target, agent, request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 600_000;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  proxy.url = `http://127.0.0.1:${server.address().port}`;
  proxy.close = async () => {
    server.closeAllConnections();
    agent.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return proxy;
}

async function handle(proxy, target, agent, request, response) {
  const body = await read(request);
  const asked = { method: request.method, path: request.url, headers: request.headers };
  const fault = proxy.decide(asked) ?? NONE;
  proxy.seen.push({ ...asked, fault });
  await fault.before?.();
  let answer;
  for (let times = fault.times ?? 1; times > 0; times -= 1) answer = await pass(target, agent, asked, body);
  await fault.after?.();
  if (fault.answer === 'cut') return response.destroy();
  if (typeof fault.answer === 'object') answer = fault.answer;
  response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length });
  if (fault.answer !== 'truncate') return response.end(answer.body);
  response.write(answer.body.subarray(0, answer.body.length >> 1), () => response.destroy());
}

function pass(target, agent, { method, path, headers }, body) {
  const { hostname, port } = new URL(target);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ hostname, port, method, path, headers, agent }, async (incoming) => {
      try {
        const { connection, 'transfer-encoding': _, 'content-length': __, ...own } = incoming.headers;
        resolve({ status: incoming.statusCode, headers: own, body: await read(incoming) });
      } catch (error) {
        reject(error);
      }
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function read(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
