// Ordinary text: other people's packages as installed. Hits are counted and printed.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { redact } from 'mpp-wasm';

const INSTALLED = fileURLToPath(new URL('../../node_modules', import.meta.url));
/** Packages whose hits led to a rule. */
const LOOKED_AT = ['@cloudflare/workers-types', 'axe-core', 'esbuild', 'miniflare', 'typescript', 'undici', 'wrangler', 'zod'];
/**
 * Packages whose hits led to no rule: they are counted, printed and left. A package whose hit leads to a rule moves to
 * the other list. Elliptic curve libraries are in neither list: their numbers have 77 digits, and such rows are hidden
 * by design.
 */
const HELD_OUT = [
  '@eslint', '@redis', 'addons-linter', 'ajv', 'cheerio', 'css-tree', 'eslint', 'fast-json-patch', 'fflate', 'htmlparser2', 'ioredis',
  'js-yaml', 'jsonwebtoken', 'mdn-data', 'mppx', 'parse5', 'pino', 'playwright-core', 'redis', 'semver', 'sharp', 'unenv', 'ws', 'yargs',
];
/** Tests about card numbers contain some. */
const CARDS = /card/i;
const MOST_BYTES = 3_000_000;
/** From this length, a row of digits is hidden because it may contain a card number (src/card/mod.rs). */
const ROW = /\d{30}/;

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (CARDS.test(entry.name)) continue;
    if (entry.isDirectory()) yield* files(path);
    else if (/\.(c|m)?[jt]s$|\.md$|\.json$/.test(entry.name)) yield path;
  }
}

/** If a number was hidden, only its digits changed, one by one. */
function kind(line, safe) {
  const [before, after] = [[...line], [...safe]];
  const isNumber = before.length === after.length && before.every((char, at) => char === after[at] || (/\d/.test(char) && after[at] === '•'));
  if (!isNumber) return 'secret';
  return ROW.test(line) ? 'row' : 'number';
}

function count(names) {
  const hits = { number: [], row: [], secret: [] };
  let lines = 0;
  for (const name of names) {
    const folder = join(INSTALLED, name);
    assert.ok(existsSync(folder), `${name} is installed`);
    for (const path of files(folder)) {
      const text = readFileSync(path, 'utf8');
      if (text.length > MOST_BYTES) continue;
      const all = text.split('\n');
      lines += all.length;
      // Most files are returned unchanged.
      if (redact(text) === text) continue;
      for (const line of all) {
        const safe = redact(line);
        if (safe !== line) hits[kind(line, safe)].push(around(line, safe));
      }
    }
  }
  return { lines, hits };
}

for (const [what, names] of [['looked at', LOOKED_AT], ['held out', HELD_OUT]]) {
  test(`other people's text, ${what}: fewer than one false number hit in 100,000 lines`, (t) => {
    const { lines, hits } = count(names);
    t.diagnostic(
      `${lines} lines of ${names.length} packages ${what}: ${hits.number.length} numbers wrongly hit, ` +
        `${hits.row.length} long rows of digits, ${hits.secret.length} values hidden for their name or form`,
    );
    for (const hit of hits.number) t.diagnostic(`number: ${hit}`);
    for (const hit of [...new Set(hits.secret)].slice(0, 100)) t.diagnostic(`secret: ${hit}`);
    assert.ok(lines > 400_000, `${lines}`);
    assert.ok(hits.number.length * 100_000 < lines, hits.number.join('\n'));
  });
}

/** The first position where two lines differ. */
function around(line, safe) {
  let at = 0;
  while (line[at] === safe[at]) at += 1;
  return `${line.slice(Math.max(0, at - 40), at)} | ${line.slice(at, at + 20).trim()}`;
}
