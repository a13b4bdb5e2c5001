// The table of SECURITY.md about values with marks is true: each text is shown as it says.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { redact } from 'mpp-wasm';

const SECURITY = readFileSync(new URL('../../SECURITY.md', import.meta.url), 'utf8');

test('values with marks are shown as SECURITY says', () => {
  const [, table] = SECURITY.split('| Text | Shown as | Why |');
  const rows = [...table.split('\n\n')[0].matchAll(/^ *\| `(.+?)` \| `(.+?)` \|/gm)];
  assert.ok(rows.length >= 15, `${rows.length} rows`);
  for (const [, text, shown] of rows) assert.equal(redact(text), shown, text);
});
