// node tests/benches/run.mjs --bench <criterion program> [--only PART] [--json FILE]
//
// Measures everything side by side in one run (see parts/). Prints a table; with --json, it also writes all numbers.
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { writeInputs } from './inputs.mjs';
import { verdicts } from './table.mjs';

/** The parts, in the order in which they run. */
const PARTS = ['size', 'node', 'native', 'workerd', 'growth', 'start', 'http', 'free', 'server', 'memory'];

const values = options();
const chosen = values.only === undefined ? PARTS : [values.only];

process.env.BENCH_INPUTS = await writeInputs();
const machine = { cpu: cpus()[0].model, cores: cpus().length, node: process.version, date: new Date().toISOString() };
console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}\n`);

const results = { machine, parts: {}, targets: [] };
for (const part of chosen) {
  const { run } = await import(`./parts/${part}.mjs`);
  const start = performance.now();
  const { numbers, targets } = await run({ bench: values.bench });
  results.parts[part] = numbers;
  results.targets.push(...targets);
  console.log(`  (${((performance.now() - start) / 1000).toFixed(0)} s)\n`);
}
console.log(verdicts(results.targets));
if (values.json) await writeFile(values.json, `${JSON.stringify(results, null, 2)}\n`);

function options() {
  try {
    const { values } = parseArgs({ options: { bench: { type: 'string' }, only: { type: 'string' }, json: { type: 'string' } } });
    if (values.only === undefined || PARTS.includes(values.only)) return values;
    console.error(`no such part: ${values.only}; choose one of ${PARTS.join(', ')}`);
  } catch (error) {
    console.error(`bench takes --only and a part, and --json and a file: ${error.message}`);
  }
  process.exit(1);
}
