// Tests of the suite itself: the memory store passes, and every store that breaks a rule fails the matching check.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { conformance } from 'mpp-wasm/store/conformance';
import { memory } from 'mpp-wasm/store/memory';

describe('memory', { concurrency: true }, () => {
  const one = memory();
  for (const { name, run } of conformance(() => one)) test(name, run);
});

test('the checks make as many swaps and records as their documentation says', async () => {
  const text = readFileSync(new URL('../../pkg-template/store/conformance.d.ts', import.meta.url), 'utf8').replaceAll(/\n \* /g, ' ');
  const [, swaps, atOnce, records] = /about (\d+) swaps, up to (\d+) at once.*about (\d+) records behind/.exec(text).map(Number);
  const own = memory();
  const ids = new Set();
  const seen = { swaps: 0, now: 0, most: 0 };
  const store = {
    async swap(id, expected, next, keepUntil) {
      ids.add(id);
      seen.swaps += 1;
      seen.most = Math.max(seen.most, (seen.now += 1));
      await tick();
      seen.now -= 1;
      return own.swap(id, expected, next, keepUntil);
    },
  };
  for (const { run } of conformance(() => store)) await run();
  const isAbout = (one, other) => Math.abs(one - other) < other / 10;
  assert.ok(isAbout(seen.swaps, swaps) && isAbout(ids.size, records), `${seen.swaps} swaps, ${ids.size} records`);
  assert.equal(seen.most, atOnce);
});

test('memory forgets a record after its time, and only then', async () => {
  const store = memory();
  const later = Date.now() + 3_600_000;
  await store.swap('kept', null, 'a', later);
  await store.swap('renewed', null, 'a', Date.now() + 1000);
  await store.swap('renewed', 'a', 'b', later);
  await store.swap('late', null, 'a', Date.now() - 1);
  for (let swaps = 0; swaps < 3; swaps += 1) await store.swap('kept', 'b', 'c', later);
  assert.deepEqual([await store.swap('late', 'b', 'c', later), await store.swap('kept', 'b', 'c', later)], [null, 'a']);
  assert.equal(await store.swap('renewed', 'a', 'c', later), 'b', 'a new time counts in place of the first');
});

test('memory looks at two records in each swap, however many there are, and forgets a burst of them as fast as it came', async () => {
  const store = memory();
  const count = 5000;
  let looks = 0;
  let isOver = false;
  const keepUntil = { valueOf: () => ((looks += 1), isOver ? 0 : Infinity) };
  for (let id = 0; id < count; id += 1) await store.swap(`${id}`, null, 'a', keepUntil);
  assert.ok(looks > count && looks <= 2 * count, `it looked ${looks} times`);
  isOver = true;
  for (let swaps = 0; swaps < count; swaps += 1) await store.swap('other', null, 'a', Infinity);
  for (const id of [0, count / 2, count - 1]) assert.equal(await store.swap(`${id}`, 'b', 'c', Infinity), null);
});

test('memory keeps an empty text, and does not take it for an empty register', async () => {
  const store = memory();
  const later = Date.now() + 3_600_000;
  assert.equal(await store.swap('id', null, '', later), null);
  for (let time = 0; time < 2; time += 1) assert.equal(await store.swap('id', null, 'a', later), '');
});

const tick = () => new Promise((resolve) => setImmediate(resolve));

/** A store that conforms except for what `change` replaces. */
function broken(change) {
  const texts = new Map();
  const own = {
    key: (id) => id,
    written: (text) => text,
    read: (text) => text,
    equal: (found, expected) => found === (expected ?? null),
    answer: (found) => found,
    keep: () => {},
    ...change,
  };
  return {
    async swap(id, expected, next, keepUntil) {
      const key = own.key(id);
      const found = texts.has(key) ? own.read(texts.get(key)) : null;
      const won = own.equal(found, expected);
      if (own.between) await own.between();
      if (won) texts.set(key, own.written(next, keepUntil, texts.get(key)));
      own.keep({ texts, key, keepUntil, won });
      return own.answer(found, { won, next, key });
    },
  };
}

