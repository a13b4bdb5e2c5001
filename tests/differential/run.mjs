// node tests/differential/run.mjs --program <rust side> --python <with pympp> [--inputs N] [--seed S] [--first n]
//
// Gives the same inputs to this project and to its peers, and fails if a disagreement is not explained by a class.
// `--first n --inputs 1` examines only input n.
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { CLASSES } from './classes.mjs';
import { Program } from './program.mjs';
import { generate } from './generate/index.mjs';
import { agreements } from './pympp.mjs';
import { shrink } from './shrink.mjs';

/** A run of this many inputs should meet every class. */
const FULL = 100_000;
const SEED = 402;

const { values } = parseArgs({
  options: {
    program: { type: 'string' },
    python: { type: 'string' },
    inputs: { type: 'string' },
    seed: { type: 'string' },
    first: { type: 'string' },
  },
});
const number = (name, otherwise) => {
  const value = values[name] === undefined ? otherwise : Number(values[name]);
  if (!Number.isSafeInteger(value) || value < 0 || value >= 2 ** 32) throw new Error(`--${name} must be a whole number below 2^32`);
  return value;
};
const { program, python } = values;
const [seed, inputs, first] = [number('seed', SEED), number('inputs', FULL), number('first', 0)];

console.log(`seed ${seed}: ${inputs} inputs, each to the package and mppx, the crate and mpp, the package and the crate`);
const start = performance.now();
const shares = Math.min(availableParallelism(), 4);
const tallies = await Promise.all(Array.from({ length: shares }, (_, share) => work({ seed, first, inputs, share, shares, program })));
const seconds = (performance.now() - start) / 1000;

const rows = await tableRows();
const third = await agreements(python, tallies);
const failures = [...kindTable(), ...classTable(), ...(await unexplained())];
console.log(`\n${inputs} inputs in ${seconds.toFixed(1)} s, ${Math.round(inputs / seconds)} a second`);
for (const failure of failures) console.log(`FAILED ${failure}`);
process.exit(failures.length ? 1 : 0);

function work(workerData) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('worker.mjs', import.meta.url), { workerData });
    worker.on('message', resolve);
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`a worker ended with ${code}`)));
  });
}

/** The rows of DISAGREEMENTS.md, by class. */
async function tableRows() {
  const text = await readFile(new URL('DISAGREEMENTS.md', import.meta.url), 'utf8');
  return new Map([...text.matchAll(/^\| `([a-z0-9-]+)` \|.*$/gm)].map(([row, id]) => [id, row]));
}

function kindTable() {
  const columns = ['both read', 'one read', 'none read', 'disagree'];
  console.log(`\n${'input'.padEnd(12)}${columns.map((name) => name.padStart(11)).join('')}`);
  for (const kind of new Set(tallies.flatMap(({ kinds }) => Object.keys(kinds)))) {
    const sums = columns.map((name) => tallies.reduce((sum, { kinds }) => sum + (kinds[kind]?.[name] ?? 0), 0));
    console.log(`${kind.padEnd(12)}${sums.map((sum) => `${sum}`.padStart(11)).join('')}`);
  }
  return [];
}

/** Prints the classes. Checks that each has a row, and that rows and classes agree on which are our faults. */
function classTable() {
  const failures = [];
  const isFull = inputs >= FULL;
  const ids = [...new Set(CLASSES.map(({ id }) => id))];
  console.log(`\n${'class'.padEnd(24)}${'mppx'.padStart(8)}${'mpp'.padStart(8)}${'crate'.padStart(8)}  pympp`);
  for (const id of ids) {
    const count = (peer) => tallies.reduce((sum, { classes }) => sum + (classes[id]?.[peer] ?? 0), 0);
    const counts = ['mppx', 'mpp', 'crate'].map(count);
    const wrong = CLASSES.some((one) => one.id === id && one.wrong);
    const seen = counts.some((one) => one > 0);
    const note = wrong && seen ? '  ours is wrong' : !seen && isFull ? '  no longer occurs: remove it from the table' : '';
    console.log(`${id.padEnd(24)}${counts.map((one) => `${one || ''}`.padStart(8)).join('')}  ${third.get(id) ?? '–'}${note}`);
    if (!rows.has(id)) failures.push(`class ${id} has no row in DISAGREEMENTS.md`);
    else if (rows.get(id).includes('**ours is wrong**') !== wrong) {
      failures.push(`the row of ${id} and classes.mjs disagree on whether ours is wrong`);
    }
    else if (isFull && seed === SEED && first === 0) failures.push(...column(id));
  }
  for (const id of rows.keys()) if (!ids.includes(id)) failures.push(`DISAGREEMENTS.md has a row for ${id}, which classes.mjs does not know`);
  return failures;
}

/** Checks the fourth column of a row. Another seed may not meet each kind of input of a class. */
function column(id) {
  const [, , , , says] = rows.get(id).split(/(?<!\\)\|/);
  const expected = third.get(id) ?? '–';
  return says.trim() === expected ? [] : [`the row of ${id} says of pympp "${says.trim()}", but it is "${expected}"`];
}

async function unexplained() {
  const count = tallies.reduce((sum, tally) => sum + tally.unexplainedCount, 0);
  if (count === 0) return [];
  const crate = new Program(program);
  const shown = tallies.flatMap((tally) => tally.unexplained).sort((a, b) => a.number - b.number).slice(0, 5);
  for (const { number, point } of shown) {
    const small = await shrink(generate(seed, number), point, crate);
    console.log(`\nunexplained: seed ${seed}, input ${number}, ${point.peer}, ${point.at}, ${point.what}${point.field ? ` in ${point.field}` : ''}`);
    console.log(`  input  ${JSON.stringify(small)}`);
    console.log(`  ours   ${JSON.stringify(point.ours)}`);
    console.log(`  peer   ${JSON.stringify(point.theirs)}`);
  }
  crate.close();
  return [`${count} inputs with a disagreement that no class explains (the first ${shown.length} are above; ours and peer answer the whole input)`];
}
