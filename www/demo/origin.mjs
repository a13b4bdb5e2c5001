// The sample origin: the Worker's built-in sample as a separate server. It knows nothing about payments.
import { sample } from '../worker/src/sample.js';

/** Handles a request for `startOrigin`. */
export async function answer({ path }, response) {
  const own = sample(new Request(new URL(path, 'http://origin.invalid')));
  response.writeHead(own.status, { 'content-type': 'application/json' });
  response.end(`${await own.text()}\n`);
}
