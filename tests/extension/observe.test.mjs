// What is stored of a response whatever order the browser's events come in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { observation, withRead } from '../../www/extension/src/observe.js';

const call = (timeStamp) => observation({ url: 'https://api.example.com/', method: 'GET', type: 'xmlhttprequest', frameId: 0, timeStamp });

test('a body that was read before its response was announced stays, and a later response has none', () => {
  const read = { ...call(1_000), body: '{}', readAt: 2_000 };
  const late = withRead(call(1_999), read);
  assert.deepEqual([late.time, late.body, withRead(call(2_000), late).body], [1_999, '{}', '{}']);
  assert.equal(withRead(call(2_001), read).body, undefined);
  assert.equal(withRead(call(2_001), call(1_000)).body, undefined);
  assert.equal(withRead(call(2_001), undefined).body, undefined);
});
