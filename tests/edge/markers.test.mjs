// Marker secrets in every input open to strangers: none comes back in a response or in the Worker's log.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { base64url, credential, prepare, send, startStack } from './payer.mjs';

const MARKERS = [
  '4242424242424242', 'spt_MARKERa1b2c3d4e5', 'sk_test_MARKERa1b2c3d4e5', 'whsec_MARKERa1b2c3d4e5',
  'MARKER-signing-secret-of-more-than-32-bytes',
];
const LEAK = new RegExp(`424242424242|MARKER|${base64url('MARKER').slice(0, 8)}`);

const SECRETS = { MPP_SECRET_KEY: MARKERS[4], STRIPE_SECRET_KEY: MARKERS[2] };

let stack;
before(async () => {
  stack = await startStack({ vars: SECRETS });
});
after(() => stack?.close());

function clean(answer, what) {
  assert.ok(answer.status >= 400, `${what} was refused: ${answer.status}`);
  assert.doesNotMatch(answer.text, LEAK, what);
  for (const [name, value] of answer.headers) assert.doesNotMatch(`${name}: ${value}`, LEAK, what);
}

test('a refused request repeats no marker', async () => {
  const { challenge } = await prepare(stack);
  for (const marker of MARKERS) {
    const headers = {
      authorization: [
        `Payment ${marker}`, `Bearer ${marker}`, marker,
        credential(challenge, { spt: marker }), credential(challenge, { [marker]: marker }), credential(marker, marker),
        credential({ ...challenge, id: marker }, { spt: 'spt_x' }),
        credential({ ...challenge, request: marker }, { spt: 'spt_x' }),
        credential({ ...challenge, expires: marker }, { spt: 'spt_x' }),
      ],
      'accept-payment': [marker], cookie: [marker], 'x-api-key': [marker], 'idempotency-key': [marker], accept: [`text/html;${marker}`],
    };
    for (const [name, values] of Object.entries(headers)) {
      for (const value of values) clean(await send(stack.url, '/paid', { headers: { [name]: value } }), `${name}: ${value}`);
    }
    clean(await send(stack.url, '/paid', { method: 'POST', body: marker }), 'body');
  }
});

test('the Worker logs no marker', () => {
  assert.doesNotMatch(stack.worker.said.join(''), LEAK);
});
