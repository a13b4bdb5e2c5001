// Full requests under wrk: the 402, and the paid 200 with the Stripe simulator behind it.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startStripeSim } from '../../stripe-sim/start.mjs';
import { createClient } from '../../stripe-sim/client.mjs';
import { credential } from '../inputs.mjs';
import { paywalls } from '../paywalls.mjs';
import { table, time, times } from '../table.mjs';
import { judge } from '../targets.mjs';
import { spent } from '../workerd.mjs';

/** Many short rounds: on a shared machine, the best of a few would be luck. */
const UNPAID = { rounds: 15, seconds: 1 };
const PAID = { rounds: 5, seconds: 2 };
const CONNECTIONS = 16;
/** The number of credentials in the first round. It is doubled whenever they run out. */
const CREDENTIALS = 1000;
const SCRIPT = fileURLToPath(new URL('../paid.lua', import.meta.url));

export async function run() {
  const sim = await startStripeSim();
  const folder = await mkdtemp(join(tmpdir(), 'mpp-wasm-wrk-'));
  const workers = {};
  try {
    for (const [name, start] of Object.entries(await paywalls({ STRIPE_API_BASE: sim.url }))) workers[name] = await start();
    const unpaid = await rounds(UNPAID.rounds, workers, (worker) => wrk(worker, UNPAID.seconds, 402));
    const stripe = createClient(sim.url);
    const enough = {};
    const paid = await rounds(PAID.rounds, workers, async ({ url, pid }, name) => {
      const file = join(folder, name);
      for (enough[name] ??= CREDENTIALS; ; enough[name] *= 2) {
        await writeFile(file, (await credentials(url, stripe, enough[name])).join('\n'));
        try {
          return await wrk({ url, pid }, PAID.seconds, 200, ['-s', SCRIPT], file);
        } catch (error) {
          if (!(error instanceof TooFew)) throw error;
        }
      }
    });
    const numbers = { unpaid, paid };
    const rate = ({ max, median, cpu }) => [max.toFixed(0), median.toFixed(0), time(cpu)];
    const rows = Object.entries({ '402 answers': unpaid, 'paid 200 answers': paid }).map(([name, by]) => [
      name, ...Object.values(by).flatMap(rate), times(by.ours.max / by.bare.max), times(by.ours.max / by.mppx.max),
    ]);
    const columns = ['', ...Object.keys(unpaid).flatMap((name) => [name, '(median)', 'CPU']), 'ours / bare', 'ours / mppx'];
    const title = `answers a second, wrk over ${CONNECTIONS} connections, the best of ${UNPAID.rounds} rounds, of ${PAID.rounds}; CPU: what workerd ran for one`;
    console.log(table(title, columns, rows));
    return {
      numbers,
      targets: [
        judge('http: 402 answers, beside a bare answer', unpaid.ours.max / unpaid.bare.max),
        judge('http: 402 answers, beside mppx', unpaid.ours.max / unpaid.mppx.max),
      ],
    };
  } finally {
    await Promise.all(Object.values(workers).map((worker) => worker.close()));
    await sim.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Responses per second, and workerd's CPU time for each in nanoseconds. Contenders take turns. */
async function rounds(count, workers, work) {
  const samples = Object.fromEntries(Object.keys(workers).map((name) => [name, []]));
  for (let round = 0; round < count; round++) {
    for (const [name, worker] of Object.entries(workers)) samples[name].push(await work(worker, name));
  }
  const sum = (list) => {
    const rates = list.map(({ rate }) => rate).sort((a, b) => a - b);
    return { max: rates.at(-1), median: rates[Math.floor(rates.length / 2)], cpu: Math.min(...list.map(({ cpu }) => cpu)) };
  };
  return Object.fromEntries(Object.entries(samples).map(([name, list]) => [name, sum(list)]));
}

/** Puts load on /paid. Every response must have `status`. */
async function wrk({ url, pid }, seconds, status, script = [], file) {
  const before = spent(pid);
  const load = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, ...script, `${url}/paid`, ...(file ? [file] : [])];
  const { stdout } = await promisify(execFile)('wrk', load, { maxBuffer: 1e7 });
  const number = (pattern) => Number(pattern.exec(stdout)?.[1] ?? 0);
  const [all, other, rate] = [number(/(\d+) requests in/), number(/Non-2xx or 3xx responses: (\d+)/), number(/Requests\/sec:\s+([\d.]+)/)];
  if (status === 200 && /402 for want of a credential/.test(stdout)) throw new TooFew();
  const right = status === 200 ? all - other : other;
  if (all === 0 || right !== all || /Socket errors/.test(stdout)) throw new Error(`not every answer was ${status}:\n${stdout}`);
  return { rate, cpu: (spent(pid) - before) / all };
}

class TooFew extends Error {}

/** Fresh genuine credentials, each from a requested challenge and a minted token. */
async function credentials(url, stripe, count) {
  const out = [];
  const one = async () => {
    while (out.length < count) {
      const answer = await fetch(`${url}/paid`);
      await answer.arrayBuffer();
      const params = [...answer.headers.get('www-authenticate').matchAll(/[ ,]([a-z]+)="([^"]*)"/g)];
      const challenge = Object.fromEntries(params.map(([, name, text]) => [name, text]));
      out.push(credential(challenge, { spt: await stripe.mintToken() }));
    }
  };
  await Promise.all(Array.from({ length: 16 }, one));
  return out;
}