const timers = new Map();
/** Forgets a record at another time than requested. */
const forgets = (time) => ({ texts, key, keepUntil, won }) => {
  if (won) setTimeout(() => texts.delete(key), Math.min(time(keepUntil) - Date.now(), 2 ** 31 - 1)).unref();
};
/** Does not find a record after its time, and does not overwrite it either, as `ON CONFLICT DO NOTHING`. */
const HIDES = {
  read: ({ text, keepUntil }) => (keepUntil > Date.now() ? text : null),
  written: (text, keepUntil, row) => (row?.keepUntil <= Date.now() ? row : { text, keepUntil }),
};
/** Takes two texts for equal that differ in one respect only. */
const alike = (what, same) => {
  const equal = (found, expected) =>
    found === (expected ?? null) || (typeof expected === 'string' && typeof found === 'string' && same(found) === same(expected));
  return { [`does not compare ${what}`]: [{ equal }, /only equal if they match exactly/] };
};
/** Drops what an id ends with. */
const dropping = (end) => [
  `drops "${end}" at the end of ids`,
  [{ key: (id) => (id.endsWith(end) ? id.slice(0, -end.length) : id) }, /registers are independent/],
];
const changes = (what, read) => ({ [what]: [{ read }, /every text comes back/] });
const BROKEN = {
  'looks, waits and then writes': [{ between: tick }, /50 callers claim one register/],
  'answers undefined for nothing': [{ answer: (found) => found ?? undefined }, /an empty register returns null/],
  'answers what it holds now': [{ answer: (found, { won, next }) => (won ? next : found) }, /an empty register returns null/],
  'answers whether it swapped': [{ answer: (_, { won }) => won }, /an empty register returns null/],
  'takes "" for nothing': [{ equal: (found, expected) => (found ?? '') === (expected ?? '') }, /an empty text is a text/],
  'overwrites where nothing was expected': [
    { equal: (found, expected) => expected == null || found === expected },
    /does not change one that holds a text/,
  ],
  'writes into what is empty': [
    { equal: (found, expected) => found === null || found === (expected ?? null) },
    /a swap that expects a text leaves an empty register empty/,
  ],
  'knows null, not undefined': [{ equal: (found, expected) => found === expected }, /undefined expects an empty register/],
  'takes undefined for any text': [
    { equal: (found, expected) => expected === undefined || found === expected },
    /undefined expects an empty register/,
  ],
  'answers nothing where nothing changed': [
    { answer: (found, { won, next }) => (won && next === found ? null : found) },
    /the previous text is returned/,
  ],
  'forgets the case of ids': [{ key: (id) => id.toLowerCase() }, /registers are independent/],
  ...Object.fromEntries([' ', '-', '_', '%', '*', ':x'].map(dropping)),
  'cuts ids': [{ key: (id) => id.slice(0, 40) }, /registers are independent/],
  'compares without case': [
    { equal: (found, expected) => found?.toLowerCase() === expected?.toLowerCase() || (found === null && expected == null) },
    /only equal if they match exactly/,
  ],
  ...alike('trailing space', (text) => text.trimEnd()),
  ...alike('leading space', (text) => text.trimStart()),
  ...alike('normal form', (text) => text.normalize('NFC')),
  ...alike('the way a number is written', (text) => (text && Number.isFinite(Number(text)) ? Number(text) : text)),
  ...alike('the way JSON is written', (text) => text.replaceAll(' ', '')),
  ...alike('letters that collate alike', (text) => text.replaceAll('ß', 'ss')),
  ...alike('what follows', (text) => text.slice(0, 1)),
  'takes what it holds for a pattern': [
    {
      equal: (found, expected) =>
        found === (expected ?? null) || (typeof expected === 'string' && /^.[%_]$/.test(found) && expected.startsWith(found[0])),
    },
    /only equal if they match exactly/,
  ],
  'reads JSON': [{ read: (text) => { try { return JSON.parse(text); } catch { return text; } } }, /every text comes back/],
  'normalises texts': [{ written: (text) => text.normalize('NFC') }, /every text comes back/],
  'trims texts': [{ written: (text) => text.trim() }, /every text comes back/],
  'cuts texts': [{ written: (text) => text.slice(0, 65_535) }, /a large text/],
  ...changes('drops a byte order mark', (text) => text.replace(/^\ufeff/, '')),
  ...changes('reads numbers', (text) => (/^\d+$/.test(text) ? String(Number(text)) : text)),
  ...changes('decodes percents', (text) => text.replaceAll('%41', 'A')),
  ...changes('decodes escapes', (text) => text.replaceAll('\\u0041', 'A')),
  ...changes('decodes HTML', (text) => text.replaceAll('&amp;', '&')),
  ...changes('ends lines in its own way', (text) => text.replaceAll('\r\n', '\n')),
  ...changes('has bytes for characters', (text) => Buffer.from(text, 'latin1').toString('latin1')),
  ...changes('has 16 bits for a character', (text) => text.replaceAll(/\p{Surrogate}|[\u{10000}-\u{10ffff}]/gu, '?')),
  ...changes('has an own word for nothing', (text) => (text === 'nil' ? null : text)),
  'forgets early': [{ keep: ({ texts, key }) => setTimeout(() => texts.delete(key), 200).unref() }, /a record is kept until its time/],
  'keeps the last 1000 records it used': [{ keep: ({ texts, key }) => {
    const text = texts.get(key);
    texts.delete(key);
    if (text !== undefined) texts.set(key, text);
    if (texts.size > 1000) texts.delete(texts.keys().next().value);
  } }, /a record is kept until its time, however many come after it: one of the first registers/],
  'keeps whole seconds of the clock': [{ keep: forgets((keepUntil) => keepUntil - (keepUntil % 1000)) }, /a record is kept until its time/],
  'keeps whole seconds from now on': [
    { keep: forgets((keepUntil) => keepUntil - ((keepUntil - Date.now()) % 1000)) },
    /a record is kept until its time/,
  ],
  'counts the time in 32 bits': [{ keep: ({ texts, key, keepUntil, won }) => {
    if (won && keepUntil - Date.now() >= 2 ** 31) setTimeout(() => texts.delete(key), 1).unref();
  } }, /a time days ahead is accepted/],
  'takes whole milliseconds only': [{ keep: ({ keepUntil }) => {
    if (!Number.isInteger(keepUntil)) throw new RangeError('not an integer');
  } }, /so is one with a fraction/],
  'hides what was written with a past time': [HIDES, /a time in the past is accepted: a register claimed after its time/],
  'hides a record after its time': [HIDES, /a register whose time has passed .*: a register claimed after its time/],
  'keeps to the first time': [{ keep: ({ texts, key, keepUntil, won }) => {
    if (won && !timers.has(key)) timers.set(key, setTimeout(() => texts.delete(key), keepUntil - Date.now()).unref());
  } }, /a rewritten record/],
  'lets a failed swap set the time': [{ keep: ({ texts, key, keepUntil }) => {
    clearTimeout(timers.get(key));
    timers.set(key, setTimeout(() => texts.delete(key), Math.min(keepUntil - Date.now(), 2 ** 31 - 1)).unref());
  } }, /a failed swap does not change the time/],
};

