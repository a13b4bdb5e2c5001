// Calls in this process.
import assert from 'node:assert/strict';
import * as modules from '../contenders.mjs';
import { INPUTS } from '../inputs.mjs';
import { agree, measure } from '../measure.mjs';
import { operations } from '../operations.mjs';
import { contenders, rateOf } from '../table.mjs';
import { judge } from '../targets.mjs';

const FACTORS = [
  'decode two challenges', 'verify a credential, in full', 'verify to { ok, payload }', 'issue from a prepared offer', 'create a challenge',
];

export async function run() {
  const rows = operations(modules, INPUTS).map((operation) => {
    agree(operation, assert.deepEqual);
    const { name, calls, floor, bytes } = operation;
    return { name, bytes, measured: measure(floor ? { ...calls, floor } : calls) };
  });
  console.log(contenders('calls in Node (floor: HMAC by node:crypto, or JSON.parse and JSON.stringify of what is read)', rows));
  return { numbers: rows, targets: targetsOf(rows) };
}

function targetsOf(rows) {
  const row = (name) => rows.find((one) => one.name === name);
  const factor = ({ measured }) => measured.mppx.min / measured.ours.min;
  const { bytes, measured } = row('redact 1 MB');
  return [
    ...FACTORS.map((name) => judge(`node: ${name}`, factor(row(name)))),
    judge('node: redact 1 MB', rateOf(bytes, measured.ours.min)),
  ];
}
