// The adversarial set that Rust runs, through the package: counted and printed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { redact } from 'mpp-wasm';

const bullets = (text) => text.split('•').length - 1;

test('the adversarial set: none missed, none wrongly hit', (t) => {
  const cases = JSON.parse(readFileSync(new URL('../vectors/card-adversarial.json', import.meta.url)));
  assert.ok(cases.length >= 500);
  const failures = cases.flatMap(({ name, input, expected }) => [input, expected].map((text) => ({ name, text, expected, got: redact(text) })))
    .filter(({ expected, got }) => got !== expected);
  const missed = failures.filter(({ expected, got }) => bullets(got) < bullets(expected)).length;
  t.diagnostic(`${cases.length} adversarial cases: ${missed} missed, ${failures.length - missed} wrongly hit`);
  assert.deepEqual(failures, []);
});
