// From start to first result: a process that verifies, a Worker that answers.
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { INPUTS } from '../inputs.mjs';
import { summary } from '../measure.mjs';
import { bundle } from '../sizes.mjs';
import { paywalls } from '../paywalls.mjs';
import { contenders } from '../table.mjs';
import { judge } from '../targets.mjs';

const PROCESSES = 21;
const WORKERS = 7;
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

export async function run() {
  const { slim, whole, mppx } = await firstVerify();
  const rows = [
    { name: 'first verify in a fresh process, slim entry', measured: { ours: slim, mppx } },
    { name: 'the same, whole entry', measured: { ours: whole, mppx } },
    { name: 'first 402 of a fresh workerd', measured: await firstAnswer() },
  ];
  const title =
    'from nothing (the targets judge our leanest entry that verifies beside the leanest of mppx: its core, bundled and minified; ' +
    'bare: a 402 written by hand)';
  console.log(contenders(title, rows));
  const [{ measured }] = rows;
  return {
    numbers: rows,
    targets: [
      judge('start: first verify in a fresh process', measured.ours.min / 1e6),
      judge('start: first verify, beside mppx', measured.mppx.min / measured.ours.min),
    ],
  };
}

async function firstVerify() {
  const core = path('../../../target/benches/mppx-core.mjs');
  await mkdir(path('../../../target/benches'), { recursive: true });
  await writeFile(core, await bundle(path('../workers/mppx-core.mjs'), { platform: 'node' }));
  // All are given as files, because resolving a package by name itself takes milliseconds.
  const modules = { slim: import.meta.resolve('mpp-wasm/slim'), whole: import.meta.resolve('mpp-wasm'), mppx: pathToFileURL(core).href };
  return rounds(PROCESSES, modules, async (module) => {
    const { stdout } = await promisify(execFile)(process.execPath, [path('../first.mjs'), module, INPUTS.secret, INPUTS.credential]);
    return Number(stdout);
  });
}

async function firstAnswer() {
  return rounds(WORKERS, await paywalls(), async (start) => {
    const begun = performance.now();
    const worker = await start();
    const { status } = await fetch(`${worker.url}/paid`);
    const took = performance.now() - begun;
    await worker.close();
    if (status !== 402) throw new Error(`${status}: ${worker.said.join('')}`);
    return took;
  });
}

/** Times `work`, which returns milliseconds, with contenders taking turns. The results are in nanoseconds. */
async function rounds(count, contenders, work) {
  const names = Object.keys(contenders);
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < count; round++) {
    for (const name of names) samples[name].push((await work(contenders[name])) * 1e6);
  }
  return Object.fromEntries(names.map((name) => [name, summary(samples[name])]));
}
