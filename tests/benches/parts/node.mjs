// Calls in this process.
import assert from 'node:assert/strict';
import * as modules from '../contenders.mjs';
import { INPUTS } from '../inputs.mjs';
import { agree, measure, measureAsync } from '../measure.mjs';
import { operations } from '../operations.mjs';
import { paywall } from '../site.mjs';
import peer from '../workers/mppx.mjs';
import { contenders, rateOf } from '../table.mjs';
import { TARGETS, judge } from '../targets.mjs';

const FACTORS = [
  'decode two challenges', 'verify a credential, in full', 'verify a credential, to { ok, payload }',
  'issue from a prepared offer', 'create a challenge',
];

export async function run() {
  const rows = operations(modules, INPUTS).map((operation) => {
    agree(operation, assert.deepEqual);
    const { name, calls, floor, bytes } = operation;
    return { name, bytes, measured: measure(floor ? { ...calls, floor } : calls) };
  });
  rows.push({ name: '402 of a paywall', measured: await measureAsync(await unpaid()) });
  console.log(contenders('calls in Node (floor: HMAC by node:crypto, or JSON.parse and JSON.stringify of what is read)', rows));
  return { numbers: rows, targets: targetsOf(rows) };
}

/** Each paywall's handling of a request without a credential, including Node's own `Request` and `Response`. */
async function unpaid() {
  const env = { MPP_SECRET_KEY: INPUTS.secret, REALM: 'api.example.com', STRIPE_NETWORK_ID: 'profile_1', STRIPE_SECRET_KEY: 'sk_test_benchmark' };
  const site = paywall();
  const calls = {
    ours: async () => site.fetch(new Request('http://127.0.0.1/paid')),
    mppx: async () => peer.fetch(new Request('http://127.0.0.1/paid'), env),
  };
  for (const [name, call] of Object.entries(calls)) {
    const { status, headers } = await call();
    assert.deepEqual([status, headers.get('www-authenticate').split(' ')[0]], [402, 'Payment'], name);
  }
  return calls;
}

function targetsOf(rows) {
  const row = (name) => rows.find((one) => one.name === name);
  const factor = ({ measured }) => measured.mppx.min / measured.ours.min;
  const { bytes, measured } = row('redact 1 MB');
  return [
    ...FACTORS.flatMap((name) => {
      const value = factor(row(name));
      return [`node: ${name}`, `node: ${name}, with SIMD`].filter((target) => target in TARGETS).map((target) => judge(target, value));
    }),
    judge('node: redact 1 MB', rateOf(bytes, measured.ours.min)),
  ];
}
