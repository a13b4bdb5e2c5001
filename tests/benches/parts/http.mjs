// Full requests under wrk: the 402, and the paid 200 with the Stripe simulator behind it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startStripeSim } from '../../stripe-sim/start.mjs';
import { createClient } from '../../stripe-sim/client.mjs';
import { credential } from '../inputs.mjs';
import { paywalls } from '../paywalls.mjs';
import { table, times } from '../table.mjs';
import { judge } from '../targets.mjs';
import { CONNECTIONS, TooFew, columns, row, rounds, wrk } from '../wrk.mjs';

/** Many short rounds: on a shared machine, the best of a few would be luck. */
const UNPAID = { rounds: 15, seconds: 1 };
const PAID = { rounds: 5, seconds: 2 };
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
          return await wrk({ url, pid }, PAID.seconds, 200, { script: ['-s', SCRIPT], file });
        } catch (error) {
          if (!(error instanceof TooFew)) throw error;
        }
      }
    });
    const numbers = { unpaid, paid };
    const rows = Object.entries({ '402 answers': unpaid, 'paid 200 answers': paid }).map(([name, by]) => [
      ...row(name, by), times(by.ours.max / by.bare.max), times(by.ours.max / by.mppx.max),
    ]);
    const title =
      `answers a second, wrk over ${CONNECTIONS} connections, the best of ${UNPAID.rounds} rounds, of ${PAID.rounds}; ` +
      'CPU: what workerd ran for one';
    console.log(table(title, [...columns(unpaid), 'ours / bare', 'ours / mppx'], rows));
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
