// node tests/benches/budgets.mjs --program <core-benches> [--update]
//
// Checks what does not vary with the machine's load: bytes shipped, and instructions and allocations per call. A number
// that exceeds its budget in budgets.json by more than the slack is a failure.
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { sizes } from './sizes.mjs';
import { writeInputs } from './inputs.mjs';

const execute = promisify(execFile);
const FILE = fileURLToPath(new URL('budgets.json', import.meta.url));

/** The slack, in percent over the budget. */
const SLACK = 5;
/** The slack if the compiler is not the one that produced the budgets, because its code differs. */
const OTHER_COMPILER = 20;

const { values } = parseArgs({ options: { program: { type: 'string' }, update: { type: 'boolean' } } });
const env = { ...process.env, BENCH_INPUTS: await writeInputs() };
const measured = { compiler: await compiler(), bytes: await bytes(), instructions: await instructions(), allocations: await allocations() };

if (values.update) {
  await writeFile(FILE, `${JSON.stringify(measured, null, 2)}\n`);
  console.log('tests/benches/budgets.json holds what was measured: commit it together with the reason');
} else {
  compare(JSON.parse(await readFile(FILE, 'utf8')));
}

async function compiler() {
  const { stdout } = await execute('rustc', ['--version']);
  return stdout.trim().split(' ').slice(0, 2).join(' ');
}

/** Everything a user downloads, compressed with gzip. */
async function bytes() {
  const all = await sizes();
  return Object.fromEntries(Object.entries(all.ours).map(([name, { gzip }]) => [name, gzip]));
}

async function allocations() {
  const { stdout } = await execute(values.program, ['allocations'], { env });
  return Object.fromEntries(Object.entries(JSON.parse(stdout)).map(([name, { allocations }]) => [name, allocations]));
}

async function instructions() {
  const { stdout } = await execute(values.program, ['names'], { env });
  const out = {};
  for (const name of JSON.parse(stdout)) out[name] = await count(name);
  return out;
}

/** The instructions of one call, including those of the functions it calls. */
async function count(name) {
  const counter = ['--tool=callgrind', '--callgrind-out-file=/dev/null', '--toggle-collect=*measured*'];
  const { stderr } = await execute('valgrind', [...counter, values.program, 'run', name], { env });
  const [, total] = /Collected\s*:\s*(\d+)/.exec(stderr) ?? [];
  if (!(Number(total) > 100)) throw new Error(`valgrind counted nothing for ${name}:\n${stderr}`);
  return Number(total);
}

function compare(budgets) {
  const same = budgets.compiler === measured.compiler;
  if (!same) console.log(`the budgets were made with ${budgets.compiler}, this is ${measured.compiler}: more slack`);
  const failures = [];
  const wide = Math.max(...kinds().flatMap((kind) => Object.keys(measured[kind])).map((name) => name.length));
  const slack = same ? SLACK : OTHER_COMPILER;
  for (const kind of kinds()) {
    console.log(`\n${kind.padEnd(wide)}${'budget'.padStart(10)}${'now'.padStart(10)}${''.padStart(9)}`);
    for (const name of new Set([...Object.keys(budgets[kind]), ...Object.keys(measured[kind])])) {
      const [budget, now] = [budgets[kind][name], measured[kind][name]];
      const change = (now / budget - 1) * 100;
      console.log(`${name.padEnd(wide)}${`${budget ?? '-'}`.padStart(10)}${`${now ?? '-'}`.padStart(10)}${sign(change).padStart(9)}`);
      if (budget === undefined) failures.push(`${kind}: ${name} has no budget`);
      else if (now === undefined) failures.push(`${kind}: ${name} is in the budgets and is not measured`);
      else if (change > slack) failures.push(`${kind}: ${name} was ${budget} and is ${now}, ${sign(change)} (${slack} % are forgiven)`);
    }
  }
  if (failures.length === 0) return;
  console.log('');
  for (const failure of failures) console.log(`OVER ${failure}`);
  console.log('\nMake it cheaper again; or, where the cost is worth it, write the new budgets and say why in the commit:');
  console.log('  cargo xtask budgets --update');
  process.exitCode = 1;
}

function kinds() {
  return ['bytes', 'instructions', 'allocations'];
}

function sign(change) {
  return Number.isFinite(change) ? `${change > 0 ? '+' : ''}${change.toFixed(1)} %` : '';
}
