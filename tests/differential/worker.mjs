// Processes a share of the inputs: the blocks of numbers assigned to this worker.
import { parentPort, workerData } from 'node:worker_threads';
import { Program } from './program.mjs';
import { examine } from './examine.mjs';
import { generate } from './generate/index.mjs';
import { isSample, SAMPLES } from './pympp.mjs';

const BLOCK = 250;
const SHOWN = 5;
const { seed, first, inputs, share, shares, program } = workerData;
const crate = new Program(program);
const tally = { kinds: {}, classes: {}, samples: {}, unexplained: [], unexplainedCount: 0 };

for (let block = share; block * BLOCK < inputs; block += shares) {
  const from = first + block * BLOCK;
  const list = Array.from({ length: Math.min(BLOCK, first + inputs - from) }, (_, n) => generate(seed, from + n));
  for (const [n, { points, outcome }] of (await examine(list, crate)).entries()) {
    const kind = (tally.kinds[list[n].kind] ??= { 'both read': 0, 'one read': 0, 'none read': 0, disagree: 0 });
    kind[outcome] += 1;
    kind.disagree += points.length > 0;
    for (const point of points.filter(({ class: id }) => id)) {
      const peers = (tally.classes[point.class] ??= {});
      peers[point.peer] = (peers[point.peer] ?? 0) + 1;
    }
    if (isSample(list[n], points)) {
      const samples = (tally.samples[points[0].class] ??= []);
      if (samples.length < SAMPLES) samples.push({ number: from + n, input: list[n], point: points[0] });
    }
    const unexplained = points.find(({ class: id }) => !id);
    if (!unexplained) continue;
    tally.unexplainedCount += 1;
    if (tally.unexplained.length < SHOWN) tally.unexplained.push({ number: from + n, point: unexplained });
  }
}
crate.close();
parentPort.postMessage(tally);
