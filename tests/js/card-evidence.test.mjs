// The vectors of cards that Rust also runs, through the package. Results of the adversarial set are counted and printed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { maskCardNumber, redact } from 'mpp-wasm';

const bullets = (text) => text.split('•').length - 1;

test('masking and redaction: the same vectors as in Rust', () => {
  const load = (name) => JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url)));
  for (const { name, input, expected, reveal } of load('card-mask.json')) {
    assert.equal(maskCardNumber(input, reveal === 'nothing' ? { reveal: [] } : undefined), expected, name);
  }
  for (const { name, input, expected } of [...load('card-redact.json'), ...load('card-named.json')]) assert.equal(redact(input), expected, name);
});

test('the adversarial set: no misses and no false hits', (t) => {
  const cases = JSON.parse(readFileSync(new URL('../vectors/card-adversarial.json', import.meta.url)));
  assert.ok(cases.length >= 500);
  const failures = cases.flatMap(({ name, input, expected }) => [input, expected].map((text) => ({ name, text, expected, got: redact(text) })))
    .filter(({ expected, got }) => got !== expected);
  const missed = failures.filter(({ expected, got }) => bullets(got) < bullets(expected)).length;
  t.diagnostic(`${cases.length} adversarial cases: ${missed} missed, ${failures.length - missed} wrongly hit`);
  assert.deepEqual(failures, []);
});

test('ten megabytes as one text: cost is linear, and text with nothing to hide is returned unchanged', (t) => {
  const line = '2026-11-05T12:34:56.789Z INFO method=GET path=/api/items/4711 status=200 ms=17 id=123e4567-e89b-12d3-a456-426614174000\n';
  for (const [kind, piece, hides] of [
    ['log lines', line, false],
    ['cards', 'card 4242424242424242 of 5555\n', true],
    ['names', '{"password":"a b","n":1} token=b3&', true],
  ]) {
    const seconds = [1, 10].map((times) => {
      const text = piece.repeat(Math.ceil((times * 1e6) / piece.length));
      const start = performance.now();
      const safe = redact(text);
      const end = performance.now();
      assert.equal(safe !== text, hides);
      assert.equal(redact(safe), safe);
      return (end - start) / 1000;
    });
    t.diagnostic(`${kind}: 1 MB in ${seconds[0].toFixed(3)} s, 10 MB in ${seconds[1].toFixed(3)} s, ${(seconds[1] / seconds[0]).toFixed(1)} times`);
  }
});
