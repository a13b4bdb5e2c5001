// Ordinary text on which no rule was tuned: what others wrote, as it is installed. What is hit there is counted and printed.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { redact } from 'mpp-wasm';

const INSTALLED = fileURLToPath(new URL('../../node_modules', import.meta.url));
/** Code, documentation and change logs. Libraries of elliptic curves are not here: most of their numbers have 77 digits. */
const PACKAGES = ['@cloudflare/workers-types', 'esbuild', 'miniflare', 'typescript', 'undici', 'wrangler', 'zod'];
/** Tests of card numbers have some. */
const CARDS = /card/i;
const MOST_BYTES = 3_000_000;

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (CARDS.test(entry.name)) continue;
    if (entry.isDirectory()) yield* files(path);
    else if (/\.(c|m)?[jt]s$|\.md$|\.json$/.test(entry.name)) yield path;
  }
}

/** A card number keeps its length, a secret does not. */
const kind = (line, safe) => ([...line].length === [...safe].length && safe.split('•').length > 8 ? 'number' : 'secret');

test('text of others: less than one number wrongly hit in 100,000 lines', (t) => {
  const hits = { number: [], secret: [] };
  let lines = 0;
  for (const name of PACKAGES) {
    const folder = join(INSTALLED, name);
    assert.ok(existsSync(folder), `${name} is installed`);
    for (const path of files(folder)) {
      const text = readFileSync(path, 'utf8');
      if (text.length > MOST_BYTES) continue;
      const all = text.split('\n');
      lines += all.length;
      // Most files come back as they are.
      if (redact(text) === text) continue;
      for (const line of all) {
        const safe = redact(line);
        if (safe !== line) hits[kind(line, safe)].push(around(line, safe));
      }
    }
  }
  t.diagnostic(`${lines} lines of ${PACKAGES.length} packages: ${hits.number.length} numbers wrongly hit, ${hits.secret.length} values hidden for their name or form`);
  for (const hit of hits.number) t.diagnostic(`number: ${hit}`);
  for (const hit of new Set(hits.secret)) t.diagnostic(`secret: ${hit}`);
  assert.ok(lines > 500_000, `${lines}`);
  assert.ok(hits.number.length * 100_000 < lines, hits.number.join('\n'));
});

/** The first place where two lines differ. */
function around(line, safe) {
  let at = 0;
  while (line[at] === safe[at]) at += 1;
  return `${line.slice(Math.max(0, at - 40), at)} | ${line.slice(at, at + 20).trim()}`;
}
