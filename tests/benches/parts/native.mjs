// The core as a Rust program uses it, against the crate `mpp`: criterion's samples, from several short runs one after
// another, so that a disturbance does not hit only one contender.
import { execFile } from 'node:child_process';
import { readFile, readdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { summary } from '../measure.mjs';
import { contenders, rateOf } from '../table.mjs';
import { judge } from '../targets.mjs';
import { INPUTS } from '../inputs.mjs';

const FOLDER = fileURLToPath(new URL('../../../target/benches/criterion/', import.meta.url));
const ROUNDS = 5;

export async function run({ bench }) {
  const samples = {};
  for (let round = 0; round < ROUNDS; round++) {
    await rm(FOLDER, { recursive: true, force: true });
    const brief = ['--bench', '--noplot', '--warm-up-time', '0.05', '--measurement-time', '0.1', '--sample-size', '10'];
    await promisify(execFile)(bench, brief, { env: { ...process.env, CRITERION_HOME: FOLDER }, maxBuffer: 1e8 });
    for (const { name, who, times } of await read()) ((samples[name] ??= {})[who] ??= []).push(...times);
  }
  const rows = Object.entries(samples).map(([name, by]) => {
    const measured = Object.fromEntries(Object.entries(by).sort().reverse().map(([who, times]) => [who, summary(times)]));
    return { name, bytes: /^redact/.test(name) ? INPUTS.log[name === 'redact 1 MB' ? 'large' : 'small'].length : undefined, measured };
  });
  console.log(contenders('the core natively, beside the crate mpp', rows));
  return { numbers: rows, targets: targetsOf(rows) };
}

/** The samples that criterion wrote, in nanoseconds per call. */
async function read() {
  const out = [];
  for (const path of await readdir(FOLDER, { recursive: true })) {
    if (!path.endsWith('new/sample.json')) continue;
    const at = (file) => readFile(`${FOLDER}/${path.replace('sample.json', file)}`, 'utf8').then(JSON.parse);
    const [{ iters, times }, { group_id: name, function_id: who }] = [await at('sample.json'), await at('benchmark.json')];
    out.push({ name, who, times: times.map((time, n) => time / iters[n]) });
  }
  return out;
}

function targetsOf(rows) {
  const row = (name) => rows.find((one) => one.name === name);
  const factor = ({ measured }) => measured.mpp.min / measured.ours.min;
  const { bytes, measured } = row('redact 1 MB');
  return [
    ...['decode two challenges', 'verify a credential'].map((name) => judge(`native: ${name}`, factor(row(name)))),
    judge('native: redact 1 MB', rateOf(bytes, measured.ours.min)),
  ];
}
