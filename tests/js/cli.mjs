// The shell command as a process, and a server on loopback for it to ask.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

export const CLI = fileURLToPath(new URL('../../pkg/cli.js', import.meta.url));

/** How long a command may take, in milliseconds: on a busy machine one takes 20 seconds. */
export const PATIENCE = 300_000;

export const REQUEST = { amount: '500', currency: 'usd', methodDetails: { networkId: 'profile_1', paymentMethodTypes: ['card'] } };
export const challenge = (request = REQUEST, rest = '') =>
  'Payment id="c", realm="127.0.0.1", method="stripe", intent="charge", ' +
  `request="${Buffer.from(JSON.stringify(request)).toString('base64url')}", expires="2099-01-01T00:00:00Z"${rest}`;
export const X402 = {
  scheme: 'exact', network: 'base-sepolia', maxAmountRequired: '10000', asset: '0x036CbD53842c5426634e7929541eC2318f3dCF7e', payTo: '0x1',
};
export const V1 = { x402Version: 1, accepts: [X402] };

/**
 * A server on loopback for the tests of a file: `routes` has a function for each path, which returns `[status, headers,
 * body]`, or writes to the response itself. `other` is the same server under another origin; `seen` has its requests.
 */
export async function serve(routes) {
  const seen = [];
  const server = createServer((request, response) => {
    seen.push(request);
    const answer = routes[request.url]?.(response);
    if (Array.isArray(answer)) response.writeHead(answer[0], answer[1]).end(answer[2]);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address();
  return { origin: `http://127.0.0.1:${port}`, other: `http://localhost:${port}`, seen };
}

/** Runs the command. Resolves with `{ code, stdout, stderr }`. */
export function run(args, input, program = [CLI]) {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [...program, ...args], { timeout: PATIENCE });
    const out = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => (out[name] += text));
    child.on('error', fail).on('close', (code) => done({ code, ...out }));
    child.stdin.on('error', () => {}).end(input);
  });
}

/** What the command writes with `--format json`. */
export async function json(...args) {
  const { code, stdout, stderr } = await run([...args, '--format', 'json']);
  assert.deepEqual([code, stderr], [0, '']);
  return JSON.parse(stdout);
}

/** Checks that the command writes nothing but an error with this code and these words. */
export async function refused(args, expected, words, input) {
  const { code, stdout, stderr } = await run(args, input);
  assert.deepEqual([code, stdout], [1, ''], args.join(' '));
  const error = JSON.parse(stderr);
  assert.deepEqual([Object.keys(error), error.code], [['code', 'message'], expected], error.message);
  assert.match(error.message, words);
}