/** The failures, as messages. */
async function failures(makeStore) {
  const failed = conformance(makeStore).map(({ name, run }) => run().then(() => [], (error) => [`${name}: ${error.message}`]));
  return (await Promise.all(failed)).flat();
}

describe('a store that', { concurrency: true }, () => {
  for (const [what, [change, check]] of Object.entries(BROKEN)) {
    test(`${what} fails`, async () => {
      const one = broken(change);
      const failed = await failures(() => one);
      assert.ok(failed.some((each) => check.test(each)), `expected ${check} among: ${failed.join('\n') || 'nothing failed'}`);
    });
  }
});

test('the unchanged store passes', async () => {
  const one = broken({});
  assert.deepEqual(await failures(() => one), []);
});

test('an in-process lock over a backend that reads, waits and then writes fails', async () => {
  const texts = new Map();
  const locked = () => {
    let last = Promise.resolve();
    const swap = async (id, expected, next) => {
      const found = texts.get(id) ?? null;
      await tick();
      if (found === (expected ?? null)) texts.set(id, next);
      return found;
    };
    return { swap: (...words) => (last = last.then(() => swap(...words))) };
  };
  const one = locked();
  assert.deepEqual(await failures(() => one), [], 'alone it does well');
  const failed = await failures(locked);
  assert.match(failed.join('\n'), /50 callers claim one register at once.*2 callers were told that they had won/);
  assert.match(failed.join('\n'), /50 callers replace one text at once/);
});

test('stores that share nothing fail with a message that says so', async () => {
  const failed = await failures(memory);
  assert.equal(failed.length, 3);
  for (const each of failed) assert.match(each, /return the same one each time/);
});

test('a store that answers, or hangs, while its backend is unreachable fails', async (t) => {
  const outage = (swap) => conformance(memory, { unreachable: () => ({ swap }) }).at(-1).run();
  await outage(() => Promise.reject(new Error('away')));
  await assert.rejects(outage(async () => null), /it answered/);
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const silent = assert.rejects(outage(() => new Promise(() => {})), /silent/);
  await tick();
  t.mock.timers.tick(60_000);
  await silent;
});
