// The calls of the Node table inside workerd. Its clock stands still while it computes, so the CPU time of its threads
// is measured, minus the cost of a request that calls nothing.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { INPUTS } from '../inputs.mjs';
import { summary } from '../measure.mjs';
import { bundle } from '../sizes.mjs';
import { contenders } from '../table.mjs';
import { spent, startWorkerd } from '../workerd.mjs';

const ROUNDS = 25;
/** Long compared with a request, which takes a fraction of a millisecond. */
const ROUND_MS = 10;
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

export async function run() {
  const worker = await startWorkerd({ modules: await modules(), vars: { INPUTS } });
  try {
    const get = async (target) => {
      const answer = await fetch(`${worker.url}${target}`);
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${target}: ${text}${worker.said.join('')}`);
      return text;
    };
    await get('/agree');
    const rows = [];
    for (const [at, { name, who }] of JSON.parse(await get('/names')).entries()) {
      const call = (one, repeats) => get(`/?call=${at}&who=${one}&repeats=${repeats}`);
      rows.push({ name, bytes: bytesOf(name), measured: await measure(worker.pid, who, call) });
    }
    console.log(contenders('the same calls in workerd', rows));
    return { numbers: rows, targets: [] };
  } finally {
    await worker.close();
  }
}

/** Everything in one script, with the wasm files beside it. */
async function modules() {
  const script = await bundle(path('../workers/calls.mjs'), {
    conditions: ['workerd', 'worker', 'browser'],
    external: ['node:*', 'cloudflare:*', '*.wasm', '@modelcontextprotocol/sdk/*'],
  });
  return {
    'index.js': script,
    'wrap_bg.wasm': await readFile(path('../../../target/benches/wrap/wrap_bg.wasm')),
    'mpp_wasm_bg.wasm': await readFile(path('../../../pkg/mpp_wasm_bg.wasm')),
  };
}

/** Nanoseconds per call, by contender. They take turns. */
async function measure(pid, who, call) {
  const took = async (one, repeats) => {
    const start = spent(pid);
    await call(one, repeats);
    return (spent(pid) - start) / 1e6;
  };
  let empty = Infinity;
  for (let n = 0; n < 20; n++) empty = Math.min(empty, await took(who[0], 0));
  const repeats = {};
  for (const one of who) {
    repeats[one] = 1;
    for (let ms = 0; ms < ROUND_MS / 2; ) {
      // The shorter of two, so that one disturbance does not stop the search.
      ms = Math.min(await took(one, repeats[one]), await took(one, repeats[one])) - empty;
      if (ms < ROUND_MS / 2) repeats[one] = Math.ceil(repeats[one] * Math.min(8, ROUND_MS / Math.max(ms, 0.1)));
    }
  }
  const samples = Object.fromEntries(who.map((one) => [one, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (let n = 0; n < who.length; n++) {
      const one = who[(n + round) % who.length];
      samples[one].push((((await took(one, repeats[one])) - empty) * 1e6) / repeats[one]);
    }
  }
  return Object.fromEntries(who.map((one) => [one, summary(samples[one])]));
}

function bytesOf(name) {
  const log = { 'redact 1 KB': 'small', 'redact 1 KB with cards': 'cards', 'redact 1 MB': 'large' }[name];
  return log && INPUTS.log[log].length;
}
